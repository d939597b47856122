//! A key's end: revoked at once, or replaced by a successor while it goes on for a time of grace.
//!
//! A running server forgets what it knows of an organisation's keys with the organisation's generation, which every unit of
//! work counts up; so an end that another process wrote is heard as soon as the server looks again.

use serde_json::json;

use super::create::{IssuedKey, draw};
use super::{Grace, KeyError, Until, entry, id_of};
use crate::clock::now;
use crate::store::{KeyNote, Store, StoreLocation, open_existing};

/// A key that takes another's place.
pub struct Successor {
    /// The new key.
    pub issued: IssuedKey,
    /// When the old one ends, RFC 3339; none when it has ended.
    pub old_until: Option<String>,
}

/// Ends a key at once, for good.
///
/// # Errors
/// See [`KeyError`].
pub async fn revoke(store: &StoreLocation, id: &str) -> Result<(), KeyError> {
    let store = open_existing(store).await?;
    let (organisation, note) = known(&*store, id).await?;
    let now = now();
    let mut work = store.begin(&organisation).await?;
    if !work.revoke_key(&note.id, &now).await? {
        return Err(ended(&note, "is revoked already"));
    }
    work.audit(&entry("key.revoked", &note.id, &now, json!({ "label": note.label }))).await?;
    work.commit().await?;
    store.close().await;
    Ok(())
}

/// Makes a key with the scopes and the label of another, which ends after the grace. A key that ends by itself needs to be
/// told when its successor does: an end is not dropped in passing.
///
/// # Errors
/// See [`KeyError`].
pub async fn rotate(
    store: &StoreLocation,
    id: &str,
    grace: Grace,
    until: Option<Until>,
) -> Result<Successor, KeyError> {
    let store = open_existing(store).await?;
    let (organisation, note) = known(&*store, id).await?;
    let now = now();
    match (&note.revoked_at, &note.expires_at) {
        (Some(at), _) => return Err(ended(&note, &format!("was revoked at {at}"))),
        (None, Some(at)) if *at <= now => return Err(ended(&note, &format!("expired at {at}"))),
        (None, Some(at)) if until.is_none() => {
            return Err(KeyError::EndUnsaid { id: note.id.clone(), at: at.clone() });
        }
        _ => {}
    }
    let expires_at = until.unwrap_or(Until::never()).after(&now)?;
    let (key, record) = draw(&note.scopes)?;
    let old_until = grace.after(&now);
    let mut work = store.begin(&organisation).await?;
    // Revoked in the meantime, it has no successor.
    let lives = match &old_until {
        Some(at) => work.expire_key(&note.id, at).await?,
        None => work.revoke_key(&note.id, &now).await?,
    };
    if !lives {
        return Err(ended(&note, "is revoked already"));
    }
    work.add_key(&record, &note.label, expires_at.as_deref(), &now).await?;
    let created = json!({
        "label": note.label, "scopes": record.scopes, "expiresAt": expires_at, "replaces": note.id,
    });
    work.audit(&entry("key.created", &record.id, &now, created)).await?;
    let rotated = json!({ "label": note.label, "successor": record.id, "endsAt": old_until.as_ref().unwrap_or(&now) });
    work.audit(&entry("key.rotated", &note.id, &now, rotated)).await?;
    work.commit().await?;
    store.close().await;
    Ok(Successor { issued: IssuedKey { id: record.id, key, expires_at }, old_until })
}

/// The organisation and what is known of a key.
async fn known(store: &dyn Store, id: &str) -> Result<(String, KeyNote), KeyError> {
    let id = id.trim();
    if let Some(id) = id_of(id) {
        return Err(KeyError::WholeKey { id: id.into() });
    }
    let organisation = store.key_owner(id).await?.ok_or(KeyError::UnknownKey)?;
    let note = store.keys(&organisation).await?.into_iter().find(|note| note.id == id);
    Ok((organisation, note.ok_or(KeyError::UnknownKey)?))
}

fn ended(note: &KeyNote, how: &str) -> KeyError {
    KeyError::Ended { id: note.id.clone(), how: how.into() }
}
