//! The catalogue: discovery, and the snapshot.

use gatehouse_database::discover as discover_catalog;
use tauri::State;
use tauri::ipc::Channel;

use crate::failure::Failure;
use crate::state::{Backend, blocking};
use crate::views::{CatalogView, DiscoveryStep};

/// Discovers the database and keeps the snapshot.
#[tauri::command]
#[specta::specta]
pub(crate) async fn discover(
    backend: State<'_, Backend>,
    name: String,
    on_progress: Channel<DiscoveryStep>,
) -> Result<CatalogView, Failure> {
    // Where it was begun: another workspace may be open by the time it ends.
    let workspace = backend.workspace();
    let (descriptor, password) = backend.credentials(&workspace, &name).await?;
    // A window that is gone needs no progress.
    let progress = move |step: gatehouse_database::DiscoverProgress| drop(on_progress.send(step.into()));
    let found = discover_catalog(&descriptor, &password, progress).await?;
    let catalog = found.catalog.clone();
    blocking(move || workspace.save_catalog(&name, &catalog)).await??;
    Ok(CatalogView::new(found.catalog, found.findings))
}

/// The snapshot, if the database was ever discovered. Works offline.
#[tauri::command]
#[specta::specta]
pub(crate) async fn catalog(backend: State<'_, Backend>, name: String) -> Result<Option<CatalogView>, Failure> {
    let workspace = backend.workspace();
    let catalog = blocking(move || workspace.catalog(&name)).await??;
    Ok(catalog.map(|catalog| CatalogView::new(catalog, Vec::new())))
}
