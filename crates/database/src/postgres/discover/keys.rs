//! Keys and indexes of one table.

use gatehouse_core::catalog::{Finding, ForeignKey, Index, IndexPart, Key, TableName};

use super::assemble::{Names, finding};
use super::rows::{Id, Raw, RawConstraint, RawIndex, RawRelation};

#[derive(Default)]
pub(super) struct Keys {
    pub(super) primary: Option<Key>,
    pub(super) unique: Vec<Key>,
    pub(super) foreign: Vec<ForeignKey>,
}

/// The table's keys, by name.
pub(super) fn keys(
    relation: &RawRelation,
    table: &TableName,
    raw: &mut Raw,
    names: &Names,
    findings: &mut Vec<Finding>,
) -> Keys {
    let mut keys = Keys::default();
    let mut constraints = raw.constraints.remove(&relation.id).unwrap_or_default();
    constraints.sort_by(|a, b| a.name.cmp(&b.name));
    for one in constraints {
        let place = format!("{table}.{}", one.name);
        let Some(columns) = names.columns(relation.id, &one.positions) else {
            findings.push(finding(place, "A key over a column that is not in the catalogue was left out."));
            continue;
        };
        match one.kind.as_str() {
            // A key by exclusion (WITHOUT OVERLAPS, from PostgreSQL 18) does not mean one row per value.
            "p" | "u" if one.method != "btree" => {
                findings
                    .push(finding(place, "A key that allows several rows per value (WITHOUT OVERLAPS) was left out."));
            }
            "p" => keys.primary = Some(Key { name: one.name, columns }),
            "u" => keys.unique.push(Key { name: one.name, columns }),
            "f" => match foreign(one, columns, names) {
                Some(key) => keys.foreign.push(key),
                None => {
                    findings.push(finding(place, "A foreign key to a table that is not in the catalogue was left out."))
                }
            },
            other => findings.push(finding(place, format!("A key of the unknown kind “{other}” was left out."))),
        }
    }
    keys
}

fn foreign(one: RawConstraint, columns: Vec<String>, names: &Names) -> Option<ForeignKey> {
    Some(ForeignKey {
        columns,
        references: names.table(one.referenced)?.clone(),
        referenced_columns: names.columns(one.referenced, &one.referenced_positions)?,
        name: one.name,
    })
}

/// The table's indexes, by name.
pub(super) fn indexes(
    relation: &RawRelation,
    table: &TableName,
    raw: &mut Raw,
    names: &Names,
    findings: &mut Vec<Finding>,
) -> Vec<Index> {
    let mut indexes = raw.indexes.remove(&relation.id).unwrap_or_default();
    indexes.sort_by(|a, b| a.name.cmp(&b.name));
    let mut listed = Vec::with_capacity(indexes.len());
    for one in indexes {
        match parts(relation.id, &one, raw, names) {
            Some(parts) => listed.push(Index {
                predicate: one.predicate,
                valid: one.usable,
                ..Index::new(one.name, one.method, one.unique, parts)
            }),
            None => findings.push(finding(
                format!("{table}.{}", one.name),
                "An index over a column that is not in the catalogue was left out.",
            )),
        }
    }
    listed
}

/// The key parts; position 0 stands for an expression.
fn parts(relation: Id, index: &RawIndex, raw: &Raw, names: &Names) -> Option<Vec<IndexPart>> {
    let count = usize::try_from(index.parts).ok()?;
    let part = |(number, position): (i32, &i16)| match position {
        0 => raw.index_expressions.get(&(index.id, number)).cloned().map(IndexPart::of_expression),
        position => names.columns(relation, &[*position])?.pop().map(IndexPart::of_column),
    };
    (1..).zip(index.positions.get(..count)?).map(part).collect()
}
