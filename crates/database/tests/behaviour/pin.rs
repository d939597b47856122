//! `require` without a CA: held to the recorded certificate, and no password in clear without consent.

use gatehouse_core::connection::{Descriptor, Engine, FailureCode, SslMode};
use gatehouse_core::fingerprint::sha256_hex;
use gatehouse_database::door::{Door, Sighting};

use crate::rogue::{PASSWORD, Rogue, Step};
use crate::scenario::Stage;
use crate::support::{failing_check, local, patient, quick};

/// A server that asks for the password itself, and refuses it.
fn asks(engine: Engine) -> Vec<Vec<Step>> {
    let play = |question: &[u8], refusal: &[u8]| {
        vec![Step::Hear, Step::Say(question.to_vec()), Step::Hear, Step::Say(refusal.to_vec()), Step::Silence]
    };
    match engine {
        Engine::Postgres => {
            let refusal = b"E\0\0\0\x13SFATAL\0C28P01\0\0";
            vec![play(b"R\0\0\0\x08\0\0\0\x03", refusal), play(b"R\0\0\0\x0c\0\0\0\x05salt", refusal)]
        }
        Engine::Mysql => {
            let refusal = b"\x0b\0\0\x05\xff\x15\x04#28000no";
            let clear = b"\x16\0\0\x03\xfemysql_clear_password\0";
            vec![play(b"\x02\0\0\x03\x01\x04", refusal), play(clear, refusal)]
        }
    }
}

fn bare(engine: Engine, port: u16, pin: Option<&str>, consent: bool) -> Descriptor {
    Descriptor {
        engine,
        sslmode: SslMode::Require,
        pinned_certificate: pin.map(str::to_owned),
        password_in_clear: consent,
        ..local(port)
    }
}

#[tokio::test]
async fn another_certificate_than_the_recorded_one_is_refused_before_the_login() {
    let recorded = "0a".repeat(32);
    for engine in [Engine::Postgres, Engine::Mysql] {
        for consent in [false, true] {
            let stage = Stage::new(engine);
            let shown = stage.certificate();
            let fingerprint = sha256_hex(&shown.chain[0]);
            let rogue = Rogue::play(Rogue::over_tls(engine, shown, asks(engine).remove(0))).await;
            let descriptor = bare(engine, rogue.port, Some(&recorded), consent);
            let check = failing_check(&descriptor, PASSWORD, &quick(), 0).await;
            assert_eq!(check.code, Some(FailureCode::CertificateChanged));
            assert!(check.detail.contains(&recorded) && check.detail.contains(&fingerprint), "{}", check.detail);
            assert_eq!(check.evidence["certificate_sha256"], fingerprint);
            assert!(!rogue.learned("gatehouse_ro") && !rogue.learned(PASSWORD));
        }
    }
}

#[tokio::test]
async fn the_recorded_certificate_passes_and_says_so() {
    for engine in [Engine::Postgres, Engine::Mysql] {
        let stage = Stage::new(engine);
        let shown = stage.certificate();
        let pin = sha256_hex(&shown.chain[0]);
        for (pin, pinned) in [(Some(pin.as_str()), true), (None, false)] {
            let rogue = Rogue::play(Rogue::over_tls(engine, shown.clone(), vec![Step::Silence])).await;
            let mut sighting = Sighting::default();
            let descriptor = bare(engine, rogue.port, pin, false);
            let reached = Door::reach_noting(&descriptor, &patient(), &mut sighting).await.unwrap();
            assert_eq!((reached.tls().pinned, reached.tls().verified), (pinned, false));
            assert_eq!(sighting.fingerprint, Some(sha256_hex(&shown.chain[0])));
        }
    }
}

#[tokio::test]
async fn the_password_leaves_with_a_pin_and_a_consent_alone() {
    for engine in [Engine::Postgres, Engine::Mysql] {
        for (which, steps) in asks(engine).into_iter().enumerate() {
            let stage = Stage::new(engine);
            let shown = stage.certificate();
            let pin = sha256_hex(&shown.chain[0]);
            for (pin, consent) in [(None, false), (Some(pin.as_str()), false), (Some(pin.as_str()), true)] {
                let rogue = Rogue::play(Rogue::over_tls(engine, shown.clone(), steps.clone())).await;
                let descriptor = bare(engine, rogue.port, pin, consent);
                let check = failing_check(&descriptor, PASSWORD, &quick(), 1).await;
                let name = format!("{engine:?} {which}, pin {}, consent {consent}", pin.is_some());
                if consent {
                    assert_eq!(check.code, Some(FailureCode::AuthenticationFailed), "{name}: {}", check.detail);
                    // MD5 is the one question here whose answer is not the password itself.
                    let md5 = engine == Engine::Postgres && which == 1;
                    assert_eq!(rogue.learned(PASSWORD), !md5, "{name}");
                } else {
                    assert_eq!(check.code, Some(FailureCode::AuthenticationMethodRefused), "{name}: {}", check.detail);
                    assert!(check.remedy.unwrap().contains("gatehouse connection consent"), "{name}");
                    assert!(!rogue.learned(PASSWORD), "{name}");
                }
            }
        }
    }
}
