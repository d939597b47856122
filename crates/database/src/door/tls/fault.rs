//! What a refused certificate means for a person.

use gatehouse_core::connection::ConnectionFailure;
use rustls::pki_types::CertificateDer;
use rustls::{CertificateError, Error};

use super::facts::{self, Leaf};

/// The failure for a certificate that `error` refused.
pub(super) fn worded(error: &Error, leaf: &CertificateDer<'_>, host: &str, own_ca: bool) -> ConnectionFailure {
    let Some(leaf) = Leaf::read(leaf) else { return invalid("it is not a readable X.509 certificate") };
    let Error::InvalidCertificate(error) = error else { return invalid("it does not fit the handshake") };
    match error {
        CertificateError::UnknownIssuer => ConnectionFailure::CertificateUntrusted { issuer: leaf.issuer, own_ca },
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            ConnectionFailure::CertificateNameMismatch { host: host.to_owned(), names: leaf.names }
        }
        // The context tells whose date it is: an intermediate may have expired, not the server's own certificate.
        CertificateError::ExpiredContext { not_after, .. } => {
            ConnectionFailure::CertificateExpired { not_after: facts::rfc3339(not_after.as_secs()) }
        }
        CertificateError::Expired => ConnectionFailure::CertificateExpired { not_after: leaf.not_after },
        CertificateError::NotValidYetContext { not_before, .. } => {
            ConnectionFailure::CertificateNotYetValid { not_before: facts::rfc3339(not_before.as_secs()) }
        }
        CertificateError::NotValidYet => ConnectionFailure::CertificateNotYetValid { not_before: leaf.not_before },
        CertificateError::Revoked => invalid("it was revoked"),
        CertificateError::BadEncoding => invalid("it is not encoded as X.509 asks"),
        CertificateError::BadSignature => invalid("its signature is wrong"),
        CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. } => {
            invalid("it was not issued for servers")
        }
        CertificateError::UnsupportedSignatureAlgorithmContext { .. }
        | CertificateError::UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => {
            invalid("it is signed in a way that is no longer accepted")
        }
        // webpki's own name for it; rustls has none.
        other if format!("{other:?}").contains("CaUsedAsEndEntity") => {
            invalid("it is a CA certificate; add exactly this certificate as the connection's CA to accept it")
        }
        _ => invalid("it breaks a rule for certificates"),
    }
}

fn invalid(reason: &str) -> ConnectionFailure {
    ConnectionFailure::CertificateInvalid { reason: reason.into() }
}
