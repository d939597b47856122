//! Where the master key of a control plane is, as it is said on the command line; and the keyring as such a place, which only
//! a program that knows the vault can bring.

use std::str::FromStr;
use std::sync::Arc;

use anyhow::Context;
use gatehouse_server::master_key::{KeyPlace, MasterKey, Slot};
use gatehouse_server::{MasterKeyError, MasterKeySource, StoreLocation};
use gatehouse_vault::{KeyringStore, SecretStore, StoreError};
use secrecy::{ExposeSecret, SecretString};

use crate::plane_args::MasterKeyArg;

/// The entry when none is named.
const ENTRY: &str = "control-plane";

impl FromStr for MasterKeyArg {
    type Err = String;

    /// What is written may be a key by mistake, so it is never repeated.
    fn from_str(text: &str) -> Result<MasterKeyArg, String> {
        let empty = |what: &str| Err(format!("{what} needs a name after the colon"));
        Ok(MasterKeyArg(match text.split_once(':') {
            Some(("env", "")) => return empty("env:"),
            Some(("keyring", "")) => return empty("keyring:"),
            Some(("env", name)) => MasterKeySource::Variable(name.into()),
            Some(("keyring", entry)) => keyring(entry),
            Some(("file", path)) => MasterKeySource::File(path.into()),
            _ if text == "keyring" => keyring(ENTRY),
            _ if MasterKey::of_text(text).is_some() => {
                return Err("this is a key, not where one is: other processes can read a command's arguments. Put it into an environment variable and give env:VARIABLE".into());
            }
            _ => MasterKeySource::File(text.into()),
        }))
    }
}

/// What was said, or the file beside a SQLite store.
pub(crate) fn source_or_beside(said: Option<MasterKeyArg>, store: &StoreLocation) -> anyhow::Result<MasterKeySource> {
    said.map(|said| said.0).or_else(|| MasterKeySource::beside(store)).context(
        "a store in PostgreSQL needs its master key named, as FILE, env:VARIABLE or keyring: every process on the store has to use the same one",
    )
}

fn keyring(entry: &str) -> MasterKeySource {
    MasterKeySource::Place(Arc::new(KeyringPlace { entry: entry.into() }))
}

/// An entry of the logged-in user's keyring. There is no other place that is taken instead when it cannot be had.
#[derive(Debug)]
struct KeyringPlace {
    entry: String,
}

impl KeyringPlace {
    fn of(&self, slot: Slot) -> String {
        match slot {
            Slot::Present => format!("gatehouse/master-key/{}", self.entry),
            Slot::Next => format!("gatehouse/master-key/{}.next", self.entry),
        }
    }

    fn failed(&self, error: &StoreError) -> MasterKeyError {
        self.unusable(format!("{error}. Unlock it, or keep the master key in a file or in an environment variable"))
    }

    fn unusable(&self, reason: String) -> MasterKeyError {
        MasterKeyError::Unusable { place: self.name(), reason }
    }

    /// Writes, and reads back what was written: a keyring that only seems to take it would lose every credential.
    fn set(&self, entry: &str, secret: &SecretString) -> Result<(), MasterKeyError> {
        KeyringStore.set(entry, secret).map_err(|error| self.failed(&error))?;
        let read = KeyringStore.get(entry).map_err(|error| self.failed(&error))?;
        match read.is_some_and(|read| read.expose_secret() == secret.expose_secret()) {
            true => Ok(()),
            false => Err(self.unusable("the keyring did not give back what was put into it".into())),
        }
    }

    fn forget(&self, entry: &str) -> Result<(), MasterKeyError> {
        KeyringStore.delete(entry).map_err(|error| self.failed(&error))
    }
}

impl KeyPlace for KeyringPlace {
    fn name(&self) -> String {
        format!("the keyring, entry {}", self.entry)
    }

    fn read(&self, slot: Slot) -> Result<Option<MasterKey>, MasterKeyError> {
        let found = KeyringStore.get(&self.of(slot)).map_err(|error| self.failed(&error))?;
        let Some(text) = found else { return Ok(None) };
        let key = MasterKey::of_text(text.expose_secret()).ok_or_else(|| MasterKeyError::Damaged(self.name()));
        key.map(Some)
    }

    fn keep(&self, slot: Slot, key: &MasterKey) -> Result<(), MasterKeyError> {
        if self.read(slot)?.is_some() {
            return Ok(());
        }
        let probe = format!("gatehouse/master-key/{}.probe", self.entry);
        self.set(&probe, &SecretString::from("probe"))?;
        self.forget(&probe)?;
        self.set(&self.of(slot), &SecretString::from(key.to_text().as_str()))
    }

    /// A keyring renames nothing: copied, then deleted. In between both are the same.
    fn promote(&self) -> Result<(), MasterKeyError> {
        let next = self.of(Slot::Next);
        if let Some(key) = KeyringStore.get(&next).map_err(|error| self.failed(&error))? {
            self.set(&self.of(Slot::Present), &key)?;
        }
        self.forget(&next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_read_and_keys_are_refused() {
        let said = |text: &str| text.parse::<MasterKeyArg>().map(|arg| format!("{:?}", arg.0));
        assert_eq!(said("/etc/key").unwrap(), r#"File("/etc/key")"#);
        assert_eq!(said("file:env:x").unwrap(), r#"File("env:x")"#);
        assert_eq!(said("env:KEY").unwrap(), r#"Variable("KEY")"#);
        assert!(said("keyring").unwrap().contains(ENTRY) && said("keyring:team").unwrap().contains("team"));
        for wrong in ["env:", "keyring:", &"ab".repeat(32)] {
            let error = said(wrong).unwrap_err();
            assert!(!error.contains("abab"), "{error}");
        }
    }
}
