//! Which keys there are: everything about them but the keys.

use gatehouse_api::Scope;

use super::{KeyError, organisation};
use crate::store::{StoreLocation, open_existing};

/// A key in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedKey {
    /// What finds it.
    pub id: String,
    /// Whose it is.
    pub organisation: String,
    /// What it is for.
    pub label: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// RFC 3339.
    pub created_at: String,
    /// When it ends or ended by itself.
    pub expires_at: Option<String>,
    /// When it was revoked.
    pub revoked_at: Option<String>,
}

/// The keys of the organisation of this name, or of all, in the order of creation. Nothing is made or changed.
///
/// # Errors
/// See [`KeyError`].
pub async fn list(store: &StoreLocation, of: Option<&str>) -> Result<Vec<ListedKey>, KeyError> {
    let store = open_existing(store).await?;
    let organisations = match of {
        Some(name) => vec![(organisation(&*store, name).await?, name.trim().to_owned())],
        None => store.organisations().await?,
    };
    let mut listed = Vec::new();
    for (id, name) in organisations {
        listed.extend(store.keys(&id).await?.into_iter().map(|note| ListedKey {
            id: note.id,
            organisation: name.clone(),
            label: note.label,
            scopes: note.scopes,
            created_at: note.created_at,
            expires_at: note.expires_at,
            revoked_at: note.revoked_at,
        }));
    }
    store.close().await;
    Ok(listed)
}
