//! The catalogue: what a database holds, in one normalised shape for both engines.

mod agent_view;
mod model;
mod name;
pub mod search;
mod snapshot;

pub use agent_view::agent_view;
pub use model::{
    Catalog, Column, Finding, ForeignKey, Generation, Index, IndexPart, Key, Privileges, Table, TableKind, TypeClass,
};
pub use name::{ColumnName, TableName};
pub use snapshot::{SnapshotError, read_snapshot, write_snapshot};
