//! The key that an update finds its one row by.

use super::Scene;
use crate::binding::dialect::Dialect;
use crate::binding::index_use::is_not_null;
use crate::binding::parameter::{Parameter, parameter};
use crate::binding::{Code, Diagnostic};
use crate::catalog::{Column, Index, Table};

impl<'a> Scene<'a, '_> {
    /// The one column that an update finds its row by: unique by itself, and not changed.
    pub(super) fn key(
        &mut self,
        values: &[(&Column, Parameter)],
        dialect: &dyn Dialect,
    ) -> Option<(&'a Column, Parameter)> {
        let write = self.binding.sql_write.as_ref();
        let named = write.and_then(|write| write.key_column.as_deref()).unwrap_or_default();
        let param = write.and_then(|write| write.key_param.as_deref()).unwrap_or_default();
        let unique: Vec<&str> = unique_columns(self.table, dialect);
        let usable = |name: &&&str| !self.scoping.blocks_column(&self.table.name, name);
        let proposal = unique.iter().find(usable).map(|name| (*name).to_owned());
        let table = self.table;
        let problem = match table.column(named) {
            None if named.is_empty() => Some("This update names no key.".to_owned()),
            None => Some(format!("{} has no column “{named}”.", table.name)),
            Some(_) if self.scoping.blocks_column(&table.name, named) => {
                Some(format!("{}.{named} is blocked, so nothing may be found by it.", table.name))
            }
            Some(_) if !unique.contains(&named) => {
                Some(format!("{named} is not unique by itself: several rows can have one value."))
            }
            Some(_) => None,
        };
        if let Some(message) = problem {
            let report = Diagnostic::error(
                Code::WriteKey,
                "sql_write.key_column",
                message,
                "An update changes exactly one row; only a unique column says which.",
            );
            self.report(match proposal {
                Some(name) => report.with_edit(format!("Use {name}"), "sql_write.key_column", name),
                None => report.with_advice("This table has no unique column that can be used: it cannot be updated."),
            });
            return None;
        }
        let column = table.column(named)?;
        if values.iter().any(|(written, _)| written.name == column.name) {
            self.report(
                Diagnostic::error(
                    Code::WriteKeyChanged,
                    "sql_write.key_column",
                    format!("{named} is the key and is changed, too."),
                    "A row whose key changes is another row to everything that refers to it.",
                )
                .with_advice("Do not set the key, or choose another one."),
            );
        }
        if !column.privileges.select {
            self.report(
                Diagnostic::error(
                    Code::PrivilegeMissing,
                    "sql_write.key_column",
                    format!("This login may not SELECT {}.{named}.", table.name),
                    "Finding a row by a column needs the right to read it.",
                )
                .with_advice("Grant SELECT on the key to the agent's user and discover again."),
            );
        }
        self.check_param_name("sql_write.key_param", param, named);
        let mut key = parameter(self.binding, param, column, true, self.diagnostics);
        key.required = true;
        Some((column, key))
    }
}

/// Columns that are unique by themselves over all rows, the primary key's first.
pub(in crate::binding) fn unique_columns<'a>(table: &'a Table, dialect: &dyn Dialect) -> Vec<&'a str> {
    let primary = table.primary_key.as_ref().and_then(|key| <&[String; 1]>::try_from(key.columns.as_slice()).ok());
    let primary = primary.map(|[column]| column.as_str());
    // A row whose key is NULL is never found, so an index of all rows that have one is as good.
    let whole = |index: &Index| {
        let leading = index.leading_column().unwrap_or_default();
        index.predicate.as_ref().is_none_or(|predicate| is_not_null(predicate, leading))
    };
    let by_index = table.indexes.iter().filter(|index| {
        index.unique
            && index.usable()
            && index.parts.len() == 1
            && whole(index)
            && dialect.method_serves_equality(&index.method)
    });
    let by_index = by_index.filter_map(|index| index.leading_column());
    let mut columns: Vec<&str> = Vec::new();
    for column in primary.into_iter().chain(by_index) {
        if !columns.contains(&column) {
            columns.push(column);
        }
    }
    columns
}
