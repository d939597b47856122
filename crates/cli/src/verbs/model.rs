//! `gatehouse model`

use std::path::Path;

use anyhow::{Context, bail};
use gatehouse_core::connection::{Descriptor, Engine, PasswordSource};
use gatehouse_vault::{Place, Vault, read_reference};
use gatehouse_workspace::{ModelChoice, ModelFile, choose_model, configured_model, try_model};
use serde_json::json;

use crate::args::ModelVerb;
use crate::output::Outcome;

/// Shows, chooses, turns off or tests the model that may order and name proposals.
pub(crate) async fn model(verb: &ModelVerb) -> anyhow::Result<Outcome> {
    let (file, vault) = (ModelFile::of_account(), Vault::system());
    match verb {
        ModelVerb::Show => shown(&file),
        ModelVerb::Set { url, name, key_from } => {
            let choice = ModelChoice { on: true, url: url.clone(), name: name.clone() };
            set(&file, &vault, &choice, key_from.as_deref())?;
            shown(&file)
        }
        ModelVerb::Off => {
            file.write(&ModelChoice { on: false, ..file.read()? })?;
            shown(&file)
        }
        ModelVerb::Test => {
            let model = configured_model(&file, &vault).context("the model")?;
            let model = model.context("no model is asked; next: gatehouse model set URL NAME")?;
            try_model(&model).await.context("the model gave no answer")?;
            let line = format!("{} answers; it was told nothing of any database", model.base_url());
            Ok(Outcome::new(json!({ "answers": true }), vec![line]))
        }
    }
}

/// Keeps the choice, and the key where one is given: in the keyring, because nothing else lasts beyond this command.
fn set(file: &ModelFile, vault: &Vault, choice: &ModelChoice, key_from: Option<&str>) -> anyhow::Result<()> {
    let key = match key_from {
        None => None,
        Some(source) => {
            let source: PasswordSource = source.parse().context("--key-from")?;
            if matches!(source, PasswordSource::Keychain(_) | PasswordSource::Pgpass) {
                bail!("--key-from: the key comes from env:VARIABLE, command:COMMAND or file:PATH");
            }
            Some(read_reference(&source, &Descriptor::blank(Engine::Postgres), vault, Path::new("."))?)
        }
    };
    if choose_model(file, vault, choice, key.as_ref())? == Some(Place::Memory) {
        bail!(
            "chosen, but there is no keyring for the key: set GATEHOUSE_MODEL_URL, GATEHOUSE_MODEL and GATEHOUSE_MODEL_KEY"
        );
    }
    Ok(())
}

fn shown(file: &ModelFile) -> anyhow::Result<Outcome> {
    let named = ModelChoice::of_environment();
    let from_environment = named.is_some();
    let choice = named.map_or_else(|| file.read(), Ok)?;
    let line = match (choice.on, from_environment) {
        (true, true) => format!("{} at {}, from the environment", choice.name, choice.url),
        (true, false) => format!("{} at {}", choice.name, choice.url),
        (false, _) => "off: no model is asked".to_owned(),
    };
    Ok(Outcome::new(json!({ "model": choice, "from_environment": from_environment }), vec![line]))
}
