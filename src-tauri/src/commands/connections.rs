//! Connections: the form, and the checks.

use std::sync::Arc;

use gatehouse_core::connection::{CheckReport, parse_url};
use gatehouse_database::check;
use gatehouse_vault::Vault;
use gatehouse_workspace::{Trust, Workspace, agree, keychain_entry, trust_of, withdraw_agreement};
use secrecy::SecretString;
use tauri::State;
use tauri::ipc::Channel;

use crate::failure::Failure;
use crate::saving::{Saving, pasted_entry};
use crate::state::{Backend, blocking};
use crate::views::{CheckProgress, ConnectionForm, PasswordState, SavedConnection, UrlReading};

/// Takes a pasted URL apart. Its password stays on this side.
#[tauri::command]
#[specta::specta]
pub(crate) fn read_url(backend: State<'_, Backend>, url: String) -> Result<UrlReading, Failure> {
    let mut parsed = parse_url(&url).map_err(|problem| Failure::fields(vec![problem]))?;
    let password = parsed.password.take();
    if let Some(password) = &password {
        backend.vault.remember(&pasted_entry(&parsed.descriptor), password);
    }
    Ok(UrlReading::new(parsed, password.is_some()))
}

/// A stored connection as a form.
#[tauri::command]
#[specta::specta]
pub(crate) async fn connection(backend: State<'_, Backend>, name: String) -> Result<ConnectionForm, Failure> {
    let (workspace, vault) = (backend.workspace(), Arc::clone(&backend.vault));
    blocking(move || {
        let descriptor = workspace.connection(&name)?;
        let password = PasswordState::of(&workspace, &vault, &name, &descriptor);
        Ok(ConnectionForm::new(&name, descriptor, password))
    })
    .await?
}

/// Saves a connection; `original` is its name before, for a rename. An absent password leaves the stored one.
#[tauri::command]
#[specta::specta]
pub(crate) async fn save_connection(
    backend: State<'_, Backend>,
    original: Option<String>,
    form: ConnectionForm,
    password: Option<String>,
) -> Result<SavedConnection, Failure> {
    let _editing = backend.editing.lock().await;
    let (workspace, vault) = (backend.workspace(), Arc::clone(&backend.vault));
    backend.forget_checks(&form.name);
    let typed = password.filter(|password| !password.is_empty()).map(SecretString::from);
    blocking(move || Saving::form(original, form, typed).save(&workspace, &vault)).await?
}

/// Removes a connection with its catalogue, scoping and password.
#[tauri::command]
#[specta::specta]
pub(crate) async fn delete_connection(backend: State<'_, Backend>, name: String) -> Result<(), Failure> {
    let _editing = backend.editing.lock().await;
    let (workspace, vault) = (backend.workspace(), Arc::clone(&backend.vault));
    backend.forget_checks(&name);
    blocking(move || delete(&workspace, &vault, &name)).await?
}

/// Runs the six checks; each is reported as it begins and ends.
#[tauri::command]
#[specta::specta]
pub(crate) async fn run_checks(
    backend: State<'_, Backend>,
    name: String,
    on_event: Channel<CheckProgress>,
) -> Result<CheckReport, Failure> {
    let workspace = backend.workspace();
    let (descriptor, password) = backend.credentials(&workspace, &name).await?;
    let checked = descriptor.clone();
    let checks = async move {
        // A window that is gone needs no report.
        check(&descriptor, &password, move |event| drop(on_event.send(event.into()))).await
    };
    let report = backend.run_checks(checks).await?;
    let report = backend.record_first_use(workspace, &name, checked, report).await?;
    backend.keep_checks(&name, &report);
    Ok(report)
}

/// Ends the checks that are under way.
#[tauri::command]
#[specta::specta]
pub(crate) fn cancel_checks(backend: State<'_, Backend>) {
    backend.cancel_checks();
}

/// The last report of a connection, since the program started.
#[tauri::command]
#[specta::specta]
pub(crate) fn last_checks(backend: State<'_, Backend>, name: String) -> Option<CheckReport> {
    backend.last_checks(&name)
}

/// How the password of a connection is got and where it goes, and whether that was agreed to.
#[tauri::command]
#[specta::specta]
pub(crate) async fn connection_trust(backend: State<'_, Backend>, name: String) -> Result<Trust, Failure> {
    let (workspace, vault) = (backend.workspace(), Arc::clone(&backend.vault));
    blocking(move || Ok(trust_of(&workspace, &vault, &name, &workspace.connection(&name)?))).await?
}

/// Agrees to what was shown, and to nothing that the file says by now instead.
#[tauri::command]
#[specta::specta]
pub(crate) async fn trust_connection(
    backend: State<'_, Backend>,
    name: String,
    fingerprint: String,
) -> Result<Trust, Failure> {
    let (workspace, vault) = (backend.workspace(), Arc::clone(&backend.vault));
    blocking(move || agree_to(&workspace, &vault, &name, &fingerprint)).await?
}

fn agree_to(workspace: &Workspace, vault: &Vault, name: &str, fingerprint: &str) -> Result<Trust, Failure> {
    let descriptor = workspace.connection(name)?;
    if trust_of(workspace, vault, name, &descriptor).fingerprint == fingerprint {
        agree(workspace, vault, name, &descriptor)?;
    }
    Ok(trust_of(workspace, vault, name, &descriptor))
}

fn delete(workspace: &Workspace, vault: &Vault, name: &str) -> Result<(), Failure> {
    workspace.delete_connection(name)?;
    if let Err(error) = withdraw_agreement(workspace, vault, name) {
        tracing::info!(%error, "the connection's agreement could not be taken back");
    }
    // Without a keyring there is nothing in it to forget.
    if let Err(error) = vault.forget(&keychain_entry(workspace, name)) {
        tracing::info!(%error, "the connection's password could not be looked for");
    }
    Ok(())
}
