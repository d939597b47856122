//! The commands of the window, one file a noun.

pub(crate) mod bindings;
pub(crate) mod catalog;
pub(crate) mod certificates;
pub(crate) mod connections;
pub(crate) mod exposure;
pub(crate) mod grants;
pub(crate) mod imports;
pub(crate) mod model;
pub(crate) mod proposals;
pub(crate) mod scoping;
pub(crate) mod sensitive;
pub(crate) mod sync;
pub(crate) mod trial;
pub(crate) mod workspaces;
