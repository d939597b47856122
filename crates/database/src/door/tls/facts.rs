//! What TLS agreed on and what the certificate says, for the report.

use gatehouse_core::connection::ConnectionFailure;
use rustls::pki_types::{CertificateDer, UnixTime};
use rustls::{CertificateError, ClientConnection};
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer;

use super::link::Link;

/// What the handshake agreed on and whom the server claims to be. The chain's texts are claims unless `verified`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFacts {
    /// `TLSv1.3` or `TLSv1.2`.
    pub protocol: String,
    /// The cipher suite's IANA name.
    pub cipher_suite: String,
    /// The certificates, the server's first, at most 17.
    pub chain: Vec<Link>,
    /// SHA-256 of the server's certificate (DER), hexadecimal.
    pub fingerprint: String,
    /// Whether the mode verified who the server is.
    pub verified: bool,
    /// Whether the certificate is the one that the connection has recorded, where nothing else is verified.
    pub pinned: bool,
    /// Why verify-full would refuse it, if it would.
    pub would_fail_verify_full: Option<String>,
}

/// What the verifier saw of the certificates.
#[derive(Debug, Clone)]
pub(super) struct Shown {
    pub(super) chain: Vec<Link>,
    pub(super) fingerprint: String,
    /// Why the strict check, that of verify-full, refuses it.
    pub(super) strict: Option<ConnectionFailure>,
    /// Why this connection's mode refuses it.
    pub(super) refusal: Option<ConnectionFailure>,
    pub(super) pinned: bool,
}

impl TlsFacts {
    pub(super) fn of(session: &ClientConnection, shown: Shown, verified: bool) -> TlsFacts {
        let protocol = match session.protocol_version() {
            Some(rustls::ProtocolVersion::TLSv1_3) => "TLSv1.3",
            Some(rustls::ProtocolVersion::TLSv1_2) => "TLSv1.2",
            _ => "unknown",
        };
        let suite = session.negotiated_cipher_suite().and_then(|suite| suite.suite().as_str());
        TlsFacts {
            protocol: protocol.into(),
            // rustls writes TLS 1.3's suites with a "13" that the IANA registry does not have.
            cipher_suite: suite.unwrap_or("unknown").replace("TLS13_", "TLS_"),
            chain: shown.chain,
            fingerprint: shown.fingerprint,
            verified,
            pinned: shown.pinned,
            would_fail_verify_full: shown.strict.map(|failure| failure.explain().what),
        }
    }

    /// The server's own certificate.
    pub fn server(&self) -> Option<&Link> {
        self.chain.first()
    }
}

/// Whether a certificate that ends at `not_after_unix` ends within `days` of `now`, seconds since 1970.
pub(crate) fn expires_within(not_after_unix: i64, now: i64, days: i64) -> bool {
    not_after_unix.saturating_sub(now) < days.saturating_mul(86_400)
}

/// Whether `now` lies within the certificate's dates.
pub(super) fn within_dates(der: &CertificateDer<'_>, now: UnixTime) -> Result<(), CertificateError> {
    let (_, certificate) = X509Certificate::from_der(der).map_err(|_| CertificateError::BadEncoding)?;
    let now = seconds(now);
    if now > certificate.validity().not_after.timestamp() {
        return Err(CertificateError::Expired);
    }
    if now < certificate.validity().not_before.timestamp() {
        return Err(CertificateError::NotValidYet);
    }
    Ok(())
}

/// Seconds since 1970.
pub(super) fn seconds(time: UnixTime) -> i64 {
    i64::try_from(time.as_secs()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thirty_days_are_thirty_days() {
        assert!(expires_within(29 * 86_400, 0, 30));
        assert!(!expires_within(31 * 86_400, 0, 30));
        assert!(expires_within(0, 100, 30));
        assert!(!expires_within(i64::MAX, i64::MIN, 30));
    }
}
