//! What a descriptor asks of the server's certificate.

use std::sync::{Arc, LazyLock};

use gatehouse_core::connection::{ConnectionFailure, Descriptor, SslMode};
use rustls::RootCertStore;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

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
pub(in crate::door) struct Trust {
    pub(super) extent: Extent,
    /// `None` when this machine has no roots: then nobody is known.
    pub(super) judge: Option<Arc<dyn ServerCertVerifier>>,
    /// The given CA certificates. A server that shows exactly one of them is trusted: libpq accepts such a self-signed
    /// certificate, which webpki refuses as a CA's.
    pub(super) pinned: Vec<CertificateDer<'static>>,
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
    pub(in crate::door) fn of(descriptor: &Descriptor) -> Result<Trust, ConnectionFailure> {
        let extent = match (descriptor.sslmode, &descriptor.ca_pem) {
            (SslMode::Require, None) => Extent::Nothing,
            (SslMode::Require | SslMode::VerifyCa, _) => Extent::Chain,
            (SslMode::VerifyFull, _) => Extent::ChainAndName,
        };
        match &descriptor.ca_pem {
            None => Ok(Trust { extent, judge: MACHINE.clone(), pinned: Vec::new() }),
            Some(pem) => {
                let pinned = certificates(pem)?;
                Ok(Trust { extent, judge: Some(own_roots(&pinned)?), pinned })
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

/// A judge that knows the given roots and no others.
fn own_roots(given: &[CertificateDer<'static>]) -> Result<Arc<dyn ServerCertVerifier>, ConnectionFailure> {
    let mut roots = RootCertStore::empty();
    for certificate in given {
        roots.add(certificate.clone()).map_err(|_| unreadable("it is not an X.509 certificate"))?;
    }
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider()).build();
    verifier
        .map(|verifier| verifier as Arc<dyn ServerCertVerifier>)
        .map_err(|_| unreadable("it cannot serve as a root"))
}

fn unreadable(reason: &str) -> ConnectionFailure {
    ConnectionFailure::CaUnreadable { reason: reason.into() }
}
