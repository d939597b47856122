//! Constraints and indexes of one table.

use gatehouse_core::catalog::{CheckConstraint, Finding, ForeignKey, Index, IndexPart, Key, NullOrder, TableName};

use super::assemble::{Names, finding};
use super::rows::{Id, Raw, RawConstraint, RawIndex};

/// What a key's index is, where values are compared for equality.
const BTREE: &str = "btree";

#[derive(Default)]
pub(super) struct Keys {
    pub(super) primary: Option<Key>,
    pub(super) unique: Vec<Key>,
    pub(super) foreign: Vec<ForeignKey>,
}

/// The table's keys, by name.
pub(super) fn keys(relation: Id, table: &TableName, raw: &Raw, names: &Names<'_>, findings: &mut Vec<Finding>) -> Keys {
    let mut keys = Keys::default();
    let indexes = raw.indexes.get(&relation).map(Vec::as_slice).unwrap_or_default();
    let method = |index: Id| indexes.iter().find(|one| one.id == index).and_then(|one| raw.methods.get(&one.method));
    let mut constraints: Vec<&RawConstraint> = raw.constraints.get(&relation).into_iter().flatten().collect();
    constraints.sort_by(|a, b| a.name.cmp(&b.name));
    for one in constraints {
        let place = || format!("{table}.{}", one.name);
        let Some(columns) = names.columns(relation, &one.positions) else {
            findings.push(finding(place(), "A key over a column that is not in the catalogue was left out."));
            continue;
        };
        match one.kind.as_str() {
            // A key by exclusion (WITHOUT OVERLAPS, from PostgreSQL 18) does not mean one row per value.
            "p" | "u" if method(one.index).is_some_and(|method| method != BTREE) => {
                findings.push(finding(
                    place(),
                    "A key that allows several rows per value (WITHOUT OVERLAPS) was left out.",
                ));
            }
            "p" => keys.primary = Some(Key { name: one.name.clone(), columns }),
            "u" => keys.unique.push(Key { name: one.name.clone(), columns }),
            "f" => match foreign(one, columns, names) {
                Some(key) => keys.foreign.push(key),
                None if names.leaves_out_schemas() => {
                    findings.push(finding(place(), "A foreign key leads to a schema that was not chosen."));
                }
                None => findings
                    .push(finding(place(), "A foreign key to a table that is not in the catalogue was left out.")),
            },
            other => findings.push(finding(place(), format!("A key of the unknown kind “{other}” was left out."))),
        }
    }
    keys
}

fn foreign(one: &RawConstraint, columns: Vec<String>, names: &Names<'_>) -> Option<ForeignKey> {
    Some(ForeignKey {
        columns,
        references: names.table(one.referenced)?.clone(),
        referenced_columns: names.columns(one.referenced, &one.referenced_positions)?,
        name: one.name.clone(),
    })
}

/// The table's check constraints, by name.
pub(super) fn checks(relation: Id, raw: &mut Raw) -> Vec<CheckConstraint> {
    let checks = raw.checks.remove(&relation).unwrap_or_default().into_iter();
    let mut checks: Vec<CheckConstraint> = checks
        .map(|one| CheckConstraint { name: one.name, expression: one.expression, enforced: one.enforced })
        .collect();
    checks.sort_by(|a, b| a.name.cmp(&b.name));
    checks
}

/// The table's indexes, by name.
pub(super) fn indexes(
    relation: Id,
    table: &TableName,
    raw: &Raw,
    names: &Names<'_>,
    findings: &mut Vec<Finding>,
) -> Vec<Index> {
    let mut indexes: Vec<&RawIndex> = raw.indexes.get(&relation).into_iter().flatten().collect();
    indexes.sort_by(|a, b| a.name.cmp(&b.name));
    let mut listed = Vec::with_capacity(indexes.len());
    for one in indexes {
        match index(relation, one, raw, names) {
            Some(index) => listed.push(index),
            None => findings.push(finding(
                format!("{table}.{}", one.name),
                "An index over a column that is not in the catalogue was left out.",
            )),
        }
    }
    listed
}

fn index(relation: Id, one: &RawIndex, raw: &Raw, names: &Names<'_>) -> Option<Index> {
    let (keys, included) = one.positions.split_at_checked(one.parts)?;
    let orders = one.orders.iter().copied().chain(std::iter::repeat(0));
    let parts = (1..).zip(keys).zip(orders).map(|((number, position), order)| {
        let part = match position {
            0 => IndexPart::of_expression(raw.index_expressions.get(&(one.id, number))?),
            position => IndexPart::of_column(names.column(relation, *position)?),
        };
        Some(sorted(part, order))
    });
    let parts = parts.collect::<Option<_>>()?;
    let method = raw.methods.get(&one.method).map_or("unknown", String::as_str);
    Some(Index {
        nulls_not_distinct: one.nulls_not_distinct(),
        included: names.columns(relation, included)?,
        predicate: raw.index_predicates.get(&one.id).cloned(),
        valid: one.valid(),
        ..Index::new(&one.name, method, one.unique(), parts)
    })
}

/// `pg_index.indoption`: bit 1 for descending, bit 2 for NULLs first. Only what differs from the server's custom is said.
fn sorted(part: IndexPart, order: i16) -> IndexPart {
    let (descending, first) = (order & 1 != 0, order & 2 != 0);
    let nulls = match (descending, first) {
        (true, false) => Some(NullOrder::Last),
        (false, true) => Some(NullOrder::First),
        _ => None,
    };
    IndexPart { descending, nulls, ..part }
}
