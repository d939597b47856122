//! One verifier for all modes: it always runs the strict check and keeps the verdict, then applies the mode.

use std::sync::{Arc, OnceLock};

use gatehouse_core::connection::ConnectionFailure;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::verify_server_name;
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, DigitallySignedStruct, Error, SignatureScheme};

use super::facts;
use super::fault;
use super::trust::{Extent, Trust, provider};

/// The verifier of one handshake.
#[derive(Debug)]
pub(super) struct Verifier {
    trust: Trust,
    host: String,
    provider: Arc<CryptoProvider>,
    /// What the strict check, that of verify-full, found; and whether the mode let it pass.
    seen: OnceLock<Seen>,
}

#[derive(Debug)]
struct Seen {
    strict: Option<ConnectionFailure>,
    refused: bool,
}

impl Verifier {
    pub(super) fn new(trust: Trust, host: &str) -> Verifier {
        Verifier { trust, host: host.to_owned(), provider: provider(), seen: OnceLock::new() }
    }

    /// Whether this mode verifies anything.
    pub(super) fn verifies(&self) -> bool {
        self.trust.extent != Extent::Nothing
    }

    /// Why the certificate was refused, if it was.
    pub(super) fn refusal(&self) -> Option<ConnectionFailure> {
        self.seen.get().filter(|seen| seen.refused).and_then(|seen| seen.strict.clone())
    }

    /// Why verify-full would refuse the certificate, if it would.
    pub(super) fn strict_verdict(&self) -> Option<ConnectionFailure> {
        self.seen.get().and_then(|seen| seen.strict.clone())
    }

    fn judge(
        &self,
        leaf: &CertificateDer<'_>,
        chain: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<(), Error> {
        if self.trust.pinned.iter().any(|pinned| pinned == leaf) {
            facts::within_dates(leaf, now)?;
            return verify_server_name(&ParsedCertificate::try_from(leaf)?, name);
        }
        match &self.trust.judge {
            Some(judge) => judge.verify_server_cert(leaf, chain, name, ocsp, now).map(|_| ()),
            None => Err(CertificateError::UnknownIssuer.into()),
        }
    }
}

/// Whether the name alone is what the strict check disliked: webpki looks at the name last.
fn is_about_the_name(error: &Error) -> bool {
    matches!(
        error,
        Error::InvalidCertificate(CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. })
    )
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        leaf: &CertificateDer<'_>,
        chain: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let verdict = self.judge(leaf, chain, name, ocsp, now);
        let tolerated = |error: &Error| match self.trust.extent {
            Extent::Nothing => true,
            Extent::Chain => is_about_the_name(error),
            Extent::ChainAndName => false,
        };
        let refused = verdict.as_ref().err().filter(|error| !tolerated(error)).cloned();
        let own_ca = !self.trust.pinned.is_empty();
        let strict = verdict.err().map(|error| fault::worded(&error, leaf, &self.host, own_ca));
        // One handshake verifies once; a second verdict would have nobody to hear it.
        let _ = self.seen.set(Seen { strict, refused: refused.is_some() });
        refused.map_or_else(|| Ok(ServerCertVerified::assertion()), Err)
    }

    // Whatever the mode: the server must hold the key of the certificate it shows.
    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signature, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signature, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
