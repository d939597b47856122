//! Scoping: what is blocked, and the steps that change it.

use gatehouse_core::scoping::{BlockTarget, PolicyChange, PolicyEdit, Rule};
use tauri::State;

use crate::failure::Failure;
use crate::scoping::{Step, step};
use crate::state::{Backend, blocking};
use crate::views::{Described, RuleView, ScopingStroke, ScopingView};

/// What is blocked on a connection.
#[tauri::command]
#[specta::specta]
pub(crate) async fn scoping(backend: State<'_, Backend>, name: String) -> Result<ScopingView, Failure> {
    let workspace = backend.workspace();
    blocking(move || {
        let catalog = workspace.catalog(&name)?;
        Ok(ScopingView::new(&workspace.policy(&name)?, catalog.as_ref()))
    })
    .await?
}

/// Takes one step; says what really changed, so that it can be undone.
#[tauri::command]
#[specta::specta]
pub(crate) async fn edit_scoping(
    backend: State<'_, Backend>,
    name: String,
    edit: PolicyEdit,
) -> Result<ScopingStroke, Failure> {
    let _editing = backend.editing.lock().await;
    let workspace = backend.workspace();
    blocking(move || step(&workspace, &name, &Step::Edit(edit))).await?
}

/// Undoes or redoes a step: takes and puts exactly these facts.
#[tauri::command]
#[specta::specta]
pub(crate) async fn change_scoping(
    backend: State<'_, Backend>,
    name: String,
    change: PolicyChange,
) -> Result<ScopingStroke, Failure> {
    let _editing = backend.editing.lock().await;
    let workspace = backend.workspace();
    blocking(move || step(&workspace, &name, &Step::Change(change))).await?
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
        let rule = Rule::parse(&pattern)?;
        Ok(RuleView::new(&rule, workspace.catalog(&name)?.as_ref(), &workspace.policy(&name)?))
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
        let catalog = workspace.catalog(&name)?;
        Ok(targets.into_iter().map(|target| Described::new(target, catalog.as_ref())).collect())
    })
    .await?
}
