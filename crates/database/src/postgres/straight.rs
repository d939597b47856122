//! A pinned session without a driver: the stream and its guard, and one round trip for one read or several.
//!
//! The driver logs in through the relay as everywhere; then both are let go of, which saves a read two more hops (docs/benchmarks/serving.md). The guard
//! judges every byte as before. Several reads go out together and end in one Sync, as in libpq's pipeline mode
//! (<https://www.postgresql.org/docs/current/libpq-pipeline-mode.html>): the server runs them one after another, each with a snapshot and a time limit
//! of its own, and answers once. After one that it refuses it runs no more of them. They are one transaction to the server, which only reads: what a
//! function of the database's own sets for its transaction, the reads after it would find.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use gatehouse_core::connection::ConnectionFailure;

use crate::deadlines::within;
use crate::engine::MOST_PREPARED;
use crate::execute::{Call, MAX_ANSWER_BYTES, Raw, Refused};

use super::execute::rejection_of;
use super::failure;
use super::line::Line;
use super::session::PostgresSession;
use super::{frames, guard};

const DOING: &str = "running the statement";

/// How much of a statement's hash names it on the server, in hexadecimal digits: 128 bits.
const NAME_LENGTH: usize = 32;

/// A pinned session. Dropping it closes the connection.
pub(crate) struct Straight {
    line: Line,
    limit: Duration,
    /// Hashes of the prepared statements.
    prepared: HashSet<String>,
    lost: bool,
}

/// What comes back to one call.
struct Answered {
    raw: Raw,
    fits: bool,
    /// The server's code, when it refused.
    code: Option<String>,
    ended: bool,
}

impl Straight {
    /// Takes the stream back from under the driver; none when the session ended meanwhile.
    pub(super) async fn of(session: PostgresSession) -> Option<Straight> {
        let limit = session.limit;
        Some(Straight { line: session.into_line().await?, limit, prepared: HashSet::new(), lost: false })
    }

    pub(crate) fn is_lost(&self) -> bool {
        self.lost
    }

    /// Runs one or more reads, which the session's settings make read-only and bounded. Answers come in the calls' order; those after a call that the
    /// server refused are missing, because it did not run them. Dropped in the middle, the session is lost.
    ///
    /// # Errors
    /// When the session failed: nothing is known of any call then.
    pub(crate) async fn read(&mut self, calls: &[Call]) -> Result<Vec<Result<Raw, Refused>>, ConnectionFailure> {
        self.lost = true;
        let begun = Instant::now();
        self.compose(calls);
        let (answered, clean) = within(self.limit, DOING, self.exchange(calls)).await?;
        self.lost = !clean;
        let took = begun.elapsed();
        Ok(answered.into_iter().map(|one| one.result(took)).collect())
    }

    /// Writes down what goes to the server, and tells the guard what to expect.
    fn compose(&mut self, calls: &[Call]) {
        for call in calls {
            let statement = &call.statement;
            let mut name = statement.sha256.get(..NAME_LENGTH).unwrap_or_default();
            if !self.prepared.contains(&statement.sha256) {
                if self.prepared.len() < MOST_PREPARED {
                    // Should preparing fail, the session is given up with it.
                    self.prepared.insert(statement.sha256.clone());
                } else {
                    // The unnamed one is the next call's to replace.
                    name = "";
                }
                frames::parse(&mut self.line.out, name, &statement.sql);
            }
            frames::call(&mut self.line.out, name, &call.bound);
        }
        frames::sync(&mut self.line.out);
        let columns = |call: &Call| u16::try_from(call.statement.outputs.len()).unwrap_or(u16::MAX);
        self.line.guard.expect_columns(calls.iter().map(columns));
    }

    /// Sends, and reads to the end of the answer, so that the session stays in order; each statement has a limit of its own. Also says whether
    /// nothing happened that speaks against using the session again.
    async fn exchange(&mut self, calls: &[Call]) -> Result<(Vec<Answered>, bool), ConnectionFailure> {
        self.line.send(DOING).await?;
        let (mut answers, mut clean) = (Vec::with_capacity(calls.len()), true);
        loop {
            let mut rest = self.line.receive(DOING).await?;
            while let Some((kind, body)) = frames::next(&mut rest) {
                match kind {
                    b'D' | b'C' | b'E' => {
                        if answers.last().is_none_or(|answered: &Answered| answered.ended) {
                            answers.push(Answered { raw: Raw::default(), fits: true, code: None, ended: false });
                        }
                        let at = answers.len() - 1;
                        let (Some(answered), Some(call)) = (answers.last_mut(), calls.get(at)) else {
                            return Err(failure::unreadable());
                        };
                        answered.take(kind, body, call)?;
                        // A statement that was not prepared must not be called by its name later.
                        clean &= kind != b'E';
                    }
                    // The server reports a setting that changed, such as the one that makes the session read-only: a function did that.
                    b'S' => clean = false,
                    b'Z' => {
                        let all = answers.len() == calls.len() && answers.iter().all(|answered| answered.ended);
                        if !all && clean {
                            return Err(failure::unreadable());
                        }
                        clean &= body == b"I" && rest.is_empty() && self.line.is_empty();
                        return Ok((answers, clean));
                    }
                    _ => {}
                }
            }
        }
    }

    /// Says goodbye; a server that does not hear it changes nothing for us.
    pub(crate) async fn close(self) {
        self.line.close().await;
    }
}

impl Answered {
    /// Takes a row, the end of the rows, or an error.
    fn take(&mut self, kind: u8, body: &[u8], call: &Call) -> Result<(), ConnectionFailure> {
        match kind {
            b'D' if self.fits => {
                let row = frames::row(body).ok_or_else(failure::unreadable)?;
                self.fits = self.raw.take(row, &call.statement);
            }
            b'D' => {}
            b'E' => {
                self.code = Some(guard::sqlstate(body).map_err(|_| failure::unreadable())?);
                self.ended = true;
            }
            _ => self.ended = true,
        }
        Ok(())
    }

    /// `took` is how long the whole trip did.
    fn result(self, took: Duration) -> Result<Raw, Refused> {
        if let Some(code) = self.code {
            let refused = rejection_of(&code).map(Refused::Rejected);
            return Err(refused.unwrap_or_else(|| Refused::Failed(failure::statement(&code, DOING))));
        }
        if !self.fits {
            return Err(Refused::TooLarge(MAX_ANSWER_BYTES));
        }
        let mut raw = self.raw;
        raw.elapsed = took;
        raw.touched = u64::try_from(raw.rows.len()).unwrap_or(u64::MAX);
        Ok(raw)
    }
}

/// The driver's own `Debug` is not trusted with a session, and neither is this one's.
impl std::fmt::Debug for Straight {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Straight").finish_non_exhaustive()
    }
}
