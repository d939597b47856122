//! The model that may rank and name proposals, where a person has configured one. The settings are the person's own, from the environment: a
//! workspace comes from elsewhere and must not decide to whom the names of a database are told.

use gatehouse_api::{ApiFailure, Model};
use gatehouse_core::binding::{Proposals, RANKING_RULES, ranking_question};
use gatehouse_vault::Vault;
use secrecy::SecretString;

const URL_VARIABLE: &str = "GATEHOUSE_MODEL_URL";
const NAME_VARIABLE: &str = "GATEHOUSE_MODEL";
const KEY_VARIABLE: &str = "GATEHOUSE_MODEL_KEY";

/// The configured model; none when there is none. Its key is the stored one, else the environment's, else none. Blocks (keyring).
///
/// # Errors
/// The address or the key cannot be used.
pub fn configured_model(vault: &Vault) -> Result<Option<Model>, ApiFailure> {
    let given = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let Some((url, name)) = given(URL_VARIABLE).zip(given(NAME_VARIABLE)) else { return Ok(None) };
    let stored = vault.find(&format!("model/{url}")).map(|(key, _)| key);
    let key = stored.or_else(|| given(KEY_VARIABLE).map(SecretString::from));
    Model::new(&url, &name, key.as_ref()).map(Some)
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
