//! Drafts for a goal.

use gatehouse_core::binding::{Proposals, propose};
use tauri::State;

use crate::failure::Failure;
use crate::state::{Backend, blocking};

/// Drafts that would serve `goal` on a connection, the best first, each compiled. Works offline and is the same every time. Nothing that
/// is blocked, waits in quarantine or looks sensitive is in them.
#[tauri::command]
#[specta::specta]
pub(crate) async fn propose_bindings(
    backend: State<'_, Backend>,
    connection: String,
    goal: String,
) -> Result<Proposals, Failure> {
    let workspace = backend.workspace();
    blocking(move || {
        let catalog = workspace.catalog(&connection)?.ok_or_else(super::bindings::not_discovered)?;
        Ok(propose(&catalog, &workspace.scoping(&connection)?, &connection, &goal))
    })
    .await?
}
