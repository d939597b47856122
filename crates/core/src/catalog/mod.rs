//! The catalogue: what a database holds, in one normalised shape for both engines.

mod agent_view;
pub mod badges;
mod column;
pub mod drift;
mod index;
mod key;
pub(crate) mod mentions;
mod model;
mod name;
mod numbering;
mod outline;
#[cfg(test)]
pub(crate) mod sample;
pub mod search;
pub mod sensitive;
mod snapshot;
mod view_read;
mod written;

pub use agent_view::agent_view;
pub use column::{Column, Generation, Privileges, TypeClass, tells_apart};
pub use drift::{Drift, compare};
pub use index::{Index, IndexPart, Indexed, NullOrder};
pub use key::{CheckConstraint, ForeignKey, Key};
pub use model::{Catalog, Finding, Table, TableKind};
pub use name::{ColumnName, TableName};
pub use numbering::Numbering;
pub use outline::outline;
pub use snapshot::{Snapshot, SnapshotError, read_snapshot, read_with_fingerprint, write_snapshot};
pub use view_read::ViewRead;
