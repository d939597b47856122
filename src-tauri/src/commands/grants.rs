//! The agent's own database user: its scripts, its password, the proof of what it may do.

use std::sync::Arc;

use gatehouse_core::connection::grant::Proof;
use gatehouse_database::prove;
use secrecy::ExposeSecret;
use tauri::{AppHandle, State};
use tauri_plugin_dialog::DialogExt;

use crate::clipboard::KEPT;
use crate::failure::Failure;
use crate::new_user::{DrawnUp, planned};
use crate::saving::adopt;
use crate::state::{Backend, blocking};
use crate::views::{NewUser, NewUserPart, SavedConnection, ScriptKind, UserChoice, UserDefaults};

/// What the choice starts from; none before the schema was discovered.
#[tauri::command]
#[specta::specta]
pub(crate) async fn user_defaults(backend: State<'_, Backend>, name: String) -> Result<Option<UserDefaults>, Failure> {
    let workspace = backend.workspace();
    blocking(move || {
        let (descriptor, catalog) = (workspace.connection(&name)?, workspace.catalog(&name)?);
        Ok(catalog.map(|catalog| UserDefaults::new(&descriptor, &catalog)))
    })
    .await?
}

/// Writes the scripts for a choice. The one answer that holds a secret: the generated password, to be shown once.
#[tauri::command]
#[specta::specta]
pub(crate) async fn draw_up_user(
    backend: State<'_, Backend>,
    name: String,
    choice: UserChoice,
) -> Result<NewUser, Failure> {
    let (workspace, users) = (backend.workspace(), Arc::clone(&backend.new_users));
    blocking(move || users.draw_up(&workspace, &name, &choice)).await?
}

/// Forgets a drawn-up user and its password: its page was left.
#[tauri::command]
#[specta::specta]
pub(crate) fn forget_new_user(backend: State<'_, Backend>, name: String) {
    backend.new_users.forget(&name);
}

/// Copies the password or a script. What tells the password is cleared again after this many seconds, if it is still there.
#[tauri::command]
#[specta::specta]
pub(crate) async fn copy_new_user(
    backend: State<'_, Backend>,
    name: String,
    part: NewUserPart,
) -> Result<Option<u32>, Failure> {
    let user = backend.new_users.of(&name)?;
    let text = user.part(part);
    let (clipboard, passing) = (backend.clipboard.clone(), user.is_told_by(&text));
    let runtime = tokio::runtime::Handle::current();
    let copied = blocking(move || clipboard.copy(&text, passing.then_some(&runtime))).await?;
    copied.then(|| passing.then_some(u32::try_from(KEPT.as_secs()).unwrap_or(u32::MAX))).ok_or_else(no_clipboard)
}

/// Saves a script where a person chooses, readable by its owner alone. None when nothing was chosen.
#[tauri::command]
#[specta::specta]
pub(crate) async fn save_user_script(
    app: AppHandle,
    backend: State<'_, Backend>,
    name: String,
    kind: ScriptKind,
) -> Result<Option<String>, Failure> {
    let user = backend.new_users.of(&name)?;
    blocking(move || save(&app, &user, kind)).await?
}

/// Lets the connection log in as the drawn-up user; its password goes into the keyring without crossing again.
#[tauri::command]
#[specta::specta]
pub(crate) async fn adopt_new_user(backend: State<'_, Backend>, name: String) -> Result<SavedConnection, Failure> {
    let _editing = backend.editing.lock().await;
    let user = backend.new_users.of(&name)?;
    backend.forget_checks(&name);
    let (workspace, vault) = (backend.workspace(), Arc::clone(&backend.vault));
    blocking(move || adopt(&workspace, &vault, &name, &user)).await?
}

/// Proves what a login can do against the plan of a choice: the drawn-up user's while its password is known here, else the
/// connection's own.
#[tauri::command]
#[specta::specta]
pub(crate) async fn prove_user(
    backend: State<'_, Backend>,
    name: String,
    choice: UserChoice,
) -> Result<Proof, Failure> {
    let workspace = backend.workspace();
    let (descriptor, password) = match backend.new_users.find(&name) {
        Some(user) => (user.descriptor(workspace.connection(&name)?), user.password()),
        None => backend.credentials(&workspace, &name).await?,
    };
    let (plan, catalog) = blocking(move || planned(&workspace, &name, &choice.request)).await??;
    Ok(prove(&descriptor, &password, &plan, &catalog).await?)
}

fn save(app: &AppHandle, user: &DrawnUp, kind: ScriptKind) -> Result<Option<String>, Failure> {
    let (part, file) = match kind {
        ScriptKind::Create => (NewUserPart::Create, "create.sql"),
        ScriptKind::Rotate => (NewUserPart::Rotate, "rotate.sql"),
        ScriptKind::Revoke => (NewUserPart::Revoke, "revoke.sql"),
        ScriptKind::Hardening => (NewUserPart::Hardening, "hardening.sql"),
    };
    let chosen = app.dialog().file().set_file_name(file).add_filter("SQL", &["sql"]).blocking_save_file();
    let Some(path) = chosen.and_then(|path| path.into_path().ok()) else { return Ok(None) };
    crate::private_file::write(&path, user.part(part).expose_secret().as_bytes()).map_err(|error| {
        let next_step = "Choose a folder that you may write to.";
        Failure::new("file", format!("The script could not be saved: {error}"), next_step)
    })?;
    Ok(Some(path.display().to_string()))
}

fn no_clipboard() -> Failure {
    Failure::new("no_clipboard", "There is no clipboard to use.", "Select the text and copy it yourself.")
}
