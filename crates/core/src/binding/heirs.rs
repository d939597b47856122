//! PostgreSQL's `INHERITS`: a statement on a table also reaches the rows of the tables that inherit from it, whatever is decided about
//! those. They may be blocked, and neither the table's indexes nor its unique keys cover them.
//! <https://www.postgresql.org/docs/current/ddl-inherit.html>

use std::collections::{BTreeMap, BTreeSet};

use super::projection::Leaf;
use super::{Code, Diagnostic};
use crate::catalog::{Catalog, Table, TableName};

/// The tables of a catalogue that others inherit from, each with one of those. Partitions are folded into their table and are none.
pub(super) struct Heirs<'a>(BTreeMap<&'a TableName, &'a TableName>);

impl<'a> Heirs<'a> {
    pub(super) fn new(catalog: &'a Catalog) -> Heirs<'a> {
        let pairs = catalog.tables.iter().flat_map(|heir| heir.inherits.iter().map(|parent| (parent, &heir.name)));
        Heirs(pairs.collect())
    }

    /// What stands before a table's name where its rows are read or changed: nothing, or what keeps its heirs' rows out.
    pub(super) fn only(&self, table: &TableName) -> &'static str {
        if self.0.contains_key(table) { "ONLY " } else { "" }
    }

    /// Says what is left out, for each table of a statement once. No heir is named: it may be blocked.
    pub(super) fn note(&self, table: &Table, leaves: &[Leaf<'_>], diagnostics: &mut Vec<Diagnostic>) {
        let mut seen = BTreeSet::new();
        let joined = leaves.iter().map(|leaf| (&leaf.target.table.name, format!("projection[{}].path", leaf.at)));
        for (name, field) in std::iter::once((&table.name, "operation".to_owned())).chain(joined) {
            if self.0.contains_key(name) && seen.insert(name) {
                let what = format!("Only {name}'s own rows are meant: other tables inherit from it.");
                let why = "Neither its indexes nor its unique keys cover the rows of those tables, and what is blocked in them would be reached.";
                diagnostics.push(
                    Diagnostic::warning(Code::HeirsLeftOut, field, what, why)
                        .with_advice("Where their rows are wanted, too, draft a binding on each of those tables."),
                );
            }
        }
    }
}
