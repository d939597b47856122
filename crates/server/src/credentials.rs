//! Credentials at rest: XChaCha20-Poly1305 (RFC 8439 with the extended nonce), bound to organisation, kind and data key, so that
//! a sealed credential that is moved to another row does not open.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use gatehouse_api::{Credentials, CredentialsBody};
use gatehouse_core::connection::Engine;
use zeroize::Zeroizing;

pub(crate) const NONCE: usize = 24;

/// What a sealed credential begins with: the id of its data key.
pub(crate) const KEY_ID: usize = 16;

/// Sealing or opening did not work. It has no more to say: neither the key nor the content belongs into a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SealError {
    #[error("it could not be sealed")]
    Seal,
    #[error("what was sealed does not open with this key")]
    Open,
    /// The master key was rotated since this process was started.
    #[error("it was sealed with another data key: the master key was rotated, and this server has to be started again")]
    OtherKey,
}

/// Seals and opens with one data key.
pub(crate) struct Sealer {
    id: [u8; KEY_ID],
    cipher: XChaCha20Poly1305,
}

impl Sealer {
    pub(crate) fn new(id: [u8; KEY_ID], key: &[u8; 32]) -> Sealer {
        Sealer { id, cipher: XChaCha20Poly1305::new(key.into()) }
    }

    /// The data key's.
    pub(crate) fn id(&self) -> &[u8; KEY_ID] {
        &self.id
    }

    /// The data key's id, nonce and ciphertext.
    pub(crate) fn seal(
        &self,
        organisation: &str,
        kind: Engine,
        credentials: &Credentials,
    ) -> Result<Vec<u8>, SealError> {
        let plain = Zeroizing::new(serde_json::to_vec(&credentials.body()).map_err(|_| SealError::Seal)?);
        self.seal_bytes(organisation, kind.kind(), &plain)
    }

    /// The credentials of [`Sealer::seal`].
    pub(crate) fn open(&self, organisation: &str, kind: Engine, sealed: &[u8]) -> Result<Credentials, SealError> {
        let plain = self.open_bytes(organisation, kind.kind(), sealed)?;
        let body: CredentialsBody = serde_json::from_slice(&plain).map_err(|_| SealError::Open)?;
        Ok(body.credentials)
    }

    pub(crate) fn seal_bytes(&self, organisation: &str, kind: &str, plain: &[u8]) -> Result<Vec<u8>, SealError> {
        let mut nonce = [0_u8; NONCE];
        getrandom::fill(&mut nonce).map_err(|_| SealError::Seal)?;
        let aad = bound_to(organisation, kind, &self.id);
        let payload = Payload { msg: plain, aad: &aad };
        let mut sealed = [&self.id[..], &nonce].concat();
        sealed.extend(self.cipher.encrypt(&XNonce::from(nonce), payload).map_err(|_| SealError::Seal)?);
        Ok(sealed)
    }

    pub(crate) fn open_bytes(
        &self,
        organisation: &str,
        kind: &str,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let (id, rest) = sealed.split_first_chunk::<KEY_ID>().ok_or(SealError::Open)?;
        if *id != self.id {
            return Err(SealError::OtherKey);
        }
        let (nonce, cipher) = rest.split_first_chunk::<NONCE>().ok_or(SealError::Open)?;
        let payload = Payload { msg: cipher, aad: &bound_to(organisation, kind, &self.id) };
        let plain = self.cipher.decrypt(&XNonce::from(*nonce), payload).map_err(|_| SealError::Open)?;
        Ok(Zeroizing::new(plain))
    }
}

/// An organisation's id is a UUID and a kind a word: neither holds a bar.
fn bound_to(organisation: &str, kind: &str, id: &[u8; KEY_ID]) -> Vec<u8> {
    [b"gatehouse|", organisation.as_bytes(), b"|", kind.as_bytes(), b"|", id].concat()
}

/// How it was sealed before there were data keys: with a key of the master key's own, which had no id.
pub(crate) mod legacy {
    use super::{Aead, KeyInit, NONCE, Payload, SealError, XChaCha20Poly1305, XNonce, Zeroizing};
    use crate::master_key::MasterKey;

    /// What the key of the receipts was derived by.
    pub(crate) const RECEIPTS: &str = "gatehouse receipts 1";

    pub(crate) fn open(
        master: &MasterKey,
        organisation: &str,
        kind: &str,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let (nonce, cipher) = sealed.split_first_chunk::<NONCE>().ok_or(SealError::Open)?;
        let aad = format!("gatehouse|{organisation}|{kind}");
        let payload = Payload { msg: cipher, aad: aad.as_bytes() };
        let key = XChaCha20Poly1305::new(&(*master.derive("gatehouse credentials 1")).into());
        key.decrypt(&XNonce::from(*nonce), payload).map(Zeroizing::new).map_err(|_| SealError::Open)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret;

    #[test]
    fn opens_only_where_it_was_sealed() {
        let sealer = Sealer::new([1; KEY_ID], &[7; 32]);
        let body: CredentialsBody = serde_json::from_str(
            r#"{"credentials":{"host":"h","port":"1","database":"d","user":"u","password":"hunter2"}}"#,
        )
        .unwrap();
        let sealed = sealer.seal("one", Engine::Postgres, &body.credentials).unwrap();
        assert!(!sealed.windows(7).any(|window| window == b"hunter2"));
        let opened = sealer.open("one", Engine::Postgres, &sealed).unwrap();
        assert_eq!(opened.password.expose_secret(), "hunter2");
        assert_eq!(sealer.open("two", Engine::Postgres, &sealed).unwrap_err(), SealError::Open);
        assert_eq!(sealer.open("one", Engine::Mysql, &sealed).unwrap_err(), SealError::Open);
        assert_eq!(sealer.open("one", Engine::Postgres, &sealed[..20]).unwrap_err(), SealError::Open);
        let mut altered = sealed.clone();
        *altered.last_mut().unwrap() ^= 1;
        assert_eq!(sealer.open("one", Engine::Postgres, &altered).unwrap_err(), SealError::Open);
        let rotated = Sealer::new([2; KEY_ID], &[8; 32]);
        assert_eq!(rotated.open("one", Engine::Postgres, &sealed).unwrap_err(), SealError::OtherKey);
        // Under the id of another key it does not open either.
        let mut relabelled = sealed;
        relabelled[..KEY_ID].fill(2);
        assert_eq!(rotated.open("one", Engine::Postgres, &relabelled).unwrap_err(), SealError::Open);
    }
}
