//! What a descriptor asks of the server's certificate.

use std::sync::{Arc, LazyLock};

use gatehouse_core::connection::{ConnectionFailure, Descriptor, SslMode};
use rustls::RootCertStore;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, UnixTime};

use super::facts;
use super::link::Link;

/// How much of the strict verdict counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// Encrypted only: any certificate passes, and the report says so.
    Nothing,
    /// The chain and the dates.
    Chain,
    /// The chain, the dates and the name.
    ChainAndName,
}

/// The roots, the certificates that are trusted as they are, and how much of the verdict counts.
#[derive(Debug, Clone)]
pub(crate) struct Trust {
    pub(super) extent: Extent,
    /// `None` when this machine has no roots: then nobody is known.
    pub(super) judge: Option<Arc<dyn ServerCertVerifier>>,
    /// The given CA certificates. A server that shows exactly one of them is trusted: libpq accepts such a self-signed
    /// certificate, which webpki refuses as a CA's.
    pub(super) given: Vec<CertificateDer<'static>>,
    /// SHA-256 of the only certificate that passes where nothing else is verified.
    pub(super) pin: Option<String>,
}

/// The machine's roots, read once: reading them takes tens of milliseconds.
static MACHINE: LazyLock<Option<Arc<dyn ServerCertVerifier>>> = LazyLock::new(|| {
    let verifier = rustls_platform_verifier::Verifier::new(provider()).ok()?;
    Some(Arc::new(verifier) as Arc<dyn ServerCertVerifier>)
});

pub(super) fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

impl Trust {
    /// Reads the descriptor's mode and CA.
    ///
    /// # Errors
    /// [`ConnectionFailure::CaUnreadable`] when the CA is no PEM certificate.
    pub(crate) fn of(descriptor: &Descriptor) -> Result<Trust, ConnectionFailure> {
        let extent = match (descriptor.sslmode, &descriptor.ca_pem) {
            (SslMode::Require, None) => Extent::Nothing,
            (SslMode::Require | SslMode::VerifyCa, _) => Extent::Chain,
            (SslMode::VerifyFull, _) => Extent::ChainAndName,
        };
        let pin = descriptor.pinned_certificate.clone().filter(|_| descriptor.relies_on_pin());
        match &descriptor.ca_pem {
            None => Ok(Trust { extent, judge: MACHINE.clone(), given: Vec::new(), pin }),
            Some(pem) => {
                let given = certificates(pem)?;
                Ok(Trust { extent, judge: own_roots(&given)?, given, pin })
            }
        }
    }
}

fn certificates(pem: &str) -> Result<Vec<CertificateDer<'static>>, ConnectionFailure> {
    let parsed: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem.as_bytes()).collect();
    match parsed {
        Ok(certificates) if !certificates.is_empty() => Ok(certificates),
        Ok(_) => Err(unreadable("it holds no certificate")),
        Err(_) => Err(unreadable("it is not complete PEM text")),
    }
}

/// A judge that knows the given roots and no others; `None` when all of them are over. webpki does not look at a root's
/// dates, and OpenSSL, whose meaning of the modes this is, does.
fn own_roots(given: &[CertificateDer<'static>]) -> Result<Option<Arc<dyn ServerCertVerifier>>, ConnectionFailure> {
    let now = facts::seconds(UnixTime::now());
    let mut roots = RootCertStore::empty();
    for certificate in given {
        let link = Link::given(certificate).ok_or_else(|| unreadable("it is not an X.509 certificate"))?;
        if !link.is_over(now) {
            roots.add(certificate.clone()).map_err(|_| unreadable("it is not an X.509 certificate"))?;
        }
    }
    if roots.is_empty() {
        return Ok(None);
    }
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider()).build();
    verifier
        .map(|verifier| Some(verifier as Arc<dyn ServerCertVerifier>))
        .map_err(|_| unreadable("it cannot serve as a root"))
}

fn unreadable(reason: &str) -> ConnectionFailure {
    ConnectionFailure::CaUnreadable { reason: reason.into() }
}
