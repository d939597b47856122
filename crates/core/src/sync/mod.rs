//! Sync: what differs between the workspace and a control plane.

mod difference;

pub use difference::{BindingState, Difference, Live, ScopingChange, compare_scoping};
