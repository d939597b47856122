//! MySQL servers that mean harm, or are none: each has a code and an end, and learns no password.

use std::time::{Duration, Instant};

use gatehouse_core::connection::{Descriptor, Engine, FailureCode, SslMode};
use gatehouse_testkit::{Authority, Validity};

use crate::rogue::{PASSWORD, Rogue};
use crate::support::{failing, local, quick};

/// What a greeting of MySQL 8 promises: everything but compression.
const CAPABILITIES: u32 = 0xffff_ffdf;

fn packet(number: u8, body: &[u8]) -> Vec<u8> {
    let [a, b, c, _] = u32::try_from(body.len()).unwrap().to_le_bytes();
    [&[a, b, c, number][..], body].concat()
}

fn greeting(capabilities: u32, method: &str) -> Vec<u8> {
    let [a, b, c, d] = capabilities.to_le_bytes();
    let body = [
        &b"\x0a8.4.0\0\x09\0\0\x0012345678\0"[..],
        &[a, b, 45, 2, 0, c, d, 21],
        &[0; 10],
        b"abcdefghijkl\0",
        method.as_bytes(),
        b"\0",
    ];
    packet(0, &body.concat())
}

fn mysql(port: u16) -> Descriptor {
    Descriptor { engine: Engine::Mysql, ..local(port) }
}

async fn expect(name: &str, rogue: &Rogue, descriptor: Descriptor, failed_at: usize, code: FailureCode) {
    let begun = Instant::now();
    assert_eq!(failing(&descriptor, PASSWORD, &quick(), failed_at).await, code, "{name}");
    assert!(begun.elapsed() < Duration::from_secs(4), "{name} took {:?}", begun.elapsed());
    assert!(!rogue.learned(PASSWORD), "{name} learned the password");
    assert!(failed_at > 0 || !rogue.learned("gatehouse_ro"), "{name} learned the user before TLS");
}

#[tokio::test]
async fn before_tls() {
    let usual = greeting(CAPABILITIES, "caching_sha2_password");
    let more = [usual.clone(), packet(1, b"\0\0\0\x02\0\0\0")].concat();
    let cases: Vec<(&str, Vec<u8>, FailureCode)> = vec![
        ("silence, as PostgreSQL keeps", vec![], FailureCode::TimedOut),
        ("SSH", b"SSH-2.0-OpenSSH_9.2p1\r\n".to_vec(), FailureCode::NotThisProtocol),
        ("the X protocol", b"\x05\0\0\0\x0b\x08\x05\x1a\x00".to_vec(), FailureCode::NotThisProtocol),
        ("protocol 9", packet(0, b"\x093.22.0\0\0\0\0\0"), FailureCode::NotThisProtocol),
        ("16 MiB", vec![0xff, 0xff, 0xff, 0, 10], FailureCode::NotThisProtocol),
        ("a greeting that is cut off", packet(0, &usual[4..40]), FailureCode::NotThisProtocol),
        ("an empty greeting", packet(0, &[]), FailureCode::NotThisProtocol),
        ("a second packet first", [&usual[..3], &[1], &usual[4..]].concat(), FailureCode::NotThisProtocol),
        ("half a greeting and silence", usual[..30].to_vec(), FailureCode::TimedOut),
        ("no TLS", greeting(CAPABILITIES & !0x800, "caching_sha2_password"), FailureCode::TlsNotOffered),
        ("MySQL 5.1", greeting(0xffff, ""), FailureCode::ServerProtocol),
        ("more after the greeting", more, FailureCode::DataBeforeTls),
        ("no free connection", packet(0, b"\xff\x10\x04Too many connections"), FailureCode::TooManyConnections),
        ("blocked", packet(0, b"\xff\x69\x04Host is blocked"), FailureCode::LoginNotPermitted),
        ("an unknown refusal", packet(0, b"\xff\x01\x02<b>you</b>"), FailureCode::ServerError),
        ("TLS and silence", usual, FailureCode::TimedOut),
    ];
    for (name, answer, code) in cases {
        let rogue = Rogue::first(answer, |_| Some(Vec::new())).await;
        expect(name, &rogue, mysql(rogue.port), 0, code).await;
    }
    let garbage = Rogue::first(greeting(CAPABILITIES, ""), |_| Some(vec![b'x'; 64])).await;
    expect("garbage for TLS", &garbage, mysql(garbage.port), 0, FailureCode::TlsProtocol).await;
    let leaves = Rogue::first(greeting(CAPABILITIES, ""), |_| None).await;
    expect("hangs up at the handshake", &leaves, mysql(leaves.port), 0, FailureCode::ConnectionLost).await;
}

