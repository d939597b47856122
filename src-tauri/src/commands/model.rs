//! The language model that may rank proposals: off unless the person at this machine turns it on.

use std::sync::Arc;

use gatehouse_workspace::{ModelChoice, ModelFile, ModelProblem, choose_model, model_key, model_of, try_model};
use secrecy::SecretString;
use tauri::State;

use crate::failure::Failure;
use crate::state::{Backend, blocking};
use crate::views::ModelView;

/// Which model is asked, if one is.
#[tauri::command]
#[specta::specta]
pub(crate) async fn model_settings(backend: State<'_, Backend>) -> Result<ModelView, Failure> {
    let vault = Arc::clone(&backend.vault);
    Ok(blocking(move || ModelView::read(&ModelFile::of_account(), &vault)).await??)
}

/// Keeps a choice for this account. An absent key leaves the stored one of this address. The key of an address that is left is forgotten.
#[tauri::command]
#[specta::specta]
pub(crate) async fn save_model_settings(
    backend: State<'_, Backend>,
    choice: ModelChoice,
    key: Option<String>,
) -> Result<ModelView, Failure> {
    let vault = Arc::clone(&backend.vault);
    let typed = key.filter(|key| !key.is_empty()).map(SecretString::from);
    blocking(move || {
        let file = ModelFile::of_account();
        choose_model(&file, &vault, &choice, typed.as_ref())?;
        Ok(ModelView::read(&file, &vault)?)
    })
    .await?
}

/// Forgets the key of the kept choice.
#[tauri::command]
#[specta::specta]
pub(crate) async fn forget_model_key(backend: State<'_, Backend>) -> Result<ModelView, Failure> {
    let vault = Arc::clone(&backend.vault);
    blocking(move || {
        let file = ModelFile::of_account();
        vault.forget(&file.read()?.key_entry())?;
        Ok(ModelView::read(&file, &vault)?)
    })
    .await?
}

/// Asks a model whether it answers; it is told nothing of any database. An absent key means the stored one.
#[tauri::command]
#[specta::specta]
pub(crate) async fn try_model_settings(
    backend: State<'_, Backend>,
    choice: ModelChoice,
    key: Option<String>,
) -> Result<(), Failure> {
    let vault = Arc::clone(&backend.vault);
    let typed = key.filter(|key| !key.is_empty()).map(SecretString::from);
    let model = blocking(move || {
        let key = typed.or_else(|| model_key(&choice, &vault));
        model_of(&choice, key.as_ref()).map_err(ModelProblem::from)
    });
    Ok(try_model(&model.await??).await.map_err(ModelProblem::from)?)
}
