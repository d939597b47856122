//! A server that follows a script, for one connection, and keeps all that it was told.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use gatehouse_core::connection::Engine;
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::certificates::Shown;

pub(crate) const PASSWORD: &str = "hunter2-do-not-leak";

/// One thing that a server does.
#[derive(Clone)]
pub(crate) enum Step {
    /// Waits until the client says something.
    Hear,
    /// Waits for this many bytes and no more.
    Take(usize),
    Say(Vec<u8>),
    /// Says what follows from what was heard last.
    Answer(fn(&[u8]) -> Vec<u8>),
    /// Says one byte every tenth of a second; the tests' deadlines are shorter than any message.
    Drip(Vec<u8>),
    /// Says the same until nobody listens.
    Endless(Vec<u8>),
    /// Shakes hands, showing this.
    Tls(Shown),
    /// Says this beneath TLS.
    Raw(Vec<u8>),
    /// Breaks TLS off with a fatal alert.
    Alert,
    /// Changes TLS 1.3's keys again and again.
    KeyUpdates,
    /// Listens and says nothing.
    Silence,
}

/// A running script.
pub(crate) struct Rogue {
    pub(crate) port: u16,
    pub(crate) heard: Arc<Mutex<Vec<u8>>>,
}

impl Rogue {
    /// Plays these steps to the first client, then hangs up.
    pub(crate) async fn play(steps: Vec<Step>) -> Rogue {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let hears = Arc::clone(&heard);
        tokio::spawn(async move {
            let (stream, _) = listener.accept().await.unwrap();
            drop(listener);
            let mut performance = Performance { line: Line::Plain(stream), heard: hears, last: Vec::new() };
            for step in steps {
                if performance.act(step).await.is_none() {
                    return;
                }
            }
        });
        Rogue { port, heard }
    }

    /// What an honest server does until TLS stands, showing this; then these steps.
    pub(crate) fn over_tls(engine: Engine, shown: Shown, then: Vec<Step>) -> Vec<Step> {
        let mut steps = match engine {
            Engine::Postgres => vec![Step::Take(8), Step::Say(b"S".to_vec())],
            Engine::Mysql => {
                vec![Step::Say(crate::mysql_rogue::greeting("caching_sha2_password")), Step::Take(36)]
            }
        };
        steps.push(Step::Tls(shown));
        steps.extend(then);
        steps
    }

    pub(crate) fn learned(&self, text: &str) -> bool {
        self.heard.lock().unwrap().windows(text.len()).any(|window| window == text.as_bytes())
    }
}

enum Line {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
    Gone,
}

struct Performance {
    line: Line,
    heard: Arc<Mutex<Vec<u8>>>,
    last: Vec<u8>,
}

impl Performance {
    /// `None` when the client is gone.
    async fn act(&mut self, step: Step) -> Option<()> {
        match step {
            Step::Hear => self.hear(4096).await,
            Step::Take(count) => {
                let mut left = count;
                while left > 0 {
                    self.hear(left).await?;
                    left -= self.last.len();
                }
                Some(())
            }
            Step::Say(bytes) => self.say(&bytes).await,
            Step::Answer(answer) => {
                let bytes = answer(&self.last);
                self.say(&bytes).await
            }
            Step::Drip(bytes) => {
                for byte in bytes {
                    self.say(&[byte]).await?;
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
                Some(())
            }
            Step::Endless(bytes) => loop {
                self.say(&bytes).await?;
            },
            Step::Tls(shown) => self.shake(&shown).await,
            Step::Raw(bytes) => {
                let Line::Tls(stream) = &mut self.line else { return None };
                stream.get_mut().0.write_all(&bytes).await.ok()
            }
            Step::Alert => {
                let Line::Tls(stream) = &mut self.line else { return None };
                let (tcp, session) = stream.get_mut();
                // The server's own end is fed nonsense, and says so to the client.
                let _ = session.read_tls(&mut &b"\x17\x03\x03\x00\x10aaaaaaaaaaaaaaaa"[..]);
                let _ = session.process_new_packets();
                let mut alert = Vec::new();
                session.write_tls(&mut alert).ok()?;
                tcp.write_all(&alert).await.ok()
            }
            Step::KeyUpdates => loop {
                let Line::Tls(stream) = &mut self.line else { return None };
                stream.get_mut().1.refresh_traffic_keys().ok()?;
                stream.flush().await.ok()?;
                tokio::task::yield_now().await;
            },
            Step::Silence => loop {
                self.hear(4096).await?;
            },
        }
    }

    async fn hear(&mut self, most: usize) -> Option<()> {
        let mut buffer = vec![0; most];
        let read = match &mut self.line {
            Line::Plain(stream) => stream.read(&mut buffer).await,
            Line::Tls(stream) => stream.read(&mut buffer).await,
            Line::Gone => return None,
        };
        buffer.truncate(read.ok().filter(|count| *count > 0)?);
        self.heard.lock().unwrap().extend_from_slice(&buffer);
        self.last = buffer;
        Some(())
    }

    async fn say(&mut self, bytes: &[u8]) -> Option<()> {
        match &mut self.line {
            Line::Plain(stream) => stream.write_all(bytes).await.ok(),
            Line::Tls(stream) => stream.write_all(bytes).await.and(stream.flush().await).ok(),
            Line::Gone => None,
        }
    }

    async fn shake(&mut self, shown: &Shown) -> Option<()> {
        let Line::Plain(stream) = std::mem::replace(&mut self.line, Line::Gone) else { return None };
        self.line = Line::Tls(Box::new(acceptor(shown).accept(stream).await.ok()?));
        Some(())
    }
}

fn acceptor(shown: &Shown) -> TlsAcceptor {
    let key = PrivateKeyDer::from_pem_slice(shown.key_pem.as_bytes()).unwrap();
    let provider = rustls::crypto::ring::default_provider();
    let signer = provider.key_provider.load_private_key(key).unwrap();
    // Not `with_single_cert`, which would look into certificates that are wrong on purpose.
    let certified = Arc::new(rustls::sign::CertifiedKey::new(shown.chain.clone(), signer));
    let config = ServerConfig::builder_with_provider(Arc::new(provider))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(rustls::sign::SingleCertAndKey::from(certified)));
    TlsAcceptor::from(Arc::new(config))
}
