//! The one place that chooses between the engines.

use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use gatehouse_core::binding::{Hazard, Statement, Written};
use gatehouse_core::catalog::sensitive::SampleTarget;
use gatehouse_core::connection::grant::{Held, Right};
use gatehouse_core::connection::{ConnectionFailure, Descriptor, Engine};
use secrecy::SecretString;
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

use crate::deadlines::Deadlines;
use crate::discovery::{DiscoverOptions, DiscoverProgress, Discovery, OTHERS};
use crate::door::{Door, Opened};
use crate::execute::{Call, Raw, Refused, Rejection};
use crate::sample::Looked;
use crate::session::{Canary, Identity, Probe, Readable, Session};
use crate::{mysql, postgres};

/// What a server said before TLS, as far as its login needs it.
#[derive(Debug)]
pub(crate) enum Spoken {
    Postgres,
    Mysql(mysql::Greeting),
}

/// What a session is opened for: it decides what is fixed for good when it begins.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Whatever is asked; every transaction bounds itself.
    #[default]
    Anything,
    /// Reads alone, one after another: read-only and bounded from the login on, statements stay prepared.
    Reads,
    /// Writes, each in a transaction that bounds itself.
    Writes,
}

/// The most statements that a session keeps prepared.
pub(crate) const MOST_PREPARED: usize = 64;

/// An open session of either engine.
#[derive(Debug)]
pub(crate) enum EngineSession {
    Postgres(postgres::PostgresSession),
    Mysql(mysql::MysqlSession),
}

/// A session that serves one call after another.
#[derive(Debug)]
pub(crate) enum Warm {
    /// PostgreSQL, pinned for reads and spoken to without a driver.
    Straight(Box<postgres::Straight>),
    /// MySQL or MariaDB, pinned for reads.
    Pinned(Box<mysql::MysqlSession>),
    /// Each transaction bounds itself: writes, and whatever has a pooler in between.
    Plain(Box<EngineSession>),
}

/// Whether sessions of one server can be pinned. Learned once, since asking takes a login.
#[derive(Debug, Default)]
pub(crate) struct Pinning(AtomicBool);

impl Warm {
    /// Opens a session: through the door, so the address is judged anew.
    pub(crate) async fn open(
        purpose: Purpose,
        descriptor: &Descriptor,
        password: &SecretString,
        deadlines: &Deadlines,
        refused: &Pinning,
    ) -> Result<Warm, ConnectionFailure> {
        let plain = |session| Warm::Plain(Box::new(session));
        if purpose == Purpose::Reads && !refused.0.load(Ordering::Relaxed) {
            match Door::open_for(purpose, descriptor, password, deadlines).await.map(Opened::into_session) {
                Ok(EngineSession::Mysql(session)) if session.is_pinned() => return Ok(Warm::Pinned(Box::new(session))),
                Ok(session @ EngineSession::Mysql(_)) => return Ok(plain(session)),
                Ok(EngineSession::Postgres(session)) => {
                    if let postgres::Pinned::Held(straight) = session.pinned().await? {
                        return Ok(Warm::Straight(straight));
                    }
                }
                Err(failure) if descriptor.engine == Engine::Postgres && postgres::refuses_pins(&failure) => {}
                Err(failure) => return Err(failure),
            }
            refused.0.store(true, Ordering::Relaxed);
        }
        let purpose = if purpose == Purpose::Reads { Purpose::Anything } else { purpose };
        Door::open_for(purpose, descriptor, password, deadlines).await.map(Opened::into_session).map(plain)
    }

    /// Whether several reads can run in one round trip.
    pub(crate) fn carries_several(&self) -> bool {
        matches!(self, Warm::Straight(_))
    }

