//! Scoping: what is blocked, and the steps that change it.

use std::sync::Arc;

use gatehouse_core::catalog::Numbering;
use gatehouse_core::scoping::mark::marks as marks_of;
use gatehouse_core::scoping::{BlockTarget, PolicyEdit, Rule};
use gatehouse_workspace::Snapshot;
use tauri::State;

use crate::failure::Failure;
use crate::scoping::{Step, step};
use crate::state::{Backend, blocking};
use crate::views::{Bytes, Described, RuleView, ScopingStroke, ScopingView};

/// What is blocked on a connection, and why.
#[tauri::command]
#[specta::specta]
pub(crate) async fn scoping(backend: State<'_, Backend>, name: String) -> Result<ScopingView, Failure> {
    let workspace = backend.workspace();
    blocking(move || {
        let snapshot = workspace.catalog(&name)?;
        Ok(ScopingView::new(&workspace.policy(&name)?, snapshot.as_deref().map(Snapshot::catalog)))
    })
    .await?
}

/// Why each node of the outline is out of sight, one byte each, see `core::scoping::mark`; nothing when it was never discovered.
#[tauri::command]
#[specta::specta]
pub(crate) async fn marks(backend: State<'_, Backend>, name: String) -> Result<Bytes, Failure> {
    let workspace = backend.workspace();
    blocking(move || {
        let Some(snapshot) = workspace.catalog(&name)? else { return Ok(Bytes(Vec::new())) };
        Ok(Bytes(marks_of(&snapshot, &Numbering::new(&snapshot), &workspace.policy(&name)?)))
    })
    .await?
}

/// Takes one step; says what really changed.
#[tauri::command]
#[specta::specta]
pub(crate) async fn edit_scoping(
    backend: State<'_, Backend>,
    name: String,
    edit: PolicyEdit,
) -> Result<ScopingStroke, Failure> {
    take(&backend, name, Step::Edit(edit)).await
}

/// Blocks or lets through nodes of the outline with this fingerprint: half-open ranges, from and to in turn.
#[tauri::command]
#[specta::specta]
pub(crate) async fn stroke_scoping(
    backend: State<'_, Backend>,
    name: String,
    fingerprint: String,
    nodes: Vec<u32>,
    blocked: bool,
) -> Result<ScopingStroke, Failure> {
    take(&backend, name, Step::Stroke { fingerprint, nodes, blocked }).await
}

/// Takes a step back, or once more.
#[tauri::command]
#[specta::specta]
pub(crate) async fn replay_scoping(
    backend: State<'_, Backend>,
    name: String,
    step: u32,
    back: bool,
) -> Result<ScopingStroke, Failure> {
    take(&backend, name, Step::Replay { step, back }).await
}

async fn take(backend: &Backend, name: String, wanted: Step) -> Result<ScopingStroke, Failure> {
    let _editing = backend.editing.lock().await;
    let (workspace, history) = (backend.workspace(), Arc::clone(&backend.history));
    blocking(move || step(&workspace, &history, &name, wanted)).await?
}

/// What a pattern would match, before it is made a rule.
#[tauri::command]
#[specta::specta]
pub(crate) async fn rule_matches(
    backend: State<'_, Backend>,
    name: String,
    pattern: String,
) -> Result<RuleView, Failure> {
    let workspace = backend.workspace();
    blocking(move || {
        let (rule, snapshot) = (Rule::parse(&pattern)?, workspace.catalog(&name)?);
        Ok(RuleView::new(&rule, snapshot.as_deref().map(Snapshot::catalog), &workspace.policy(&name)?))
    })
    .await?
}

/// What is known of these tables and columns, in their order.
#[tauri::command]
#[specta::specta]
pub(crate) async fn describe(
    backend: State<'_, Backend>,
    name: String,
    targets: Vec<BlockTarget>,
) -> Result<Vec<Described>, Failure> {
    let workspace = backend.workspace();
    blocking(move || {
        let snapshot = workspace.catalog(&name)?;
        let catalog = snapshot.as_deref().map(Snapshot::catalog);
        Ok(targets.into_iter().map(|target| Described::new(target, catalog)).collect())
    })
    .await?
}
