//! `gatehouse propose CONNECTION GOAL`

use anyhow::Context;
use gatehouse_core::binding::{Proposal, propose as propose_for};
use gatehouse_vault::Vault;
use gatehouse_workspace::{ModelFile, configured_model, draft_text, ranked_by};
use serde_json::json;

use crate::output::Outcome;
use crate::run::Scene;

/// Prints drafts for a goal, offline, the best first: why, and the text of the draft's file. None found is a finding.
pub(crate) async fn propose(scene: &Scene, name: &str, goal: &str) -> anyhow::Result<Outcome> {
    let workspace = scene.workspace()?;
    workspace.connection(name)?;
    let catalog = workspace.catalog(name)?;
    let catalog = catalog.with_context(|| format!("{name} was not discovered yet; run: gatehouse discover {name}"))?;
    let found = propose_for(&catalog, &workspace.scoping(name)?, name, goal);
    let found = match configured_model(&ModelFile::of_account(), &Vault::system()).context("the model")? {
        Some(model) => ranked_by(&model, goal, found).await,
        None => found,
    };
    let mut lines = Vec::new();
    for (at, proposal) in (1..).zip(&found.proposals) {
        lines.push(format!("# {at} of {}", found.proposals.len()));
        lines.push(described(proposal)?);
    }
    let none = found.proposals.is_empty();
    Ok(Outcome::new(json!(found), lines).with_asides(found.note.into_iter().collect()).with_findings(none))
}

/// A draft's text can be kept in a file as it stands: what explains it is a comment.
fn described(proposal: &Proposal) -> anyhow::Result<String> {
    let reasons = proposal.reasons.iter().map(|reason| format!("# {reason}"));
    let warnings = proposal.diagnostics.iter().map(|one| format!("# Warning: {}", one.message));
    let comments: Vec<String> = reasons.chain(warnings).map(|line| line.replace(['\n', '\r'], " ")).collect();
    Ok(format!("{}\n{}", comments.join("\n"), draft_text(&proposal.binding)?))
}