    /// Runs reads: as many, from the first on, as the session carries at a time and the server does not refuse. Dropped in the middle, the session
    /// is lost.
    pub(crate) async fn read(&mut self, calls: &[Call]) -> Result<Vec<Result<Raw, Refused>>, Refused> {
        let first = match (self, calls) {
            (_, []) => return Ok(Vec::new()),
            (Warm::Straight(session), calls) => return session.read(calls).await.map_err(Refused::Failed),
            (Warm::Pinned(session), [first, ..]) => session.execute_pinned(first).await,
            (Warm::Plain(session), [first, ..]) => session.execute(first).await,
        };
        match first {
            Err(Refused::Failed(failure)) => Err(Refused::Failed(failure)),
            first => Ok(vec![first]),
        }
    }

    /// Runs a write. Dropped in the middle, the session is lost.
    pub(crate) async fn execute(&mut self, call: &Call) -> Result<Raw, Refused> {
        match self {
            Warm::Plain(session) => session.execute(call).await,
            // Pinned sessions only read.
            Warm::Straight(_) | Warm::Pinned(_) => Err(Refused::Rejected(Rejection::ReadOnly)),
        }
    }

    /// It must not be used again.
    pub(crate) fn is_lost(&self) -> bool {
        match self {
            Warm::Straight(session) => session.is_lost(),
            Warm::Pinned(session) => session.is_lost(),
            Warm::Plain(session) => session.is_lost(),
        }
    }

    /// Asks the server whether it still listens.
    pub(crate) async fn answers(&mut self) -> bool {
        match self {
            // Only reads run here, and those may be asked again.
            Warm::Straight(_) | Warm::Pinned(_) => true,
            Warm::Plain(session) => session.server_process().await.is_ok(),
        }
    }

    /// The server's thread that may still be busy with a call that was given up: MySQL and MariaDB go on until they have an answer to send.
    pub(crate) fn abandoned(&self) -> Option<u32> {
        let session = match self {
            Warm::Pinned(session) => &**session,
            Warm::Plain(session) => match &**session {
                EngineSession::Mysql(session) => session,
                EngineSession::Postgres(_) => return None,
            },
            Warm::Straight(_) => return None,
        };
        session.thread().filter(|_| session.is_lost() && !session.has_ended())
    }

    pub(crate) async fn close(self) {
        match self {
            Warm::Straight(session) => session.close().await,
            Warm::Pinned(session) => session.close().await,
            Warm::Plain(session) => session.close().await,
        }
    }
}

/// Ends the server's thread of a session that was given up, over a session of its own.
pub(crate) async fn end_thread(
    descriptor: &Descriptor,
    password: &SecretString,
    deadlines: &Deadlines,
    thread: u32,
) -> Result<(), ConnectionFailure> {
    let mut opened = Door::open(descriptor, password, deadlines).await?;
    if let EngineSession::Mysql(session) = opened.session() {
        session.end_thread(thread).await?;
    }
    opened.close().await;
    Ok(())
}

/// Asks the server for TLS in its engine's way; afterwards the next byte belongs to the handshake.
pub(crate) async fn ask_for_tls(stream: &mut TcpStream, descriptor: &Descriptor) -> Result<Spoken, ConnectionFailure> {
    match descriptor.engine {
        Engine::Postgres => postgres::ask_for_tls(stream, descriptor.port).await.map(|()| Spoken::Postgres),
        Engine::Mysql => mysql::ask_for_tls(stream, descriptor).await.map(Spoken::Mysql),
    }
}

/// Logs in over `stream`, on which TLS stands. `trusted` tells whether the server may read the password; `limit` bounds each
/// later query.
pub(crate) async fn login(
    stream: TlsStream<TcpStream>,
    spoken: Spoken,
    descriptor: &Descriptor,
    password: &SecretString,
    trusted: bool,
    purpose: Purpose,
    limit: Duration,
) -> Result<EngineSession, ConnectionFailure> {
    match spoken {
        Spoken::Postgres => {
            postgres::login(stream, descriptor, password, trusted, purpose, limit).await.map(EngineSession::Postgres)
        }
        Spoken::Mysql(greeting) => mysql::login(stream, greeting, descriptor, password, trusted, purpose, limit)
            .await
            .map(EngineSession::Mysql),
    }
}

