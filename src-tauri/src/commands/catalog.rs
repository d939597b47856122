//! The catalogue: discovery, and the snapshot.

use std::sync::Arc;

use gatehouse_core::catalog::search::Found;
use gatehouse_core::catalog::{Numbering, TableName, badges};
use gatehouse_database::{DiscoverOptions, discover_with};
use tauri::State;
use tauri::ipc::Channel;

use crate::failure::Failure;
use crate::state::{Backend, blocking};
use crate::views::{Bytes, DiscoveryStep, DiscoveryView, TableDetails};

/// Discovers the database, blocks what is new until it is reviewed, and keeps the snapshot; `last_drift` then says what is
/// different. `schemas` is the choice, empty for all of them; without one that of the last snapshot stays.
#[tauri::command]
#[specta::specta]
pub(crate) async fn discover(
    backend: State<'_, Backend>,
    name: String,
    schemas: Option<Vec<String>>,
    on_progress: Channel<DiscoveryStep>,
) -> Result<DiscoveryView, Failure> {
    // Where it was begun: another workspace may be open by the time it ends.
    let workspace = backend.workspace();
    let (descriptor, password) = backend.credentials(&workspace, &name).await?;
    let (kept, of) = (workspace.clone(), name.clone());
    let schemas =
        blocking(move || schemas.map_or_else(|| kept.chosen_schemas(&of), |chosen| Ok(Some(chosen)))).await??;
    let options = DiscoverOptions { schemas, ..DiscoverOptions::default() };
    // A window that is gone needs no progress.
    let progress = move |step: gatehouse_database::DiscoverProgress| drop(on_progress.send(step.into()));
    let reading = async move { discover_with(&descriptor, &password, &options, progress).await };
    let found = backend.run_discovery(reading).await??;
    let view = DiscoveryView::new(&found.catalog, found.findings);
    backend.record_discovery(workspace, name, found.catalog).await?;
    Ok(view)
}

/// Ends the discovery that is under way; its answer is then `canceled`, and the snapshot stays what it was.
#[tauri::command]
#[specta::specta]
pub(crate) fn cancel_discovery(backend: State<'_, Backend>) {
    backend.cancel_discovery();
}

/// The snapshot's outline, see `core::catalog::outline`, as gzip; nothing at all when the database was never discovered. Works offline.
#[tauri::command]
#[specta::specta]
pub(crate) async fn outline(backend: State<'_, Backend>, name: String) -> Result<Bytes, Failure> {
    let workspace = backend.workspace();
    blocking(move || {
        let snapshot = workspace.catalog(&name)?;
        Ok(Bytes(snapshot.map(|found| found.packed_outline().to_vec()).unwrap_or_default()))
    })
    .await?
}

/// The badges of all columns as an agent may see them, one byte each in the outline's order.
#[tauri::command]
#[specta::specta]
pub(crate) async fn agent_badges(backend: State<'_, Backend>, name: String) -> Result<Bytes, Failure> {
    let workspace = backend.workspace();
    blocking(move || {
        let Some(snapshot) = workspace.catalog(&name)? else { return Ok(Bytes(Vec::new())) };
        let hidden = workspace.scoping(&name)?;
        Ok(Bytes(badges::badges(&Numbering::new(&snapshot), Some(&hidden))))
    })
    .await?
}

/// All that is known of one table; none when the snapshot does not have it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn table_details(
    backend: State<'_, Backend>,
    name: String,
    table: TableName,
) -> Result<Option<TableDetails>, Failure> {
    let workspace = backend.workspace();
    blocking(move || Ok(workspace.catalog(&name)?.and_then(|snapshot| TableDetails::of(&snapshot, &table)))).await?
}

/// Searches the snapshot as a person types: words and facets, best first. Works offline.
#[tauri::command]
#[specta::specta]
pub(crate) async fn search(
    backend: State<'_, Backend>,
    name: String,
    text: String,
    limit: u32,
) -> Result<Found, Failure> {
    let (workspace, searching) = (backend.workspace(), Arc::clone(&backend.searching));
    Ok(blocking(move || searching.find(&workspace, &name, &text, limit as usize)).await??)
}
