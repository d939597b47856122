//! Data keys: what credentials are sealed with and bodies are recognised by. They stand in the store, sealed with the master
//! key (XChaCha20-Poly1305), each bound to its purpose and its id.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use crate::clock::now;
use crate::credentials::{KEY_ID, NONCE, SealError, Sealer, legacy};
use crate::mac::mac;
use crate::master_key::{MasterKey, Proven};
use crate::store::{DataKeyRecord, OpenError, Store, StoreError};

/// What a data key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Sealing credentials.
    Credentials,
    /// The MACs of the bodies of calls with an idempotency key.
    Receipts,
}

impl Purpose {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Purpose::Credentials => "credentials",
            Purpose::Receipts => "receipts",
        }
    }
}

/// A data key, open.
pub(crate) struct DataKey {
    id: [u8; KEY_ID],
    bytes: Zeroizing<[u8; 32]>,
}

/// The data keys of a store, open.
pub(crate) struct DataKeys {
    pub(crate) sealer: Sealer,
    pub(crate) body_key: Zeroizing<[u8; 32]>,
    /// For tokens that live some minutes, derived: every process on the store knows those of the others.
    pub(crate) confirmations: Zeroizing<[u8; 32]>,
}

/// The data keys of the store that this master key is of; made where there are none yet.
pub(crate) async fn of(store: &dyn Store, master: &Proven) -> Result<DataKeys, OpenError> {
    let mut kept = store.data_keys().await?;
    if kept.is_empty() {
        make(store, master).await.map_err(OpenError::from)?;
        kept = store.data_keys().await?;
    }
    let damaged = |_| StoreError::Damaged("data key");
    let credentials = DataKey::unwrap(Purpose::Credentials, &kept, &master.key).map_err(damaged)?;
    let receipts = DataKey::unwrap(Purpose::Receipts, &kept, &master.key).map_err(damaged)?;
    let confirmations = Zeroizing::new(mac(&receipts.bytes, b"gatehouse confirmations 1"));
    Ok(DataKeys { sealer: credentials.sealer(), body_key: receipts.bytes, confirmations })
}

/// The first data keys, and the step from the versions that sealed with the master key itself: what they sealed is sealed
/// anew, and what they recognised is recognised still.
async fn make(store: &dyn Store, master: &Proven) -> Result<(), StoreError> {
    let damaged = |_| StoreError::Damaged("credential");
    let mut rekey = store.begin_rekey().await?;
    if !rekey.data_keys().await?.is_empty() {
        return Ok(());
    }
    let credentials = DataKey::random().map_err(damaged)?;
    let mut receipts = DataKey::random().map_err(damaged)?;
    if !master.is_new {
        receipts.bytes = master.key.derive(legacy::RECEIPTS);
    }
    let sealer = credentials.sealer();
    for row in rekey.sealed().await? {
        let plain = legacy::open(&master.key, &row.organisation, &row.kind, &row.sealed).map_err(damaged)?;
        let again = sealer.seal_bytes(&row.organisation, &row.kind, &plain).map_err(damaged)?;
        rekey.seal_again(&row.organisation, &row.kind, &again).await?;
    }
    let now = now();
    for (key, purpose) in [(&credentials, Purpose::Credentials), (&receipts, Purpose::Receipts)] {
        rekey.put_data_key(&key.wrap(purpose, &master.key, &now).map_err(damaged)?).await?;
    }
    rekey.commit().await
}

impl DataKey {
    pub(crate) fn random() -> Result<DataKey, SealError> {
        let mut key = DataKey { id: [0; KEY_ID], bytes: Zeroizing::new([0; 32]) };
        getrandom::fill(&mut key.id).map_err(|_| SealError::Seal)?;
        getrandom::fill(key.bytes.as_mut()).map_err(|_| SealError::Seal)?;
        Ok(key)
    }

    pub(crate) fn sealer(&self) -> Sealer {
        Sealer::new(self.id, &self.bytes)
    }

    /// As it is kept.
    pub(crate) fn wrap(&self, purpose: Purpose, master: &MasterKey, now: &str) -> Result<DataKeyRecord, SealError> {
        let mut nonce = [0_u8; NONCE];
        getrandom::fill(&mut nonce).map_err(|_| SealError::Seal)?;
        let aad = bound_to(purpose, &self.id);
        let payload = Payload { msg: self.bytes.as_slice(), aad: &aad };
        let mut wrapped = nonce.to_vec();
        wrapped.extend(wrapping(master).encrypt(&XNonce::from(nonce), payload).map_err(|_| SealError::Seal)?);
        Ok(DataKeyRecord { purpose: purpose.name().into(), id: self.id.to_vec(), wrapped, created_at: now.into() })
    }

    /// The key of this purpose among those that are kept.
    pub(crate) fn unwrap(purpose: Purpose, kept: &[DataKeyRecord], master: &MasterKey) -> Result<DataKey, SealError> {
        let record = kept.iter().find(|record| record.purpose == purpose.name()).ok_or(SealError::Open)?;
        let id = <[u8; KEY_ID]>::try_from(record.id.as_slice()).map_err(|_| SealError::Open)?;
        let (nonce, cipher) = record.wrapped.split_first_chunk::<NONCE>().ok_or(SealError::Open)?;
        let payload = Payload { msg: cipher, aad: &bound_to(purpose, &id) };
        let opened = wrapping(master).decrypt(&XNonce::from(*nonce), payload).map_err(|_| SealError::Open)?;
        let opened = Zeroizing::new(opened);
        let bytes = <[u8; 32]>::try_from(opened.as_slice()).map_err(|_| SealError::Open)?;
        Ok(DataKey { id, bytes: Zeroizing::new(bytes) })
    }
}

fn wrapping(master: &MasterKey) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(&(*master.derive("gatehouse data keys 1")).into())
}

fn bound_to(purpose: Purpose, id: &[u8; KEY_ID]) -> Vec<u8> {
    [b"gatehouse data key|", purpose.name().as_bytes(), b"|", id].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_data_key_opens_with_its_master_key_for_its_purpose_alone() {
        let (master, other) = (MasterKey::random().unwrap(), MasterKey::random().unwrap());
        let key = DataKey::random().unwrap();
        let kept = key.wrap(Purpose::Credentials, &master, "now").unwrap();
        assert!(!kept.wrapped.windows(8).any(|window| window == &key.bytes[..8]));
        let opened = DataKey::unwrap(Purpose::Credentials, std::slice::from_ref(&kept), &master).unwrap();
        assert_eq!((opened.id, opened.bytes), (key.id, key.bytes));
        assert!(DataKey::unwrap(Purpose::Credentials, std::slice::from_ref(&kept), &other).is_err());
        let mut moved = DataKeyRecord { purpose: "receipts".into(), ..kept };
        assert!(DataKey::unwrap(Purpose::Receipts, std::slice::from_ref(&moved), &master).is_err());
        (moved.purpose, moved.id[0]) = ("credentials".into(), moved.id[0] ^ 1);
        assert!(DataKey::unwrap(Purpose::Credentials, &[moved], &master).is_err());
    }
}
