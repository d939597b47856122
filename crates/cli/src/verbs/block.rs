//! `gatehouse block|unblock CONNECTION TABLE[.COLUMN]…`

use std::collections::BTreeSet;

use anyhow::Context;
use gatehouse_core::scoping::{BlockTarget, Fact, PolicyEdit, find_target};
use serde_json::json;

use crate::args::TargetArgs;
use crate::output::Outcome;
use crate::run::Scene;

/// Sets or lifts blocks: all of them, or none when a name is unknown.
pub(crate) fn set(scene: &Scene, args: &TargetArgs, blocked: bool) -> anyhow::Result<Outcome> {
    let workspace = scene.workspace()?;
    let name = &args.connection;
    workspace.connection(name)?;
    let catalog = workspace.catalog(name)?;
    let catalog = catalog.with_context(|| format!("{name} was not discovered yet; run: gatehouse discover {name}"))?;
    let mut policy = workspace.policy(name)?;
    // A block may have outlived what it blocks; lifting it must still be possible.
    let gone = policy.effective(None).unmatched(&catalog);
    let find = |typed: &String| match find_target(&catalog, typed) {
        Err(_) if !blocked && gone.iter().any(|target| written(target) == *typed) => {
            Ok(gone.iter().find(|target| written(target) == *typed).cloned().into_iter().collect())
        }
        found => found.map(|target| vec![target]),
    };
    let targets: Result<Vec<Vec<BlockTarget>>, _> = args.targets.iter().map(find).collect();
    let targets = targets?.concat();
    let edit = if blocked { PolicyEdit::Block { targets } } else { PolicyEdit::Allow { targets } };
    let change = policy.edit(Some(&catalog), &edit);
    workspace.save_policy(name, &policy)?;
    let changed: BTreeSet<&BlockTarget> = change.put.iter().chain(&change.taken).filter_map(about).collect();
    let scoping = policy.effective(Some(&catalog));
    let verb = if blocked { "Blocked" } else { "Unblocked" };
    let mut lines: Vec<String> = changed.iter().map(|target| format!("{verb} {}", written(target))).collect();
    if lines.is_empty() {
        lines.push("Nothing changed.".into());
    }
    let columns = scoping.blocked_columns().map(|(_, columns)| columns.len()).sum::<usize>();
    let document = json!({
        "changed": changed.iter().map(|target| written(target)).collect::<Vec<_>>(),
        "blocked": { "tables": scoping.blocked_tables().count(), "columns": columns },
    });
    Ok(Outcome::new(document, lines))
}

/// What a block, an exception or a review is about.
fn about(fact: &Fact) -> Option<&BlockTarget> {
    match fact {
        Fact::Blocked(target) | Fact::Excepted(target) | Fact::Quarantined(target) => Some(target),
        Fact::Renamed(rename) => Some(&rename.to),
        Fact::Rule(_) | Fact::Dismissed(_) | Fact::QuarantineOff => None,
    }
}

fn written(target: &BlockTarget) -> String {
    match &target.column {
        Some(column) => format!("{}.{column}", target.table),
        None => target.table.to_string(),
    }
}
