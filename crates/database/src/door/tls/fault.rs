//! What a refused certificate means for a person: which link of the chain is the problem, and why.

use gatehouse_core::connection::{ChainLink, ConnectionFailure, LinkPlace, Untrusted};
use rustls::{CertificateError, Error};

use super::chain::{Chain, End};
use super::link::{self, Link};

const ISSUE_ANEW: &str = "Have a new certificate issued for the server.";

/// The failure for a chain that `error` refused at `now`, seconds since 1970.
pub(super) fn worded(error: &Error, chain: &Chain, host: &str, now: i64) -> ConnectionFailure {
    let Some(server) = chain.sent.first() else { return unreadable("it is not a readable X.509 certificate") };
    let Error::InvalidCertificate(error) = error else {
        return invalid(server.named(), "it does not fit the handshake", ISSUE_ANEW);
    };
    match error {
        CertificateError::UnknownIssuer => unknown(chain, server, now),
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            ConnectionFailure::CertificateNameMismatch {
                host: host.to_owned(),
                names: server.names.clone(),
                common_name: server.common_name.clone(),
            }
        }
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => expired(error, chain, server, now),
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => early(error, chain, server, now),
        // Where the names lead to a given CA, its key did not make the signature.
        CertificateError::BadSignature => match chain.way_up() {
            Some((_, End::Given(link))) => untrusted(link, Untrusted::OtherKey, chain),
            _ => invalid(server.named(), "a signature in its chain is wrong", ISSUE_ANEW),
        },
        CertificateError::Revoked => invalid(server.named(), "it was revoked", ISSUE_ANEW),
        CertificateError::BadEncoding => invalid(server.named(), "it is not encoded as X.509 asks", ISSUE_ANEW),
        CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. } => {
            invalid(server.named(), "it was not issued for servers", ISSUE_ANEW)
        }
        CertificateError::UnsupportedSignatureAlgorithmContext { .. }
        | CertificateError::UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => {
            invalid(server.named(), "it is signed in a way that is no longer accepted", ISSUE_ANEW)
        }
        _ => misused(chain, server),
    }
}

/// The certificate's kind does not fit its place; rustls has no name of its own for these.
fn misused(chain: &Chain, server: &Link) -> ConnectionFailure {
    if !server.is_version_3 {
        return invalid(server.named(), "it is an X.509 certificate of version 1, which cannot name hosts", ISSUE_ANEW);
    }
    if server.is_ca {
        return invalid(
            server.named(),
            "it is a CA certificate, not a server's",
            "Have a server certificate issued; or, if the server is meant to show this very certificate, give it as this connection's CA.",
        );
    }
    let way = chain.way_up().map(|(way, _)| way).unwrap_or_default();
    match way.iter().skip(1).find(|link| !link.given && (!link.is_ca || !link.is_version_3)) {
        Some(link) => invalid(
            link.named(),
            "it is not a CA certificate, and yet the chain rests on it",
            "Put the issuing CA's certificate into the server's certificate file in its place.",
        ),
        None => invalid(server.named(), "it breaks a rule for certificates", ISSUE_ANEW),
    }
}

fn unknown(chain: &Chain, server: &Link, now: i64) -> ConnectionFailure {
    match chain.way_up() {
        // A given root that is over was not taken into the roots, as OpenSSL would not.
        Some((way, End::Given(link))) => match way.last().filter(|root| root.is_over(now)) {
            Some(root) => over(root),
            None => untrusted(link, Untrusted::OtherKey, chain),
        },
        Some((_, End::SelfSigned(link))) => untrusted(link, Untrusted::SelfSigned, chain),
        Some((_, End::Open(link))) => untrusted(link, Untrusted::IssuerMissing, chain),
        None => untrusted(server, Untrusted::IssuerMissing, chain),
    }
}

fn untrusted(link: &Link, why: Untrusted, chain: &Chain) -> ConnectionFailure {
    let own_ca = !chain.given.is_empty();
    ConnectionFailure::CertificateUntrusted { link: link.named(), issuer: link.issuer.clone(), why, own_ca }
}

fn over(link: &Link) -> ConnectionFailure {
    ConnectionFailure::CertificateExpired { link: link.named(), not_after: link.not_after.clone() }
}

fn expired(error: &CertificateError, chain: &Chain, server: &Link, now: i64) -> ConnectionFailure {
    let way = chain.way_up().map(|(way, _)| way).unwrap_or_default();
    if let Some(link) = way.iter().find(|link| link.is_over(now)) {
        return over(link);
    }
    // The judge went another way than the names lead: its own date is the only fact.
    match error {
        CertificateError::ExpiredContext { not_after, .. } => ConnectionFailure::CertificateExpired {
            link: server.named(),
            not_after: link::rfc3339(not_after.as_secs()),
        },
        _ => over(server),
    }
}

fn early(error: &CertificateError, chain: &Chain, server: &Link, now: i64) -> ConnectionFailure {
    let way = chain.way_up().map(|(way, _)| way).unwrap_or_default();
    let link = way.iter().find(|link| link.is_early(now)).copied();
    let not_before = match (link, error) {
        (None, CertificateError::NotValidYetContext { not_before, .. }) => link::rfc3339(not_before.as_secs()),
        (link, _) => link.unwrap_or(server).not_before.clone(),
    };
    ConnectionFailure::CertificateNotYetValid { link: link.unwrap_or(server).named(), not_before }
}

fn invalid(link: ChainLink, reason: &str, next_step: &'static str) -> ConnectionFailure {
    ConnectionFailure::CertificateInvalid { link, reason: reason.into(), next_step }
}

/// The server's certificate, of which nothing can be read.
pub(super) fn unreadable(reason: &str) -> ConnectionFailure {
    invalid(ChainLink { place: LinkPlace::Server, subject: String::new() }, reason, ISSUE_ANEW)
}
