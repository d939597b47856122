//! Who is believed: certificates by modes by engines, and names.

use gatehouse_core::connection::{Descriptor, Engine, FailureCode, SslMode};
use gatehouse_database::door::{Door, Sighting};

use crate::certificates::{Shown, Wish, as_server};
use crate::rogue::{Rogue, Step};
use crate::support::{local, patient};

/// What a door that shook hands says of the server, or why it did not.
async fn reached(shown: Shown, descriptor: Descriptor) -> Result<bool, FailureCode> {
    let rogue = Rogue::play(Rogue::over_tls(descriptor.engine, shown, vec![Step::Silence])).await;
    let descriptor = Descriptor { port: rogue.port, ..descriptor };
    let mut sighting = Sighting::default();
    let reached = Door::reach_noting(&descriptor, &patient(), &mut sighting).await;
    assert!(!sighting.chain.is_empty(), "the chain is noted, whatever came of it");
    assert!(!rogue.learned("gatehouse_ro"), "nothing about the login goes out before TLS stands");
    reached.map(|reached| reached.tls().verified).map_err(|failure| failure.code())
}

/// The four ways of asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Require,
    RequireWithCa,
    VerifyCa,
    VerifyFull,
}

impl Mode {
    const ALL: [Mode; 4] = [Mode::Require, Mode::RequireWithCa, Mode::VerifyCa, Mode::VerifyFull];

    fn descriptor(self, engine: Engine, ca_pem: &str) -> Descriptor {
        let (sslmode, given) = match self {
            Mode::Require => (SslMode::Require, false),
            Mode::RequireWithCa => (SslMode::Require, true),
            Mode::VerifyCa => (SslMode::VerifyCa, true),
            Mode::VerifyFull => (SslMode::VerifyFull, true),
        };
        Descriptor { engine, sslmode, ca_pem: given.then(|| ca_pem.to_owned()), ..local(0) }
    }
}

