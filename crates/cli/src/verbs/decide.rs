//! One decision of the owner's from the command line: files read, changed and written under the workspace's lock.

use std::collections::BTreeSet;

use anyhow::{Context, bail};
use gatehouse_core::catalog::Catalog;
use gatehouse_core::connection::shown;
use gatehouse_core::scoping::{BlockTarget, Fact, Policy, PolicyChange, PolicyEdit, find_target};
use serde_json::{Value, json};

use crate::output::Outcome;
use crate::run::Scene;

/// What a decision did.
pub(super) struct Decided {
    pub(super) policy: Policy,
    pub(super) change: PolicyChange,
}

/// Takes the step that `edit` makes of the policy and the catalogue, if any, and says what changed and what is blocked now.
pub(super) fn decide(
    scene: &Scene,
    name: &str,
    edit: impl FnOnce(&Policy, &Catalog) -> anyhow::Result<PolicyEdit>,
) -> anyhow::Result<(Decided, Value)> {
    let workspace = scene.workspace()?;
    workspace.connection(name)?;
    let _lock = workspace.lock()?;
    let catalog = workspace.catalog(name)?;
    let snapshot = catalog.with_context(|| format!("{name} was not discovered yet; run: gatehouse discover {name}"))?;
    let catalog: &Catalog = &snapshot;
    let mut policy = workspace.policy(name)?;
    let edit = edit(&policy, catalog)?;
    let change = policy.edit(Some(catalog), &edit);
    workspace.save_policy(name, &policy)?;
    let scoping = policy.effective(Some(catalog));
    let columns = scoping.blocked_columns().map(|(_, columns)| columns.len()).sum::<usize>();
    let blocked = json!({ "tables": scoping.blocked_tables().count(), "columns": columns });
    Ok((Decided { policy, change }, blocked))
}

/// The table or column that was typed: of the catalogue, or one that only the policy still names.
pub(super) fn find(policy: &Policy, catalog: &Catalog, typed: &str) -> anyhow::Result<BlockTarget> {
    let short = |target: &BlockTarget| match &target.column {
        Some(column) => format!("{}.{column}", target.table.table),
        None => target.table.table.clone(),
    };
    find_target(catalog, typed).or_else(|error| {
        let gone = policy.effective(None).unmatched(catalog);
        let same = |target: &&BlockTarget| {
            written(target) == typed || (target.table.schema == catalog.default_schema && short(target) == typed)
        };
        gone.iter().find(same).cloned().ok_or(error.into())
    })
}

/// Several of them, or an error for the first that is none.
pub(super) fn find_all(policy: &Policy, catalog: &Catalog, typed: &[String]) -> anyhow::Result<Vec<BlockTarget>> {
    typed.iter().map(|typed| find(policy, catalog, typed)).collect()
}

/// A stroke over names: what changed, with the verb in front.
pub(super) fn outcome(decided: &Decided, blocked: Value, verb: &str) -> Outcome {
    let changed: BTreeSet<&BlockTarget> =
        decided.change.put.iter().chain(&decided.change.taken).filter_map(about).collect();
    let mut changed: Vec<&BlockTarget> = changed.into_iter().collect();
    // Whole tables first.
    changed.sort_by_key(|target| target.column.is_some());
    let mut lines: Vec<String> = changed.iter().map(|target| format!("{verb} {}", shown(&written(target)))).collect();
    if lines.is_empty() {
        lines.push("Nothing changed.".into());
    }
    let changed: Vec<String> = changed.iter().map(|target| written(target)).collect();
    Outcome::new(json!({ "changed": changed, "blocked": blocked }), lines)
}

/// What a block, an exception or a review is about.
fn about(fact: &Fact) -> Option<&BlockTarget> {
    match fact {
        Fact::Blocked(target) | Fact::Excepted(target) | Fact::Quarantined(target) => Some(target),
        Fact::Renamed(rename) => Some(&rename.to),
        Fact::Rule(_) | Fact::Dismissed(_) | Fact::QuarantineOff => None,
    }
}

/// A name as it is typed.
pub(super) fn written(target: &BlockTarget) -> String {
    match &target.column {
        Some(column) => format!("{}.{column}", target.table),
        None => target.table.to_string(),
    }
}

/// The open question about two names.
pub(super) fn question(policy: &Policy, catalog: &Catalog, old: &str, new: &str) -> anyhow::Result<PolicyEdit> {
    let (from, to) = (find(policy, catalog, old)?, find(policy, catalog, new)?);
    match policy.renames().find(|rename| rename.from == from && rename.to == to) {
        Some(rename) => Ok(PolicyEdit::DecideRename { rename: rename.clone(), same: false }),
        None => bail!(
            "nobody asks whether {} became {}; “gatehouse review” lists the questions",
            written(&from),
            written(&to)
        ),
    }
}
