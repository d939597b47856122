//! API keys. A key is shown once; the store holds a salted HMAC-SHA-256 of it.

use gatehouse_api::Scope;
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use uuid::Uuid;

use crate::clock::now;
use crate::mac::{mac, verify};
use crate::store::{AuditEntry, KeyRecord, NewOrganisation, OpenError, StoreError, StoreLocation, open};

/// What our keys start with [contract, S]; then 16 hexadecimal digits that find the key, and 64 that are the secret.
const PREFIX: &str = "flowyte_sk_live_";
const ID_DIGITS: usize = 16;
const SECRET_DIGITS: usize = 64;

/// What the first agent of an organisation is called.
const FIRST_AGENT: &str = "Default agent";

/// The actor of what the command line does, in the audit log.
pub(crate) const COMMAND: &str = "command";

/// Why no key was created.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// A key without a scope could do nothing.
    #[error("a key needs at least one scope")]
    NoScope,
    /// An organisation has a name.
    #[error("the organisation needs a name")]
    NoOrganisation,
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

/// Creates a key for the organisation of this name; a new organisation comes with a first agent. The key is returned here
/// and nowhere else, ever. A server may be running on the same store.
///
/// # Errors
/// See [`KeyError`].
pub async fn create(store: &StoreLocation, scopes: &[Scope], organisation: &str) -> Result<SecretString, KeyError> {
    if scopes.is_empty() {
        return Err(KeyError::NoScope);
    }
    let name = organisation.trim();
    if name.is_empty() {
        return Err(KeyError::NoOrganisation);
    }
    let store = open(store).await?;
    let mut scopes = scopes.to_vec();
    scopes.sort();
    scopes.dedup();
    let (mut id, mut secret, mut salt) = ([0_u8; ID_DIGITS / 2], [0_u8; SECRET_DIGITS / 2], [0_u8; 32]);
    for bytes in [&mut id[..], &mut secret[..], &mut salt[..]] {
        getrandom::fill(bytes).map_err(KeyError::Random)?;
    }
    let key = SecretString::from(format!("{PREFIX}{}{}", hex(&id), hex(&secret)));
    let new = NewOrganisation {
        id: Uuid::now_v7().to_string(),
        name: name.into(),
        agent_id: Uuid::now_v7().to_string(),
        agent_name: FIRST_AGENT.into(),
        created_at: now(),
    };
    let organisation_id = store.organisation(&new).await?;
    let digest = mac(&salt, key.expose_secret().as_bytes()).to_vec();
    let record = KeyRecord { id: hex(&id), organisation_id, salt: salt.to_vec(), digest, scopes };
    let (mut work, now) = (store.begin(&record.organisation_id).await?, now());
    work.add_key(&record, "", None, &now).await?;
    work.audit(&AuditEntry {
        id: Uuid::now_v7().to_string(),
        recorded_at: now,
        actor: COMMAND.into(),
        request_id: String::new(),
        action: "key.created".into(),
        target: record.id.clone(),
        detail: json!({ "scopes": record.scopes }),
    })
    .await?;
    work.commit().await?;
    store.close().await;
    Ok(key)
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

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
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
