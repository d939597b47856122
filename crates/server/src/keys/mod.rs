//! API keys. A key is shown once; the store holds a salted HMAC-SHA-256 of it. These are the verbs of whoever runs the control
//! plane: they work on the store, beside a server that may be running, and each is written to the audit log.

mod create;
mod end;
mod list;
mod time;

pub use create::{IssuedKey, NewKey, create, issue};
pub use end::{Successor, revoke, rotate};
pub use list::{ListedKey, list};
pub use time::{Grace, TimeError, Until};

use serde_json::Value;
use uuid::Uuid;

use crate::mac::verify;
use crate::store::{AuditEntry, KeyRecord, OpenError, Store, StoreError};

/// What our keys start with [contract, S]; then 16 hexadecimal digits that find the key, and 64 that are the secret.
const PREFIX: &str = "flowyte_sk_live_";
const ID_DIGITS: usize = 16;
const SECRET_DIGITS: usize = 64;

/// The actor of what the command line does, in the audit log.
pub(crate) const COMMAND: &str = "command";

/// Why nothing was done about a key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// A key without a scope could do nothing.
    #[error("a key needs at least one scope")]
    NoScope,
    /// An organisation has a name.
    #[error("the organisation needs a name")]
    NoOrganisation,
    /// Only creating a key makes an organisation.
    #[error("the store has no organisation of the name {0:?}: `gatehouse keys list` shows those that have keys")]
    UnknownOrganisation(String),
    /// No key has this id. What was given is not repeated: it may be a key.
    #[error("the store has no key of this id: an id is 16 hexadecimal digits, as `gatehouse keys list` shows them")]
    UnknownKey,
    /// The key itself was given.
    #[error(
        "give the key's id, {id}, not the key: other processes can read a command's arguments. If the key was typed here, revoke it: gatehouse keys revoke {id}"
    )]
    WholeKey {
        /// The part of it that finds it.
        id: String,
    },
    /// It ended before.
    #[error("the key {id} {how}: create a new one with `gatehouse keys create`")]
    Ended {
        /// The key's id.
        id: String,
        /// Since when.
        how: String,
    },
    /// What comes after a key that ends has to end as well, or be said not to.
    #[error("the key {id} ends at {at}: say with --expires when its successor does, or --expires never")]
    EndUnsaid {
        /// The key's id.
        id: String,
        /// When it ends, RFC 3339.
        at: String,
    },
    /// A key that has ended already could do nothing.
    #[error("a key cannot end in the past")]
    Past,
    /// The store does not open.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The store does not take it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The operating system gives no randomness.
    #[error("the operating system gives no random numbers: {0}")]
    Random(getrandom::Error),
}

/// The part of a presented key that finds it; none when it cannot be one of ours.
pub(crate) fn id_of(presented: &str) -> Option<&str> {
    let rest = presented.strip_prefix(PREFIX)?;
    let well_formed = rest.len() == ID_DIGITS + SECRET_DIGITS && rest.bytes().all(|byte| byte.is_ascii_hexdigit());
    well_formed.then(|| &rest[..ID_DIGITS])
}

/// Whether `presented` is the key of `record`, in constant time.
pub(crate) fn matches(record: &KeyRecord, presented: &str) -> bool {
    <[u8; 32]>::try_from(record.salt.as_slice()).is_ok_and(|salt| verify(&salt, presented.as_bytes(), &record.digest))
}

/// The id of the organisation of this name.
async fn organisation(store: &dyn Store, name: &str) -> Result<String, KeyError> {
    let found = store.organisation_named(name.trim()).await?;
    found.ok_or_else(|| KeyError::UnknownOrganisation(name.trim().into()))
}

/// What the command line did to a key.
fn entry(action: &str, key: &str, now: &str, detail: Value) -> AuditEntry {
    AuditEntry {
        id: Uuid::now_v7().to_string(),
        recorded_at: now.into(),
        actor: COMMAND.into(),
        request_id: String::new(),
        action: action.into(),
        target: key.into(),
        detail,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_keys_are_looked_up() {
        let whole = format!("{PREFIX}{}", "a1".repeat(40));
        assert_eq!(id_of(&whole), Some("a1a1a1a1a1a1a1a1"));
        for bad in
            [&whole[1..], &whole[..whole.len() - 1], "", "flowyte_sk_live_", &format!("{PREFIX}{}", "é".repeat(40))]
        {
            assert_eq!(id_of(bad), None, "{bad}");
        }
    }
}
