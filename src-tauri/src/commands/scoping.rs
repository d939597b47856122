//! Scoping: what is blocked, and blocking.

use gatehouse_core::scoping::BlockTarget;
use tauri::State;

use crate::failure::Failure;
use crate::state::{Backend, blocking};
use crate::views::{ScopingStroke, ScopingView};

/// What is blocked on a connection.
#[tauri::command]
#[specta::specta]
pub(crate) async fn scoping(backend: State<'_, Backend>, name: String) -> Result<ScopingView, Failure> {
    let workspace = backend.workspace();
    blocking(move || {
        let catalog = workspace.catalog(&name)?;
        Ok(ScopingView::new(&workspace.scoping(&name)?, catalog.as_ref()))
    })
    .await?
}

/// Blocks or unblocks tables and columns; says what really changed, so that it can be undone.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_blocks(
    backend: State<'_, Backend>,
    name: String,
    targets: Vec<BlockTarget>,
    blocked: bool,
) -> Result<ScopingStroke, Failure> {
    let _editing = backend.editing.lock().await;
    let workspace = backend.workspace();
    blocking(move || {
        let mut scoping = workspace.scoping(&name)?;
        let change = scoping.set(&targets, blocked);
        workspace.save_scoping(&name, &scoping)?;
        let catalog = workspace.catalog(&name)?;
        Ok(ScopingStroke { scoping: ScopingView::new(&scoping, catalog.as_ref()), change })
    })
    .await?
}
