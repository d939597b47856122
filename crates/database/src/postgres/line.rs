//! A session's stream without a driver: what is sent, and what comes back once the guard has judged it.
//!
//! The driver logs in through the relay as everywhere; then both are let go of. That saves each answer a socket, two copies and two hops between
//! tasks.

use std::time::Duration;

use gatehouse_core::connection::ConnectionFailure;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

use crate::door::guard::Guard;
use crate::door::relay::Recall;
use crate::door::tls;

use super::failure::{self, Subject};
use super::guard::PostgresGuard;
use super::{frames, guard};

/// Room that is made for each read, in bytes: one TLS record.
const READ_ROOM: usize = 16 * 1024;

/// How long a goodbye may take.
const GOODBYE: Duration = Duration::from_millis(250);

/// The way back to the stream that a relay was given.
pub(super) type WayBack = Recall<TlsStream<TcpStream>, PostgresGuard>;

/// A part of the answer to statements.
pub(super) enum Answer<'a> {
    /// A row, as it came.
    Row(&'a [u8]),
    /// A statement is done.
    Done,
}

/// A session's stream. Dropping it closes the connection.
pub(super) struct Line {
    stream: TlsStream<TcpStream>,
    pub(super) guard: PostgresGuard,
    subject: Subject,
    /// What goes out next.
    pub(super) out: Vec<u8>,
    waiting: Vec<u8>,
    passed: Vec<u8>,
}

impl Line {
    /// Takes the stream back from under the driver; none when the session ended meanwhile.
    pub(super) async fn of(way: WayBack, subject: Subject) -> Option<Line> {
        let (stream, guard) = way.take().await?;
        Some(Line {
            stream,
            guard,
            subject,
            out: Vec::with_capacity(512),
            waiting: Vec::with_capacity(READ_ROOM),
            passed: Vec::with_capacity(READ_ROOM),
        })
    }

    /// Sends what is in `out`. `doing` completes "while …".
    pub(super) async fn send(&mut self, doing: &'static str) -> Result<(), ConnectionFailure> {
        let sent = async { self.stream.write_all(&self.out).await.and(self.stream.flush().await) };
        let sent = sent.await.map_err(|error| broken(&error, doing));
        self.out.clear();
        sent
    }

    /// Waits for more, and gives the whole messages that came.
    pub(super) async fn receive(&mut self, doing: &'static str) -> Result<&[u8], ConnectionFailure> {
        self.waiting.reserve(READ_ROOM);
        match self.stream.read_buf(&mut self.waiting).await {
            Ok(1..) => {}
            Ok(0) => return Err(ConnectionFailure::ConnectionLost { phase: doing }),
            Err(error) => return Err(broken(&error, doing)),
        }
        self.passed.clear();
        let judged = self.guard.vet(&self.waiting, &mut self.passed);
        let judged = judged.map_err(|violation| self.subject.violation(&violation))?;
        self.waiting.drain(..judged);
        Ok(&self.passed)
    }

    /// Sends statements in one message and lets `hear` have their answers, to the end: the session is in order then. The inner error is the
    /// server's code for the statement that it refused; it runs none after it.
    ///
    /// # Errors
    /// When the session fails, or `hear` can make nothing of an answer.
    pub(super) async fn ask(
        &mut self,
        statements: &str,
        doing: &'static str,
        mut hear: impl FnMut(Answer<'_>) -> Option<()>,
    ) -> Result<Result<(), String>, ConnectionFailure> {
        frames::query(&mut self.out, statements);
        self.send(doing).await?;
        let mut asked = Ok(());
        loop {
            let mut rest = match self.receive(doing).await {
                Ok(rest) => rest,
                // It said why, and hung up.
                Err(_) if asked.is_err() => return Ok(asked),
                Err(failure) => return Err(failure),
            };
            while let Some((kind, body)) = frames::next(&mut rest) {
                match kind {
                    b'D' => hear(Answer::Row(body)).ok_or_else(failure::unreadable)?,
                    b'C' => hear(Answer::Done).ok_or_else(failure::unreadable)?,
                    b'E' => asked = Err(guard::sqlstate(body).map_err(|_| failure::unreadable())?),
                    b'Z' => return Ok(asked),
                    _ => {}
                }
            }
        }
    }

    /// Nothing came that was not given out yet.
    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Says goodbye; a server that does not hear it changes nothing for us.
    pub(super) async fn close(mut self) {
        self.out.clear();
        frames::goodbye(&mut self.out);
        let goodbye = async {
            let _ = self.stream.write_all(&self.out).await;
            let _ = self.stream.shutdown().await;
        };
        let _ = tokio::time::timeout(GOODBYE, goodbye).await;
    }
}

fn broken(error: &std::io::Error, doing: &'static str) -> ConnectionFailure {
    match tls::broken(error) {
        Some(alert) => failure::broken(&alert, doing),
        None => ConnectionFailure::ConnectionLost { phase: doing },
    }
}
