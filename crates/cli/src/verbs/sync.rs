//! `gatehouse sync`: the workspace and its control plane.

use anyhow::{Context, bail};
use gatehouse_core::scoping::BlockTarget;
use gatehouse_core::sync::{BindingState, ChangedThere, Difference, ScopingChange, TheirDeed};
use gatehouse_vault::Vault;
use gatehouse_workspace::{
    Choice, SeenSkill, SyncError, SyncReport, TheirsChosen, apply, client, compare, password_of, theirs,
};
use serde_json::json;

use super::decide::written;
use crate::output::Outcome;
use crate::plane_args::SyncArgs;
use crate::run::Scene;

/// Says what differs, takes the other side's part of what was named, and sends the rest where that is asked for. What somebody else
/// changed there is overwritten only where it is named.
pub(crate) async fn sync(scene: &Scene, args: &SyncArgs) -> anyhow::Result<Outcome> {
    let workspace = scene.workspace()?;
    let vault = Vault::system();
    let (client, target) = client(&workspace, &vault)?;
    let mut report = compare(&workspace, &client, &target).await?;
    let mut steps = Vec::new();
    if !args.theirs.is_empty() {
        let (blocks, skills) = named(&report, &args.theirs)?;
        let part = theirs(&workspace, &client, &target, &TheirsChosen { blocks, skills }).await?;
        steps.extend(part.take(&workspace)?);
        report = compare(&workspace, &client, &target).await?;
    }
    if args.send && !report.in_step {
        let (mut blocks, overwrite) = named(&report, &args.overwrite)?;
        blocks.extend(lifted(&report, &args.lift)?);
        let password = |name: &str| {
            let descriptor = workspace.connection(name)?;
            Ok::<_, SyncError>(password_of(&workspace, &vault, name, &descriptor)?)
        };
        report = apply(&workspace, &client, &target, &Choice { blocks, overwrite }, password).await?;
        steps.append(&mut report.steps);
    }
    Ok(outcome(SyncReport { steps, ..report }))
}

/// The blocks of these names, which sending would lift.
fn lifted(report: &SyncReport, names: &[String]) -> anyhow::Result<Vec<BlockTarget>> {
    let find = |name: &String| {
        let found = report.scoping.iter().find(|change| !change.blocks && written(&change.target) == *name);
        found
            .map(|change| change.target.clone())
            .with_context(|| format!("sending would not lift {name}: leave it out"))
    };
    names.iter().map(find).collect()
}

/// What these names mean: blocks and skills that somebody changed there.
fn named(report: &SyncReport, names: &[String]) -> anyhow::Result<(Vec<BlockTarget>, Vec<SeenSkill>)> {
    let (mut blocks, mut skills) = (Vec::new(), Vec::new());
    for name in names {
        let block = report.scoping.iter().find(|change| change.theirs && written(&change.target) == *name);
        let skill = report.bindings.iter().find(|difference| difference.slug == *name);
        match (block, skill.and_then(|difference| difference.theirs.as_ref())) {
            (Some(change), _) => blocks.push(change.target.clone()),
            (None, Some(theirs)) => skills.push(SeenSkill { slug: name.clone(), version: theirs.version.clone() }),
            (None, None) => bail!("nobody changed {name} at the control plane: leave it out"),
        }
    }
    Ok((blocks, skills))
}

fn outcome(report: SyncReport) -> Outcome {
    let done = report.steps.iter().map(|step| {
        let mark = if step.done { "✓" } else { "✗" };
        format!("{mark} {}: {}", step.label, step.detail)
    });
    let mut lines: Vec<String> = done.collect();
    lines.extend(report.scoping.iter().map(block_line));
    lines.extend(report.bindings.iter().filter_map(binding_line));
    lines.extend(report.misplaced.iter().map(|name| {
        format!("✗ {name}: the block holds nothing there, though what it names is here; agents may see it")
    }));
    lines.extend(report.blocked_reason.iter().map(|reason| format!("✗ {reason}")));
    if report.in_step {
        lines.push("✓ nothing differs".into());
    }
    let failed = report.steps.iter().any(|step| !step.done);
    let findings = !report.in_step;
    Outcome::new(json!(report), lines).with_findings(findings).with_failure(failed)
}

fn block_line(change: &ScopingChange) -> String {
    let name = written(&change.target);
    match (change.theirs, change.blocks) {
        (false, true) => format!("+ {name}: will be hidden from the agent"),
        (false, false) => format!("! {name}: will become visible to the agent; to send that, --lift {name}"),
        (true, true) => format!("≠ {name}: its block was lifted at the control plane; {}", choice(&name)),
        (true, false) => format!("≠ {name}: it was blocked at the control plane; {}", choice(&name)),
    }
}

fn binding_line(difference: &Difference) -> Option<String> {
    let Difference { slug, theirs, state, .. } = difference;
    let Some(ChangedThere { deed, here_too, .. }) = theirs else {
        return match state {
            BindingState::New => Some(format!("+ {slug}: new")),
            BindingState::Changed => Some(format!("~ {slug}: changed here")),
            BindingState::Broken => Some(format!("✗ {slug}: does not compile, is not sent")),
            BindingState::Same => None,
        };
    };
    let deed = match (deed, here_too) {
        (TheirDeed::Changed, false) => "changed at the control plane",
        (TheirDeed::Changed, true) => "changed at the control plane and here",
        (TheirDeed::Deleted, false) => "deleted at the control plane",
        (TheirDeed::Deleted, true) => "deleted at the control plane, and changed here",
        (TheirDeed::Made, _) => "there is a tool of this name at the control plane that was not sent from here",
    };
    Some(format!("≠ {slug}: {deed}; {}", choice(slug)))
}

fn choice(name: &str) -> String {
    format!("--theirs {name} takes that, --send --overwrite {name} undoes it")
}
