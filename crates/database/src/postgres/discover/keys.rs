//! Constraints and indexes of one table.

use gatehouse_core::catalog::{CheckConstraint, Finding, ForeignKey, Index, IndexPart, Key, NullOrder, TableName};

use super::assemble::{Gathered, Names, finding, name_at, names_at};
use super::raw::{Raw, RawCheck, RawColumn, RawForeignKey, RawIndex};

/// What a key's index is, where values are compared for equality.
const BTREE: &str = "btree";

const UNPLACED: &str = "A key over a column that is not in the catalogue was left out.";

#[derive(Default)]
pub(super) struct Keys {
    pub(super) primary: Option<Key>,
    pub(super) unique: Vec<Key>,
    pub(super) foreign: Vec<ForeignKey>,
}

/// The table's keys, by name; from its indexes and foreign keys, likewise by name.
pub(super) fn keys(
    of: &Gathered,
    table: &TableName,
    raw: &Raw,
    names: &Names<'_>,
    findings: &mut Vec<Finding>,
) -> Keys {
    let mut keys = Keys::default();
    let own = names.of(of.relation.id);
    let place = |name: &str| format!("{table}.{name}");
    for index in of.indexes.iter().filter(|index| raw.key_indexes.contains(&index.id)) {
        let columns = index.split().and_then(|(positions, _)| names_at(own, positions));
        let Some(columns) = columns else {
            findings.push(finding(place(&index.name), UNPLACED));
            continue;
        };
        let key = Key { name: index.name.clone(), columns };
        // A key by exclusion (WITHOUT OVERLAPS, from PostgreSQL 18) does not mean one row per value.
        if raw.methods.get(&index.method).is_some_and(|method| method != BTREE) {
            findings.push(finding(
                place(&index.name),
                "A key that allows several rows per value (WITHOUT OVERLAPS) was left out.",
            ));
        } else if index.primary() {
            keys.primary = Some(key);
        } else {
            keys.unique.push(key);
        }
    }
    for one in &of.foreign_keys {
        let Some(columns) = names_at(own, &one.positions) else {
            findings.push(finding(place(&one.name), UNPLACED));
            continue;
        };
        match foreign(one, columns, names) {
            Some(key) => keys.foreign.push(key),
            None if names.leaves_out_schemas() => {
                findings.push(finding(place(&one.name), "A foreign key leads to a schema that was not chosen."));
            }
            None => findings
                .push(finding(place(&one.name), "A foreign key to a table that is not in the catalogue was left out.")),
        }
    }
    keys
}

fn foreign(one: &RawForeignKey, columns: Vec<String>, names: &Names<'_>) -> Option<ForeignKey> {
    Some(ForeignKey {
        columns,
        references: names.table(one.referenced)?.clone(),
        referenced_columns: names_at(names.of(one.referenced), &one.referenced_positions)?,
        name: one.name.clone(),
    })
}

/// The table's check constraints, by name.
pub(super) fn checks(checks: &[RawCheck]) -> Vec<CheckConstraint> {
    let check = |one: &RawCheck| CheckConstraint {
        name: one.name.clone(),
        expression: one.expression.clone(),
        enforced: one.enforced,
    };
    let mut checks: Vec<CheckConstraint> = checks.iter().map(check).collect();
    checks.sort_by(|a, b| a.name.cmp(&b.name));
    checks
}

/// The table's indexes, by name.
pub(super) fn indexes(
    of: &Gathered,
    table: &TableName,
    raw: &Raw,
    names: &Names<'_>,
    findings: &mut Vec<Finding>,
) -> Vec<Index> {
    let mut listed = Vec::with_capacity(of.indexes.len());
    let own = names.of(of.relation.id);
    for one in &of.indexes {
        match index(own, one, raw) {
            Some(index) => listed.push(index),
            None => findings.push(finding(
                format!("{table}.{}", one.name),
                "An index over a column that is not in the catalogue was left out.",
            )),
        }
    }
    listed
}

fn index(own: &[RawColumn], one: &RawIndex, raw: &Raw) -> Option<Index> {
    let (keys, included) = one.split()?;
    let orders = one.orders.iter().copied().chain(std::iter::repeat(0));
    let parts = (1..).zip(keys).zip(orders).map(|((number, position), order)| {
        let part = match position {
            0 => IndexPart::of_expression(raw.index_texts.get(&(one.id, number))?),
            position => IndexPart::of_column(name_at(own, *position)?),
        };
        Some(sorted(part, order))
    });
    let parts = parts.collect::<Option<_>>()?;
    let method = raw.methods.get(&one.method).map_or("unknown", String::as_str);
    Some(Index {
        nulls_not_distinct: one.nulls_not_distinct(),
        included: names_at(own, included)?,
        predicate: raw.index_texts.get(&(one.id, 0)).cloned(),
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
