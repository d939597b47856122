//! Connections: the form, and the checks.

use std::sync::Arc;

use gatehouse_core::connection::{CheckReport, PasswordSource, is_slug, parse_url};
use gatehouse_database::check;
use gatehouse_vault::Place;
use gatehouse_workspace::{Workspace, keychain_entry};
use secrecy::SecretString;
use tauri::State;
use tauri::ipc::Channel;

use crate::failure::Failure;
use crate::state::{Backend, blocking};
use crate::views::{CheckProgress, ConnectionForm, PasswordState, SavedConnection, UrlReading};

/// The vault entry of a password that came with a pasted URL, until its connection is saved.
const PASTED: &str = "pasted-url";

/// Takes a pasted URL apart. Its password stays on this side.
#[tauri::command]
#[specta::specta]
pub(crate) fn read_url(backend: State<'_, Backend>, url: String) -> Result<UrlReading, Failure> {
    let mut parsed = parse_url(&url).map_err(|problem| Failure::fields(vec![problem]))?;
    let password = parsed.password.take();
    match &password {
        Some(password) => backend.vault.remember(PASTED, password),
        None => backend.vault.drop_remembered(PASTED),
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
    blocking(move || save(&workspace, &vault, original.as_deref(), &form, typed)).await?
}

/// Removes a connection with its catalogue, scoping and password.
#[tauri::command]
#[specta::specta]
pub(crate) async fn delete_connection(backend: State<'_, Backend>, name: String) -> Result<(), Failure> {
    let _editing = backend.editing.lock().await;
    let (workspace, vault) = (backend.workspace(), Arc::clone(&backend.vault));
    backend.forget_checks(&name);
    blocking(move || {
        workspace.delete_connection(&name)?;
        // Without a keyring there is nothing in it to forget.
        if let Err(error) = vault.forget(&keychain_entry(&workspace, &name)) {
            tracing::info!(%error, "the connection's password could not be looked for");
        }
        Ok(())
    })
    .await?
}

/// Runs the six checks; each is reported as it begins and ends.
#[tauri::command]
#[specta::specta]
pub(crate) async fn run_checks(
    backend: State<'_, Backend>,
    name: String,
    on_event: Channel<CheckProgress>,
) -> Result<CheckReport, Failure> {
    let (descriptor, password) = backend.credentials(&name).await?;
    let checks = async move {
        // A window that is gone needs no report.
        check(&descriptor, &password, move |event| drop(on_event.send(event.into()))).await
    };
    let report = backend.run_checks(checks).await?;
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

fn save(
    workspace: &Workspace,
    vault: &gatehouse_vault::Vault,
    original: Option<&str>,
    form: &ConnectionForm,
    typed: Option<SecretString>,
) -> Result<SavedConnection, Failure> {
    let entry = keychain_entry(workspace, &form.name);
    let old = original.map(|name| workspace.connection(name)).transpose()?;
    // A new password always goes to the keyring; otherwise a reference that was written by hand stays.
    let pasted = if original.is_none() { vault.find(PASTED).map(|(secret, _)| secret) } else { None };
    let secret = typed.or(pasted);
    let source = match (&secret, old.and_then(|descriptor| descriptor.password)) {
        (None, Some(source)) if !matches!(source, PasswordSource::Keychain(_)) => Some(source),
        (None, kept) => kept,
        (Some(_), _) => Some(PasswordSource::Keychain(entry.clone())),
    };
    let descriptor = form.descriptor(source.clone());
    let mut problems = descriptor.problems();
    if !is_slug(&form.name) {
        problems.insert(0, name_problem("Use 1 to 64 of a–z, 0–9, - and _, starting with a letter or digit."));
    } else if original != Some(form.name.as_str()) && workspace.connection_names()?.contains(&form.name) {
        problems.insert(0, name_problem("Another connection has this name."));
    }
    if !problems.is_empty() {
        return Err(Failure::fields(problems));
    }
    if let Some(original) = original.filter(|original| *original != form.name) {
        workspace.rename_connection(original, &form.name)?;
    }
    workspace.save_connection(&form.name, &descriptor)?;
    let note = secret.and_then(|secret| match vault.store(&entry, &secret) {
        Place::Keyring => None,
        Place::Memory => Some(
            "There is no keyring to use, so the password is kept in memory only: you will be asked again after a restart."
                .to_owned(),
        ),
    });
    vault.drop_remembered(PASTED);
    let password_state = PasswordState::of(workspace, vault, &form.name, &descriptor);
    Ok(SavedConnection { name: form.name.clone(), password_state, note })
}

fn name_problem(message: &str) -> gatehouse_core::connection::DescriptorProblem {
    gatehouse_core::connection::DescriptorProblem { field: "name".into(), message: message.into() }
}
