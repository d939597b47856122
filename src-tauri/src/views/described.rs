//! A table or column as a list shows it, without the rest of the catalogue.

use gatehouse_core::catalog::{Catalog, TableKind};
use gatehouse_core::scoping::BlockTarget;
use serde::Serialize;

/// What is known of a table or column. What the catalogue does not have is described by its name alone.
#[derive(Debug, Serialize, specta::Type)]
pub(crate) struct Described {
    /// The table or column.
    pub(crate) target: BlockTarget,
    /// What its table is; none when the catalogue does not have it.
    pub(crate) kind: Option<TableKind>,
    /// How many columns a table has; 0 for a column.
    pub(crate) columns: u32,
    /// A column's exact type.
    pub(crate) data_type: Option<String>,
    /// Its comment.
    pub(crate) comment: Option<String>,
}

impl Described {
    /// Looks `target` up in the catalogue.
    pub(crate) fn new(target: BlockTarget, catalog: Option<&Catalog>) -> Described {
        let nothing = |target| Described { target, kind: None, columns: 0, data_type: None, comment: None };
        let Some(table) = catalog.and_then(|catalog| catalog.table(&target.table)) else { return nothing(target) };
        let kind = Some(table.kind);
        match &target.column {
            None => {
                let columns = u32::try_from(table.columns.len()).unwrap_or(u32::MAX);
                Described { target, kind, columns, data_type: None, comment: table.comment.clone() }
            }
            Some(name) => {
                let Some(column) = table.column(name) else { return nothing(target) };
                let (data_type, comment) = (Some(column.data_type.clone()), column.comment.clone());
                Described { target, kind, columns: 0, data_type, comment }
            }
        }
    }
}
