//! Sync: the control plane, what differs, sending it.

use std::sync::Arc;

use gatehouse_api::Client;
use gatehouse_workspace::{
    Choice, SyncError, SyncReport, SyncTarget, TheirsChosen, Workspace, apply, client, compare, compare_remembered,
    enable, password_of, publish, theirs,
};
use secrecy::SecretString;
use tauri::State;

use crate::failure::Failure;
use crate::state::{Backend, blocking};
use crate::views::{AgentView, SyncTargetView};

/// Saves where the workspace is synced to. An absent key leaves the stored one.
#[tauri::command]
#[specta::specta]
pub(crate) async fn save_sync_target(
    backend: State<'_, Backend>,
    base_url: String,
    agent: Option<String>,
    key: Option<String>,
) -> Result<SyncTargetView, Failure> {
    let _editing = backend.editing.lock().await;
    let (workspace, vault) = (backend.workspace(), Arc::clone(&backend.vault));
    let key = key.filter(|key| !key.is_empty()).map(SecretString::from);
    blocking(move || {
        let target = workspace.save_sync_target(&base_url, agent, key.as_ref(), &vault)?;
        Ok(SyncTargetView::new(target, &vault))
    })
    .await?
}

/// The control plane's agents.
#[tauri::command]
#[specta::specta]
pub(crate) async fn sync_agents(backend: State<'_, Backend>) -> Result<Vec<AgentView>, Failure> {
    let (_, client, _) = prepared(&backend).await?;
    let agents = client.agents().await.map_err(SyncError::from)?;
    Ok(agents.into_iter().map(|agent| AgentView { id: agent.id, name: agent.name, status: agent.status }).collect())
}

/// What differs. Changes nothing.
#[tauri::command]
#[specta::specta]
pub(crate) async fn sync_compare(backend: State<'_, Backend>) -> Result<SyncReport, Failure> {
    let (workspace, client, target) = prepared(&backend).await?;
    Ok(compare(&workspace, &client, &target).await?)
}

/// Sends what differs and reads it back. What would become visible, and what somebody else changed there, only as `choice` says.
#[tauri::command]
#[specta::specta]
pub(crate) async fn sync_apply(backend: State<'_, Backend>, choice: Choice) -> Result<SyncReport, Failure> {
    let (workspace, client, target) = prepared(&backend).await?;
    let (found, vault) = (workspace.clone(), Arc::clone(&backend.vault));
    let password = move |name: &str| Ok(password_of(&found, &vault, name, &found.connection(name)?)?);
    Ok(apply(&workspace, &client, &target, &choice, password).await?)
}

/// Takes the control plane's side of what somebody changed there. What it replaces here is kept.
#[tauri::command]
#[specta::specta]
pub(crate) async fn sync_take(backend: State<'_, Backend>, chosen: TheirsChosen) -> Result<SyncReport, Failure> {
    let _editing = backend.editing.lock().await;
    let (workspace, client, target) = prepared(&backend).await?;
    let part = theirs(&workspace, &client, &target, &chosen).await?;
    let written = workspace.clone();
    let steps = blocking(move || part.take(&written)).await??;
    Ok(SyncReport { steps, ..compare(&workspace, &client, &target).await? })
}

/// What differs from the control plane as it was when it was last looked at; none when that never was. Works without a network.
#[tauri::command]
#[specta::specta]
pub(crate) async fn sync_known(backend: State<'_, Backend>) -> Result<Option<SyncReport>, Failure> {
    let workspace = backend.workspace();
    blocking(move || {
        let Some(target) = workspace.settings()?.sync else { return Ok(None) };
        Ok(compare_remembered(&workspace, &target)?)
    })
    .await?
}

/// Enables a skill that somebody has reviewed.
#[tauri::command]
#[specta::specta]
pub(crate) async fn sync_enable(backend: State<'_, Backend>, skill: String) -> Result<SyncReport, Failure> {
    let (workspace, client, target) = prepared(&backend).await?;
    Ok(enable(&workspace, &client, &target, &skill).await?)
}

/// Publishes what is enabled, so that callers get it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn sync_publish(backend: State<'_, Backend>, note: Option<String>) -> Result<SyncReport, Failure> {
    let (workspace, client, target) = prepared(&backend).await?;
    Ok(publish(&workspace, &client, &target, note.as_deref()).await?)
}

async fn prepared(backend: &Backend) -> Result<(Workspace, Client, SyncTarget), Failure> {
    let (workspace, vault) = (backend.workspace(), Arc::clone(&backend.vault));
    blocking(move || {
        let (client, target) = client(&workspace, &vault)?;
        Ok((workspace, client, target))
    })
    .await?
}
