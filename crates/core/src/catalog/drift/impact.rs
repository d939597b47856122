//! What a drift means: for blocks, for bindings, and for the indexes that bindings rely on.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Drift;
use super::describe::index_words;
use crate::binding::{Binding, Compilation, Diagnostic, Severity, compile, relied_indexes};
use crate::catalog::{Catalog, TableName};
use crate::scoping::{Baseline, BlockTarget, Policy, PolicyChange, Rename};

/// A draft with its file's name.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedBinding {
    /// Its slug.
    pub slug: String,
    /// The draft.
    pub binding: Binding,
}

/// What follows from a drift.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Impact {
    /// What told the new from the known.
    pub baseline: Baseline,
    /// Blocks of the owner's whose table or column is gone now: they stay.
    pub tombstones: Vec<BlockTarget>,
    /// Blocks of the owner's whose table or column is there again.
    pub returned: Vec<BlockTarget>,
    /// What waits for a review since this discovery.
    pub quarantined: Vec<BlockTarget>,
    /// Questions that were put by this discovery.
    pub questions: Vec<Rename>,
    /// Rules that match other things now.
    pub rules: Vec<RuleImpact>,
    /// Bindings that are concerned.
    pub bindings: Vec<BindingImpact>,
}

impl Impact {
    /// Nothing that anybody decided is concerned.
    pub fn is_empty(&self) -> bool {
        self.tombstones.is_empty()
            && self.returned.is_empty()
            && self.quarantined.is_empty()
            && self.questions.is_empty()
            && self.rules.is_empty()
            && self.bindings.is_empty()
    }
}

/// A standing rule whose matches are others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RuleImpact {
    /// As it was typed.
    pub pattern: String,
    /// What it matches now and did not.
    pub gained: Vec<BlockTarget>,
    /// What it matched and is gone.
    pub lost: Vec<BlockTarget>,
}

/// A binding that is concerned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BindingImpact {
    /// Its slug.
    pub slug: String,
    /// What the agent's tool is called.
    pub tool_name: String,
    /// What happens to it.
    pub effect: Effect,
    /// Diagnostics that it did not have before.
    pub diagnostics: Vec<Diagnostic>,
    /// Indexes that it relies on and that are others now.
    pub indexes: Vec<IndexImpact>,
}

/// What happens to a binding, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// It compiled, and does not any more.
    Broken,
    /// It did not compile, and fails for other reasons now.
    StillBroken,
    /// It compiles with a warning that it did not have.
    Warned,
    /// It compiles to another statement, which must be synced again.
    Changed,
    /// Its statement is the same; an index that it relies on is another.
    IndexChanged,
    /// It did not compile, and does now.
    Repaired,
}

/// An index that a binding relies on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct IndexImpact {
    /// Its table.
    pub table: TableName,
    /// Its name.
    pub index: String,
    /// What it was, in words.
    pub before: String,
    /// What it is; none when it is gone.
    pub after: Option<String>,
}

/// The policy before and after, and what the discovery did to it.
pub struct Decisions<'a> {
    /// Before.
    pub before: &'a Policy,
    /// After.
    pub after: &'a Policy,
    /// From one to the other.
    pub change: &'a PolicyChange,
    /// What told the new from the known.
    pub baseline: Baseline,
}

