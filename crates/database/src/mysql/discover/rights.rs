//! What this login may do with each column, without asking the server about each: it works that out column by column, which is a
//! fifth of the time that a large catalogue of MySQL's takes. Where nothing is granted on single columns, all columns of a
//! table have what the table has, so that one of them tells.

use std::collections::BTreeSet;

use gatehouse_core::catalog::Privileges;

use super::query::literals;
use super::rows::RawColumn;
use crate::mysql::grants::{Level, Line, read_line};

/// More names than these in the text of a question would cost more than they spare.
const MOST_NAMED: usize = 200;

/// What SHOW GRANTS tells of grants on single columns: the account's own and those of the roles that are active.
#[derive(Debug, Default)]
pub(super) struct ColumnGrants {
    /// The tables' names, in whatever schema.
    tables: BTreeSet<String>,
    told: bool,
    unreadable: bool,
}

/// Of which columns the server is asked for its own answer.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) enum ColumnRights {
    #[default]
    Each,
    /// Of the first ones of each table, and of all columns of the tables with these names, in whatever schema.
    ByTable(Vec<String>),
}

impl ColumnGrants {
    /// Takes one line of SHOW GRANTS.
    pub(super) fn take(&mut self, line: &str) {
        self.told = true;
        match read_line(line) {
            Line::Rights { rights, level: Level::Table { table, .. }, .. } => {
                if rights.iter().any(|(_, extent)| !extent.columns.is_empty()) {
                    self.tables.insert(table);
                }
            }
            Line::Unreadable => self.unreadable = true,
            // What is granted, or taken back, at large is the same for all columns of a table.
            Line::Rights { .. } | Line::Revoked | Line::Proxy | Line::Roles => {}
        }
    }

    /// What follows. Each column is asked about where it is not known for sure which differ.
    pub(super) fn asked(&self) -> ColumnRights {
        if !self.told || self.unreadable || self.tables.len() > MOST_NAMED {
            return ColumnRights::Each;
        }
        ColumnRights::ByTable(self.tables.iter().cloned().collect())
    }
}

impl ColumnRights {
    /// As an expression that is NULL for a column that has what the table's first ones have. Not the first alone: a primary key that
    /// MySQL has made by itself comes first, and may be hidden.
    /// <https://dev.mysql.com/doc/refman/9.0/en/create-table-gipks.html>
    pub(super) fn expression(&self) -> String {
        match self {
            ColumnRights::Each => "privileges".into(),
            ColumnRights::ByTable(names) if names.is_empty() => "IF(ordinal_position < 3, privileges, NULL)".into(),
            ColumnRights::ByTable(names) => {
                format!("IF(ordinal_position < 3 OR table_name IN ({}), privileges, NULL)", literals(names))
            }
        }
    }
}

/// The rights of a column of a table whose first columns were asked about; none where the server told nothing.
pub(super) fn of_table(columns: &[RawColumn]) -> Privileges {
    columns.iter().find_map(|column| column.privileges).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expression(lines: &[&str]) -> String {
        let mut grants = ColumnGrants::default();
        lines.iter().for_each(|line| grants.take(line));
        grants.asked().expression()
    }

    #[test]
    fn single_columns_are_asked_about_only_where_they_may_differ() {
        let usage = "GRANT USAGE ON *.* TO `a`@`%`";
        let at_large = "GRANT SELECT, INSERT ON `shop`.* TO `a`@`%`";
        let table = "GRANT SELECT ON `shop`.`orders` TO `a`@`%`";
        let column = "GRANT SELECT (`id`, `no`), INSERT ON `shop`.`a'b` TO `a`@`%`";
        let revoked = "REVOKE SELECT ON `mysql`.* FROM `a`@`%`";
        assert_eq!(expression(&[usage, at_large, table, revoked]), "IF(ordinal_position < 3, privileges, NULL)");
        assert_eq!(
            expression(&[usage, column]),
            "IF(ordinal_position < 3 OR table_name IN (_utf8mb4 x'612762'), privileges, NULL)"
        );
    }

    #[test]
    fn each_column_is_asked_about_where_it_is_not_known_which_differ() {
        assert_eq!(expression(&[]), "privileges");
        assert_eq!(expression(&["GRANT USAGE ON *.* TO `a`@`%`", "GRANT what may come"]), "privileges");
        let many: Vec<String> =
            (0..=MOST_NAMED).map(|number| format!("GRANT SELECT (`id`) ON `shop`.`t{number}` TO `a`@`%`")).collect();
        assert_eq!(expression(&many.iter().map(String::as_str).collect::<Vec<_>>()), "privileges");
    }
}
