//! Trying a binding on the live database without leaving anything behind, and preparing them all.

use gatehouse_core::binding::{Binding, compile};
use gatehouse_database::{prepare_all, try_out};
use tauri::State;

use crate::failure::Failure;
use crate::state::{Backend, blocking};
use crate::views::{PreparedBindings, TrialArguments, TrialView, statements};

use super::bindings::not_discovered;

/// Tries a draft as it stands with what is `given` in an agent's place, as the connection's own login: effect-free. What a write sets off is asked about first,
/// unless `agreed`. The answer holds row data; nothing keeps it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn try_binding(
    backend: State<'_, Backend>,
    connection: String,
    draft: Binding,
    given: TrialArguments,
    agreed: bool,
) -> Result<TrialView, Failure> {
    let workspace = backend.workspace();
    let (here, of) = (workspace.clone(), connection.clone());
    let compiled = blocking(move || {
        let catalog = here.catalog(&of)?.ok_or_else(not_discovered)?;
        Ok::<_, Failure>(compile(&catalog, &here.scoping(&of)?, &draft))
    });
    let statement = compiled.await??.statement.ok_or_else(not_compiled)?;
    let (descriptor, password) = backend.credentials(&workspace, &connection).await?;
    let user = descriptor.user.clone();
    let arguments = given.into_json();
    let trial = async move { try_out(&descriptor, &password, &statement, &arguments, agreed).await };
    Ok(TrialView::new(backend.run_trial(trial).await??, user))
}

/// Has the live database prepare every binding of a connection, without running any.
#[tauri::command]
#[specta::specta]
pub(crate) async fn prepare_bindings(
    backend: State<'_, Backend>,
    connection: String,
) -> Result<PreparedBindings, Failure> {
    let workspace = backend.workspace();
    let (here, of) = (workspace.clone(), connection.clone());
    let drafts = blocking(move || here.compiled_drafts(&of)).await??.ok_or_else(not_discovered)?;
    let (descriptor, password) = backend.credentials(&workspace, &connection).await?;
    let preparing = async move {
        let verdicts = prepare_all(&descriptor, &password, &statements(&drafts)).await;
        verdicts.map(|verdicts| PreparedBindings::new(drafts, verdicts))
    };
    Ok(backend.run_trial(preparing).await??)
}

/// Ends the trial or the preparing that is under way; its answer is then `canceled`, and nothing has changed.
#[tauri::command]
#[specta::specta]
pub(crate) fn cancel_trial(backend: State<'_, Backend>) {
    backend.cancel_trial();
}

fn not_compiled() -> Failure {
    Failure::new(
        "not_compiled",
        "The binding has errors, so there is no statement to try.",
        "Apply what it offers first.",
    )
}
