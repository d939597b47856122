//! Making a key.

use gatehouse_api::Scope;
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{ID_DIGITS, KeyError, PREFIX, SECRET_DIGITS, Until, entry};
use crate::clock::now;
use crate::mac::mac;
use crate::store::{KeyRecord, NewOrganisation, StoreLocation, open};

/// What the first agent of an organisation is called.
const FIRST_AGENT: &str = "Default agent";

/// A key to be made.
#[derive(Debug, Clone)]
pub struct NewKey<'a> {
    /// The organisation's name; it is made when it is not there, with a first agent.
    pub organisation: &'a str,
    /// What the key may do.
    pub scopes: &'a [Scope],
    /// What it is for, in a person's words.
    pub label: &'a str,
    /// How long it holds.
    pub until: Until,
}

/// A key that was just made. It is here and nowhere else, ever.
pub struct IssuedKey {
    /// What finds it in the store and in the audit log.
    pub id: String,
    /// The key.
    pub key: SecretString,
    /// When it ends, RFC 3339.
    pub expires_at: Option<String>,
}

/// Creates a key without label or end.
///
/// # Errors
/// See [`KeyError`].
pub async fn create(store: &StoreLocation, scopes: &[Scope], organisation: &str) -> Result<SecretString, KeyError> {
    let new = NewKey { organisation, scopes, label: "", until: Until::never() };
    Ok(issue(store, &new).await?.key)
}

/// Creates a key. A server may be running on the same store.
///
/// # Errors
/// See [`KeyError`].
pub async fn issue(store: &StoreLocation, new: &NewKey<'_>) -> Result<IssuedKey, KeyError> {
    let name = new.organisation.trim();
    if name.is_empty() {
        return Err(KeyError::NoOrganisation);
    }
    let now = now();
    let expires_at = new.until.after(&now)?;
    let (key, mut record) = draw(new.scopes)?;
    let store = open(store).await?;
    let organisation = NewOrganisation {
        id: Uuid::now_v7().to_string(),
        name: name.into(),
        agent_id: Uuid::now_v7().to_string(),
        agent_name: FIRST_AGENT.into(),
        created_at: now.clone(),
    };
    record.organisation_id = store.organisation(&organisation).await?;
    let label = new.label.trim();
    let mut work = store.begin(&record.organisation_id).await?;
    work.add_key(&record, label, expires_at.as_deref(), &now).await?;
    let detail = json!({ "label": label, "scopes": record.scopes, "expiresAt": expires_at });
    work.audit(&entry("key.created", &record.id, &now, detail)).await?;
    work.commit().await?;
    store.close().await;
    Ok(IssuedKey { id: record.id, key, expires_at })
}

/// A key from the system's randomness, and what is kept of it, not yet of any organisation.
pub(super) fn draw(scopes: &[Scope]) -> Result<(SecretString, KeyRecord), KeyError> {
    let mut scopes = scopes.to_vec();
    scopes.sort();
    scopes.dedup();
    if scopes.is_empty() {
        return Err(KeyError::NoScope);
    }
    let (mut id, mut salt) = ([0_u8; ID_DIGITS / 2], [0_u8; 32]);
    let mut secret = Zeroizing::new([0_u8; SECRET_DIGITS / 2]);
    for bytes in [&mut id[..], &mut secret[..], &mut salt[..]] {
        getrandom::fill(bytes).map_err(KeyError::Random)?;
    }
    let id = hex::encode(id);
    let digits = Zeroizing::new(hex::encode(secret.as_ref()));
    let key = SecretString::from(format!("{PREFIX}{id}{}", digits.as_str()));
    let digest = mac(&salt, key.expose_secret().as_bytes()).to_vec();
    let record = KeyRecord { id, organisation_id: String::new(), salt: salt.to_vec(), digest, scopes };
    Ok((key, record))
}
