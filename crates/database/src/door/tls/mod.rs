//! Our own TLS handshake, with libpq's meaning of the modes.
//!
//! A given CA replaces the roots; `verify-ca` ignores the name and nothing else; `require` with a CA is `verify-ca`.
//! <https://www.postgresql.org/docs/current/libpq-ssl.html>, "Protection Provided in Different Modes".

mod facts;
mod fault;
mod trust;
mod verifier;

use std::io;
use std::sync::Arc;

use gatehouse_core::connection::ConnectionFailure;
use rustls::ClientConfig;
use rustls::client::Resumption;
use rustls::crypto::ring;
use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

pub use facts::TlsFacts;
pub(crate) use facts::expires_within;
pub(super) use trust::Trust;

use verifier::Verifier;

/// Shakes hands with `host`, whoever it is connected to, and reports what was agreed and shown.
///
/// # Errors
/// A certificate failure when the certificate was the reason, [`ConnectionFailure::TlsProtocol`] otherwise.
pub(super) async fn handshake(
    stream: TcpStream,
    host: &str,
    trust: Trust,
) -> Result<(TlsStream<TcpStream>, TlsFacts), ConnectionFailure> {
    let name = server_name(host)?;
    let verifier = Arc::new(Verifier::new(trust, host));
    let config = configuration(Arc::clone(&verifier))?;
    let stream = match TlsConnector::from(Arc::new(config)).connect(name, stream).await {
        Ok(stream) => stream,
        Err(error) => return Err(verifier.refusal().unwrap_or_else(|| worded(&error))),
    };
    let facts = TlsFacts::of(stream.get_ref().1, verifier.strict_verdict(), verifier.verifies());
    Ok((stream, facts))
}

/// The name or address that the certificate must be for. The address judge has put it into this form already.
fn server_name(host: &str) -> Result<ServerName<'static>, ConnectionFailure> {
    ServerName::try_from(host.to_owned()).map_err(|_| ConnectionFailure::DescriptorInvalid {
        field: "host".into(),
        message: "Use a host name or an IP address that a certificate can name.".into(),
    })
}

fn configuration(verifier: Arc<Verifier>) -> Result<ClientConfig, ConnectionFailure> {
    // The provider is named, so that no other crate's choice for the process can change ours.
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|_| ConnectionFailure::TlsProtocol { alert: None })?;
    let mut config = builder.dangerous().with_custom_certificate_verifier(verifier).with_no_client_auth();
    // A resumed session would show no certificate, and the checks report the certificate.
    config.resumption = Resumption::disabled();
    Ok(config)
}

fn worded(error: &io::Error) -> ConnectionFailure {
    let tls = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
    match (tls, error.kind()) {
        (Some(rustls::Error::AlertReceived(alert)), _) => {
            ConnectionFailure::TlsProtocol { alert: Some(format!("{alert:?}")) }
        }
        (Some(_), _) => ConnectionFailure::TlsProtocol { alert: None },
        (None, _) => ConnectionFailure::ConnectionLost { phase: "agreeing TLS" },
    }
}
