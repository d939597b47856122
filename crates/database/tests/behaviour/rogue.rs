//! Servers that mean harm: each gives its own failure in time, and none learns the password.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use gatehouse_core::connection::{Descriptor, FailureCode, SslMode};
use gatehouse_testkit::{Authority, Leaf, Validity};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::support::{failing, local, quick};

pub(crate) const PASSWORD: &str = "hunter2-do-not-leak";

/// A server for one connection, which keeps all that it was sent.
pub(crate) struct Rogue {
    pub(crate) port: u16,
    pub(crate) heard: Arc<Mutex<Vec<u8>>>,
}

impl Rogue {
    /// Answers each of the client's messages with what `script` says to its number; `None` ends the connection.
    async fn plain(script: impl Fn(usize) -> Option<Vec<u8>> + Send + 'static) -> Rogue {
        Rogue::start(async move |stream, heard| talk(stream, script, heard).await).await
    }

    /// Agrees TLS with this certificate, then answers; an empty answer waits for the next message.
    pub(crate) async fn over_tls(leaf: Leaf, script: impl Fn(usize) -> Vec<u8> + Send + 'static) -> Rogue {
        let acceptor = acceptor(&leaf);
        Rogue::start(async move |mut stream: tokio::net::TcpStream, heard| {
            let mut request = [0; 8];
            stream.read_exact(&mut request).await.unwrap();
            stream.write_all(b"S").await.unwrap();
            if let Ok(stream) = acceptor.accept(stream).await {
                talk(stream, move |number| Some(script(number)), heard).await;
            }
        })
        .await
    }

    /// Says this first, as MySQL does, then answers as [`Rogue::plain`].
    pub(crate) async fn first(greeting: Vec<u8>, script: impl Fn(usize) -> Option<Vec<u8>> + Send + 'static) -> Rogue {
        Rogue::start(async move |mut stream: tokio::net::TcpStream, heard| {
            if stream.write_all(&greeting).await.is_ok() {
                talk(stream, script, heard).await;
            }
        })
        .await
    }

    /// Greets, takes MySQL's request for TLS, then answers as [`Rogue::over_tls`].
    pub(crate) async fn mysql(
        leaf: Leaf,
        greeting: Vec<u8>,
        script: impl Fn(usize) -> Vec<u8> + Send + 'static,
    ) -> Rogue {
        let acceptor = acceptor(&leaf);
        Rogue::start(async move |mut stream: tokio::net::TcpStream, heard| {
            stream.write_all(&greeting).await.unwrap();
            let mut request = [0; 36];
            stream.read_exact(&mut request).await.unwrap();
            if let Ok(stream) = acceptor.accept(stream).await {
                talk(stream, move |number| Some(script(number)), heard).await;
            }
        })
        .await
    }

    async fn start<F, T>(serve: F) -> Rogue
    where
        F: FnOnce(tokio::net::TcpStream, Arc<Mutex<Vec<u8>>>) -> T + Send + 'static,
        T: Future<Output = ()> + Send,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let hears = Arc::clone(&heard);
        tokio::spawn(async move {
            let (stream, _) = listener.accept().await.unwrap();
            serve(stream, hears).await;
        });
        Rogue { port, heard }
    }

    pub(crate) fn learned(&self, text: &str) -> bool {
        self.heard.lock().unwrap().windows(text.len()).any(|window| window == text.as_bytes())
    }
}

fn acceptor(leaf: &Leaf) -> TlsAcceptor {
    let chain = vec![CertificateDer::from_pem_slice(leaf.cert_pem.as_bytes()).unwrap()];
    let key = PrivateKeyDer::from_pem_slice(leaf.key_pem.as_bytes()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

async fn talk<S>(mut stream: S, script: impl Fn(usize) -> Option<Vec<u8>>, heard: Arc<Mutex<Vec<u8>>>)
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut buffer = [0; 4096];
    for number in 0.. {
        let Ok(count @ 1..) = stream.read(&mut buffer).await else { return };
        heard.lock().unwrap().extend_from_slice(&buffer[..count]);
        let Some(answer) = script(number) else { return };
        if stream.write_all(&answer).await.and(stream.flush().await).is_err() {
            return;
        }
    }
}

/// A CA certificate that is its own server's, and its PEM.
pub(crate) fn self_signed(names: &[&str]) -> (Leaf, String) {
    let names: Vec<String> = names.iter().map(ToString::to_string).collect();
    let mut params = rcgen::CertificateParams::new(names).unwrap();
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let key = rcgen::KeyPair::generate().unwrap();
    let pem = params.self_signed(&key).unwrap().pem();
    (Leaf { cert_pem: pem.clone(), key_pem: key.serialize_pem() }, pem)
}

fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len() + 4).unwrap();
    [&[kind][..], &length.to_be_bytes(), body].concat()
}

/// Expects the code within the deadline and a second, and that the password stayed here.
async fn expect(name: &str, rogue: &Rogue, descriptor: Descriptor, failed_at: usize, code: FailureCode) {
    let begun = Instant::now();
    assert_eq!(failing(&descriptor, PASSWORD, &quick(), failed_at).await, code, "{name}");
    assert!(begun.elapsed() < Duration::from_secs(3), "{name} took {:?}", begun.elapsed());
    assert!(!rogue.learned(PASSWORD), "{name} learned the password");
}