/// A certificate, the CA that is given, and the verdicts.
type Row = (&'static str, Shown, String, Option<FailureCode>, Option<FailureCode>);

/// For a server at 127.0.0.1: what it shows, and what `verify-ca` (with which `require` and a CA agrees) and `verify-full`
/// say; `None` is trust. libpq's verdicts are in the security notes; where ours is stricter, the case says so.
fn certificates() -> Vec<Row> {
    use FailureCode::{CertificateExpired, CertificateInvalid, CertificateNameMismatch, CertificateUntrusted};
    let ca = Wish::authority("Clinic CA").self_signed();
    let other_ca = Wish::authority("Other CA").self_signed();
    let own = Wish::server(&["127.0.0.1"]).named("own");
    let own = Wish::own_authority(own).self_signed();
    let misnamed = Some(CertificateNameMismatch);
    let by_ca = |wish: Wish| wish.issued_by(&ca, &[]);
    let ca_pem = || ca.pem();
    vec![
        ("SAN IP:127.0.0.1", by_ca(Wish::server(&["127.0.0.1"])), ca_pem(), None, None),
        // libpq takes a DNS entry for an address; RFC 6125 does not.
        ("SAN DNS:127.0.0.1", by_ca(Wish::server(&[]).dns("127.0.0.1")), ca_pem(), None, misnamed),
        // libpq looks at the CN when there is no other name of its kind.
        ("CN only", by_ca(Wish::server(&[]).named("127.0.0.1")), ca_pem(), None, misnamed),
        (
            "CN 127.0.0.1 and SAN DNS:other",
            by_ca(Wish::server(&["other.gatehouse.test"]).named("127.0.0.1")),
            ca_pem(),
            None,
            misnamed,
        ),
        (
            "SAN IP:10.9.9.9, CN 127.0.0.1",
            by_ca(Wish::server(&["10.9.9.9"]).named("127.0.0.1")),
            ca_pem(),
            None,
            misnamed,
        ),
        ("another name", by_ca(Wish::server(&["elsewhere.gatehouse.test"])), ca_pem(), None, misnamed),
        (
            "another CA",
            Wish::server(&["127.0.0.1"]).issued_by(&other_ca, &[]),
            ca_pem(),
            Some(CertificateUntrusted),
            Some(CertificateUntrusted),
        ),
        ("self-signed CA:TRUE, given as the CA", as_server(&own), own.pem(), None, None),
        (
            "expired",
            by_ca(Wish::server(&["127.0.0.1"]).until(2021)),
            ca_pem(),
            Some(CertificateExpired),
            Some(CertificateExpired),
        ),
        // The tenth, beyond the table: libpq was not tried with it.
        (
            "X.509 version 1",
            Wish::server(&[]).named("127.0.0.1").in_version_1(&ca),
            ca_pem(),
            Some(CertificateInvalid),
            Some(CertificateInvalid),
        ),
    ]
}

async fn matrix(engine: Engine) {
    let mut cells = 0;
    for (name, shown, ca_pem, by_chain, by_name) in certificates() {
        for mode in Mode::ALL {
            let expected = match mode {
                // Its key cannot even be used for the handshake.
                Mode::Require if by_chain == Some(FailureCode::CertificateInvalid) => {
                    Err(FailureCode::CertificateInvalid)
                }
                Mode::Require => Ok(false),
                Mode::RequireWithCa | Mode::VerifyCa => by_chain.map_or(Ok(true), Err),
                Mode::VerifyFull => by_name.map_or(Ok(true), Err),
            };
            let found = reached(shown.clone(), mode.descriptor(engine, &ca_pem)).await;
            assert_eq!(found, expected, "{name}, {mode:?}, {engine:?}");
            cells += 1;
        }
    }
    assert_eq!(cells, 40, "nine certificates of the table and one more, four modes");
}

#[tokio::test]
async fn every_certificate_in_every_mode_over_postgres() {
    matrix(Engine::Postgres).await;
}

#[tokio::test]
async fn every_certificate_in_every_mode_over_mysql() {
    matrix(Engine::Mysql).await;
}

#[tokio::test]
async fn a_given_self_signed_certificate_is_trusted_for_its_own_names() {
    let elsewhere = Wish::own_authority(Wish::server(&["elsewhere.gatehouse.test"]).named("own")).self_signed();
    let with = |mode: Mode, pem: &str| mode.descriptor(Engine::Postgres, pem);
    let found = reached(as_server(&elsewhere), with(Mode::VerifyFull, &elsewhere.pem())).await;
    assert_eq!(found, Err(FailureCode::CertificateNameMismatch));
    assert_eq!(reached(as_server(&elsewhere), with(Mode::VerifyCa, &elsewhere.pem())).await, Ok(true));
    // One of the same name is another one.
    let twin = Wish::own_authority(Wish::server(&["elsewhere.gatehouse.test"]).named("own")).self_signed();
    let found = reached(as_server(&elsewhere), with(Mode::VerifyCa, &twin.pem())).await;
    assert_eq!(found, Err(FailureCode::CertificateInvalid));
}

#[tokio::test]
async fn disable_is_refused_before_anything_is_sent() {
    use tokio::net::TcpListener;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    for mode in ["disable", "allow", "prefer", "Require", "require ", "DISABLED", "PREFERRED", ""] {
        for scheme in ["postgres", "mysql"] {
            // MySQL's own names of the modes have no case.
            if (scheme, mode) == ("mysql", "Require") {
                continue;
            }
            let parsed =
                gatehouse_core::connection::parse_url(&format!("{scheme}://u:p@127.0.0.1:{port}/d?sslmode={mode}&x=1"));
            let parsed = parsed.unwrap();
            assert_eq!(parsed.problems.first().map(|problem| problem.field.as_str()), Some("sslmode"), "{mode:?}");
            assert_eq!(parsed.descriptor.sslmode, SslMode::VerifyFull, "{mode:?} leaves the strictest");
        }
        let file = serde_json::json!({
            "engine": "postgres", "host": "127.0.0.1", "port": port, "database": "d", "user": "u",
            "local_only": true, "sslmode": mode,
        });
        assert!(serde_json::from_value::<Descriptor>(file).is_err(), "{mode:?} in a file or a call");
    }
    let came = tokio::time::timeout(std::time::Duration::from_millis(100), listener.accept()).await;
    assert!(came.is_err(), "somebody was dialled");
}
