//! Bindings: drafts, compiling, and what an editor can offer.

use std::sync::Arc;

use gatehouse_core::binding::{Binding, Offer, Verb, offer as offer_for};
use gatehouse_core::catalog::TableName;
use tauri::State;

use crate::failure::Failure;
use crate::state::{Backend, blocking};
use crate::views::{BindingSummary, CompiledBinding};

/// All drafts, with what compiling them says.
#[tauri::command]
#[specta::specta]
pub(crate) async fn bindings(backend: State<'_, Backend>) -> Result<Vec<BindingSummary>, Failure> {
    let (workspace, broken) = (backend.workspace(), backend.broken_by_drift());
    Ok(blocking(move || BindingSummary::all(&workspace, &broken)).await??)
}

/// A draft.
#[tauri::command]
#[specta::specta]
pub(crate) async fn binding(backend: State<'_, Backend>, slug: String) -> Result<Binding, Failure> {
    let workspace = backend.workspace();
    Ok(blocking(move || workspace.binding(&slug)).await??)
}

/// Saves a draft, under a new slug when it has none; returns the slug.
#[tauri::command]
#[specta::specta]
pub(crate) async fn save_binding(
    backend: State<'_, Backend>,
    slug: Option<String>,
    binding: Binding,
) -> Result<String, Failure> {
    let _editing = backend.editing.lock().await;
    let workspace = backend.workspace();
    blocking(move || {
        let slug = slug.map_or_else(|| workspace.free_slug(&binding.tool_name), Ok)?;
        workspace.save_binding(&slug, &binding)?;
        Ok(slug)
    })
    .await?
}

/// Removes a draft. Its file is remembered until the program ends.
#[tauri::command]
#[specta::specta]
pub(crate) async fn delete_binding(backend: State<'_, Backend>, slug: String) -> Result<(), Failure> {
    let _editing = backend.editing.lock().await;
    let (workspace, removed) = (backend.workspace(), Arc::clone(&backend.removed));
    Ok(blocking(move || removed.delete(&workspace, slug)).await??)
}

/// Brings a deleted draft back as it was, comments and all.
#[tauri::command]
#[specta::specta]
pub(crate) async fn restore_binding(backend: State<'_, Backend>, slug: String) -> Result<(), Failure> {
    let _editing = backend.editing.lock().await;
    let (workspace, removed) = (backend.workspace(), Arc::clone(&backend.removed));
    Ok(blocking(move || removed.restore(&workspace, &slug)).await??)
}

/// Makes a second draft like the first, switched off; returns its slug.
#[tauri::command]
#[specta::specta]
pub(crate) async fn duplicate_binding(
    backend: State<'_, Backend>,
    slug: String,
    tool_name: String,
) -> Result<String, Failure> {
    let _editing = backend.editing.lock().await;
    let workspace = backend.workspace();
    Ok(blocking(move || workspace.duplicate_binding(&slug, &tool_name)).await??)
}

/// Gives a draft's file another name.
#[tauri::command]
#[specta::specta]
pub(crate) async fn rename_binding(backend: State<'_, Backend>, slug: String, to: String) -> Result<(), Failure> {
    let _editing = backend.editing.lock().await;
    let workspace = backend.workspace();
    Ok(blocking(move || workspace.rename_binding(&slug, &to)).await??)
}

/// Compiles a draft against its connection's snapshot. Works offline.
#[tauri::command]
#[specta::specta]
pub(crate) async fn compile_binding(backend: State<'_, Backend>, binding: Binding) -> Result<CompiledBinding, Failure> {
    let workspace = backend.workspace();
    let compiled = blocking(move || CompiledBinding::compile(&workspace, &binding)).await??;
    compiled.ok_or_else(not_discovered)
}

/// What doing this with `table` can be made of.
#[tauri::command]
#[specta::specta]
pub(crate) async fn offer(
    backend: State<'_, Backend>,
    connection: String,
    table: TableName,
    verb: Verb,
) -> Result<Option<Offer>, Failure> {
    let workspace = backend.workspace();
    blocking(move || {
        let catalog = workspace.catalog(&connection)?.ok_or_else(not_discovered)?;
        Ok(offer_for(&catalog, &workspace.scoping(&connection)?, &table, verb))
    })
    .await?
}

pub(super) fn not_discovered() -> Failure {
    Failure::new(
        "not_discovered",
        "The schema of this connection was not discovered yet.",
        "Run the checks, then discover the schema.",
    )
}
