//! One step of scoping: the file is read, changed and written back as a whole.

use gatehouse_core::scoping::{PolicyChange, PolicyEdit};
use gatehouse_workspace::Workspace;

use crate::failure::Failure;
use crate::views::{ScopingStroke, ScopingView};

/// A step forwards, or one that was taken before.
pub(crate) enum Step {
    /// The owner's.
    Edit(PolicyEdit),
    /// Undo or redo.
    Change(PolicyChange),
}

/// Takes a step on the policy of a connection. The caller holds the lock on editing.
///
/// # Errors
/// When a file cannot be read or written; then nothing has changed.
pub(crate) fn step(workspace: &Workspace, name: &str, step: &Step) -> Result<ScopingStroke, Failure> {
    let catalog = workspace.catalog(name)?;
    let mut policy = workspace.policy(name)?;
    let change = match step {
        Step::Edit(edit) => policy.edit(catalog.as_ref(), edit),
        Step::Change(change) => policy.apply(change),
    };
    workspace.save_policy(name, &policy)?;
    Ok(ScopingStroke { scoping: ScopingView::new(&policy, catalog.as_ref()), change })
}
