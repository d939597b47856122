//! The decrypted stream, served to the driver on a private Unix socket.
//!
//! The drivers take no ready stream. So the door listens in a folder that only this user may enter, takes one connection,
//! and copies both ways, the server's bytes through a guard.

use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use tempfile::TempDir;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::UnixListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::guard::{Guard, Violation};
use super::local_tls::LocalTls;
use super::tls;

/// Room that is made for each read, in bytes: one TLS record.
const READ_ROOM: usize = 16 * 1024;

/// How long a server that takes no more requests may still say why.
const LAST_WORDS: Duration = Duration::from_millis(250);

/// How long a goodbye may take before the relay is cut off.
const GOODBYE: Duration = Duration::from_millis(250);

/// Why a relay ended or is about to end. The first cause stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Ended {
    /// The guard closed it.
    Refused(Violation),
    /// The server refused the login with this code: a SQLSTATE, or MySQL's number.
    Rejected(String),
    /// The server's TLS broke off, with this alert if it gave one.
    Broken(Option<String>),
    /// The server or the network closed it.
    ServerClosed,
    /// We closed it.
    DriverClosed,
}

/// How the driver is met on the socket.
pub(crate) enum Leg {
    /// At once; the driver speaks first.
    Plain,
    /// With these bytes, after which the driver asks for TLS with a message of `request` bytes and gets it.
    Greeted {
        /// What the server would have said first.
        greeting: Vec<u8>,
        /// The length of the driver's request for TLS.
        request: usize,
        /// Our own end of that TLS.
        tls: LocalTls,
    },
}

/// The way back for what a relay was given: for whoever logs in with a driver and then needs it no more.
#[derive(Debug)]
pub(crate) struct Recall<S, G> {
    ask: oneshot::Sender<()>,
    back: oneshot::Receiver<(S, G)>,
}

impl<S, G> Recall<S, G> {
    /// The server's stream and its guard, between two questions; none when the relay has ended, or an answer was under way. The
    /// driver's end is closed either way.
    pub(crate) async fn take(self) -> Option<(S, G)> {
        self.ask.send(()).ok()?;
        self.back.await.ok()
    }
}

/// The relay's end of [`Recall`].
struct Lent<S, G> {
    asked: oneshot::Receiver<()>,
    back: oneshot::Sender<(S, G)>,
}

