//! Keys and indexes of one table.

use std::collections::BTreeMap;

use gatehouse_core::catalog::{CheckConstraint, Column, Finding, ForeignKey, Index, IndexPart, Key, TableName};

use super::assemble::finding;
use super::rows::{RawCheck, RawPart, RawReference};

/// The table's indexes, by name. A part that covers only the beginning of a column (a prefix) is the column's: a lookup by the
/// whole value can use it, and where beginnings are unique, values are.
pub(super) fn indexes(
    parts: Vec<RawPart>,
    table: &TableName,
    columns: &[Column],
    findings: &mut Vec<Finding>,
) -> Vec<Index> {
    let mut by_name: BTreeMap<String, Vec<RawPart>> = BTreeMap::new();
    for part in parts {
        by_name.entry(part.index.clone()).or_default().push(part);
    }
    let mut listed = Vec::with_capacity(by_name.len());
    for (name, mut parts) in by_name {
        parts.sort_by_key(|part| part.part);
        let known = |name: &str| columns.iter().any(|column| column.name == name);
        let placed: Option<Vec<IndexPart>> = parts
            .iter()
            .map(|part| {
                let over = match (&part.column, &part.expression) {
                    (Some(column), _) if known(column) => IndexPart::of_column(column),
                    (None, Some(expression)) => IndexPart::of_expression(expression),
                    _ => return None,
                };
                // What a spatial index says there is the size of its own entries.
                let prefix = part.prefix.filter(|_| part.method != "SPATIAL");
                Some(IndexPart { descending: part.descending, prefix, ..over })
            })
            .collect();
        match (placed, parts.first()) {
            (Some(placed), Some(first)) => listed.push(Index {
                visible: first.visible,
                ..Index::new(name, first.method.to_ascii_lowercase(), first.unique, placed)
            }),
            _ => findings.push(finding(
                format!("{table}.{name}"),
                "An index over a column that is not in the catalogue was left out.",
            )),
        }
    }
    listed
}

/// Primary and unique keys are indexes here. One over an expression is no key over columns.
pub(super) fn keys(indexes: &[Index]) -> (Option<Key>, Vec<Key>) {
    let keys = indexes.iter().filter(|index| index.unique).filter_map(|index| {
        let columns: Option<Vec<String>> = index.parts.iter().map(|part| part.column().map(str::to_owned)).collect();
        Some(Key { name: index.name.clone(), columns: columns? })
    });
    // No other index can have this name.
    let (primary, unique): (Vec<Key>, Vec<Key>) = keys.partition(|key| key.name == "PRIMARY");
    (primary.into_iter().next(), unique)
}

/// The table's foreign keys, by name.
pub(super) fn foreign_keys(mut references: Vec<RawReference>) -> Vec<ForeignKey> {
    references.sort_by(|a, b| (&a.key, a.position).cmp(&(&b.key, b.position)));
    let mut keys: Vec<ForeignKey> = Vec::new();
    for one in references {
        match keys.last_mut() {
            Some(key) if key.name == one.key => {
                key.columns.push(one.column);
                key.referenced_columns.push(one.referenced);
            }
            _ => keys.push(ForeignKey {
                name: one.key,
                columns: vec![one.column],
                references: one.references,
                referenced_columns: vec![one.referenced],
            }),
        }
    }
    keys
}

/// The table's check constraints, by name.
pub(super) fn checks(checks: Vec<RawCheck>) -> Vec<CheckConstraint> {
    let checks = checks.into_iter();
    let mut checks: Vec<CheckConstraint> = checks
        .map(|one| CheckConstraint { name: one.name, expression: one.expression, enforced: one.enforced })
        .collect();
    checks.sort_by(|a, b| a.name.cmp(&b.name));
    checks
}
