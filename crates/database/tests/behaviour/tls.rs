//! TLS alone: certificates that a real PostgreSQL of the tests does not show.

use gatehouse_core::connection::{Descriptor, FailureCode, SslMode};
use gatehouse_database::door::Door;
use gatehouse_testkit::{Authority, Leaf, Validity};

use crate::rogue::{Rogue, self_signed};
use crate::support::{local, patient};

async fn reached(leaf: Leaf, sslmode: SslMode, ca_pem: Option<String>) -> Result<Option<String>, FailureCode> {
    let rogue = Rogue::over_tls(leaf, |_| Vec::new()).await;
    let descriptor = Descriptor { sslmode, ca_pem, ..local(rogue.port) };
    match Door::reach(&descriptor, &patient()).await {
        Ok(reached) => Ok(reached.tls().would_fail_verify_full.clone()),
        Err(failure) => Err(failure.code()),
    }
}

#[tokio::test]
async fn a_given_self_signed_certificate_is_trusted_for_its_own_names() {
    // `openssl req -x509` makes such a one: a CA certificate that is the server's, too.
    let (leaf, pem) = self_signed(&["127.0.0.1"]);
    assert_eq!(reached(leaf, SslMode::VerifyFull, Some(pem)).await, Ok(None));
    let (leaf, pem) = self_signed(&["elsewhere.gatehouse.test"]);
    assert_eq!(reached(leaf, SslMode::VerifyFull, Some(pem)).await, Err(FailureCode::CertificateNameMismatch));
    let (leaf, pem) = self_signed(&["elsewhere.gatehouse.test"]);
    assert!(reached(leaf, SslMode::VerifyCa, Some(pem)).await.unwrap().is_some());
    let (leaf, _) = self_signed(&["127.0.0.1"]);
    let (_, other) = self_signed(&["127.0.0.1"]);
    assert!(reached(leaf, SslMode::VerifyFull, Some(other)).await.is_err());
}

#[tokio::test]
async fn a_certificate_of_the_future() {
    let authority = Authority::new("Test").unwrap();
    let leaf = authority.issue(&["127.0.0.1"], Validity::Future).unwrap();
    let verdict = reached(leaf, SslMode::VerifyFull, Some(authority.pem().into())).await;
    assert_eq!(verdict, Err(FailureCode::CertificateNotYetValid));
}

#[tokio::test]
async fn require_with_a_ca_is_verify_ca() {
    let authority = Authority::new("Test").unwrap();
    let elsewhere = || authority.issue(&["elsewhere.gatehouse.test"], Validity::Current).unwrap();
    let ca = Some(authority.pem().to_owned());
    assert!(reached(elsewhere(), SslMode::Require, ca.clone()).await.unwrap().is_some());
    assert!(reached(elsewhere(), SslMode::VerifyCa, ca.clone()).await.unwrap().is_some());
    assert_eq!(reached(elsewhere(), SslMode::VerifyFull, ca).await, Err(FailureCode::CertificateNameMismatch));
    assert!(reached(elsewhere(), SslMode::Require, None).await.unwrap().is_some());
}