macro_rules! either {
    ($session:expr, $inner:ident => $answer:expr) => {
        match $session {
            EngineSession::Postgres($inner) => $answer,
            EngineSession::Mysql($inner) => $answer,
        }
    };
}

impl EngineSession {
    /// Each of `others` opens one more session of the same login when it is awaited.
    pub(crate) async fn discover<F: Future<Output = Option<EngineSession>>>(
        &mut self,
        options: &DiscoverOptions,
        others: [F; OTHERS],
        progress: impl FnMut(DiscoverProgress),
    ) -> Result<Discovery, ConnectionFailure> {
        match self {
            EngineSession::Postgres(session) => {
                let [second, ..] = others;
                let second = async {
                    let Some(EngineSession::Postgres(second)) = second.await else { return None };
                    Some(second)
                };
                Box::pin(postgres::discover(session, options, second, progress)).await
            }
            EngineSession::Mysql(session) => {
                let others = others.map(|other| async {
                    let Some(EngineSession::Mysql(other)) = other.await else { return None };
                    Some(other)
                });
                Box::pin(mysql::discover(session, options, others, progress)).await
            }
        }
    }

    pub(crate) async fn execute(&mut self, call: &Call) -> Result<Raw, Refused> {
        either!(self, session => session.execute(call).await)
    }

    pub(crate) async fn hazards(&mut self, written: &Written<'_>) -> Result<Vec<Hazard>, Refused> {
        either!(self, session => session.hazards(written).await)
    }

    pub(crate) async fn prepare(&mut self, statement: &Statement) -> Result<Option<Rejection>, ConnectionFailure> {
        either!(self, session => session.prepare(statement).await)
    }

    pub(crate) fn failure(&self, error: &sqlx::Error, doing: &'static str) -> ConnectionFailure {
        either!(self, session => session.failure(error, doing))
    }

    pub(crate) async fn close(self) {
        either!(self, session => session.close().await);
    }
}

impl Session for EngineSession {
    async fn limit_statements(&mut self) -> Result<(), ConnectionFailure> {
        either!(self, session => session.limit_statements().await)
    }

    async fn identity(&mut self) -> Result<Identity, ConnectionFailure> {
        either!(self, session => session.identity().await)
    }

    async fn server_process(&mut self) -> Result<i64, ConnectionFailure> {
        either!(self, session => session.server_process().await)
    }

    async fn readable(&mut self) -> Result<Readable, ConnectionFailure> {
        either!(self, session => session.readable().await)
    }

    async fn choose_probe(&mut self) -> Result<Probe, ConnectionFailure> {
        either!(self, session => session.choose_probe().await)
    }

    async fn begin(&mut self) -> Result<(), ConnectionFailure> {
        either!(self, session => session.begin().await)
    }

    async fn read(&mut self, probe: &Probe) -> Result<(), ConnectionFailure> {
        either!(self, session => session.read(probe).await)
    }

    async fn end(&mut self) -> Result<(), ConnectionFailure> {
        either!(self, session => session.end().await)
    }

    async fn rights(&mut self) -> Result<Vec<Right>, ConnectionFailure> {
        either!(self, session => session.rights().await)
    }

    async fn held(&mut self, limit: Duration) -> Result<Held, ConnectionFailure> {
        either!(self, session => session.held(limit).await)
    }

    async fn sample(&mut self, target: &SampleTarget, rows: u32) -> Result<Looked, ConnectionFailure> {
        either!(self, session => session.sample(target, rows).await)
    }

    async fn write_canary(&mut self) -> Result<Canary, ConnectionFailure> {
        either!(self, session => session.write_canary().await)
    }

    fn is_lost(&self) -> bool {
        either!(self, session => session.is_lost())
    }
}
