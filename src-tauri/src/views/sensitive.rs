//! Suggestions as the window shows them.

use gatehouse_core::catalog::Catalog;
use gatehouse_core::catalog::sensitive::{Suggestion, suggest};
use gatehouse_core::scoping::{Dismissal, Policy, Scoping};
use serde::Serialize;

/// What may be sensitive on a connection.
#[derive(Debug, Default, Serialize, specta::Type)]
pub(crate) struct SuggestionsView {
    /// What waits for a decision or has got one by a block, in the catalogue's order.
    pub(crate) suggestions: Vec<SuggestionView>,
    /// What was dismissed and would be suggested otherwise.
    pub(crate) dismissed: Vec<SuggestionView>,
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
    pub(crate) fn new(catalog: &Catalog, policy: &Policy) -> SuggestionsView {
        let scoping = policy.effective(Some(catalog));
        let dismissals: Vec<&Dismissal> = policy.dismissals().collect();
        let all = suggest(catalog).into_iter().map(|suggestion| SuggestionView::new(suggestion, &scoping));
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
