//! The operating system's keyring: Secret Service on Linux, Keychain on macOS, Credential Manager on Windows.

use keyring::{Entry, Error};
use secrecy::{ExposeSecret, SecretString};

use crate::{SecretStore, StoreError};

/// The name our entries stand under.
const SERVICE: &str = "org.gatehouse.desktop";

/// The keyring of the logged-in user.
pub struct KeyringStore;

impl SecretStore for KeyringStore {
    fn get(&self, entry: &str) -> Result<Option<SecretString>, StoreError> {
        match Entry::new(SERVICE, entry).and_then(|entry| entry.get_password()) {
            Ok(password) => Ok(Some(password.into())),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(unavailable(&error)),
        }
    }

    fn set(&self, entry: &str, secret: &SecretString) -> Result<(), StoreError> {
        let stored = Entry::new(SERVICE, entry).and_then(|entry| entry.set_password(secret.expose_secret()));
        stored.map_err(|error| unavailable(&error))
    }

    fn delete(&self, entry: &str) -> Result<(), StoreError> {
        match Entry::new(SERVICE, entry).and_then(|entry| entry.delete_credential()) {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(unavailable(&error)),
        }
    }
}

/// The reason in words. `BadEncoding` carries the stored bytes, so it is never printed.
fn unavailable(error: &Error) -> StoreError {
    StoreError::Unavailable(match error {
        Error::BadEncoding(_) => "the stored entry is not text".into(),
        other => other.to_string(),
    })
}
