//! Secrets in this process only.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use secrecy::SecretString;

use crate::{SecretStore, StoreError};

/// A store that ends with the process; also the keyring's twin in tests.
#[derive(Default)]
pub struct MemoryStore {
    entries: Mutex<HashMap<String, SecretString>>,
}

impl MemoryStore {
    fn entries(&self) -> MutexGuard<'_, HashMap<String, SecretString>> {
        // A panic elsewhere cannot leave a map half-written.
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps a secret.
    pub fn keep(&self, entry: &str, secret: &SecretString) {
        self.entries().insert(entry.to_owned(), secret.clone());
    }

    /// The secret of this entry.
    pub fn recall(&self, entry: &str) -> Option<SecretString> {
        self.entries().get(entry).cloned()
    }

    /// Forgets an entry.
    pub fn forget(&self, entry: &str) {
        self.entries().remove(entry);
    }
}

impl SecretStore for MemoryStore {
    fn get(&self, entry: &str) -> Result<Option<SecretString>, StoreError> {
        Ok(self.recall(entry))
    }

    fn set(&self, entry: &str, secret: &SecretString) -> Result<(), StoreError> {
        self.keep(entry, secret);
        Ok(())
    }

    fn delete(&self, entry: &str) -> Result<(), StoreError> {
        self.forget(entry);
        Ok(())
    }
}
