//! The vault: one keyring, and memory beside it for when the keyring cannot be had.

use secrecy::SecretString;

use crate::{Agreements, KeyringStore, MemoryStore};

/// Where a secret is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In the operating system's keyring: it outlives the program.
    Keyring,
    /// In this process only: it is gone when the program ends.
    Memory,
}

/// Why a store cannot do what was asked. Holds the store's own reason, never a secret.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// There is no keyring, or it is locked.
    #[error("the keyring cannot be used: {0}")]
    Unavailable(String),
}

/// A place for secrets by entry name.
pub trait SecretStore: Send + Sync {
    /// The secret of this entry, if there is one.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the store itself cannot be asked.
    fn get(&self, entry: &str) -> Result<Option<SecretString>, StoreError>;
    /// Stores or replaces the secret of this entry.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the store itself cannot be asked.
    fn set(&self, entry: &str, secret: &SecretString) -> Result<(), StoreError>;
    /// Forgets this entry; no error when there was none.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the store itself cannot be asked.
    fn delete(&self, entry: &str) -> Result<(), StoreError>;
}

/// Secrets by entry name. Calls block (the keyring is a conversation over D-Bus): call from a blocking thread.
pub struct Vault {
    lasting: Box<dyn SecretStore>,
    memory: MemoryStore,
    /// What the person at this machine has agreed to.
    pub agreements: Agreements,
}

impl Vault {
    /// The vault over the operating system's keyring.
    pub fn system() -> Vault {
        Vault { agreements: Agreements::of_account(), ..Vault::over(Box::new(KeyringStore)) }
    }

    /// A vault over another lasting store, with agreements of its own; for tests.
    pub fn over(lasting: Box<dyn SecretStore>) -> Vault {
        Vault { lasting, memory: MemoryStore::default(), agreements: Agreements::in_memory() }
    }

    /// Why the keyring cannot be used; none when it can. Asks for an entry that is never written.
    pub fn obstacle(&self) -> Option<StoreError> {
        self.lasting.get("gatehouse/probe").err()
    }

    /// Stores a secret in the keyring, or in memory when the keyring cannot be had; says where it went.
    /// There is no third place: never a file.
    pub fn store(&self, entry: &str, secret: &SecretString) -> Place {
        match self.lasting.set(entry, secret) {
            Ok(()) => {
                // The keyring's copy is the only one.
                self.memory.forget(entry);
                Place::Keyring
            }
            Err(error) => {
                tracing::warn!(%error, "no keyring: the password is kept in memory only");
                self.memory.keep(entry, secret);
                Place::Memory
            }
        }
    }

    /// Keeps a secret in this process only.
    pub fn remember(&self, entry: &str, secret: &SecretString) {
        self.memory.keep(entry, secret);
    }

    /// Forgets a secret that was only remembered.
    pub fn drop_remembered(&self, entry: &str) {
        self.memory.forget(entry);
    }

    /// The secret and where it was found; memory first, because it is the newer one.
    pub fn find(&self, entry: &str) -> Option<(SecretString, Place)> {
        if let Some(secret) = self.memory.recall(entry) {
            return Some((secret, Place::Memory));
        }
        self.lasting.get(entry).ok().flatten().map(|secret| (secret, Place::Keyring))
    }

    /// Forgets an entry in both places.
    ///
    /// # Errors
    /// When the keyring cannot be asked: the entry may still be there.
    pub fn forget(&self, entry: &str) -> Result<(), StoreError> {
        self.memory.forget(entry);
        self.lasting.delete(entry)
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    struct NoKeyring;

    impl SecretStore for NoKeyring {
        fn get(&self, _: &str) -> Result<Option<SecretString>, StoreError> {
            Err(StoreError::Unavailable("no bus".into()))
        }
        fn set(&self, _: &str, _: &SecretString) -> Result<(), StoreError> {
            Err(StoreError::Unavailable("no bus".into()))
        }
        fn delete(&self, _: &str) -> Result<(), StoreError> {
            Err(StoreError::Unavailable("no bus".into()))
        }
    }

    fn exposed(found: Option<(SecretString, Place)>) -> Option<(String, Place)> {
        found.map(|(secret, place)| (secret.expose_secret().to_owned(), place))
    }

    #[test]
    fn without_a_keyring_the_secret_stays_in_memory_and_it_is_said() {
        let vault = Vault::over(Box::new(NoKeyring));
        assert!(vault.obstacle().is_some());
        assert_eq!(vault.store("clinic", &"s3cret".into()), Place::Memory);
        assert_eq!(exposed(vault.find("clinic")), Some(("s3cret".into(), Place::Memory)));
        assert!(vault.forget("clinic").is_err());
        assert!(vault.find("clinic").is_none());
    }

    #[test]
    fn with_a_keyring_memory_keeps_no_copy() {
        let vault = Vault::over(Box::new(MemoryStore::default()));
        vault.remember("clinic", &"old".into());
        assert_eq!(vault.store("clinic", &"new".into()), Place::Keyring);
        assert_eq!(exposed(vault.find("clinic")), Some(("new".into(), Place::Keyring)));
    }
}
