//! A relay that makes a real server slow.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Result;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// How a relay holds back what the server says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slowness {
    /// Each piece that arrives is passed on whole after this long: a server that is far away or busy.
    Late(Duration),
    /// One byte at a time with this long between them: a server that wears a client's patience out.
    Drip(Duration),
}

/// A listening relay on a loopback port in front of a server. Dropping it closes all that pass through it.
pub struct SlowRelay {
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl SlowRelay {
    /// Listens in front of a port of this machine.
    pub async fn start(port: u16, slowness: Slowness) -> Result<SlowRelay> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let task = tokio::spawn(async move {
            let mut passing = tokio::task::JoinSet::new();
            while let Ok((client, _)) = listener.accept().await {
                passing.spawn(async move {
                    // Either side's end is the end; whose fault it was is not the relay's business.
                    let _ = pass(client, port, slowness).await;
                });
            }
        });
        Ok(SlowRelay { address, task })
    }

    /// The port it listens on.
    pub fn port(&self) -> u16 {
        self.address.port()
    }
}

impl Drop for SlowRelay {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn pass(client: TcpStream, port: u16, slowness: Slowness) -> std::io::Result<()> {
    let server = TcpStream::connect(("127.0.0.1", port)).await?;
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let (mut from_client, to_client) = client.into_split();
    let (from_server, mut to_server) = server.into_split();
    tokio::select! {
        passed = tokio::io::copy(&mut from_client, &mut to_server) => passed.map(|_| ()),
        passed = hold_back(from_server, to_client, slowness) => passed,
    }
}

async fn hold_back(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    slowness: Slowness,
) -> std::io::Result<()> {
    let mut piece = vec![0; 16 * 1024];
    loop {
        let length = from.read(&mut piece).await?;
        if length == 0 {
            return Ok(());
        }
        let (part, wait) = match slowness {
            Slowness::Late(wait) => (length, wait),
            Slowness::Drip(wait) => (1, wait),
        };
        for bytes in piece[..length].chunks(part) {
            tokio::time::sleep(wait).await;
            to.write_all(bytes).await?;
        }
    }
}
