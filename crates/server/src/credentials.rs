//! Credentials at rest: XChaCha20-Poly1305 (RFC 8439 with the extended nonce), bound to organisation and kind, so that a
//! sealed credential that is moved to another row does not open.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use gatehouse_api::{Credentials, CredentialsBody};
use gatehouse_core::connection::Engine;
use zeroize::Zeroizing;

use crate::master_key::MasterKey;

const NONCE: usize = 24;

/// Sealing or opening did not work. It has no more to say: neither the key nor the content belongs into a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SealError {
    #[error("the credentials could not be sealed")]
    Seal,
    #[error("the sealed credentials do not open with this master key")]
    Open,
}

/// Seals and opens.
pub(crate) struct Sealer(XChaCha20Poly1305);

impl Sealer {
    pub(crate) fn new(master: &MasterKey) -> Sealer {
        Sealer(XChaCha20Poly1305::new(&(*master.derive("gatehouse credentials 1")).into()))
    }

    /// Nonce and ciphertext.
    pub(crate) fn seal(
        &self,
        organisation: &str,
        kind: Engine,
        credentials: &Credentials,
    ) -> Result<Vec<u8>, SealError> {
        let mut nonce = [0_u8; NONCE];
        getrandom::fill(&mut nonce).map_err(|_| SealError::Seal)?;
        let plain = Zeroizing::new(serde_json::to_vec(&credentials.body()).map_err(|_| SealError::Seal)?);
        let aad = bound_to(organisation, kind);
        let payload = Payload { msg: &plain, aad: aad.as_bytes() };
        let mut sealed = nonce.to_vec();
        sealed.extend(self.0.encrypt(&XNonce::from(nonce), payload).map_err(|_| SealError::Seal)?);
        Ok(sealed)
    }

    /// The credentials of [`Sealer::seal`].
    pub(crate) fn open(&self, organisation: &str, kind: Engine, sealed: &[u8]) -> Result<Credentials, SealError> {
        let (nonce, cipher) = sealed.split_first_chunk::<NONCE>().ok_or(SealError::Open)?;
        let aad = bound_to(organisation, kind);
        let payload = Payload { msg: cipher, aad: aad.as_bytes() };
        let plain = Zeroizing::new(self.0.decrypt(&XNonce::from(*nonce), payload).map_err(|_| SealError::Open)?);
        let body: CredentialsBody = serde_json::from_slice(&plain).map_err(|_| SealError::Open)?;
        Ok(body.credentials)
    }
}

fn bound_to(organisation: &str, kind: Engine) -> String {
    format!("gatehouse|{organisation}|{}", kind.kind())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::master_key::MasterKeySource;
    use secrecy::ExposeSecret;

    #[test]
    fn opens_only_where_it_was_sealed() {
        let folder = tempfile::tempdir().unwrap();
        let sealer = Sealer::new(&MasterKey::load(&MasterKeySource::File(folder.path().join("key"))).unwrap());
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
    }
}
