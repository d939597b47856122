//! Sync: what differs between the workspace and a control plane.

mod difference;

pub use difference::{
    BindingState, ChangedThere, Difference, Live, ScopingChange, TheirDeed, compare_scoping, targets,
};
