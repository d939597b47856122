//! Suggestions as the window shows them.

use gatehouse_core::catalog::Catalog;
use gatehouse_core::catalog::sensitive::{Suggestion, TableSample, suggest_with};
use gatehouse_core::scoping::{Dismissal, Policy, Scoping};
use gatehouse_database::SampleProgress;
use serde::Serialize;

/// What may be sensitive on a connection.
#[derive(Debug, Default, Serialize, specta::Type)]
pub(crate) struct SuggestionsView {
    /// What waits for a decision or has got one by a block, in the catalogue's order.
    pub(crate) suggestions: Vec<SuggestionView>,
    /// What was dismissed and would be suggested otherwise.
    pub(crate) dismissed: Vec<SuggestionView>,
}

/// What a sample of values showed, and what is suggested with it.
#[derive(Debug, Default, Serialize, specta::Type)]
pub(crate) struct SamplesView {
    /// Table by table: counts by shape, or why it was not sampled.
    pub(crate) samples: Vec<TableSample>,
    /// The suggestions with them.
    pub(crate) with_values: SuggestionsView,
}

/// One table of a sample was dealt with.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub(crate) struct SampleStep {
    /// How many were, from 1.
    pub(crate) table: u32,
    /// How many there are.
    pub(crate) tables: u32,
}

impl From<SampleProgress> for SampleStep {
    fn from(step: SampleProgress) -> SampleStep {
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        SampleStep { table: count(step.table), tables: count(step.tables) }
    }
}

impl SamplesView {
    /// The samples and what they say.
    pub(crate) fn new(catalog: &Catalog, policy: &Policy, samples: Vec<TableSample>) -> SamplesView {
        SamplesView { with_values: SuggestionsView::new(catalog, policy, &samples), samples }
    }
}

/// One suggestion.
#[derive(Debug, Serialize, specta::Type)]
pub(crate) struct SuggestionView {
    /// What is suggested, and why.
    pub(crate) suggestion: Suggestion,
    /// What a dismissal of it is: `edit_scoping` takes it as it stands.
    pub(crate) dismissal: Dismissal,
    /// Agents cannot see it as it is.
    pub(crate) blocked: bool,
}

impl SuggestionsView {
    /// The suggestions for `catalog`, those that `policy` dismissed apart.
    pub(crate) fn new(catalog: &Catalog, policy: &Policy, samples: &[TableSample]) -> SuggestionsView {
        let scoping = policy.effective(Some(catalog));
        let dismissals: Vec<&Dismissal> = policy.dismissals().collect();
        let all =
            suggest_with(catalog, samples).into_iter().map(|suggestion| SuggestionView::new(suggestion, &scoping));
        let (dismissed, suggestions) = all.partition(|view| dismissals.contains(&&view.dismissal));
        SuggestionsView { suggestions, dismissed }
    }
}

impl SuggestionView {
    fn new(suggestion: Suggestion, scoping: &Scoping) -> SuggestionView {
        let blocked = suggestion.is_blocked(scoping);
        SuggestionView { dismissal: suggestion.dismissal(), blocked, suggestion }
    }
}
