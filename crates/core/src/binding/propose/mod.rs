//! Drafts for a goal: “look up the caller's next appointment by phone”. Offline and the same every time: from search, keys, indexes and the
//! contract's parameter names. Only what compiles is proposed, and nothing that is blocked or looks sensitive.

mod candidate;
mod choose;
mod goal;
mod insert;
mod names;
mod ranking;
mod read;
mod scene;
mod update;

use std::collections::BTreeSet;

use serde::Serialize;

use super::compile::compile;
use super::draft::{Binding, Projection};
use super::statement::Statement;
use super::{Code, Diagnostic};
use crate::catalog::Catalog;
use crate::scoping::Scoping;
use candidate::Candidate;
use goal::{Goal, Intent};
pub use ranking::{RANKING_RULES, ranking_question};
use scene::Scene;

/// A draft that would serve a goal, compiled.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Proposal {
    /// The draft, not enabled.
    pub binding: Binding,
    /// How well it serves; comparable within one goal.
    pub score: f64,
    /// Why it is so: the table, what rows are found by, the columns, the order.
    pub reasons: Vec<String>,
    /// What it compiles to.
    pub statement: Statement,
    /// Warnings that it compiles with.
    pub diagnostics: Vec<Diagnostic>,
}

/// What is proposed for a goal.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Proposals {
    /// The best first.
    pub proposals: Vec<Proposal>,
    /// What a person should know besides, for example that nothing can be deleted.
    pub note: Option<String>,
}

/// What scores less than this part of the best one is noise.
const NEAR: f64 = 0.5;

/// The most drafts that are proposed.
const MOST: usize = 5;

/// Proposes drafts for `goal` on a connection whose catalogue and blocks these are. `scoping` holds what waits in quarantine, too.
pub fn propose(catalog: &Catalog, scoping: &Scoping, connection: &str, goal: &str) -> Proposals {
    let goal = Goal::read(goal);
    let view = crate::catalog::agent_view(catalog, scoping);
    let scene = Scene::new(catalog, &view, scoping, &goal);
    let candidates = match goal.intent {
        Intent::Read => read::candidates(&scene),
        Intent::Insert => insert::candidates(&scene),
        Intent::Update => update::candidates(&scene),
        Intent::Delete => {
            let note = "No binding deletes. Ask for a change instead, for example to cancel.";
            return Proposals { proposals: Vec::new(), note: Some(note.into()) };
        }
    };
    let mut proposals: Vec<Proposal> = Vec::new();
    for candidate in candidates {
        proposals.extend(compiled(catalog, scoping, connection, candidate));
    }
    // Stable: equals stay in the order of the catalogue's search.
    proposals.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut seen = BTreeSet::new();
    let best = proposals.first().map_or(0.0, |best| best.score);
    proposals.retain(|one| one.score >= best * NEAR && seen.insert(one.statement.sha256.clone()));
    proposals.truncate(MOST);
    let note = proposals.is_empty().then(|| nothing_found(&goal));
    Proposals { proposals, note }
}

/// What a warning costs: of two drafts that serve alike, the quieter one is better.
const WARNING: f64 = 0.15;

fn compiled(catalog: &Catalog, scoping: &Scoping, connection: &str, candidate: Candidate) -> Option<Proposal> {
    let Candidate { mut binding, score, mut reasons } = candidate;
    binding.connection = connection.to_owned();
    let mut compilation = compile(catalog, scoping, &binding);
    // A time is told with its clock where one is near: the compiler's own advice.
    let zone = compilation.diagnostics.iter().find(|one| one.code == Code::VoiceTimeZone);
    if let Some(edit) = zone.and_then(|one| one.fix.as_ref()).and_then(|fix| fix.edit.as_ref()) {
        let path: Vec<String> = edit.value.split('.').map(str::to_owned).collect();
        let leaf = names::of_related(path.first().map_or("", String::as_str), path.last().map_or("", String::as_str));
        binding.projection.push(Projection { path, leaf });
        let with_zone = compile(catalog, scoping, &binding);
        match with_zone.ok() {
            true => {
                reasons.push(format!("It returns {}, too, because times are given in UTC.", edit.value));
                compilation = with_zone;
            }
            false => drop(binding.projection.pop()),
        }
    }
    let statement = compilation.statement?;
    let sensitive = |one: &Diagnostic| matches!(one.code, Code::SensitiveRead | Code::WriteSensitive);
    if compilation.diagnostics.iter().any(sensitive) {
        return None;
    }
    let score = score - WARNING * compilation.diagnostics.len() as f64;
    Some(Proposal { binding, score, reasons, statement, diagnostics: compilation.diagnostics })
}

fn nothing_found(goal: &Goal) -> String {
    let what = match goal.intent {
        Intent::Read => "can be read by an index",
        Intent::Insert => "a row can be added to",
        _ => "can be changed by a unique key",
    };
    format!(
        "No table that agents may see answers this and {what}. Name the table, or what the caller says, in other words."
    )
}
