//! `gatehouse review CONNECTION`, `gatehouse rename`, `gatehouse quarantine`: what waits for a decision, and the decisions.

use gatehouse_core::connection::shown;
use gatehouse_core::scoping::{BlockTarget, Policy, PolicyEdit};
use serde_json::json;

use super::decide::{decide, find_all, outcome, question, written};
use crate::output::Outcome;
use crate::run::Scene;
use crate::scoping_args::{OnOff, QuarantineArgs, RenameArgs, ReviewArgs};

/// Lists what waits, or reviews it. Something that waits is a finding.
pub(crate) fn review(scene: &Scene, args: &ReviewArgs) -> anyhow::Result<Outcome> {
    let asked = args.allow_all || args.block_all || !args.allow.is_empty() || !args.block.is_empty();
    if !asked {
        return list(scene, &args.connection);
    }
    let (decided, counts) = decide(scene, &args.connection, |policy, catalog| {
        let waiting = || policy.quarantined().targets().collect();
        let edits = match (args.allow_all, args.block_all) {
            (true, _) => vec![PolicyEdit::Release { targets: waiting() }],
            (_, true) => vec![PolicyEdit::Block { targets: waiting() }],
            _ => vec![
                PolicyEdit::Allow { targets: find_all(policy, catalog, &args.allow)? },
                PolicyEdit::Block { targets: find_all(policy, catalog, &args.block)? },
            ],
        };
        Ok(PolicyEdit::All { edits })
    })?;
    let left = decided.policy.quarantined().targets().count();
    let mut outcome = outcome(&decided, counts, "Reviewed");
    outcome.add("waiting", json!(left), format!("{left} still wait for a review."));
    Ok(outcome)
}

fn list(scene: &Scene, name: &str) -> anyhow::Result<Outcome> {
    let workspace = scene.workspace()?;
    workspace.connection(name)?;
    let policy = workspace.policy(name)?;
    let gone = workspace.catalog(name)?.map(|catalog| policy.blocked().unmatched(&catalog)).unwrap_or_default();
    let waiting: Vec<BlockTarget> = policy.quarantined().targets().collect();
    let questions: Vec<_> = policy.renames().cloned().collect();
    let mut lines = section("New, blocked until reviewed:", waiting.iter().map(written));
    lines.extend(section(
        "Renamed? Both names are blocked until answered:",
        questions.iter().map(|rename| format!("{} → {}", written(&rename.from), written(&rename.to))),
    ));
    lines.extend(section("Blocks on what is gone:", gone.iter().map(written)));
    let open = !waiting.is_empty() || !questions.is_empty();
    if lines.is_empty() {
        lines.push("Nothing waits.".into());
    } else if open {
        lines.push(format!("  → gatehouse review {name} --allow TARGET… | --block TARGET… | --allow-all"));
        if let Some(rename) = questions.first() {
            let (old, new) = (shown(&written(&rename.from)), shown(&written(&rename.to)));
            lines.push(format!("  → gatehouse rename {name} {old} {new} --same | --different"));
        }
    }
    let document = json!({
        "quarantined": waiting.iter().map(written).collect::<Vec<_>>(),
        "renames": questions.iter().map(|one| json!({ "from": written(&one.from), "to": written(&one.to) })).collect::<Vec<_>>(),
        "tombstones": gone.iter().map(written).collect::<Vec<_>>(),
        "quarantine": policy.quarantines(),
    });
    Ok(Outcome::new(document, lines).with_findings(open))
}

/// A heading with what stands under it; nothing when that is nothing.
pub(super) fn section(title: &str, entries: impl Iterator<Item = String>) -> Vec<String> {
    let entries: Vec<String> = entries.map(|entry| format!("    {}", shown(&entry))).collect();
    if entries.is_empty() { entries } else { [vec![title.to_owned()], entries].concat() }
}

/// Answers whether one thing became another.
pub(crate) fn rename(scene: &Scene, args: &RenameArgs) -> anyhow::Result<Outcome> {
    let (decided, counts) = decide(scene, &args.connection, |policy, catalog| {
        Ok(match question(policy, catalog, &args.old, &args.new)? {
            PolicyEdit::DecideRename { rename, .. } => PolicyEdit::DecideRename { rename, same: args.answer.same },
            other => other,
        })
    })?;
    Ok(outcome(&decided, counts, "Decided"))
}

/// Sets whether new tables and columns wait, or says it.
pub(crate) fn quarantine(scene: &Scene, args: &QuarantineArgs) -> anyhow::Result<Outcome> {
    let name = &args.connection;
    let policy: Policy = match args.setting {
        None => {
            let workspace = scene.workspace()?;
            workspace.connection(name)?;
            workspace.policy(name)?
        }
        Some(setting) => {
            let edit = PolicyEdit::SetQuarantine { on: setting == OnOff::On };
            decide(scene, name, |_, _| Ok(edit))?.0.policy
        }
    };
    let waiting = policy.quarantined().targets().count();
    let on = policy.quarantines();
    let word = if on { "blocked until reviewed" } else { "seen by agents at once" };
    let line = format!("New tables and columns of {name} are {word}; {waiting} wait for a review.");
    Ok(Outcome::new(json!({ "quarantine": on, "waiting": waiting }), vec![line]))
}
