//! One certificate of a chain, read for the report and for the search for the one that is the problem.

use std::net::IpAddr;

use gatehouse_core::connection::{ChainLink, LinkPlace};
use rustls::pki_types::CertificateDer;
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::FromDer;
use x509_parser::time::ASN1Time;
use x509_parser::x509::{X509Name, X509Version};

/// More names than this are not listed: a certificate may have thousands.
const MAX_NAMES: usize = 20;

/// A text of a certificate longer than this, in characters, is cut: nobody has vouched for it yet.
const MAX_TEXT: usize = 200;

/// One certificate of the chain. Texts are the certificate's claims, without control characters, and cut to 200 characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Where in the chain it stands.
    pub place: LinkPlace,
    /// Its subject.
    pub subject: String,
    /// Who issued it.
    pub issuer: String,
    /// The host names and addresses it is for (subject alternative names), with their kind (`DNS:…`, `IP:…`), at most 20.
    pub names: Vec<String>,
    /// From when it is valid, RFC 3339.
    pub not_before: String,
    /// Until when it is valid, RFC 3339.
    pub not_after: String,
    /// The same in seconds since 1970.
    pub not_after_unix: i64,
    /// Not sent by the server, but held by the connection's CA.
    pub given: bool,
    pub(super) not_before_unix: i64,
    /// The last CN of the subject, which counts for nothing and which people look at.
    pub(super) common_name: Option<String>,
    pub(super) is_ca: bool,
    /// X.509 version 3, the only one that can say what a certificate is for.
    pub(super) is_version_3: bool,
    /// The names as they are encoded, for comparing.
    pub(super) subject_der: Vec<u8>,
    pub(super) issuer_der: Vec<u8>,
}

impl Link {
    /// Reads the certificate that the server sent at `index`, 0 being its own; `None` when it is no X.509 certificate.
    pub(super) fn sent(index: usize, der: &CertificateDer<'_>) -> Option<Link> {
        let link = Link::read(der)?;
        let place = match index {
            0 => LinkPlace::Server,
            _ if link.vouches_for_itself() => LinkPlace::Root,
            _ => LinkPlace::Intermediate(index),
        };
        Some(Link { place, ..link })
    }

    /// Reads a certificate of the connection's CA.
    pub(super) fn given(der: &CertificateDer<'_>) -> Option<Link> {
        Some(Link { given: true, ..Link::read(der)? })
    }

    fn read(der: &CertificateDer<'_>) -> Option<Link> {
        let (_, certificate) = X509Certificate::from_der(der).ok()?;
        let (subject, issuer, validity) = (certificate.subject(), certificate.issuer(), certificate.validity());
        Some(Link {
            place: LinkPlace::Root,
            subject: plain(&subject.to_string()),
            issuer: plain(&issuer.to_string()),
            names: names(&certificate),
            not_before: written(validity.not_before),
            not_after: written(validity.not_after),
            not_after_unix: validity.not_after.timestamp(),
            given: false,
            not_before_unix: validity.not_before.timestamp(),
            common_name: common_name(subject),
            is_ca: certificate.is_ca(),
            is_version_3: certificate.version() == X509Version::V3,
            subject_der: subject.as_raw().to_vec(),
            issuer_der: issuer.as_raw().to_vec(),
        })
    }

    /// Whether it names itself as its issuer, as roots do.
    pub(super) fn vouches_for_itself(&self) -> bool {
        self.subject_der == self.issuer_der
    }

    /// Whether `self` names `other` as its issuer.
    pub(super) fn names_issuer(&self, other: &Link) -> bool {
        self.issuer_der == other.subject_der
    }

    /// Whether it is over at `now`, seconds since 1970.
    pub(super) fn is_over(&self, now: i64) -> bool {
        now > self.not_after_unix
    }

    /// Whether it has not begun at `now`, seconds since 1970.
    pub(super) fn is_early(&self, now: i64) -> bool {
        now < self.not_before_unix
    }

    /// What a finding calls it.
    pub(crate) fn named(&self) -> ChainLink {
        ChainLink { place: self.place, subject: self.subject.clone() }
    }
}

fn common_name(name: &X509Name<'_>) -> Option<String> {
    name.iter_common_name().last()?.as_str().ok().map(plain)
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
        GeneralName::DNSName(name) => Some(format!("DNS:{}", plain(name))),
        GeneralName::IPAddress(bytes) => address(bytes).map(|address| format!("IP:{address}")),
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
    fn a_certificate_cannot_write_over_the_terminal() {
        assert_eq!(plain("CN=\u{1b}[31mx\r\n"), "CN=[31mx");
        assert_eq!(plain(&"x".repeat(900)).len(), 200);
    }
}
