//! Exchanging the master key.
//!
//! The new key is kept first, beside the old one. Then one transaction of the store takes everything from the old key to the
//! new one: a new data key, every credential sealed anew with it, and the proof. Then the new key takes the old one's place.
//! Wherever this breaks off, one of the two keys opens the store, and both are there; the next start, or the next rotation,
//! finishes what is left.

use serde_json::json;
use uuid::Uuid;

use super::{MasterKey, MasterKeyError, MasterKeySource, PROOF, Slot, at, load, present_or_new};
use crate::clock::now;
use crate::credentials::SealError;
use crate::data_keys::{self, DataKey, Purpose};
use crate::keys::COMMAND;
use crate::store::{AuditEntry, OpenError, Store, StoreError, StoreLocation, open_existing};

/// What a rotation did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rotated {
    /// How many credentials were sealed anew.
    pub credentials: usize,
    /// Where the key is from now on.
    pub place: String,
}

/// How far a rotation has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RotationStep {
    /// The new key is kept; the store knows nothing of it yet.
    NewKeyKept,
    /// Everything is written, in a transaction that is not committed.
    Sealed,
    /// The store is the new key's.
    Committed,
    /// The new key is in its place.
    InPlace,
}

/// Why the master key was not exchanged. The store is the old key's still, but where a [`RotateError::Place`] says otherwise.
#[derive(Debug, thiserror::Error)]
pub enum RotateError {
    /// The store or its key.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The place of the new key.
    #[error(transparent)]
    NewKey(#[from] MasterKeyError),
    /// Nothing was sealed with anything yet.
    #[error("this store has no master key yet: it gets one when it is first served")]
    New,
    /// Two sources, one key.
    #[error("the new master key is the old one: give a new one with --to")]
    Same,
    /// Another rotation was faster.
    #[error("another rotation has exchanged the master key in the meantime; this one changed nothing")]
    Overtaken,
    /// A credential does not open: nothing is thrown away unasked.
    #[error(
        "the credentials of {organisation} for {kind} do not open; nothing was changed. Disconnect them and try again"
    )]
    Sealed {
        /// The organisation's id.
        organisation: String,
        /// The kind of database.
        kind: String,
    },
    /// The store does not take it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The store has the new key, but the place kept the old one beside it.
    #[error(
        "the store has the new master key, which waits beside the old one in {place}: {source}. The next start or rotation puts it in place"
    )]
    Place {
        /// The place.
        place: String,
        /// Why.
        source: MasterKeyError,
    },
}

impl From<SealError> for RotateError {
    fn from(_: SealError) -> RotateError {
        RotateError::Store(StoreError::Damaged("data key"))
    }
}

/// Exchanges the master key in `from` for one in `to`: another place, whose key is taken or made, or the same place, which gets
/// a new key. `heard` is told how far it has come. Servers that are running must be started again; until then they say so.
///
/// # Errors
/// See [`RotateError`].
pub async fn rotate(
    store: &StoreLocation,
    from: &MasterKeySource,
    to: &MasterKeySource,
    mut heard: impl FnMut(RotationStep),
) -> Result<Rotated, RotateError> {
    let store = open_existing(store).await?;
    if store.setting(PROOF).await?.is_none() {
        return Err(RotateError::New);
    }
    let old = load(&*store, from).await?;
    // Of a version before data keys: it has them after this.
    data_keys::of(&*store, &old).await?;
    let place = to.place();
    let in_place = from.place().name() == place.name();
    let new = if in_place { next(to, &old.key).await? } else { present_or_new(&place).await? };
    if new.bytes() == old.key.bytes() {
        return Err(RotateError::Same);
    }
    heard(RotationStep::NewKeyKept);
    let credentials = seal_anew(&*store, &old.key, &new, &mut heard).await?;
    heard(RotationStep::Committed);
    if in_place {
        let promoted = at(&place, |place| place.promote()).await;
        promoted.map_err(|source| RotateError::Place { place: place.name(), source })?;
    }
    heard(RotationStep::InPlace);
    store.close().await;
    Ok(Rotated { credentials, place: place.name() })
}

/// A new key beside the present one. One that an interrupted rotation has left there was never used and is as good; it is
/// never thrown away, because another rotation may be about to use it.
async fn next(to: &MasterKeySource, old: &MasterKey) -> Result<MasterKey, MasterKeyError> {
    let (place, old) = (to.place(), old.clone());
    at(&place, move |place| {
        // Left by a place that copies where a file is renamed.
        if place.read(Slot::Next)?.is_some_and(|next| next.bytes() == old.bytes()) {
            place.promote()?;
        }
        place.keep(Slot::Next, &MasterKey::random()?)?;
        place.read(Slot::Next)?.ok_or_else(|| MasterKeyError::Missing(place.name()))
    })
    .await
}

/// The transaction. It holds every organisation and the data keys, so no credential is sealed with the old one meanwhile.
async fn seal_anew(
    store: &dyn Store,
    old: &MasterKey,
    new: &MasterKey,
    heard: &mut impl FnMut(RotationStep),
) -> Result<usize, RotateError> {
    let mut rekey = store.begin_rekey().await?;
    if rekey.setting(PROOF).await?.is_none_or(|proof| proof != *old.proof()) {
        return Err(RotateError::Overtaken);
    }
    let kept = rekey.data_keys().await?;
    let before = DataKey::unwrap(Purpose::Credentials, &kept, old)?.sealer();
    // MACs of bodies hold for a day, and servers that are not restarted yet make them: this key stays.
    let receipts = DataKey::unwrap(Purpose::Receipts, &kept, old)?;
    let fresh = DataKey::random()?;
    let after = fresh.sealer();
    let sealed = rekey.sealed().await?;
    for row in &sealed {
        let unopened = |_| RotateError::Sealed { organisation: row.organisation.clone(), kind: row.kind.clone() };
        let plain = before.open_bytes(&row.organisation, &row.kind, &row.sealed).map_err(unopened)?;
        let again = after.seal_bytes(&row.organisation, &row.kind, &plain)?;
        rekey.seal_again(&row.organisation, &row.kind, &again).await?;
    }
    let now = now();
    rekey.put_data_key(&fresh.wrap(Purpose::Credentials, new, &now)?).await?;
    rekey.put_data_key(&receipts.wrap(Purpose::Receipts, new, &now)?).await?;
    rekey.put_setting(PROOF, &*new.proof()).await?;
    let entry = || AuditEntry {
        id: Uuid::now_v7().to_string(),
        recorded_at: now.clone(),
        actor: COMMAND.into(),
        request_id: String::new(),
        action: "master_key.rotated".into(),
        target: "store".into(),
        detail: json!({}),
    };
    for (organisation, _) in store.organisations().await? {
        rekey.audit(&organisation, &entry()).await?;
    }
    heard(RotationStep::Sealed);
    rekey.commit().await?;
    Ok(sealed.len())
}