/// How passing ended.
enum Passed {
    Ended(Ended),
    Recalled,
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
    pub(crate) fn start<S, G>(server: S, guard: G, leg: Leg, file_name: &str) -> io::Result<(Relay, Recall<S, G>)>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
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
        let ((ask, asked), (give, back)) = (oneshot::channel(), oneshot::channel());
        let lent = Lent { asked, back: give };
        let task = tokio::spawn(async move {
            let end = serve(listener, owner, server, guard, leg, lent, &cause).await;
            // Said before the streams are dropped, so that whoever sees the driver's error finds the cause.
            cause.get_or_init(|| end);
        });
        Ok((Relay { folder, ended, task }, Recall { ask, back }))
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

async fn serve<S, G>(
    listener: UnixListener,
    owner: u32,
    server: S,
    guard: G,
    leg: Leg,
    lent: Lent<S, G>,
    cause: &OnceLock<Ended>,
) -> Ended
where
    S: AsyncRead + AsyncWrite + Unpin,
    G: Guard,
{
    let Ok((mut driver, _)) = listener.accept().await else { return Ended::DriverClosed };
    drop(listener);
    if driver.peer_cred().map(|peer| peer.uid()).ok() != Some(owner) {
        return Ended::DriverClosed;
    }
    match leg {
        Leg::Plain => splice(driver, server, guard, lent, cause).await,
        Leg::Greeted { greeting, request, tls } => {
            let mut asked = vec![0; request];
            let met = async { driver.write_all(&greeting).await.and(driver.read_exact(&mut asked).await) };
            if met.await.is_err() {
                return Ended::DriverClosed;
            }
            let Ok(driver) = tls.acceptor.accept(driver).await else { return Ended::DriverClosed };
            splice(driver, server, guard, lent, cause).await
        }
    }
}

/// Passes both ways until one side ends, or the server's side is called back.
async fn splice<D, S, G>(driver: D, server: S, mut guard: G, lent: Lent<S, G>, cause: &OnceLock<Ended>) -> Ended
where
    D: AsyncRead + AsyncWrite + Unpin,
    S: AsyncRead + AsyncWrite + Unpin,
    G: Guard,
{
    let (mut from_server, mut to_server) = tokio::io::split(server);
    let (mut from_driver, mut to_driver) = tokio::io::split(driver);
    let opened = open(&mut from_driver, &mut to_server, &mut guard).await;
    // Both ways run in this one task, and neither holds the lock while it waits.
    let guard = Mutex::new(guard);
    let mut waiting = Vec::with_capacity(READ_ROOM);
    let Lent { asked, back } = lent;
    let passed = {
        let answers = pass_answers(&mut from_server, &mut to_driver, &guard, &mut waiting, cause);
        tokio::pin!(answers);
        let end = match opened {
            Ok(()) => tokio::select! {
                end = &mut answers => Some(Passed::Ended(end)),
                end = pass_requests(&mut from_driver, &mut to_server, &guard) => Some(end).filter(|end| *end != Ended::ServerClosed).map(Passed::Ended),
                () = recalled(asked) => Some(Passed::Recalled),
            },
            Err(Ended::ServerClosed) => None,
            Err(end) => Some(Passed::Ended(end)),
        };
        match end {
            Some(end) => end,
            // A server that refuses and hangs up closes our way to it before its reason was read.
            None => Passed::Ended(tokio::time::timeout(LAST_WORDS, answers).await.unwrap_or(Ended::ServerClosed)),
        }
    };
    let end = match passed {
        Passed::Ended(end) => end,
        Passed::Recalled => {
            let guard = guard.into_inner().unwrap_or_else(PoisonError::into_inner);
            // Bytes that were read but not judged would be lost to whoever takes over.
            if waiting.is_empty() {
                // Whoever asked may have gone: then both are dropped.
                drop(back.send((from_server.unsplit(to_server), guard)));
            }
            return Ended::DriverClosed;
        }
    };
    // The streams are borrowed, so they live until here: the cause is known before anybody can see them close.
    cause.get_or_init(|| end.clone());
    end
}

/// Done when the server's side is called back; never when nobody can any more.
async fn recalled(asked: oneshot::Receiver<()>) {
    if asked.await.is_err() {
        std::future::pending::<()>().await;
    }
}

fn held<G>(guard: &Mutex<G>) -> MutexGuard<'_, G> {
    guard.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Takes the driver's first message away and sends the guard's own.
async fn open<R, W, G>(driver: &mut R, server: &mut W, guard: &mut G) -> Result<(), Ended>
where
    R: AsyncRead + Unpin,
    W: AsyncWrite + Unpin,
    G: Guard,
{
    let mut bytes = Vec::new();
    loop {
        if driver.read_buf(&mut bytes).await.unwrap_or(0) == 0 {
            return Err(Ended::DriverClosed);
        }
        if let Some((length, opening)) = guard.opening(&bytes).map_err(Ended::Refused)? {
            guard.heed(&bytes[length..]).map_err(Ended::Refused)?;
            server.write_all(&opening).await.map_err(|_| Ended::ServerClosed)?;
            server.write_all(&bytes[length..]).await.map_err(|_| Ended::ServerClosed)?;
            return server.flush().await.map_err(|_| Ended::ServerClosed);
        }
    }
}

async fn pass_answers<R, W, G>(
    server: &mut R,
    driver: &mut W,
    guard: &Mutex<G>,
    waiting: &mut Vec<u8>,
    cause: &OnceLock<Ended>,
) -> Ended
where
    R: AsyncRead + Unpin,
    W: AsyncWrite + Unpin,
    G: Guard,
{
    let mut passed = Vec::with_capacity(READ_ROOM);
    loop {
        waiting.reserve(READ_ROOM);
        match server.read_buf(waiting).await {
            Ok(1..) => {}
            Ok(0) => return Ended::ServerClosed,
            Err(error) => return tls::broken(&error).map_or(Ended::ServerClosed, Ended::Broken),
        }
        passed.clear();
        let vetted = held(guard).vet(waiting, &mut passed);
        let judged = match vetted {
            Ok(judged) => judged,
            Err(violation) => return Ended::Refused(violation),
        };
        waiting.drain(..judged);
        if let Some(code) = held(guard).rejection() {
            cause.get_or_init(|| Ended::Rejected(code.to_owned()));
        }
        // Flushed, because a driver's end with TLS keeps bytes back until then.
        let sent = async { driver.write_all(&passed).await.and(driver.flush().await) };
        if sent.await.is_err() {
            return Ended::DriverClosed;
        }
    }
}

async fn pass_requests<R, W, G>(driver: &mut R, server: &mut W, guard: &Mutex<G>) -> Ended
where
    R: AsyncRead + Unpin,
    W: AsyncWrite + Unpin,
    G: Guard,
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
        let heeded = held(guard).heed(&bytes);
        if let Err(violation) = heeded {
            return Ended::Refused(violation);
        }
        let sent = async { server.write_all(&bytes).await.and(server.flush().await) };
        if sent.await.is_err() {
            return Ended::ServerClosed;
        }
    }
}
