//! Getting a connection in: imports and presets.

use std::sync::Arc;

use gatehouse_core::connection::import::ImportSource;
use gatehouse_core::connection::{Preset, PresetMatch};
use gatehouse_vault::look_for_imports;
use tauri::State;

use crate::failure::Failure;
use crate::saving::Saving;
use crate::state::{Backend, blocking};
use crate::views::{ConnectionForm, ImportSourceView, SavedConnection};

/// The connections that this account has already, by source. Passwords stay on this side.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_imports() -> Result<Vec<ImportSourceView>, Failure> {
    blocking(|| ImportSource::ALL.map(|source| look_for_imports(source).into()).into()).await
}

/// Imports a candidate as the form has it by now. Its password goes along when the server and login are still its own.
#[tauri::command]
#[specta::specta]
pub(crate) async fn import_connection(
    backend: State<'_, Backend>,
    source: ImportSource,
    id: String,
    form: ConnectionForm,
) -> Result<SavedConnection, Failure> {
    let _editing = backend.editing.lock().await;
    let (workspace, vault) = (backend.workspace(), Arc::clone(&backend.vault));
    blocking(move || Saving::import(source, &id, form)?.save(&workspace, &vault)).await?
}

/// The hosted databases that Gatehouse knows.
#[tauri::command]
#[specta::specta]
pub(crate) fn presets() -> Vec<Preset> {
    gatehouse_core::connection::presets()
}

/// What there is to know about the hosted database that a form's host belongs to.
#[tauri::command]
#[specta::specta]
pub(crate) fn preset_hints(form: ConnectionForm) -> Option<PresetMatch> {
    gatehouse_core::connection::preset_hints(&form.descriptor(None))
}
