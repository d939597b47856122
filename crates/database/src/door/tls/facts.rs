//! What TLS agreed on and what the certificate says, for the report.

use std::net::IpAddr;

use gatehouse_core::connection::ConnectionFailure;
use gatehouse_core::fingerprint::sha256_hex;
use rustls::pki_types::{CertificateDer, UnixTime};
use rustls::{CertificateError, ClientConnection};
use serde::Serialize;
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::FromDer;
use x509_parser::time::ASN1Time;

/// More names than this are not listed: a certificate may have thousands.
const MAX_NAMES: usize = 20;

/// A text of a certificate longer than this, in characters, is cut: nobody has vouched for it yet.
const MAX_TEXT: usize = 200;

/// What the handshake agreed on and whom the server claims to be. Texts are the certificate's, without control
/// characters, and cut to 200 characters; they are claims unless `verified`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TlsFacts {
    /// `TLSv1.3` or `TLSv1.2`.
    pub protocol: String,
    /// The cipher suite's IANA name.
    pub cipher_suite: String,
    /// The server certificate's subject.
    pub subject: String,
    /// Who issued it.
    pub issuer: String,
    /// The host names and addresses it is for (subject alternative names), at most 20.
    pub names: Vec<String>,
    /// From when it is valid, RFC 3339.
    pub not_before: String,
    /// Until when it is valid, RFC 3339.
    pub not_after: String,
    /// The same in seconds since 1970.
    pub not_after_unix: i64,
    /// SHA-256 of the certificate's DER, hexadecimal.
    pub fingerprint: String,
    /// The subjects of the certificates that came with it, from its issuer upwards.
    pub chain: Vec<String>,
    /// Whether the mode verified who the server is.
    pub verified: bool,
    /// Why verify-full would refuse it, if it would.
    pub would_fail_verify_full: Option<String>,
}

impl TlsFacts {
    pub(super) fn of(session: &ClientConnection, strict: Option<ConnectionFailure>, verified: bool) -> TlsFacts {
        let shown = session.peer_certificates().unwrap_or_default();
        let leaf = shown.first().and_then(Leaf::read).unwrap_or_default();
        let chain = shown.iter().skip(1).take(MAX_NAMES).filter_map(Leaf::read).map(|issuer| issuer.subject).collect();
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
            subject: leaf.subject,
            issuer: leaf.issuer,
            names: leaf.names,
            not_before: leaf.not_before,
            not_after: leaf.not_after,
            not_after_unix: leaf.not_after_unix,
            fingerprint: shown.first().map(|leaf| sha256_hex(leaf)).unwrap_or_default(),
            chain,
            verified,
            would_fail_verify_full: strict.map(|failure| failure.explain().what),
        }
    }
}

/// Whether a certificate that ends at `not_after_unix` ends within `days` of `now`, seconds since 1970.
pub(crate) fn expires_within(not_after_unix: i64, now: i64, days: i64) -> bool {
    not_after_unix.saturating_sub(now) < days.saturating_mul(86_400)
}

/// What is read of one certificate.
#[derive(Debug, Default)]
pub(super) struct Leaf {
    pub(super) subject: String,
    pub(super) issuer: String,
    pub(super) names: Vec<String>,
    pub(super) not_before: String,
    pub(super) not_after: String,
    pub(super) not_after_unix: i64,
}

impl Leaf {
    pub(super) fn read(der: &CertificateDer<'_>) -> Option<Leaf> {
        let (_, certificate) = X509Certificate::from_der(der).ok()?;
        Some(Leaf {
            subject: plain(&certificate.subject().to_string()),
            issuer: plain(&certificate.issuer().to_string()),
            names: names(&certificate),
            not_before: written(certificate.validity().not_before),
            not_after: written(certificate.validity().not_after),
            not_after_unix: certificate.validity().not_after.timestamp(),
        })
    }
}

/// Whether `now` lies within the certificate's dates.
pub(super) fn within_dates(der: &CertificateDer<'_>, now: UnixTime) -> Result<(), CertificateError> {
    let (_, certificate) = X509Certificate::from_der(der).map_err(|_| CertificateError::BadEncoding)?;
    let now = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
    if now > certificate.validity().not_after.timestamp() {
        return Err(CertificateError::Expired);
    }
    if now < certificate.validity().not_before.timestamp() {
        return Err(CertificateError::NotValidYet);
    }
    Ok(())
}

/// Seconds since 1970 in RFC 3339.
pub(super) fn rfc3339(seconds: u64) -> String {
    let time = i64::try_from(seconds).ok().and_then(|seconds| ASN1Time::from_timestamp(seconds).ok());
    time.map(written).unwrap_or_default()
}

fn written(time: ASN1Time) -> String {
    let t = time.to_datetime();
    let (month, day) = (u8::from(t.month()), t.day());
    format!("{:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z", t.year(), t.hour(), t.minute(), t.second())
}

fn names(certificate: &X509Certificate<'_>) -> Vec<String> {
    let Ok(Some(extension)) = certificate.subject_alternative_name() else { return Vec::new() };
    let name = |name: &GeneralName<'_>| match name {
        GeneralName::DNSName(name) => Some(plain(name)),
        GeneralName::IPAddress(bytes) => address(bytes),
        _ => None,
    };
    extension.value.general_names.iter().filter_map(name).take(MAX_NAMES).collect()
}

fn address(bytes: &[u8]) -> Option<String> {
    let v4 = <[u8; 4]>::try_from(bytes).map(IpAddr::from);
    let v6 = <[u8; 16]>::try_from(bytes).map(IpAddr::from);
    v4.or(v6).ok().map(|address| address.to_string())
}

fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(MAX_TEXT).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_rfc_3339() {
        // `date -u -d @1700000000`
        assert_eq!(rfc3339(1_700_000_000), "2023-11-14T22:13:20Z");
    }

    #[test]
    fn thirty_days_are_thirty_days() {
        assert!(expires_within(29 * 86_400, 0, 30));
        assert!(!expires_within(31 * 86_400, 0, 30));
        assert!(expires_within(0, 100, 30));
        assert!(!expires_within(i64::MAX, i64::MIN, 30));
    }

    #[test]
    fn a_certificate_cannot_write_over_the_terminal() {
        assert_eq!(plain("CN=\u{1b}[31mx\r\n"), "CN=[31mx");
        assert_eq!(plain(&"x".repeat(900)).len(), 200);
    }
}