/// What `drift` from `old` to `new` means for what was decided and for the bindings of this connection.
pub fn impact(
    drift: &Drift,
    old: &Catalog,
    new: &Catalog,
    decisions: &Decisions<'_>,
    bindings: &[NamedBinding],
) -> Impact {
    use crate::scoping::Fact;
    let Decisions { before, after, change, baseline } = decisions;
    let blocked: Vec<BlockTarget> = after.blocked().targets().collect();
    let was_there = |target: &&BlockTarget| target.is_in(old) && !target.is_in(new);
    let is_back = |target: &&BlockTarget| !target.is_in(old) && target.is_in(new);
    let left_out = |target: &&BlockTarget| !drift.no_longer_read.contains(&target.table.schema);
    let (reach_before, reach_after) = (before.effective(Some(old)), after.effective(Some(new)));
    let mut concerned: Vec<BindingImpact> = bindings
        .iter()
        .filter_map(|one| {
            let (was, is) = (compile(old, &reach_before, &one.binding), compile(new, &reach_after, &one.binding));
            binding_impact(one, (&was, &is), (old, new))
        })
        .collect();
    concerned.sort_by(|one, other| (one.effect, &one.slug).cmp(&(other.effect, &other.slug)));
    Impact {
        baseline: *baseline,
        tombstones: blocked.iter().filter(was_there).filter(left_out).cloned().collect(),
        returned: blocked.iter().filter(is_back).cloned().collect(),
        quarantined: put(change, |fact| match fact {
            Fact::Quarantined(target) => Some(target),
            _ => None,
        }),
        questions: put(change, |fact| match fact {
            Fact::Renamed(rename) => Some(rename),
            _ => None,
        }),
        rules: after.rules().filter_map(|rule| rule_impact(rule, old, new)).collect(),
        bindings: concerned,
    }
}

fn put<T: Clone>(change: &PolicyChange, pick: impl Fn(&crate::scoping::Fact) -> Option<&T>) -> Vec<T> {
    change.put.iter().filter_map(pick).cloned().collect()
}

fn rule_impact(rule: &crate::scoping::Rule, old: &Catalog, new: &Catalog) -> Option<RuleImpact> {
    let before: BTreeSet<BlockTarget> = rule.matches(old).into_iter().collect();
    let after: BTreeSet<BlockTarget> = rule.matches(new).into_iter().collect();
    (before != after).then(|| RuleImpact {
        pattern: rule.pattern().to_owned(),
        gained: after.difference(&before).cloned().collect(),
        lost: before.difference(&after).cloned().collect(),
    })
}

fn binding_impact(
    named: &NamedBinding,
    (was, is): (&Compilation, &Compilation),
    (old, new): (&Catalog, &Catalog),
) -> Option<BindingImpact> {
    let fresh: Vec<Diagnostic> = is.diagnostics.iter().filter(|one| !was.diagnostics.contains(one)).cloned().collect();
    let indexes = index_impacts(&named.binding, was, old, new);
    let warned = fresh.iter().any(|diagnostic| diagnostic.severity == Severity::Warning);
    let effect = match (&was.statement, &is.statement) {
        (Some(_), None) => Effect::Broken,
        (None, None) if fresh.is_empty() => return None,
        (None, None) => Effect::StillBroken,
        (None, Some(_)) => Effect::Repaired,
        (Some(_), Some(_)) if warned => Effect::Warned,
        (Some(before), Some(after)) if before.sha256 != after.sha256 => Effect::Changed,
        (Some(_), Some(_)) if indexes.is_empty() => return None,
        (Some(_), Some(_)) => Effect::IndexChanged,
    };
    let (slug, tool_name) = (named.slug.clone(), named.binding.tool_name.clone());
    Some(BindingImpact { slug, tool_name, effect, diagnostics: fresh, indexes })
}

/// Indexes that the old statement relied on and that are gone or others.
fn index_impacts(binding: &Binding, was: &Compilation, old: &Catalog, new: &Catalog) -> Vec<IndexImpact> {
    if !was.ok() {
        return Vec::new();
    }
    let relied = relied_indexes(old, binding).into_iter().filter_map(|(table, index)| {
        let find = |catalog: &Catalog| {
            let indexes = &catalog.table(&table)?.indexes;
            indexes.iter().find(|one| one.name == index).map(index_words)
        };
        let (before, after) = (find(old)?, find(new));
        (after.as_ref() != Some(&before)).then_some(IndexImpact { table, index, before, after })
    });
    relied.collect()
}
