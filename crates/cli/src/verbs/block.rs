//! `gatehouse block|unblock CONNECTION TABLE[.COLUMN]…`

use anyhow::Context;
use gatehouse_core::scoping::{BlockTarget, find_target};
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
    let mut scoping = workspace.scoping(name)?;
    // A block may have outlived what it blocks; lifting it must still be possible.
    let gone = scoping.unmatched(&catalog);
    let find = |typed: &String| match find_target(&catalog, typed) {
        Err(_) if !blocked && gone.iter().any(|target| written(target) == *typed) => {
            Ok(gone.iter().find(|target| written(target) == *typed).cloned().into_iter().collect())
        }
        found => found.map(|target| vec![target]),
    };
    let targets: Result<Vec<Vec<BlockTarget>>, _> = args.targets.iter().map(find).collect();
    let targets = targets?.concat();
    let change = scoping.set(&targets, blocked);
    workspace.save_scoping(name, &scoping)?;
    let verb = if blocked { "Blocked" } else { "Unblocked" };
    let mut lines: Vec<String> = change.changed.iter().map(|target| format!("{verb} {}", written(target))).collect();
    if lines.is_empty() {
        lines.push("Nothing changed.".into());
    }
    let columns = scoping.blocked_columns().map(|(_, columns)| columns.len()).sum::<usize>();
    let document = json!({
        "changed": change.changed.iter().map(written).collect::<Vec<_>>(),
        "blocked": { "tables": scoping.blocked_tables().count(), "columns": columns },
    });
    Ok(Outcome::new(document, lines))
}

fn written(target: &BlockTarget) -> String {
    match &target.column {
        Some(column) => format!("{}.{column}", target.table),
        None => target.table.to_string(),
    }
}
