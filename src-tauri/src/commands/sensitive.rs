//! Sensitive tables and columns: what the catalogue suggests.

use gatehouse_core::catalog::TableName;
use gatehouse_core::catalog::sensitive::sample_targets;
use gatehouse_database::{SampleProgress, sample};
use tauri::State;
use tauri::ipc::Channel;

use crate::failure::Failure;
use crate::state::{Backend, blocking};
use crate::views::{SampleStep, SamplesView, SuggestionsView};

/// What may be sensitive, judged by the snapshot alone. Works offline; empty before the first discovery.
#[tauri::command]
#[specta::specta]
pub(crate) async fn suggestions(backend: State<'_, Backend>, name: String) -> Result<SuggestionsView, Failure> {
    let workspace = backend.workspace();
    blocking(move || {
        let policy = workspace.policy(&name)?;
        let catalog = workspace.catalog(&name)?;
        Ok(catalog.map(|catalog| SuggestionsView::new(&catalog, &policy, &[])).unwrap_or_default())
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
    let (policy, catalog) = blocking(move || Ok::<_, Failure>((here.policy(&of)?, here.catalog(&of)?))).await??;
    let Some(catalog) = catalog else { return Ok(SamplesView::default()) };
    let (targets, mut samples) = sample_targets(&catalog, &tables);
    let (descriptor, password) = backend.credentials(&workspace, &name).await?;
    let progress = move |step: SampleProgress| drop(on_progress.send(step.into()));
    samples.extend(sample(&descriptor, &password, &targets, progress).await?);
    Ok(SamplesView::new(&catalog, &policy, samples))
}
