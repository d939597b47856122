//! Opening and reading a workspace, and the window's preferences.

use std::sync::Arc;

use gatehouse_workspace::{Workspace, WorkspaceError, write_sample};
use tauri::{AppHandle, State};
use tauri_plugin_dialog::DialogExt;

use crate::failure::Failure;
use crate::preferences::{self, Theme};
use crate::state::{Backend, blocking};
use crate::views::{Preferences, WorkspaceView};

/// The open workspace at a glance.
#[tauri::command]
#[specta::specta]
pub(crate) async fn workspace(backend: State<'_, Backend>) -> Result<WorkspaceView, Failure> {
    view(&backend).await
}

/// Asks for a folder and opens it; an empty folder becomes a workspace. None when nothing was chosen.
#[tauri::command]
#[specta::specta]
pub(crate) async fn choose_workspace(
    app: AppHandle,
    backend: State<'_, Backend>,
) -> Result<Option<WorkspaceView>, Failure> {
    let asking = app.clone();
    let chosen = blocking(move || asking.dialog().file().blocking_pick_folder()).await?;
    let Some(path) = chosen.and_then(|path| path.into_path().ok()) else { return Ok(None) };
    backend.switch(open_or_create(&path)?);
    preferences::set_recent_workspace(&app, &path);
    view(&backend).await.map(Some)
}

/// Opens the bundled sample.
#[tauri::command]
#[specta::specta]
pub(crate) async fn open_sample(app: AppHandle, backend: State<'_, Backend>) -> Result<WorkspaceView, Failure> {
    backend.switch(write_sample(backend.sample())?);
    preferences::set_recent_workspace(&app, backend.sample());
    view(&backend).await
}

/// The window's preferences.
#[tauri::command]
#[specta::specta]
pub(crate) fn preferences(app: AppHandle) -> Preferences {
    Preferences { theme: preferences::theme(&app) }
}

/// Chooses the window's colours.
#[tauri::command]
#[specta::specta]
pub(crate) fn set_theme(app: AppHandle, theme: Theme) {
    preferences::set_theme(&app, theme);
}

/// The page has saved what it could: close, or stay open because something could not be saved.
#[tauri::command]
#[specta::specta]
pub(crate) fn finish_closing(window: tauri::Window, backend: State<'_, Backend>, close: bool) {
    backend.closing.answer(&window, close);
}

async fn view(backend: &Backend) -> Result<WorkspaceView, Failure> {
    let workspace = backend.workspace();
    let sample = workspace.root() == backend.sample();
    let vault = Arc::clone(&backend.vault);
    Ok(blocking(move || WorkspaceView::read(&workspace, &vault, sample)).await??)
}

/// Only an empty folder is made a workspace: a mistaken choice must not litter somebody's documents.
fn open_or_create(path: &std::path::Path) -> Result<Workspace, WorkspaceError> {
    let empty = std::fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_none());
    if empty { Workspace::create(path) } else { Workspace::open(path) }
}
