//! Our own TLS handshake, with libpq's meaning of the modes.
//!
//! A given CA replaces the roots; `verify-ca` ignores the name and nothing else; `require` with a CA is `verify-ca`.
//! <https://www.postgresql.org/docs/current/libpq-ssl.html>, "Protection Provided in Different Modes".

mod chain;
mod facts;
mod fault;
mod link;
mod trust;
mod verifier;

#[cfg(test)]
mod tests;

use std::io;
use std::sync::Arc;

use gatehouse_core::connection::ConnectionFailure;
use rustls::client::Resumption;
use rustls::crypto::ring;
use rustls::pki_types::ServerName;
use rustls::{AlertDescription, ClientConfig, Error, InvalidMessage, PeerIncompatible};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

pub use facts::TlsFacts;
pub(crate) use facts::expires_within;
pub use link::Link;
pub(crate) use trust::Trust;

use verifier::Verifier;

/// One handshake: prepared, then shaken, then asked what it saw, also when it failed or was cut off.
#[derive(Debug)]
pub(super) struct Handshake {
    verifier: Arc<Verifier>,
    name: ServerName<'static>,
}

impl Handshake {
    /// With whoever answers for `host`, judged by `trust`.
    ///
    /// # Errors
    /// [`ConnectionFailure::DescriptorInvalid`] when no certificate could name this host.
    pub(super) fn new(host: &str, trust: Trust) -> Result<Handshake, ConnectionFailure> {
        Ok(Handshake { verifier: Arc::new(Verifier::new(trust, host)), name: server_name(host)? })
    }

    /// Shakes hands and reports what was agreed and shown.
    ///
    /// # Errors
    /// A certificate failure when the certificate was the reason, one of TLS otherwise.
    pub(super) async fn shake(&self, stream: TcpStream) -> Result<(TlsStream<TcpStream>, TlsFacts), ConnectionFailure> {
        let config = configuration(Arc::clone(&self.verifier))?;
        let agreed = TlsConnector::from(Arc::new(config)).connect(self.name.clone(), stream).await;
        let stream = agreed.map_err(|error| self.refusal(&error).unwrap_or_else(|| worded(&error)))?;
        // The verifier always runs: resumption, the one way around it, is off.
        let shown = self.verifier.shown().cloned().ok_or(ConnectionFailure::TlsProtocol { alert: None })?;
        let facts = TlsFacts::of(stream.get_ref().1, shown, self.verifier.verifies());
        Ok((stream, facts))
    }

    fn refusal(&self, error: &io::Error) -> Option<ConnectionFailure> {
        let shown = self.verifier.shown()?;
        // Some certificates cannot even be used to check the handshake's signature, in any mode.
        let unusable = matches!(cause(error), Some(Error::InvalidCertificate(_)));
        shown.refusal.clone().or_else(|| shown.strict.clone().filter(|_| unusable))
    }

    /// The chain and the SHA-256 of the server's certificate, if the handshake came so far.
    pub(super) fn seen(&self) -> Option<(Vec<Link>, String)> {
        self.verifier.shown().map(|shown| (shown.chain.clone(), shown.fingerprint.clone()))
    }
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
    let Some(error) = cause(error) else { return ConnectionFailure::ConnectionLost { phase: "agreeing TLS" } };
    match error {
        Error::AlertReceived(AlertDescription::ProtocolVersion)
        | Error::PeerIncompatible(
            PeerIncompatible::ServerDoesNotSupportTls12Or13 | PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig,
        ) => ConnectionFailure::TlsTooOld,
        Error::AlertReceived(alert) => ConnectionFailure::TlsProtocol { alert: Some(format!("{alert:?}")) },
        // rustls takes 64 KiB, which no real chain comes near.
        Error::InvalidMessage(
            InvalidMessage::HandshakePayloadTooLarge | InvalidMessage::CertificatePayloadTooLarge,
        ) => fault::unreadable("its handshake is longer than 64 KiB, which no chain of certificates needs"),
        _ => ConnectionFailure::TlsProtocol { alert: None },
    }
}

/// What TLS itself has to say about an error of its stream; `None` when the network broke off.
fn cause(error: &io::Error) -> Option<&Error> {
    error.get_ref().and_then(|inner| inner.downcast_ref())
}

/// How an established connection was broken, if by TLS: the server's alert, if it gave one.
pub(crate) fn broken(error: &io::Error) -> Option<Option<String>> {
    cause(error).map(|error| match error {
        Error::AlertReceived(alert) => Some(format!("{alert:?}")),
        _ => None,
    })
}
