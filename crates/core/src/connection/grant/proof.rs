//! The privilege proof: what a login can do, cell by cell, against what the plan says it should.
//!
//! It is a statement about the server's catalogue at one moment. What it does not cover stands in
//! `docs/guides/privilege-proof.md`.

use serde::{Deserialize, Serialize};

use super::{GrantPlan, Held, HeldGrant, Privilege, Right, Severity, TableRight, sequences, verdict};
use crate::catalog::{Catalog, TableName};

/// How one privilege on one column compares with the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum CellState {
    /// Held, and the plan agrees.
    Held,
    /// Not held, and the plan agrees.
    Absent,
    /// Held against the plan.
    TooMuch,
    /// The plan grants it, and the login does not hold it as it logs in.
    TooLittle,
}

/// One privilege on a group of columns.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Cell {
    /// How it compares.
    pub state: CellState,
    /// Who holds it: the login itself, a role it may become, `PUBLIC`; sorted. With [`CellState::TooLittle`] these are roles
    /// that the login would have to take first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub via: Vec<String>,
}

/// Columns of one table about which the same is true; groups and columns in the table's order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ColumnGroup {
    /// The columns; never empty.
    pub columns: Vec<String>,
    /// SELECT on each.
    pub select: Cell,
    /// INSERT on each.
    pub insert: Cell,
    /// UPDATE on each.
    pub update: Cell,
}

/// A difference that is about a table as a whole.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Beyond {
    /// Too much or too little.
    pub state: CellState,
    /// The rights, for example `DELETE`, `TRUNCATE`, `SELECT on columns added later`.
    pub rights: Vec<String>,
    /// Who holds them; sorted.
    pub via: Vec<String>,
}

/// How often each verdict was given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Tally {
    /// As the plan says.
    pub agree: u32,
    /// Held against the plan.
    pub too_much: u32,
    /// Not held, though the plan grants it.
    pub too_little: u32,
}

impl Tally {
    pub(super) fn count(&mut self, state: CellState, times: usize) {
        let times = u32::try_from(times).unwrap_or(u32::MAX);
        let place = match state {
            CellState::Held | CellState::Absent => &mut self.agree,
            CellState::TooMuch => &mut self.too_much,
            CellState::TooLittle => &mut self.too_little,
        };
        *place = place.saturating_add(times);
    }

    fn add(&mut self, other: Tally) {
        self.agree = self.agree.saturating_add(other.agree);
        self.too_much = self.too_much.saturating_add(other.too_much);
        self.too_little = self.too_little.saturating_add(other.too_little);
    }

    /// Nothing differs.
    pub fn agrees(&self) -> bool {
        self.too_much == 0 && self.too_little == 0
    }
}

/// One table's part of the proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct TableProof {
    /// The table.
    pub name: TableName,
    /// Three cells for each column, one for DELETE, and one for each right in `beyond`.
    pub summary: Tally,
    /// Its columns, those that look alike together.
    pub groups: Vec<ColumnGroup>,
    /// Rights on the table as a whole that differ from the plan.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub beyond: Vec<Beyond>,
}

/// The whole proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Proof {
    /// Every cell agrees, and no extra is more than a note.
    pub ok: bool,
    /// The login, as the server names it.
    pub user: String,
    /// All tables together.
    pub summary: Tally,
    /// One entry for every table of the snapshot, in its order.
    pub tables: Vec<TableProof>,
    /// Rights beside the tables of the snapshot, the gravest first. [`Severity::Low`] is a note, no finding.
    pub extras: Vec<Right>,
}

impl Proof {
    /// Compares what is held with the plan, which was made for the same catalogue.
    pub fn of(plan: &GrantPlan, catalog: &Catalog, held: &Held) -> Proof {
        let none = Vec::new();
        let granted = |name: &TableName| held.tables.get(name).unwrap_or(&none);
        let mut tables: Vec<TableProof> = catalog
            .tables
            .iter()
            .zip(&plan.tables)
            .map(|(table, planned)| {
                let grants: Vec<&HeldGrant> = held.everywhere.iter().chain(granted(&table.name)).collect();
                verdict::of_table(plan, planned, table, &grants)
            })
            .collect();
        let mut extras = held.others.clone();
        extras.extend(unknown_tables(catalog, held));
        sequences::judge(plan, catalog, held, &mut tables, &mut extras);
        extras.iter_mut().for_each(|extra| extra.examples.sort());
        extras.sort();
        let mut summary = Tally::default();
        tables.iter().for_each(|table| summary.add(table.summary));
        let ok = summary.agrees() && extras.iter().all(|extra| extra.severity == Severity::Low);
        Proof { ok, user: held.user.clone(), summary, tables, extras }
    }

    /// The tables that differ from the plan.
    pub fn differing(&self) -> impl Iterator<Item = &TableProof> {
        self.tables.iter().filter(|table| !table.summary.agrees())
    }

    /// The extras that are findings.
    pub fn findings(&self) -> impl Iterator<Item = &Right> {
        self.extras.iter().filter(|extra| extra.severity != Severity::Low)
    }
}

/// Rights on tables that the snapshot does not know: made later, left out, or partitions of a known one. Those of one kind
/// and holder are one entry.
fn unknown_tables(catalog: &Catalog, held: &Held) -> Vec<Right> {
    let mut unknown: Vec<Right> = Vec::new();
    for (name, grants) in held.tables.iter().filter(|(name, _)| catalog.table(name).is_none()) {
        for grant in grants {
            let (right, severity) = match &grant.right {
                TableRight::Data(Privilege::Select) => ("SELECT", Severity::Medium),
                TableRight::Data(privilege) => (privilege.sql(), Severity::High),
                TableRight::Other(other) => (other.as_str(), Severity::High),
            };
            let found =
                Right::new(severity, &format!("{right} outside the snapshot"), &grant.via, &[name.to_string()], 1);
            Right::gather(&mut unknown, found);
        }
    }
    unknown
}

#[cfg(test)]
#[path = "proof_tests.rs"]
mod tests;
