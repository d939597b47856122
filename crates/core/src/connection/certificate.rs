//! Certificates in findings: which link of the chain is meant, and what is wrong with it.

use std::fmt;
use std::net::IpAddr;

use super::ConnectionFailure;

/// Where in the chain a certificate stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkPlace {
    /// The server's own.
    Server,
    /// Between the server's and the root; 1 is the one that the server sent right after its own.
    Intermediate(usize),
    /// One that vouches for itself: the server sent it, or the connection's CA holds it.
    Root,
}

/// One certificate of a chain. The subject is the certificate's claim, without control characters and cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainLink {
    /// Where it stands.
    pub place: LinkPlace,
    /// Its subject's distinguished name; empty when it has none or cannot be read.
    pub subject: String,
}

/// Why nobody vouches for a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Untrusted {
    /// Its issuer's certificate is neither trusted nor was it sent: an intermediate is missing, or the CA is another one.
    IssuerMissing,
    /// It vouches for itself, and is not among those that are trusted.
    SelfSigned,
    /// A trusted CA has the issuer's name, but another key.
    OtherKey,
}

impl fmt::Display for ChainLink {
    /// Completes a sentence: "the server's certificate", "intermediate certificate 1 (CN=…)".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place {
            LinkPlace::Server => f.write_str("the server's certificate")?,
            LinkPlace::Intermediate(number) => write!(f, "intermediate certificate {number} of the chain")?,
            LinkPlace::Root => f.write_str("the root certificate of the chain")?,
        }
        if self.subject.is_empty() { Ok(()) } else { write!(f, " ({})", self.subject) }
    }
}

impl ChainLink {
    /// The same at the start of a sentence.
    fn capitalized(&self) -> String {
        let text = self.to_string();
        let (first, rest) = text.split_at(1);
        format!("{}{rest}", first.to_ascii_uppercase())
    }

    fn renewal(&self) -> String {
        match self.place {
            LinkPlace::Server => "Renew the certificate on the server; check this machine's clock if that date looks right.",
            LinkPlace::Intermediate(_) => {
                "Put the CA's current intermediate certificate into the server's certificate file; check this machine's clock if that date looks right."
            }
            LinkPlace::Root => {
                "Get the CA's current root certificate and have the server's certificate issued under it; check this machine's clock if that date looks right."
            }
        }
        .into()
    }
}

/// The entry among the subject alternative names that would make a certificate name `host`.
fn wanted_name(host: &str) -> String {
    match host.parse::<IpAddr>() {
        Ok(address) => format!("IP:{address}"),
        Err(_) => format!("DNS:{host}"),
    }
}

/// The wording of the failures about certificates: what happened, and the next step.
pub(super) fn wording(failure: &ConnectionFailure) -> (String, String) {
    use ConnectionFailure as F;
    match failure {
        F::CertificateUntrusted { link, issuer, why, own_ca } => untrusted(link, issuer, *why, *own_ca),
        F::CertificateNameMismatch { host, names, common_name } => misnamed(host, names, common_name.as_deref()),
        F::CertificateExpired { link, not_after } => {
            (format!("{} expired on {not_after}.", link.capitalized()), link.renewal())
        }
        F::CertificateNotYetValid { link, not_before } => (
            format!("{} is not valid before {not_before}.", link.capitalized()),
            "Check this machine's clock and that certificate.".into(),
        ),
        F::CertificateInvalid { link, reason, next_step } => {
            (format!("{} cannot be used: {reason}.", link.capitalized()), (*next_step).into())
        }
        F::CertificateChanged { recorded, shown } => (
            format!(
                "The server shows another certificate than the one recorded when it was first used (recorded SHA-256 {recorded}, shown {shown}). Nothing was sent to it."
            ),
            "Ask who runs the server whether its certificate was replaced, and compare the new fingerprint with theirs; only then record it with `gatehouse connection pin`.".into(),
        ),
        _ => (String::new(), String::new()),
    }
}

