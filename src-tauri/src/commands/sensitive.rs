//! Sensitive tables and columns: what the catalogue suggests.

use gatehouse_core::catalog::TableName;
use gatehouse_core::catalog::sensitive::sample_targets;
use gatehouse_database::{SampleProgress, sample};
use tauri::State;
use tauri::ipc::Channel;

use crate::failure::Failure;
use crate::state::{Backend, blocking};
use crate::views::{SampleStep, SamplesView, SuggestionView, SuggestionsEnd};

/// So many suggestions are sent at a time: the window takes in each part without being felt, however many there are.
const PART: usize = 400;

/// What may be sensitive, judged by the snapshot alone, in parts. Works offline; nothing before the first discovery.
#[tauri::command]
#[specta::specta]
pub(crate) async fn suggestions(
    backend: State<'_, Backend>,
    name: String,
    on_part: Channel<Vec<SuggestionView>>,
) -> Result<SuggestionsEnd, Failure> {
    let workspace = backend.workspace();
    blocking(move || {
        let Some(snapshot) = workspace.catalog(&name)? else { return Ok(SuggestionsEnd::default()) };
        let all = SuggestionView::all(&snapshot, &[]);
        // A window that is gone wants no more of them.
        let sent = all.chunks(PART).try_for_each(|part| on_part.send(part.to_vec()));
        let count = if sent.is_ok() { all.len() } else { 0 };
        Ok(SuggestionsEnd {
            fingerprint: snapshot.fingerprint().to_owned(),
            count: u32::try_from(count).unwrap_or(u32::MAX),
        })
    })
    .await?
}

/// Looks at a sample of values of these tables, which a person asked for, and suggests with what it shows. Only counts come back.
#[tauri::command]
#[specta::specta]
pub(crate) async fn sample_values(
    backend: State<'_, Backend>,
    name: String,
    tables: Vec<TableName>,
    on_progress: Channel<SampleStep>,
) -> Result<SamplesView, Failure> {
    let workspace = backend.workspace();
    let (here, of) = (workspace.clone(), name.clone());
    let catalog = blocking(move || here.catalog(&of)).await??;
    let Some(catalog) = catalog else { return Ok(SamplesView::default()) };
    let (targets, mut samples) = sample_targets(&catalog, &tables);
    let (descriptor, password) = backend.credentials(&workspace, &name).await?;
    let progress = move |step: SampleProgress| drop(on_progress.send(step.into()));
    let sampling = async move { sample(&descriptor, &password, &targets, progress).await };
    samples.extend(backend.run_sample(sampling).await??);
    blocking(move || Ok(SamplesView::kept(&workspace, &name, &catalog, samples)?)).await?
}

/// Ends the look at values that is under way. Nothing of it is kept.
#[tauri::command]
#[specta::specta]
pub(crate) fn cancel_sample(backend: State<'_, Backend>) {
    backend.cancel_sample();
}
