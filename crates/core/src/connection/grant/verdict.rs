//! One table of a proof.

use std::collections::BTreeSet;

use super::{
    Beyond, Cell, CellState, ColumnGroup, Expected, Extent, GrantPlan, HeldGrant, Privilege, TableGrants, TableProof,
    TableRight, Tally,
};
use crate::catalog::Table;

const COLUMNWISE: [Privilege; 3] = [Privilege::Select, Privilege::Insert, Privilege::Update];

/// Compares one table: every column of the snapshot, and every column that somebody was granted and the snapshot lacks.
pub(super) fn of_table(plan: &GrantPlan, planned: &TableGrants, table: &Table, grants: &[&HeldGrant]) -> TableProof {
    let mut summary = Tally::default();
    let mut groups: Vec<ColumnGroup> = Vec::new();
    for column in columns(table, grants) {
        let [select, insert, update] = COLUMNWISE.map(|privilege| {
            let cell = cell(plan.expected(&table.name, column, privilege), column, privilege, grants);
            summary.count(cell.state, 1);
            cell
        });
        match groups.iter_mut().find(|one| one.select == select && one.insert == insert && one.update == update) {
            Some(group) => group.columns.push(column.to_owned()),
            None => groups.push(ColumnGroup { columns: vec![column.to_owned()], select, insert, update }),
        }
    }
    let mut beyond = Vec::new();
    for (right, via) in beyond_columns(planned, grants) {
        summary.count(CellState::TooMuch, 1);
        add(&mut beyond, right, via);
    }
    // DELETE has a cell whether it is held or not: it is one of the four that a person asks about.
    if !grants.iter().any(|grant| grant.right == TableRight::Data(Privilege::Delete)) {
        summary.count(CellState::Absent, 1);
    }
    TableProof { name: table.name.clone(), summary, groups, beyond }
}

fn columns<'a>(table: &'a Table, grants: &[&'a HeldGrant]) -> Vec<&'a str> {
    let mut columns: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    let known: BTreeSet<&str> = columns.iter().copied().collect();
    let named = grants.iter().flat_map(|grant| grant.columns.iter().flatten()).map(String::as_str);
    let later: BTreeSet<&str> = named.filter(|name| !known.contains(name)).collect();
    columns.extend(later);
    columns
}

fn cell(expected: Expected, column: &str, privilege: Privilege, grants: &[&HeldGrant]) -> Cell {
    let covers = |grant: &&&HeldGrant| {
        grant.right == TableRight::Data(privilege)
            && grant.columns.as_ref().is_none_or(|columns| columns.iter().any(|name| name == column))
    };
    let holders: Vec<&HeldGrant> = grants.iter().filter(covers).copied().collect();
    let active = holders.iter().any(|grant| grant.active);
    let state = match expected {
        // What needs SET ROLE first is not there for a session that never does it.
        Expected::Must if active => CellState::Held,
        Expected::Must => CellState::TooLittle,
        Expected::May if holders.is_empty() => CellState::Absent,
        Expected::May => CellState::Held,
        Expected::MustNot if holders.is_empty() => CellState::Absent,
        Expected::MustNot => CellState::TooMuch,
    };
    let via: BTreeSet<&str> = holders.iter().map(|grant| grant.via.as_str()).collect();
    Cell { state, via: via.into_iter().map(str::to_owned).collect() }
}

/// Each right on the table as a whole that the plan does not give, with its holders: DELETE and rights of other names; and
/// where the plan names columns, a grant on the table, which covers those of tomorrow.
fn beyond_columns(planned: &TableGrants, grants: &[&HeldGrant]) -> Vec<(String, BTreeSet<String>)> {
    let mut beyond: Vec<(String, BTreeSet<String>)> = Vec::new();
    for grant in grants {
        let extent = match &grant.right {
            TableRight::Data(Privilege::Select) => &planned.select,
            TableRight::Data(Privilege::Insert) => &planned.insert,
            TableRight::Data(Privilege::Update) => &planned.update,
            TableRight::Data(Privilege::Delete) | TableRight::Other(_) => &Extent::Nothing,
        };
        let right = match (&grant.right, extent) {
            (TableRight::Data(Privilege::Delete), _) => "DELETE".to_owned(),
            (TableRight::Other(name), _) => name.clone(),
            (TableRight::Data(privilege), Extent::Columns(_)) if grant.columns.is_none() => {
                format!("{} on columns added later", privilege.sql())
            }
            _ => continue,
        };
        match beyond.iter_mut().find(|(known, _)| *known == right) {
            Some((_, via)) => _ = via.insert(grant.via.clone()),
            None => beyond.push((right, [grant.via.clone()].into())),
        }
    }
    beyond
}

fn add(beyond: &mut Vec<Beyond>, right: String, via: BTreeSet<String>) {
    let via: Vec<String> = via.into_iter().collect();
    match beyond.iter_mut().find(|one| one.via == via) {
        Some(one) => one.rights.push(right),
        None => beyond.push(Beyond { state: CellState::TooMuch, rights: vec![right], via }),
    }
}
