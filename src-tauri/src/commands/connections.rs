//! Connections: the form, and the checks.

use std::sync::Arc;

use gatehouse_core::connection::{CheckReport, Descriptor, DescriptorProblem, PasswordSource, is_slug, parse_url};
use gatehouse_database::check;
use gatehouse_vault::{Place, Vault};
use gatehouse_workspace::{Workspace, keychain_entry, own_entry};
use secrecy::SecretString;
use tauri::State;
use tauri::ipc::Channel;

use crate::failure::Failure;
use crate::state::{Backend, blocking};
use crate::views::{CheckProgress, ConnectionForm, PasswordState, SavedConnection, UrlReading};

/// The vault entry of a password that came with a pasted URL, until its connection is saved: only for the same login at
/// the same place, so that it can never be sent to another server.
fn pasted_entry(descriptor: &Descriptor) -> String {
    let Descriptor { host, port, user, .. } = descriptor;
    format!("pasted-url/{user}@{host}:{port}")
}

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
    blocking(move || save(&workspace, &vault, original.as_deref(), &form, typed)).await?
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
    let (descriptor, password) = backend.credentials(&backend.workspace(), &name).await?;
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

fn delete(workspace: &Workspace, vault: &Vault, name: &str) -> Result<(), Failure> {
    workspace.delete_connection(name)?;
    // Without a keyring there is nothing in it to forget.
    if let Err(error) = vault.forget(&keychain_entry(workspace, name)) {
        tracing::info!(%error, "the connection's password could not be looked for");
    }
    Ok(())
}

fn save(
    workspace: &Workspace,
    vault: &Vault,
    original: Option<&str>,
    form: &ConnectionForm,
    typed: Option<SecretString>,
) -> Result<SavedConnection, Failure> {
    let old = original.map(|name| workspace.connection(name)).transpose()?;
    let mut descriptor = form.descriptor(None);
    refuse_problems(workspace, original, &form.name, &descriptor)?;
    if let Some(original) = original.filter(|original| *original != form.name) {
        workspace.rename_connection(original, &form.name)?;
    }
    let entry = keychain_entry(workspace, &form.name);
    let before = original.zip(old.as_ref()).and_then(|(name, old)| own_entry(workspace, name, old));
    let before = before.filter(|before| *before != entry);
    keep_agreements(&mut descriptor, old.as_ref());
    let kept = old.and_then(|descriptor| descriptor.password);
    let secret = typed
        .or_else(|| take_pasted(vault, &descriptor).filter(|_| original.is_none()))
        // A renamed connection takes its password along, or the next of its old name would get it.
        .or_else(|| before.as_ref().and_then(|before| vault.find(before)).map(|(secret, _)| secret));
    // A new password always goes to the keyring; otherwise a reference that was written by hand stays.
    descriptor.password = if secret.is_some() { Some(PasswordSource::Keychain(entry.clone())) } else { kept };
    workspace.save_connection(&form.name, &descriptor)?;
    let note = secret.and_then(|secret| match vault.store(&entry, &secret) {
        Place::Keyring => None,
        Place::Memory => Some(
            "There is no keyring to use, so the password is kept in memory only: you will be asked again after a restart."
                .to_owned(),
        ),
    });
    if let Some(Err(error)) = before.map(|before| vault.forget(&before)) {
        tracing::info!(%error, "the password's old entry could not be removed");
    }
    let password_state = PasswordState::of(workspace, vault, &form.name, &descriptor);
    Ok(SavedConnection { name: form.name.clone(), password_state, note })
}

/// What was agreed about a server (its pinned certificate, the password in clear) stays while it is the same server.
fn keep_agreements(descriptor: &mut Descriptor, old: Option<&Descriptor>) {
    let place = |of: &Descriptor| (of.engine, of.host.clone(), of.port);
    if let Some(old) = old.filter(|old| place(old) == place(descriptor)) {
        descriptor.pinned_certificate.clone_from(&old.pinned_certificate);
        descriptor.password_in_clear = old.password_in_clear;
    }
}

fn take_pasted(vault: &Vault, descriptor: &Descriptor) -> Option<SecretString> {
    let entry = pasted_entry(descriptor);
    let (secret, _) = vault.find(&entry)?;
    vault.drop_remembered(&entry);
    Some(secret)
}

fn refuse_problems(
    workspace: &Workspace,
    original: Option<&str>,
    name: &str,
    descriptor: &Descriptor,
) -> Result<(), Failure> {
    let mut problems = descriptor.problems();
    let mut about_name = |message: &str| {
        problems.insert(0, DescriptorProblem { field: "name".into(), message: message.into() });
    };
    if !is_slug(name) {
        about_name("Use 1 to 64 of a–z, 0–9, - and _, starting with a letter or digit.");
    } else if original != Some(name) && workspace.connection_names()?.iter().any(|taken| taken == name) {
        about_name("Another connection has this name.");
    }
    if problems.is_empty() { Ok(()) } else { Err(Failure::fields(problems)) }
}
