//! `gatehouse block` and `gatehouse unblock`

use gatehouse_core::scoping::PolicyEdit;

use super::decide::{decide, find_all, outcome};
use crate::args::TargetArgs;
use crate::output::Outcome;
use crate::run::Scene;

/// Sets or lifts blocks: all of them, or none when a name is unknown. What waits for a review is thereby reviewed.
pub(crate) fn set(scene: &Scene, args: &TargetArgs, blocked: bool) -> anyhow::Result<Outcome> {
    let (decided, counts) = decide(scene, &args.connection, |policy, catalog| {
        let targets = find_all(policy, catalog, &args.targets)?;
        Ok(if blocked { PolicyEdit::Block { targets } } else { PolicyEdit::Allow { targets } })
    })?;
    Ok(outcome(&decided, counts, if blocked { "Blocked" } else { "Unblocked" }))
}
