//! Which model may rank and name proposals, as the person at this machine has chosen it. It is kept in their account and never in a
//! workspace: that comes from elsewhere and must not decide to whom the names of a database are told. The key is in the vault.

use std::path::{Path, PathBuf};

use gatehouse_vault::account_folder;
use serde::{Deserialize, Serialize};

use crate::{WorkspaceError, atomic, versioned};

const FILE: &str = "model.toml";

const URL_VARIABLE: &str = "GATEHOUSE_MODEL_URL";
const NAME_VARIABLE: &str = "GATEHOUSE_MODEL";

/// A model and whether it is asked. Off and empty unless a person says otherwise.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(deny_unknown_fields)]
pub struct ModelChoice {
    /// It is asked.
    pub on: bool,
    /// Its OpenAI-compatible address, for example `http://127.0.0.1:11434/v1`.
    pub url: String,
    /// What the address calls it.
    pub name: String,
}

impl ModelChoice {
    /// The one that the environment names, which wins over the kept one; none when it names none.
    pub fn of_environment() -> Option<ModelChoice> {
        let given = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let (url, name) = given(URL_VARIABLE).zip(given(NAME_VARIABLE))?;
        Some(ModelChoice { on: true, url, name })
    }

    /// The vault's entry for its key. A key belongs to its address: another address never gets it.
    pub fn key_entry(&self) -> String {
        format!("model/{}", self.url)
    }
}

/// The file that the choice is kept in.
#[derive(Debug, Clone)]
pub struct ModelFile {
    path: Option<PathBuf>,
}

impl ModelFile {
    /// The logged-in account's.
    pub fn of_account() -> ModelFile {
        ModelFile { path: account_folder().map(|folder| folder.join(FILE)) }
    }

    /// One in this folder.
    pub fn within(folder: &Path) -> ModelFile {
        ModelFile { path: Some(folder.join(FILE)) }
    }

    /// The choice that was kept; off where there is none.
    ///
    /// # Errors
    /// [`WorkspaceError::Io`]; [`WorkspaceError::Content`] for a file that was changed to something else.
    pub fn read(&self) -> Result<ModelChoice, WorkspaceError> {
        let Some(path) = &self.path else { return Ok(ModelChoice::default()) };
        match std::fs::read_to_string(path) {
            Ok(text) => versioned::read(&path.display().to_string(), &text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(ModelChoice::default()),
            Err(error) => Err(WorkspaceError::io(path, &error)),
        }
    }

    /// Keeps a choice.
    ///
    /// # Errors
    /// [`WorkspaceError::Io`], also where the account has no folder.
    pub fn write(&self, choice: &ModelChoice) -> Result<(), WorkspaceError> {
        let Some(path) = &self.path else {
            let reason = "this account has no folder for data".to_owned();
            return Err(WorkspaceError::Io { path: PathBuf::from(FILE), reason });
        };
        atomic::write(path, versioned::write(FILE, choice)?.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_off_until_a_person_says_so_and_holds_no_key() {
        let folder = tempfile::tempdir().unwrap();
        let file = ModelFile::within(&folder.path().join("gatehouse"));
        assert_eq!(file.read().unwrap(), ModelChoice::default());
        assert!(!file.read().unwrap().on);
        let choice = ModelChoice { on: true, url: "http://127.0.0.1:11434/v1".into(), name: "small".into() };
        file.write(&choice).unwrap();
        assert_eq!(file.read().unwrap(), choice);
        let text = std::fs::read_to_string(folder.path().join("gatehouse/model.toml")).unwrap();
        assert_eq!(text, "version = 1\non = true\nurl = \"http://127.0.0.1:11434/v1\"\nname = \"small\"\n");
        std::fs::write(folder.path().join("gatehouse/model.toml"), "version = 1\nkey = \"k\"\n").unwrap();
        assert_eq!(file.read().unwrap_err().code(), "file_invalid");
    }
}
