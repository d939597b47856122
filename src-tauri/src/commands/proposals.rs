//! Drafts for a goal.

use std::sync::Arc;

use gatehouse_core::binding::{Proposals, propose};
use gatehouse_workspace::{ModelFile, configured_model, ranked_by};
use tauri::State;

use crate::failure::Failure;
use crate::state::{Backend, blocking};

/// Drafts that would serve `goal` on a connection, the best first, each compiled. Works offline. Nothing that
/// is blocked, waits in quarantine or looks sensitive is in them. Where the person has configured a model, it may change their order and names.
#[tauri::command]
#[specta::specta]
pub(crate) async fn propose_bindings(
    backend: State<'_, Backend>,
    connection: String,
    goal: String,
) -> Result<Proposals, Failure> {
    let (workspace, vault, asked) = (backend.workspace(), Arc::clone(&backend.vault), goal.clone());
    let proposed = blocking(move || {
        let catalog = workspace.catalog(&connection)?.ok_or_else(super::bindings::not_discovered)?;
        let found = propose(&catalog, &workspace.scoping(&connection)?, &connection, &asked);
        Ok::<_, Failure>((found, configured_model(&ModelFile::of_account(), &vault)))
    });
    let (found, model) = proposed.await??;
    Ok(match model {
        Ok(Some(model)) => ranked_by(&model, &goal, found).await,
        Ok(None) => found,
        Err(failure) => Proposals { note: Some(format!("The configured model cannot be used: {failure}")), ..found },
    })
}
