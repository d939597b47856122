//! Which link of the chain is the problem, in words and as evidence.

use gatehouse_core::connection::{Check, CheckStatus, Descriptor, Engine, FailureCode, SslMode};

use crate::certificates::{Shown, Signer, Wish, as_server};
use crate::rogue::Rogue;
use crate::support::{local, patient, run};

/// The first check against a server that shows this and then hangs up.
async fn first_check(engine: Engine, shown: Shown, ca_pem: Option<String>) -> Check {
    let rogue = Rogue::play(Rogue::over_tls(engine, shown, vec![])).await;
    let sslmode = if ca_pem.is_some() { SslMode::VerifyFull } else { SslMode::Require };
    let descriptor = Descriptor { engine, ca_pem, sslmode, ..local(rogue.port) };
    let (report, _) = run(&descriptor, "hunter2hunter2", &patient()).await;
    report.checks[0].clone()
}

async fn refused(shown: Shown, ca: &Signer) -> (FailureCode, String, String) {
    let mut told = Vec::new();
    for engine in [Engine::Postgres, Engine::Mysql] {
        let check = first_check(engine, shown.clone(), Some(ca.pem())).await;
        assert!(check.evidence["chain_1"].contains("issued by"), "what was seen is evidence: {:?}", check.evidence);
        told.push((check.code.unwrap(), check.detail, check.remedy.unwrap()));
    }
    assert_eq!(told[0], told[1], "both engines say the same");
    told.remove(0)
}

fn server() -> Wish {
    Wish::server(&["127.0.0.1"]).named("db")
}

#[tokio::test]
async fn the_link_that_is_the_problem_is_named() {
    let root = Wish::authority("Clinic Root").self_signed();
    let other = Wish::authority("Other Root").self_signed();
    let twin = Wish::authority("Clinic Root").self_signed();
    let old_root = Wish::authority("Old Root").until(2021).self_signed();
    let between = Wish::authority("Clinic Intermediate").intermediate_of(&root);
    let expired = Wish::authority("Old Intermediate").until(2022).intermediate_of(&root);
    let elsewhere = Wish::authority("Other Intermediate").intermediate_of(&other);
    let powerless = Wish::authority("Clinic Printer").powerless().intermediate_of(&root);
    let lonely = Wish::own_authority(server()).self_signed();
    use FailureCode::{CertificateExpired, CertificateInvalid, CertificateNameMismatch, CertificateUntrusted};
    let cases: Vec<(&str, Shown, &Signer, FailureCode, &str, &str)> = vec![
        (
            "expired server certificate",
            server().until(2021).issued_by(&between, &[&between]),
            &root,
            CertificateExpired,
            "The server's certificate (CN=db) expired on 2021-01-01",
            "Renew the certificate on the server",
        ),
        (
            "expired intermediate",
            server().issued_by(&expired, &[&expired]),
            &root,
            CertificateExpired,
            "Intermediate certificate 1 of the chain (CN=Old Intermediate) expired on 2022-01-01",
            "current intermediate certificate",
        ),
        (
            "expired root",
            server().issued_by(&old_root, &[]),
            &old_root,
            CertificateExpired,
            "The root certificate of the chain (CN=Old Root) expired on 2021-01-01",
            "current root certificate",
        ),
        (
            "missing intermediate",
            server().issued_by(&between, &[]),
            &root,
            CertificateUntrusted,
            "The server's certificate (CN=db) was issued by “CN=Clinic Intermediate”",
            "send its intermediate certificates",
        ),
        (
            "unknown root, not sent",
            server().issued_by(&elsewhere, &[&elsewhere]),
            &root,
            CertificateUntrusted,
            "Intermediate certificate 1 of the chain (CN=Other Intermediate) was issued by “CN=Other Root”",
            "the CA you gave is not the one",
        ),
        (
            "unknown root, sent",
            server().issued_by(&elsewhere, &[&elsewhere, &other]),
            &root,
            CertificateUntrusted,
            "The chain ends in the root certificate of the chain (CN=Other Root), which is not the CA you gave",
            "Give the CA certificate that the chain ends in",
        ),
        (
            "another CA of the same name",
            server().issued_by(&twin, &[]),
            &root,
            CertificateUntrusted,
            "names “CN=Clinic Root” as its issuer, but was not signed with the key",
            "imitates it",
        ),
        (
            "CN alone",
            Wish::server(&[]).named("127.0.0.1").issued_by(&root, &[]),
            &root,
            CertificateNameMismatch,
            "names its host in the subject alone (CN=127.0.0.1)",
            "subject alternative name IP:127.0.0.1",
        ),
        (
            "a CA's certificate as the server's",
            as_server(&lonely),
            &root,
            CertificateInvalid,
            "The server's certificate (CN=db) cannot be used: it is a CA certificate",
            "give it as this connection's CA",
        ),
        (
            "an intermediate that is no CA",
            server().issued_by(&powerless, &[&powerless]),
            &root,
            CertificateInvalid,
            "Intermediate certificate 1 of the chain (CN=Clinic Printer) cannot be used: it is not a CA certificate",
            "issuing CA's certificate",
        ),
    ];
    for (name, shown, ca, code, what, next) in cases {
        let told = refused(shown, ca).await;
        assert_eq!(told.0, code, "{name}: {}", told.1);
        assert!(told.1.contains(what), "{name}: {}", told.1);
        assert!(told.2.contains(next), "{name}: {}", told.2);
    }
}

