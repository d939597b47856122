//! The indexes that a read relies on: to find its row, and to follow its relationships.

use std::collections::BTreeSet;

use super::dialect::dialect;
use super::draft::Binding;
use super::index_use::{IndexVerdict, judge};
use super::operation::Operation;
use super::resolve::resolve;
use crate::catalog::{Catalog, Table, TableName};

/// The indexes, each with its table, sorted. Nothing for a draft that does not compile against `catalog`.
pub fn relied_indexes(catalog: &Catalog, binding: &Binding) -> BTreeSet<(TableName, String)> {
    let operation = Operation::parse(&binding.operation, &catalog.default_schema);
    let Some(table) = operation.and_then(|operation| catalog.table(&operation.table)) else { return BTreeSet::new() };
    let filter = binding.inputs.first().map(|input| input.arg.as_str());
    let filter = filter.or_else(|| binding.sql_search.as_ref().and_then(|search| search.filter_column.as_deref()));
    let filter = filter.or_else(|| binding.sql_write.as_ref().and_then(|write| write.key_column.as_deref()));
    let mut relied: BTreeSet<(TableName, String)> =
        filter.and_then(|column| serving(catalog, table, column)).into_iter().collect();
    for target in binding.projection.iter().filter_map(|one| resolve(catalog, table, &one.path).ok()) {
        // The referenced side of a foreign key is searched by its first column.
        let first = target.hop.and_then(|key| key.referenced_columns.first());
        relied.extend(first.and_then(|column| serving(catalog, target.table, column)));
    }
    relied
}

fn serving(catalog: &Catalog, table: &Table, column: &str) -> Option<(TableName, String)> {
    match judge(table, column, dialect(catalog.engine)) {
        IndexVerdict::Served { index, .. } => Some((table.name.clone(), index)),
        IndexVerdict::NotServed { .. } => None,
    }
}
