//! Blocks as the window shows them.

use gatehouse_core::catalog::{Catalog, ColumnName, TableName};
use gatehouse_core::scoping::{BlockChange, BlockTarget, Scoping};
use serde::Serialize;

/// What is blocked.
#[derive(Debug, Serialize, specta::Type)]
pub(crate) struct ScopingView {
    /// Tables blocked whole.
    pub(crate) tables: Vec<TableName>,
    /// Columns blocked by themselves.
    pub(crate) columns: Vec<ColumnName>,
    /// Blocks that name nothing in the catalogue.
    pub(crate) unmatched: Vec<BlockTarget>,
}

/// What one stroke did.
#[derive(Debug, Serialize, specta::Type)]
pub(crate) struct ScopingStroke {
    /// What is blocked now.
    pub(crate) scoping: ScopingView,
    /// What changed.
    pub(crate) change: BlockChange,
}

impl ScopingView {
    /// The view of a scoping.
    pub(crate) fn new(scoping: &Scoping, catalog: Option<&Catalog>) -> ScopingView {
        let columns = scoping.blocked_columns();
        ScopingView {
            tables: scoping.blocked_tables().cloned().collect(),
            columns: columns.flat_map(|(table, columns)| columns.iter().map(|column| table.column(column))).collect(),
            unmatched: catalog.map(|catalog| scoping.unmatched(catalog)).unwrap_or_default(),
        }
    }
}
