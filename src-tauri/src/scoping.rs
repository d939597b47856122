//! One step of scoping: the file is read, changed and written back as a whole.

use gatehouse_core::catalog::Numbering;
use gatehouse_core::scoping::{BlockTarget, PolicyEdit};
use gatehouse_workspace::{Snapshot, Workspace};

use crate::failure::Failure;
use crate::history::History;
use crate::views::{ScopingStroke, ScopingView, StrokeEffect};

/// What is to be done.
pub(crate) enum Step {
    /// The owner's step.
    Edit(PolicyEdit),
    /// A stroke over nodes of the tree, given as half-open ranges of the numbering of the catalogue with this fingerprint.
    Stroke { fingerprint: String, nodes: Vec<u32>, blocked: bool },
    /// A step that was taken before, once more or back.
    Replay { step: u32, back: bool },
}

/// Takes a step on the policy of a connection. The caller holds the lock on editing.
///
/// # Errors
/// When a file cannot be read or written, or the step cannot be taken; then nothing has changed.
pub(crate) fn step(workspace: &Workspace, history: &History, name: &str, step: Step) -> Result<ScopingStroke, Failure> {
    // Against other programs; the caller's lock is against ourselves.
    let _lock = workspace.lock()?;
    let snapshot = workspace.catalog(name)?;
    let catalog = snapshot.as_deref().map(Snapshot::catalog);
    let mut policy = workspace.policy(name)?;
    let (change, step) = match step {
        Step::Replay { step, back } => {
            let change = history.step(name, step)?;
            (policy.apply(&if back { change.reversed() } else { change }), Some(step))
        }
        Step::Edit(edit) => (policy.edit(catalog, &edit), None),
        Step::Stroke { fingerprint, nodes, blocked } => {
            let targets = struck(snapshot.as_deref(), &fingerprint, &nodes)?;
            let edit = if blocked { PolicyEdit::Block { targets } } else { PolicyEdit::Allow { targets } };
            (policy.edit(catalog, &edit), None)
        }
    };
    workspace.save_policy(name, &policy)?;
    Ok(ScopingStroke {
        scoping: ScopingView::new(&policy, catalog),
        step: step.or_else(|| history.keep(name, &change)),
        effect: StrokeEffect::of(&change),
    })
}

/// The tables and columns of a stroke: of exactly the catalogue that the person saw, or of none.
fn struck(snapshot: Option<&Snapshot>, fingerprint: &str, nodes: &[u32]) -> Result<Vec<BlockTarget>, Failure> {
    let seen = snapshot.filter(|snapshot| snapshot.fingerprint() == fingerprint);
    seen.and_then(|snapshot| Numbering::new(snapshot).targets(nodes)).ok_or_else(|| {
        let next_step = "Look at the schema as it is now, then choose again.";
        Failure::new(
            "catalog_changed",
            "The schema was discovered anew since it was shown; nothing was changed.",
            next_step,
        )
    })
}