#[tokio::test]
async fn before_tls() {
    let mysql = b"\x4a\0\0\0\x0a8.4.0\0".to_vec();
    let cases: Vec<(&str, Option<Vec<u8>>, FailureCode)> = vec![
        ("garbage", Some(b"HTTP/1.1 400 Bad Request\r\n".to_vec()), FailureCode::NotThisProtocol),
        ("silence", Some(Vec::new()), FailureCode::TimedOut),
        ("hangs up", None, FailureCode::ConnectionLost),
        ("no TLS", Some(b"N".to_vec()), FailureCode::TlsNotOffered),
        ("S and more", Some(b"SR\0\0\0\x08\0\0\0\x03".to_vec()), FailureCode::DataBeforeTls),
        ("an error", Some(message(b'E', b"SFATAL\0Mhello\0\0")), FailureCode::ServerProtocol),
        ("MySQL", Some(mysql), FailureCode::NotThisProtocol),
        ("MySQL whose greeting is 78 bytes long", Some(b"N\0\0\0\x0a8.4.0\0".to_vec()), FailureCode::NotThisProtocol),
        ("S and silence", Some(b"S".to_vec()), FailureCode::TimedOut),
    ];
    for (name, answer, code) in cases {
        let rogue = Rogue::plain(move |number| if number == 0 { answer.clone() } else { Some(Vec::new()) }).await;
        for sslmode in [SslMode::VerifyFull] {
            expect(name, &rogue, Descriptor { sslmode, ..local(rogue.port) }, 0, code).await;
        }
    }
}

#[tokio::test]
async fn a_handshake_that_is_none() {
    let rogue = Rogue::plain(|number| Some(if number == 0 { b"S".to_vec() } else { vec![b'x'; 64] })).await;
    expect("garbage for TLS", &rogue, local(rogue.port), 0, FailureCode::TlsProtocol).await;
    let rogue = Rogue::plain(|number| if number == 0 { Some(b"S".to_vec()) } else { None }).await;
    expect("closes midway", &rogue, local(rogue.port), 0, FailureCode::ConnectionLost).await;
}

#[tokio::test]
async fn after_tls_before_the_session() {
    let sasl = message(b'R', b"\0\0\0\x0aSCRAM-SHA-256\0\0");
    let cases: Vec<(&str, Vec<Vec<u8>>, FailureCode)> = vec![
        ("asks for the password", vec![message(b'R', b"\0\0\0\x03")], FailureCode::AuthenticationMethodRefused),
        ("asks for MD5", vec![message(b'R', b"\0\0\0\x05salt")], FailureCode::AuthenticationMethodRefused),
        ("lets everybody in", vec![message(b'R', b"\0\0\0\0")], FailureCode::ServerProtocol),
        ("a length that makes the driver panic", vec![b"R\0\0\0\x01".to_vec()], FailureCode::ServerProtocol),
        ("garbage", vec![b"HTTP/1.1 200 OK\r\n\r\n".to_vec()], FailureCode::ServerProtocol),
        ("silence", vec![], FailureCode::TimedOut),
        (
            "notices without end",
            vec![message(b'N', b"SNOTICE\0C00000\0Mhi\0\0").repeat(500)],
            FailureCode::ServerProtocol,
        ),
        ("endless reports", vec![message(b'S', b"a\0b\0").repeat(9000)], FailureCode::ServerProtocol),
        ("SCRAM, then the password", vec![sasl.clone(), message(b'R', b"\0\0\0\x03")], FailureCode::ServerProtocol),
        (
            "absurd iterations",
            vec![sasl.clone(), message(b'R', b"\0\0\0\x0br=x,s=eA==,i=2147483647")],
            FailureCode::ServerProtocol,
        ),
        ("SCRAM with holes", vec![sasl.clone(), message(b'R', b"\0\0\0\x0b,,,")], FailureCode::ServerProtocol),
        (
            "a wrong server signature",
            vec![sasl.clone(), message(b'R', b"\0\0\0\x0br=x,s=eA==,i=4096"), message(b'R', b"\0\0\0\x0cv=AAAA")],
            FailureCode::ServerProtocol,
        ),
        (
            "SCRAM without the proof at its end",
            vec![sasl, message(b'R', b"\0\0\0\x0br=x,s=eA==,i=4096"), message(b'R', b"\0\0\0\0")],
            FailureCode::ServerProtocol,
        ),
        (
            "refuses in other words",
            vec![message(b'E', b"SFATAL\0C53300\0Msecret text\0\0")],
            FailureCode::TooManyConnections,
        ),
        ("an error of no known code", vec![message(b'E', b"SFATAL\0C<b>X\0\0")], FailureCode::ServerError),
        (
            "an error that is no text",
            vec![message(b'E', b"SFATAL\0C28000\0M\xff\xfe\0\0")],
            FailureCode::LoginNotPermitted,
        ),
    ];
    let authority = Authority::new("Rogue").unwrap();
    for (name, answers, code) in cases {
        let leaf = authority.issue(&["127.0.0.1"], Validity::Current).unwrap();
        let rogue = Rogue::over_tls(leaf, move |number| answers.get(number).cloned().unwrap_or_default()).await;
        let unverified = Descriptor { sslmode: SslMode::Require, ..local(rogue.port) };
        expect(name, &rogue, unverified, 1, code).await;
    }
}

#[tokio::test]
async fn a_verified_server_may_ask_for_the_password() {
    let authority = Authority::new("Honest").unwrap();
    let leaf = authority.issue(&["127.0.0.1"], Validity::Current).unwrap();
    let rogue = Rogue::over_tls(leaf, |number| match number {
        0 => message(b'R', b"\0\0\0\x03"),
        _ => message(b'E', b"SFATAL\0C28P01\0Mno\0\0"),
    })
    .await;
    let verified = Descriptor { ca_pem: Some(authority.pem().into()), ..local(rogue.port) };
    assert_eq!(failing(&verified, PASSWORD, &quick(), 1).await, FailureCode::AuthenticationFailed);
    assert!(rogue.learned(PASSWORD));
}
