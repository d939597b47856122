//! TLS on the way from the relay to MySQL's driver.
//!
//! The driver sends a password in the clear only where it sees TLS, and the numbers of the protocol's packets count its
//! request for TLS. So it finds on the private socket what the server offered: TLS, with a certificate that this process
//! makes for itself and that nobody else can show.

use std::sync::{Arc, LazyLock};

use rcgen::{CertificateParams, KeyPair};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::TlsAcceptor;

/// The name in the certificate, for which the driver verifies it.
pub(crate) const LOCAL_NAME: &str = "relay.gatehouse.internal";

/// The relay's end, and the certificate that the driver's end is given.
#[derive(Clone)]
pub(crate) struct LocalTls {
    pub(crate) acceptor: TlsAcceptor,
    pub(crate) certificate_pem: String,
}

/// One key and certificate for the life of the process; neither ever leaves it.
static OURS: LazyLock<Option<LocalTls>> = LazyLock::new(|| {
    let key = KeyPair::generate().ok()?;
    let certificate = CertificateParams::new(vec![LOCAL_NAME.to_owned()]).ok()?.self_signed(&key).ok()?;
    let private = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .ok()?
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], private)
        .ok()?;
    Some(LocalTls { acceptor: TlsAcceptor::from(Arc::new(config)), certificate_pem: certificate.pem() })
});

impl LocalTls {
    /// This process's own; `None` when no key could be made, for want of randomness.
    pub(crate) fn ours() -> Option<LocalTls> {
        OURS.clone()
    }
}
