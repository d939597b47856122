//! The catalogue as the window shows it, apart from the outline, which is bytes.

use gatehouse_core::catalog::{Catalog, Finding, ForeignKey, Table, TableName};
use serde::Serialize;

/// What a discovery found.
#[derive(Debug, Serialize, specta::Type)]
pub(crate) struct DiscoveryView {
    /// Tables, views and the like.
    pub(crate) tables: u32,
    /// Their columns.
    pub(crate) columns: u32,
    /// What it could not place.
    pub(crate) findings: Vec<Finding>,
}

/// One step of discovery.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub(crate) struct DiscoveryStep {
    /// How many queries are answered.
    pub(crate) step: u32,
    /// How many there are.
    pub(crate) steps: u32,
    /// What it reads.
    pub(crate) label: String,
    /// How many tables, columns, keys, indexes and comments were read so far.
    pub(crate) rows: u32,
}

/// All that is known of one table.
#[derive(Debug, Serialize, specta::Type)]
pub(crate) struct TableDetails {
    /// The table.
    pub(crate) table: Table,
    /// Foreign keys of other tables, and its own, that refer to it.
    pub(crate) referred: Vec<Referring>,
}

/// A foreign key from the other end.
#[derive(Debug, Serialize, specta::Type)]
pub(crate) struct Referring {
    /// The table that has it.
    pub(crate) table: TableName,
    /// The key.
    pub(crate) key: ForeignKey,
}

impl DiscoveryView {
    /// The view of what was found.
    pub(crate) fn new(catalog: &Catalog, findings: Vec<Finding>) -> DiscoveryView {
        DiscoveryView { tables: small(catalog.tables.len()), columns: small(catalog.column_count()), findings }
    }
}

impl TableDetails {
    /// What `catalog` knows of the table; none when there is no such table.
    pub(crate) fn of(catalog: &Catalog, name: &TableName) -> Option<TableDetails> {
        let table = catalog.table(name)?.clone();
        let keys = catalog.tables.iter().flat_map(|from| from.foreign_keys.iter().map(move |key| (from, key)));
        let referred = keys.filter(|(_, key)| key.references == *name);
        let referred = referred.map(|(from, key)| Referring { table: from.name.clone(), key: key.clone() }).collect();
        Some(TableDetails { table, referred })
    }
}

impl From<gatehouse_database::DiscoverProgress> for DiscoveryStep {
    fn from(progress: gatehouse_database::DiscoverProgress) -> DiscoveryStep {
        DiscoveryStep {
            step: small(progress.step),
            steps: small(progress.steps),
            label: progress.label.into(),
            rows: small(progress.rows),
        }
    }
}

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