fn untrusted(link: &ChainLink, issuer: &str, why: Untrusted, own_ca: bool) -> (String, String) {
    let trusted = if own_ca { "which is not the CA you gave" } else { "which this machine does not trust" };
    let what = match (why, link.place) {
        (Untrusted::SelfSigned, LinkPlace::Server) => {
            format!("{} vouches for itself, and is not among those that are trusted.", link.capitalized())
        }
        (Untrusted::SelfSigned, _) => format!("The chain ends in {link}, {trusted}."),
        (Untrusted::IssuerMissing, _) => format!(
            "{} was issued by “{issuer}”, {trusted}, and the server did not send that one's certificate.",
            link.capitalized()
        ),
        (Untrusted::OtherKey, _) => format!(
            "{} names “{issuer}” as its issuer, but was not signed with the key of the CA of that name that you gave.",
            link.capitalized()
        ),
    };
    let next = match (why, own_ca) {
        (Untrusted::SelfSigned, true) => {
            "Give the CA certificate that the chain ends in; the database's provider or administrator has it."
        }
        (Untrusted::SelfSigned, false) => {
            "If you know this certificate, add it (PEM) to this connection as its CA; the database's provider publishes it."
        }
        (Untrusted::IssuerMissing, true) => {
            "Either the server must send its intermediate certificates, too (append them to its certificate file), or the CA you gave is not the one that issued this certificate."
        }
        (Untrusted::IssuerMissing, false) => {
            "If your database uses a private CA, add its certificate (PEM) to this connection; with a public CA, let the server send its intermediate certificates, too."
        }
        (Untrusted::OtherKey, _) => {
            "Get the CA's certificate again: it was made anew under the same name, or somebody imitates it."
        }
    };
    (what, next.into())
}

/// A certificate may hold thousands of names.
fn listed(names: &[String]) -> String {
    const SHOWN: usize = 5;
    let more = if names.len() > SHOWN { " and more" } else { "" };
    format!("{}{more}", names.get(..SHOWN).unwrap_or(names).join(", "))
}

fn misnamed(host: &str, names: &[String], common_name: Option<&str>) -> (String, String) {
    let wanted = wanted_name(host);
    let what = match (names, common_name) {
        ([], Some(name)) => {
            format!("The server's certificate names its host in the subject alone (CN={name}), where no name counts.")
        }
        ([], None) => format!("The server's certificate names no host at all, so it cannot be for {host}."),
        _ => format!("The server's certificate is for {}, not {wanted}.", listed(names)),
    };
    let next = match names {
        [] => format!("Have a certificate issued for the server with the subject alternative name {wanted}."),
        _ => format!(
            "Use a host name that the certificate lists, or have one issued with the subject alternative name {wanted}."
        ),
    };
    (what, next)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(place: LinkPlace) -> ChainLink {
        ChainLink { place, subject: "CN=x".into() }
    }

    #[test]
    fn each_link_is_named() {
        assert_eq!(link(LinkPlace::Server).to_string(), "the server's certificate (CN=x)");
        assert_eq!(link(LinkPlace::Intermediate(2)).to_string(), "intermediate certificate 2 of the chain (CN=x)");
        assert_eq!(link(LinkPlace::Root).capitalized(), "The root certificate of the chain (CN=x)");
    }

    #[test]
    fn the_missing_name_is_spelled_out() {
        let (what, next) = misnamed("127.0.0.1", &[], Some("127.0.0.1"));
        assert!(what.contains("CN=127.0.0.1") && next.contains("IP:127.0.0.1"), "{what} {next}");
        let (what, next) = misnamed("127.0.0.1", &["DNS:127.0.0.1".into()], None);
        assert!(what.contains("is for DNS:127.0.0.1, not IP:127.0.0.1") && next.contains("IP:127.0.0.1"), "{what}");
        assert!(misnamed("db.example.com", &[], None).1.contains("DNS:db.example.com"));
    }
}
