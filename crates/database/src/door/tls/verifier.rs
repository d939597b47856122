//! One verifier for all modes: it always runs the strict check and keeps the verdict, then applies the mode.

use std::sync::{Arc, OnceLock};

use gatehouse_core::connection::ConnectionFailure;
use gatehouse_core::fingerprint::sha256_hex;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::verify_server_name;
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, DigitallySignedStruct, Error, SignatureScheme};

use super::chain::Chain;
use super::facts::{self, Shown};
use super::fault;
use super::trust::{Extent, Trust, provider};

/// The verifier of one handshake.
#[derive(Debug)]
pub(super) struct Verifier {
    trust: Trust,
    host: String,
    provider: Arc<CryptoProvider>,
    /// What came of it.
    shown: OnceLock<Shown>,
}

impl Verifier {
    pub(super) fn new(trust: Trust, host: &str) -> Verifier {
        Verifier { trust, host: host.to_owned(), provider: provider(), shown: OnceLock::new() }
    }

    /// Whether this mode verifies anything.
    pub(super) fn verifies(&self) -> bool {
        self.trust.extent != Extent::Nothing
    }

    /// What the server showed, once it did.
    pub(super) fn shown(&self) -> Option<&Shown> {
        self.shown.get()
    }

    fn judge(
        &self,
        leaf: &CertificateDer<'_>,
        chain: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<(), Error> {
        if self.trust.given.iter().any(|given| given == leaf) {
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
        let certificates = Chain::read(leaf, chain, &self.trust.given);
        let fingerprint = sha256_hex(leaf);
        let worded = |error: &Error| fault::worded(error, &certificates, &self.host, facts::seconds(now));
        let strict = verdict.as_ref().err().map(worded);
        let refused = verdict.err().filter(|error| !tolerated(error));
        let changed = self.trust.pin.as_ref().filter(|pin| **pin != fingerprint);
        let refusal = match changed {
            Some(recorded) => {
                Some(ConnectionFailure::CertificateChanged { recorded: recorded.clone(), shown: fingerprint.clone() })
            }
            None => strict.clone().filter(|_| refused.is_some()),
        };
        let pinned = self.trust.pin.is_some() && changed.is_none();
        let answer = match (&refusal, refused) {
            (None, _) => Ok(ServerCertVerified::assertion()),
            (Some(_), Some(error)) => Err(error),
            (Some(_), None) => Err(CertificateError::ApplicationVerificationFailure.into()),
        };
        // One handshake verifies once; a second verdict would have nobody to hear it.
        let _ = self.shown.set(Shown { chain: certificates.links(), fingerprint, strict, refusal, pinned });
        answer
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