#[tokio::test]
async fn each_link_is_evidence() {
    let root = Wish::authority("Clinic Root").self_signed();
    let between = Wish::authority("Clinic Intermediate").intermediate_of(&root);
    let shown = server().issued_by(&between, &[&between]);
    let check = first_check(Engine::Mysql, shown, Some(root.pem())).await;
    assert_eq!(check.status, CheckStatus::Pass, "{}", check.detail);
    let links: Vec<&str> = (1..=3).map(|link| check.evidence[&format!("chain_{link}")].as_str()).collect();
    assert_eq!(
        links,
        [
            "CN=db · issued by CN=Clinic Intermediate · until 2049-01-01 · for IP:127.0.0.1",
            "CN=Clinic Intermediate · issued by CN=Clinic Root · until 2049-01-01",
            "CN=Clinic Root · issued by CN=Clinic Root · until 2049-01-01 · from this connection's CA",
        ]
    );
    assert!(!check.evidence.contains_key("chain_4"));
    assert_eq!(check.evidence["protocol"], "TLSv1.3");
    assert!(check.evidence["cipher_suite"].starts_with("TLS_"));
}

#[tokio::test]
async fn any_link_that_ends_soon_is_a_warning() {
    let root = Wish::authority("Clinic Root").self_signed();
    let ending_root = Wish::authority("Ending Root").for_days(20).self_signed();
    let ending = Wish::authority("Ending Intermediate").for_days(20).intermediate_of(&root);
    let cases = [
        (server().for_days(20).issued_by(&root, &[]), &root, "the server's certificate (CN=db)"),
        (
            server().issued_by(&ending, &[&ending]),
            &root,
            "intermediate certificate 1 of the chain (CN=Ending Intermediate)",
        ),
        (server().issued_by(&ending_root, &[]), &ending_root, "the root certificate of the chain (CN=Ending Root)"),
    ];
    for (shown, ca, link) in cases {
        let check = first_check(Engine::Postgres, shown, Some(ca.pem())).await;
        assert_eq!(check.status, CheckStatus::Warn, "{link}");
        assert!(
            check.detail.contains(&format!("{link} ends on")) && check.detail.contains("30 days"),
            "{}",
            check.detail
        );
    }
    let later = first_check(Engine::Postgres, server().for_days(40).issued_by(&root, &[]), Some(root.pem())).await;
    assert_eq!(later.status, CheckStatus::Pass);
}
