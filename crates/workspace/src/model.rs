//! The model that may rank and name proposals, where a person has configured one.

use gatehouse_api::{ApiFailure, Model, ModelFailure};
use gatehouse_core::binding::{Proposals, RANKING_RULES, ranking_question};
use gatehouse_vault::{Place, Vault};
use secrecy::SecretString;

use crate::{ModelChoice, ModelFile, WorkspaceError};

const KEY_VARIABLE: &str = "GATEHOUSE_MODEL_KEY";

/// Why the configured model cannot be asked.
#[derive(Debug, thiserror::Error)]
pub enum ModelProblem {
    /// What was kept about it cannot be read.
    #[error(transparent)]
    Kept(#[from] WorkspaceError),
    /// Its address or its key cannot be used.
    #[error(transparent)]
    Unusable(#[from] ApiFailure),
    /// It was asked, and gave no answer.
    #[error("the model gave no answer: {0}")]
    Silent(#[from] ModelFailure),
}

/// The configured model, the environment's before the kept one; none when there is none, or when it is off. Blocks (keyring).
///
/// # Errors
/// [`ModelProblem`].
pub fn configured_model(file: &ModelFile, vault: &Vault) -> Result<Option<Model>, ModelProblem> {
    if let Some(choice) = ModelChoice::of_environment() {
        return Ok(Some(model_of(&choice, model_key(&choice, vault).as_ref())?));
    }
    let choice = file.read()?;
    if !choice.on {
        return Ok(None);
    }
    Ok(Some(model_of(&choice, model_key(&choice, vault).as_ref())?))
}

/// Keeps a choice, and the key where one is given; says where the key went. The key of an address that is left is forgotten. Blocks (keyring).
///
/// # Errors
/// [`ModelProblem`]: then the choice is what it was.
pub fn choose_model(
    file: &ModelFile,
    vault: &Vault,
    choice: &ModelChoice,
    key: Option<&SecretString>,
) -> Result<Option<Place>, ModelProblem> {
    if choice.on {
        model_of(choice, key)?;
    }
    // What cannot be read is replaced: its key stays in the keyring under its address.
    let before = file.read().unwrap_or_default();
    file.write(choice)?;
    if before.url != choice.url {
        // A keyring that cannot be had holds none.
        drop(vault.forget(&before.key_entry()));
    }
    Ok(key.map(|key| vault.store(&choice.key_entry(), key)))
}

/// The model of a choice, on or off.
///
/// # Errors
/// Its address or its key cannot be used.
pub fn model_of(choice: &ModelChoice, key: Option<&SecretString>) -> Result<Model, ApiFailure> {
    Model::new(&choice.url, &choice.name, key)
}

/// The key of a choice: the environment's for the model that the environment names, else the one that is stored for the address. Blocks
/// (keyring).
pub fn model_key(choice: &ModelChoice, vault: &Vault) -> Option<SecretString> {
    environment_key(choice).or_else(|| vault.find(&choice.key_entry()).map(|(key, _)| key))
}

/// The environment's key, if this is the model that the environment names.
pub fn environment_key(choice: &ModelChoice) -> Option<SecretString> {
    let named = ModelChoice::of_environment().is_some_and(|named| named.url == choice.url);
    std::env::var(KEY_VARIABLE).ok().filter(|key| named && !key.is_empty()).map(SecretString::from)
}

/// Asks a model whether it answers at all. It is told nothing of any database.
///
/// # Errors
/// [`ModelFailure`].
pub async fn try_model(model: &Model) -> Result<(), ModelFailure> {
    model.ask("Answer with one word.", "Are you there?").await.map(drop)
}

/// The proposals in the model's order, with its names. It is told the goal and names that agents may see, never data. When it fails, the
/// order stays as it was and the note says so.
pub async fn ranked_by(model: &Model, goal: &str, found: Proposals) -> Proposals {
    if found.proposals.is_empty() {
        return found;
    }
    let answer = model.ask(RANKING_RULES, &ranking_question(goal, &found)).await;
    let reason = match answer {
        Ok(answer) => match found.ranked(&answer) {
            Some(ranked) => return ranked,
            None => "its answer could not be read".to_owned(),
        },
        Err(failure) => failure.to_string(),
    };
    let note = format!("The model at {} ranked nothing: {reason}. The order is Gatehouse's own.", model.base_url());
    Proposals { note: Some(note), ..found }
}
