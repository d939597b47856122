//! The language model that may rank proposals, as the settings show it.

use gatehouse_vault::{Place, Vault};
use gatehouse_workspace::{ModelChoice, ModelFile, WorkspaceError, environment_key};
use serde::Serialize;

/// Where the model's key is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "lowercase")]
pub(crate) enum KeyState {
    /// Nowhere: none is sent.
    None,
    /// In the operating system's keyring.
    Keyring,
    /// In this process only.
    Memory,
    /// In the environment.
    Environment,
}

/// Which model, and whether it is asked. The key is never among it.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub(crate) struct ModelView {
    /// The one that counts.
    pub(crate) choice: ModelChoice,
    /// The environment names it, so that what is kept here does not count.
    pub(crate) from_environment: bool,
    /// Where its key is.
    pub(crate) key: KeyState,
}

impl ModelView {
    /// Reads the file, the environment and the vault. Blocks (keyring).
    pub(crate) fn read(file: &ModelFile, vault: &Vault) -> Result<ModelView, WorkspaceError> {
        let named = ModelChoice::of_environment();
        let from_environment = named.is_some();
        let choice = named.map_or_else(|| file.read(), Ok)?;
        let key = match environment_key(&choice) {
            Some(_) => KeyState::Environment,
            None => match vault.find(&choice.key_entry()) {
                Some((_, Place::Keyring)) => KeyState::Keyring,
                Some((_, Place::Memory)) => KeyState::Memory,
                None => KeyState::None,
            },
        };
        Ok(ModelView { choice, from_environment, key })
    }
}
