//! Suggestions as the window shows them.

use gatehouse_core::catalog::sensitive::{Suggestion, TableSample, suggest_with};
use gatehouse_core::catalog::{Catalog, Numbering};
use gatehouse_core::scoping::Dismissal;
use gatehouse_database::SampleProgress;
use gatehouse_workspace::{Snapshot, Workspace, WorkspaceError};
use serde::Serialize;

/// What may be sensitive in a catalogue, in its order, the dismissed and the blocked among it.
#[derive(Debug, Default, Serialize, specta::Type)]
pub(crate) struct SuggestionsView {
    /// The catalogue whose node numbers the suggestions have.
    pub(crate) fingerprint: String,
    /// One for each column or table.
    pub(crate) suggestions: Vec<SuggestionView>,
}

/// All suggestions were sent.
#[derive(Debug, Default, Serialize, specta::Type)]
pub(crate) struct SuggestionsEnd {
    /// The catalogue whose node numbers they have.
    pub(crate) fingerprint: String,
    /// How many there are.
    pub(crate) count: u32,
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
    /// The samples, kept for what is to be judged later, and what they say.
    ///
    /// # Errors
    /// As [`Workspace::keep_samples`].
    pub(crate) fn kept(
        workspace: &Workspace,
        name: &str,
        snapshot: &Snapshot,
        samples: Vec<TableSample>,
    ) -> Result<SamplesView, WorkspaceError> {
        workspace.keep_samples(name, &samples)?;
        Ok(SamplesView::new(snapshot, samples))
    }

    fn new(snapshot: &Snapshot, samples: Vec<TableSample>) -> SamplesView {
        let suggestions = SuggestionView::all(snapshot, &samples);
        let with_values = SuggestionsView { fingerprint: snapshot.fingerprint().to_owned(), suggestions };
        SamplesView { with_values, samples }
    }
}

/// One suggestion.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub(crate) struct SuggestionView {
    /// What is suggested, and why.
    pub(crate) suggestion: Suggestion,
    /// What a dismissal of it is: `edit_scoping` takes it as it stands.
    pub(crate) dismissal: Dismissal,
    /// Its place in the tree, see `core::catalog::Numbering`.
    pub(crate) node: u32,
}

impl SuggestionView {
    /// The suggestions for `catalog`.
    pub(crate) fn all(catalog: &Catalog, samples: &[TableSample]) -> Vec<SuggestionView> {
        let numbering = Numbering::new(catalog);
        let view = |suggestion: Suggestion| {
            let dismissal = suggestion.dismissal();
            let node = u32::try_from(numbering.node(&dismissal.target)?).ok()?;
            Some(SuggestionView { suggestion, dismissal, node })
        };
        suggest_with(catalog, samples).into_iter().filter_map(view).collect()
    }
}
