//! Certificates that a connection under bare `require` is held to.

use std::sync::Arc;

use tauri::State;

use crate::failure::Failure;
use crate::pinning;
use crate::state::{Backend, blocking};

/// Accepts the certificate that was shown in place of the recorded one.
#[tauri::command]
#[specta::specta]
pub(crate) async fn accept_certificate(
    backend: State<'_, Backend>,
    name: String,
    sha256: String,
) -> Result<(), Failure> {
    let _editing = backend.editing.lock().await;
    let (workspace, vault) = (backend.workspace(), Arc::clone(&backend.vault));
    blocking(move || pinning::accept(&workspace, &vault, &name, &sha256)).await?
}

/// Lets the server with the certificate that was shown read the password.
#[tauri::command]
#[specta::specta]
pub(crate) async fn allow_password_in_clear(
    backend: State<'_, Backend>,
    name: String,
    sha256: String,
) -> Result<(), Failure> {
    let _editing = backend.editing.lock().await;
    let (workspace, vault) = (backend.workspace(), Arc::clone(&backend.vault));
    blocking(move || pinning::consent(&workspace, &vault, &name, &sha256)).await?
}
