//! What the last discovery changed, and what the agent sees.

use gatehouse_workspace::Recorded;
use tauri::{AppHandle, State};

use crate::failure::Failure;
use crate::report::save;
use crate::state::{Backend, blocking};
use crate::views::{ExposureView, ReportFormat};

/// What the last discovery found different and what follows from it, since the program started.
#[tauri::command]
#[specta::specta]
pub(crate) fn last_drift(backend: State<'_, Backend>, name: String) -> Option<Recorded> {
    backend.last_drift(&name)
}

/// What the agent sees of a connection; none before the schema was discovered. Works offline.
#[tauri::command]
#[specta::specta]
pub(crate) async fn exposure(backend: State<'_, Backend>, name: String) -> Result<Option<ExposureView>, Failure> {
    let workspace = backend.workspace();
    Ok(blocking(move || workspace.exposure(&name)).await??.map(ExposureView::new))
}

/// Saves the report about what the agent sees where a person chooses; answers with the path, none when nothing was chosen.
#[tauri::command]
#[specta::specta]
pub(crate) async fn save_report(
    app: AppHandle,
    backend: State<'_, Backend>,
    name: String,
    format: ReportFormat,
) -> Result<Option<String>, Failure> {
    let workspace = backend.workspace();
    blocking(move || save(&app, &workspace, &name, format)).await?
}