#[tokio::test]
async fn after_tls_before_the_session() {
    let ok = |number| packet(number, &[0, 0, 0, 2, 0, 0, 0]);
    let switch = |method: &str| packet(3, &[b"\xfe", method.as_bytes(), b"\0", &[7; 20], b"\0"].concat());
    let full = packet(3, &[1, 4]);
    let sha2 = "caching_sha2_password";
    use FailureCode::{AuthenticationMethodRefused, ServerError, ServerProtocol};
    let cases: Vec<(&str, &str, Vec<Vec<u8>>, FailureCode)> = vec![
        ("asks for the password itself", sha2, vec![full], AuthenticationMethodRefused),
        ("asks for it in the clear", sha2, vec![switch("mysql_clear_password")], AuthenticationMethodRefused),
        ("asks by sha256_password", sha2, vec![switch("sha256_password")], AuthenticationMethodRefused),
        ("proposes sha256_password", "sha256_password", vec![switch("sha256_password")], AuthenticationMethodRefused),
        (
            "proposes the clear",
            "mysql_clear_password",
            vec![packet(3, b"\xff\x15\x04#28000no")],
            FailureCode::AuthenticationFailed,
        ),
        ("shows a key to encrypt it with", sha2, vec![packet(3, b"\x01-----BEGIN PUBLIC KEY-----")], ServerProtocol),
        ("asks by a plugin of its own", sha2, vec![switch("dialog")], ServerProtocol),
        ("an OK of one byte", sha2, vec![packet(3, &[0])], ServerProtocol),
        ("an error of one byte", sha2, vec![packet(3, &[0xff])], ServerProtocol),
        ("an empty packet", sha2, vec![packet(3, &[])], ServerProtocol),
        ("packets out of order", sha2, vec![ok(7)], ServerProtocol),
        ("garbage", sha2, vec![b"HTTP/1.1 200 OK\r\n\r\n".to_vec()], ServerProtocol),
        ("silence", sha2, vec![], FailureCode::TimedOut),
        ("packets without end", sha2, vec![(3..60).flat_map(|n| packet(n, &[1, 3])).collect()], ServerProtocol),
        ("no such database", sha2, vec![packet(3, b"\xff\x19\x04#42000secret")], FailureCode::DatabaseMissing),
        ("an error of no known number", sha2, vec![packet(3, b"\xff\x01\x02#HY000<b>")], ServerError),
        // The first statement after the login.
        ("a file of this machine", sha2, vec![ok(3), packet(1, b"\xfb/etc/passwd")], ServerProtocol),
        ("2^34 columns", sha2, vec![ok(3), packet(1, &[0xfe, 0, 0, 0, 0, 4, 0, 0, 0])], ServerProtocol),
        (
            "2^64-1 columns",
            sha2,
            vec![ok(3), packet(1, &[0xfe, 255, 255, 255, 255, 255, 255, 255, 255])],
            ServerProtocol,
        ),
        ("talks unasked", sha2, vec![[ok(3), ok(1)].concat()], ServerProtocol),
        ("a session and silence", sha2, vec![ok(3)], FailureCode::TimedOut),
    ];
    let authority = Authority::new("Rogue").unwrap();
    for (name, method, answers, code) in cases {
        let leaf = authority.issue(&["127.0.0.1"], Validity::Current).unwrap();
        let hello = greeting(CAPABILITIES, method);
        let rogue = Rogue::mysql(leaf, hello, move |number| answers.get(number).cloned().unwrap_or_default()).await;
        let unverified = Descriptor { sslmode: SslMode::Require, ..mysql(rogue.port) };
        expect(name, &rogue, unverified, 1, code).await;
    }
}

#[tokio::test]
async fn a_verified_server_may_ask_for_the_password() {
    let authority = Authority::new("Honest").unwrap();
    for question in [packet(3, &[1, 4]), packet(3, b"\xfemysql_clear_password\0")] {
        let leaf = authority.issue(&["127.0.0.1"], Validity::Current).unwrap();
        let hello = greeting(CAPABILITIES, "caching_sha2_password");
        let rogue = Rogue::mysql(leaf, hello, move |number| match number {
            0 => question.clone(),
            _ => packet(5, b"\xff\x15\x04#28000no"),
        })
        .await;
        let verified = Descriptor { ca_pem: Some(authority.pem().into()), ..mysql(rogue.port) };
        assert_eq!(failing(&verified, PASSWORD, &quick(), 1).await, FailureCode::AuthenticationFailed);
        assert!(rogue.learned(PASSWORD));
    }
}
