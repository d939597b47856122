//! The blocks themselves: plain sets of names, independent of what the catalogue holds today.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Dismissal;
use crate::catalog::{Catalog, ColumnName, TableName};

/// Blocked tables and columns. A block names an object whether or not it exists, so it outlives a dropped column. And, where the owner's
/// decisions are known as a whole, which suggestions of sensitive ones were dismissed; the API's encoding does not carry these.
///
/// Invariant: no column set is empty. "All current columns" stays a list of columns and never turns into a table block.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scoping {
    tables: BTreeSet<TableName>,
    columns: BTreeMap<TableName, BTreeSet<String>>,
    dismissed: BTreeSet<Dismissal>,
}

/// What one block is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BlockTarget {
    /// The table.
    pub table: TableName,
    /// One of its columns, or none for the whole table.
    #[serde(default)]
    pub column: Option<String>,
}

impl BlockTarget {
    /// Whether the catalogue has it.
    pub fn is_in(&self, catalog: &Catalog) -> bool {
        let table = catalog.table(&self.table);
        table.is_some_and(|table| self.column.as_ref().is_none_or(|column| table.column(column).is_some()))
    }
}

/// What a change did: exactly the targets that changed, so that setting them the other way undoes it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BlockChange {
    /// The targets whose own block changed.
    pub changed: Vec<BlockTarget>,
    /// What they were set to.
    pub blocked: bool,
}

impl Scoping {
    /// Builds a scoping from names; empty column sets are left out.
    pub fn new(tables: impl IntoIterator<Item = TableName>, columns: impl IntoIterator<Item = ColumnName>) -> Scoping {
        let mut scoping = Scoping { tables: tables.into_iter().collect(), ..Scoping::default() };
        for ColumnName { table, column } in columns {
            scoping.columns.entry(table).or_default().insert(column);
        }
        scoping
    }

    /// The same blocks, with suggestions that the owner has dismissed.
    #[must_use]
    pub fn with_dismissed(mut self, dismissed: impl IntoIterator<Item = Dismissal>) -> Scoping {
        self.dismissed.extend(dismissed);
        self
    }

    /// The same blocks as one sees them who was told of no dismissal: a control plane.
    #[must_use]
    pub fn without_dismissed(&self) -> Scoping {
        Scoping { dismissed: BTreeSet::new(), ..self.clone() }
    }

    /// Whether the owner has said of this very suggestion that it is none.
    pub fn dismisses(&self, suggestion: &Dismissal) -> bool {
        self.dismissed.contains(suggestion)
    }

    /// Whether the owner has dismissed anything.
    pub fn has_dismissed(&self) -> bool {
        !self.dismissed.is_empty()
    }

    /// Tables that are blocked whole, sorted.
    pub fn blocked_tables(&self) -> impl Iterator<Item = &TableName> {
        self.tables.iter()
    }

    /// Tables with blocked columns, sorted, each with its sorted columns.
    pub fn blocked_columns(&self) -> impl Iterator<Item = (&TableName, &BTreeSet<String>)> {
        self.columns.iter()
    }

    /// Every block by itself: tables first, then columns, each sorted.
    pub fn targets(&self) -> impl Iterator<Item = BlockTarget> {
        let tables = self.tables.iter().map(|table| BlockTarget { table: table.clone(), column: None });
        let columns = self.columns.iter().flat_map(|(table, columns)| {
            columns.iter().map(|column| BlockTarget { table: table.clone(), column: Some(column.clone()) })
        });
        tables.chain(columns)
    }

    /// Nothing is blocked: an agent would see everything. What was dismissed blocks nothing.
    pub fn is_empty(&self) -> bool {
        self.tables.is_empty() && self.columns.is_empty()
    }

    /// Whether the table is blocked whole.
    pub fn blocks_table(&self, table: &TableName) -> bool {
        self.tables.contains(table)
    }

    /// Whether the column is out of an agent's reach: by itself, or because its table is.
    pub fn blocks_column(&self, table: &TableName, column: &str) -> bool {
        self.blocks_table(table) || self.columns.get(table).is_some_and(|columns| columns.contains(column))
    }

    /// Whether this very target has a block of its own, not only one that its table implies.
    pub fn has(&self, target: &BlockTarget) -> bool {
        match &target.column {
            None => self.blocks_table(&target.table),
            Some(column) => self.columns.get(&target.table).is_some_and(|columns| columns.contains(column)),
        }
    }

    /// Whether some of the table's columns are blocked by themselves.
    pub fn blocks_columns_of(&self, table: &TableName) -> bool {
        self.columns.contains_key(table)
    }

    /// The table's columns that are blocked by themselves, sorted.
    pub fn columns_of(&self, table: &TableName) -> impl Iterator<Item = &String> {
        self.columns.get(table).into_iter().flatten()
    }

    /// Blocks or unblocks each target. Unblocking a column of a blocked table leaves the table's block in place.
    pub fn set<'a>(&mut self, targets: impl IntoIterator<Item = &'a BlockTarget>, blocked: bool) -> BlockChange {
        let mut changed = Vec::new();
        for target in targets {
            let differs = match &target.column {
                None => self.set_table(&target.table, blocked),
                Some(column) => self.set_column(&target.table, column, blocked),
            };
            if differs {
                changed.push(target.clone());
            }
        }
        BlockChange { changed, blocked }
    }

    fn set_table(&mut self, table: &TableName, blocked: bool) -> bool {
        if blocked { self.tables.insert(table.clone()) } else { self.tables.remove(table) }
    }

    fn set_column(&mut self, table: &TableName, column: &str, blocked: bool) -> bool {
        if blocked {
            return self.columns.entry(table.clone()).or_default().insert(column.to_owned());
        }
        let Some(columns) = self.columns.get_mut(table) else { return false };
        let removed = columns.remove(column);
        if columns.is_empty() {
            self.columns.remove(table);
        }
        removed
    }

    /// Blocks that name nothing in `catalog`: kept all the same, and reported.
    pub fn unmatched(&self, catalog: &Catalog) -> Vec<BlockTarget> {
        self.targets().filter(|target| !target.is_in(catalog)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patients() -> TableName {
        TableName::new("public", "patients")
    }

    fn ssn() -> BlockTarget {
        BlockTarget { table: patients(), column: Some("ssn".into()) }
    }

    #[test]
    fn a_column_block_is_only_that_column() {
        let mut scoping = Scoping::default();
        assert_eq!(scoping.set([&ssn()], true), BlockChange { changed: vec![ssn()], blocked: true });
        assert!(scoping.blocks_column(&patients(), "ssn"));
        assert!(!scoping.blocks_column(&patients(), "SSN"));
        assert!(!scoping.blocks_table(&patients()));
    }

    #[test]
    fn a_table_block_covers_columns_that_come_later() {
        let mut scoping = Scoping::default();
        scoping.set([&BlockTarget { table: patients(), column: None }], true);
        assert!(scoping.blocks_column(&patients(), "added_next_year"));
    }

    #[test]
    fn unblocking_restores_the_empty_scoping_and_counts_only_changes() {
        let mut scoping = Scoping::default();
        scoping.set([&ssn(), &ssn()], true);
        assert_eq!(scoping.set([&ssn(), &ssn()], false).changed.len(), 1);
        assert_eq!(scoping, Scoping::default());
    }
}
