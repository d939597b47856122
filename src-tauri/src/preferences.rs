//! Window preferences, the only thing kept in tauri-plugin-store: theme, size and recent workspace. Documents never go there,
//! because the store is not written atomically.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use tauri::{AppHandle, Runtime};
use tauri_plugin_store::StoreExt;

const FILE: &str = "preferences.json";
const THEME: &str = "theme";
const RECENT: &str = "recent_workspace";
const SIZE: &str = "window_size";

/// Which colours the window uses.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Theme {
    /// As the desktop says.
    #[default]
    System,
    /// Dark text on light.
    Light,
    /// Light text on dark.
    Dark,
}

/// The colours chosen last.
pub(crate) fn theme<R: Runtime>(app: &AppHandle<R>) -> Theme {
    get(app, THEME).and_then(|value| serde_json::from_value(value).ok()).unwrap_or_default()
}

/// Remembers the colours.
pub(crate) fn set_theme<R: Runtime>(app: &AppHandle<R>, theme: Theme) {
    set(app, THEME, serde_json::json!(theme));
}

/// The workspace opened last.
pub(crate) fn recent_workspace<R: Runtime>(app: &AppHandle<R>) -> Option<PathBuf> {
    get(app, RECENT).and_then(|value| value.as_str().map(PathBuf::from))
}

/// Remembers the workspace.
pub(crate) fn set_recent_workspace<R: Runtime>(app: &AppHandle<R>, path: &std::path::Path) {
    set(app, RECENT, serde_json::json!(path));
}

/// The window's inner size when it was closed last, in logical pixels: width, height.
pub(crate) fn window_size<R: Runtime>(app: &AppHandle<R>) -> Option<(f64, f64)> {
    get(app, SIZE).and_then(|value| serde_json::from_value(value).ok())
}

/// Remembers the window's size.
pub(crate) fn set_window_size<R: Runtime>(app: &AppHandle<R>, size: (f64, f64)) {
    set(app, SIZE, serde_json::json!(size));
}

fn get<R: Runtime>(app: &AppHandle<R>, key: &str) -> Option<serde_json::Value> {
    app.store(FILE).ok()?.get(key)
}

/// A preference that cannot be kept is no reason to disturb anybody; it is logged.
fn set<R: Runtime>(app: &AppHandle<R>, key: &str, value: serde_json::Value) {
    match app.store(FILE) {
        Ok(store) => store.set(key, value),
        Err(error) => tracing::warn!(%error, "preferences cannot be kept"),
    }
}
