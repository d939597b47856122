//! The decrypted stream, served to the driver on a private Unix socket.
//!
//! The drivers take no ready stream. So the door listens in a folder that only this user may enter, takes one connection,
//! and copies both ways, the server's bytes through a guard.

use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tempfile::TempDir;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{UnixListener, UnixStream};
use tokio::task::JoinHandle;

use super::guard::{Guard, Violation};

/// Room that is made for each read, in bytes: one TLS record.
const READ_ROOM: usize = 16 * 1024;

/// How long a goodbye may take before the relay is cut off.
const GOODBYE: Duration = Duration::from_millis(250);

/// Why a relay ended or is about to end. The first cause stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Ended {
    /// The guard closed it.
    Refused(Violation),
    /// The server refused the login with this SQLSTATE.
    Rejected(String),
    /// The server or the network closed it.
    ServerClosed,
    /// We closed it.
    DriverClosed,
}

/// A running relay. Dropping it closes both sides and removes the folder.
#[derive(Debug)]
pub(crate) struct Relay {
    folder: TempDir,
    ended: Arc<OnceLock<Ended>>,
    task: JoinHandle<()>,
}

impl Relay {
    /// Listens at `file_name` in a fresh folder of mode 0700 and serves the first connection made there.
    pub(crate) fn start<S, G>(server: S, guard: G, file_name: &str) -> io::Result<Relay>
    where
        S: AsyncRead + AsyncWrite + Send + 'static,
        G: Guard,
    {
        let folder = tempfile::Builder::new()
            .prefix("gatehouse-")
            .permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700))
            .tempdir()?;
        let listener = UnixListener::bind(folder.path().join(file_name))?;
        // A new folder belongs to the process's own user: whoever else connects is refused.
        let owner = folder.path().metadata()?.uid();
        let ended = Arc::new(OnceLock::new());
        let cause = Arc::clone(&ended);
        let task = tokio::spawn(async move {
            let end = serve(listener, owner, server, guard, &cause).await;
            // Said before the streams are dropped, so that whoever sees the driver's error finds the cause.
            cause.get_or_init(|| end);
        });
        Ok(Relay { folder, ended, task })
    }

    /// The folder of the socket.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The first cause of the end, if it has come.
    pub(crate) fn ended(&self) -> Option<&Ended> {
        self.ended.get()
    }

    /// Waits for the relay to pass the goodbye on.
    pub(crate) async fn finish(mut self) {
        // Too slow is fine: dropping `self` cuts it off.
        let _ = tokio::time::timeout(GOODBYE, &mut self.task).await;
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve<S, G>(listener: UnixListener, owner: u32, server: S, mut guard: G, cause: &OnceLock<Ended>) -> Ended
where
    S: AsyncRead + AsyncWrite,
    G: Guard,
{
    let Ok((mut driver, _)) = listener.accept().await else { return Ended::DriverClosed };
    drop(listener);
    if driver.peer_cred().map(|peer| peer.uid()).ok() != Some(owner) {
        return Ended::DriverClosed;
    }
    let (from_server, mut to_server) = tokio::io::split(server);
    match open(&mut driver, &mut to_server, &mut guard).await {
        Ok(()) => {}
        Err(end) => {
            cause.get_or_init(|| end.clone());
            return end;
        }
    }
    let (from_driver, to_driver) = driver.split();
    let end = tokio::select! {
        end = pass_answers(from_server, to_driver, &mut guard, cause) => end,
        end = pass_requests(from_driver, &mut to_server) => end,
    };
    // The streams live until here, so the cause is known before anybody can see them close.
    cause.get_or_init(|| end.clone());
    end
}

/// Takes the driver's first message away and sends the guard's own.
async fn open<W, G>(driver: &mut UnixStream, server: &mut W, guard: &mut G) -> Result<(), Ended>
where
    W: AsyncWrite + Unpin,
    G: Guard,
{
    let mut bytes = Vec::new();
    loop {
        if driver.read_buf(&mut bytes).await.unwrap_or(0) == 0 {
            return Err(Ended::DriverClosed);
        }
        if let Some((length, opening)) = guard.opening(&bytes).map_err(Ended::Refused)? {
            server.write_all(&opening).await.map_err(|_| Ended::ServerClosed)?;
            server.write_all(&bytes[length..]).await.map_err(|_| Ended::ServerClosed)?;
            return server.flush().await.map_err(|_| Ended::ServerClosed);
        }
    }
}

async fn pass_answers<R, W, G>(mut server: R, mut driver: W, guard: &mut G, cause: &OnceLock<Ended>) -> Ended
where
    R: AsyncRead + Unpin,
    W: AsyncWrite + Unpin,
    G: Guard,
{
    let (mut waiting, mut passed) = (Vec::with_capacity(READ_ROOM), Vec::with_capacity(READ_ROOM));
    loop {
        waiting.reserve(READ_ROOM);
        if server.read_buf(&mut waiting).await.unwrap_or(0) == 0 {
            return Ended::ServerClosed;
        }
        passed.clear();
        let judged = match guard.vet(&waiting, &mut passed) {
            Ok(judged) => judged,
            Err(violation) => return Ended::Refused(violation),
        };
        waiting.drain(..judged);
        if let Some(code) = guard.rejection() {
            cause.get_or_init(|| Ended::Rejected(code.to_owned()));
        }
        if driver.write_all(&passed).await.is_err() {
            return Ended::DriverClosed;
        }
    }
}

async fn pass_requests<R, W>(mut driver: R, server: &mut W) -> Ended
where
    R: AsyncRead + Unpin,
    W: AsyncWrite + Unpin,
{
    let mut bytes = Vec::with_capacity(READ_ROOM);
    loop {
        bytes.clear();
        bytes.reserve(READ_ROOM);
        if driver.read_buf(&mut bytes).await.unwrap_or(0) == 0 {
            // Tells the server that no more comes, by TLS's close_notify.
            let _ = server.shutdown().await;
            return Ended::DriverClosed;
        }
        let sent = async { server.write_all(&bytes).await.and(server.flush().await) };
        if sent.await.is_err() {
            return Ended::ServerClosed;
        }
    }
}
