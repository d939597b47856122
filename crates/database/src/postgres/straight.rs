//! A pinned session without a driver: the stream and its guard, and one round trip a read.
//!
//! The driver logs in through the relay as everywhere; then both are let go of, which saves a read two more hops (docs/benchmarks/serving.md). The guard
//! judges every byte as before.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use gatehouse_core::binding::Statement;
use gatehouse_core::connection::ConnectionFailure;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

use crate::deadlines::within;
use crate::door::guard::Guard;
use crate::door::tls;
use crate::engine::MOST_PREPARED;
use crate::execute::{Call, MAX_ANSWER_BYTES, Raw, Refused};

use super::execute::rejection_of;
use super::failure::{self, Subject};
use super::guard::PostgresGuard;
use super::session::PostgresSession;
use super::{frames, guard};

const DOING: &str = "running the statement";

/// Room that is made for each read, in bytes.
const READ_ROOM: usize = 16 * 1024;

/// A pinned session. Dropping it closes the connection.
pub(crate) struct Straight {
    stream: TlsStream<TcpStream>,
    guard: PostgresGuard,
    subject: Subject,
    limit: Duration,
    /// Names of prepared statements by the statement's hash.
    prepared: HashMap<String, String>,
    out: Vec<u8>,
    waiting: Vec<u8>,
    passed: Vec<u8>,
    lost: bool,
}

/// What came back.
struct Answered {
    raw: Raw,
    fits: bool,
    /// The server's code, when it refused.
    code: Option<String>,
    /// Nothing happened that speaks against using the session again.
    clean: bool,
}

impl Straight {
    /// Takes the stream back from under the driver; none when the session ended meanwhile.
    pub(super) async fn of(session: PostgresSession) -> Option<Straight> {
        let PostgresSession { connection, relay, recall, subject, limit, .. } = session;
        let (stream, guard) = recall.take().await?;
        drop((connection, relay));
        Some(Straight {
            stream,
            guard,
            subject,
            limit,
            prepared: HashMap::new(),
            out: Vec::with_capacity(512),
            waiting: Vec::with_capacity(READ_ROOM),
            passed: Vec::with_capacity(READ_ROOM),
            lost: false,
        })
    }

    pub(crate) fn is_lost(&self) -> bool {
        self.lost
    }

    /// Runs a read, which the session's settings make a read-only, bounded transaction of its own. Dropped in the middle, the session
    /// is lost.
    pub(crate) async fn read(&mut self, call: &Call<'_>) -> Result<Raw, Refused> {
        self.lost = true;
        let begun = Instant::now();
        let answered = within(self.limit, DOING, self.ask(call)).await?;
        self.lost = !answered.clean;
        if let Some(code) = answered.code {
            let refused = rejection_of(&code).map(Refused::Rejected);
            return Err(refused.unwrap_or_else(|| Refused::Failed(failure::statement(&code, DOING))));
        }
        if !answered.fits {
            return Err(Refused::TooLarge(MAX_ANSWER_BYTES));
        }
        let mut raw = answered.raw;
        raw.elapsed = begun.elapsed();
        raw.touched = u64::try_from(raw.rows.len()).unwrap_or(u64::MAX);
        Ok(raw)
    }

    async fn ask(&mut self, call: &Call<'_>) -> Result<Answered, ConnectionFailure> {
        let statement = call.statement;
        self.out.clear();
        let name = match self.prepared.get(&statement.sha256) {
            Some(name) => name.as_str(),
            None => {
                // With as many prepared as are kept, the unnamed one serves: it is the next call's to replace.
                let at = self.prepared.len();
                let name = if at < MOST_PREPARED { format!("g{at}") } else { String::new() };
                frames::parse(&mut self.out, &name, &statement.sql);
                if name.is_empty() {
                    ""
                } else {
                    // Should preparing fail, the session is given up with it.
                    self.prepared.entry(statement.sha256.clone()).insert_entry(name).into_mut()
                }
            }
        };
        frames::call(&mut self.out, name, &call.bound);
        self.guard.expect_columns(u16::try_from(statement.outputs.len()).unwrap_or(u16::MAX));
        let sent = async { self.stream.write_all(&self.out).await.and(self.stream.flush().await) };
        sent.await.map_err(|error| broken(&error))?;
        self.answer(statement).await
    }

    /// Reads to the end of the answer, so that the session stays in order; the statement has a limit of its own.
    async fn answer(&mut self, statement: &Statement) -> Result<Answered, ConnectionFailure> {
        let mut answered = Answered { raw: Raw::default(), fits: true, code: None, clean: true };
        loop {
            self.waiting.reserve(READ_ROOM);
            match self.stream.read_buf(&mut self.waiting).await {
                Ok(1..) => {}
                Ok(0) => return Err(ConnectionFailure::ConnectionLost { phase: DOING }),
                Err(error) => return Err(broken(&error)),
            }
            self.passed.clear();
            let judged = self.guard.vet(&self.waiting, &mut self.passed);
            let judged = judged.map_err(|violation| self.subject.violation(&violation))?;
            self.waiting.drain(..judged);
            let mut rest = &self.passed[..];
            while let Some((kind, body)) = frames::next(&mut rest) {
                match kind {
                    b'D' if answered.fits => {
                        let row = frames::row(body).ok_or_else(failure::unreadable)?;
                        answered.fits = answered.raw.take(row, statement);
                    }
                    b'E' => {
                        answered.code =
                            Some(guard::sqlstate(body).map_err(|violation| self.subject.violation(&violation))?);
                        // A statement that was not prepared must not be called by its name later.
                        answered.clean = false;
                    }
                    // The server reports a setting that changed, such as the one that makes the session read-only: a function did that.
                    b'S' => answered.clean = false,
                    b'Z' => {
                        answered.clean &= body == b"I" && rest.is_empty() && self.waiting.is_empty();
                        return Ok(answered);
                    }
                    _ => {}
                }
            }
        }
    }

    /// Says goodbye; a server that does not hear it changes nothing for us.
    pub(crate) async fn close(mut self) {
        self.out.clear();
        frames::goodbye(&mut self.out);
        let goodbye = async {
            let _ = self.stream.write_all(&self.out).await;
            let _ = self.stream.shutdown().await;
        };
        let _ = tokio::time::timeout(Duration::from_millis(250), goodbye).await;
    }
}

fn broken(error: &std::io::Error) -> ConnectionFailure {
    match tls::broken(error) {
        Some(alert) => failure::broken(&alert, DOING),
        None => ConnectionFailure::ConnectionLost { phase: DOING },
    }
}

/// The driver's own `Debug` is not trusted with a session, and neither is this one's.
impl std::fmt::Debug for Straight {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Straight").finish_non_exhaustive()
    }
}
