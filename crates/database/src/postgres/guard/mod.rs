//! The guard over PostgreSQL's stream from server to client.
//!
//! Bounds before `ReadyForQuery` follow libpq's (`fe-connect.c`), the rest is ours. Beyond framing it checks the shape of
//! every message that the driver takes apart, because the driver trusts the server there: a length that points past the
//! end of a message would be a panic. <https://www.postgresql.org/docs/current/protocol-message-formats.html>

mod login;
mod shape;

pub(super) use shape::sqlstate;

#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::sync::{Arc, OnceLock};

use crate::door::Violation;
use crate::door::guard::{Allowance, Guard};

use super::startup;
use login::Login;

/// Most messages before the session is ready.
const MAX_LOGIN_MESSAGES: usize = 200;
/// Most bytes before the session is ready.
const MAX_LOGIN_BYTES: usize = 256 * 1024;
/// The longest message of a session, in bytes: a row of that size is not for an agent. It is held several times over on
/// its way to the driver.
const MAX_MESSAGE: usize = 4 * 1024 * 1024;
/// Most notices and notifications of a session.
const MAX_REPORTS: usize = 10_000;
/// Most parameter reports of a session: the driver keeps each.
const MAX_PARAMETER_REPORTS: usize = 200;
/// Most statements in answer to one request: ten times those of discovery, which are the most that we send at once.
const MAX_STATEMENTS: usize = 300;
/// What the driver keeps of a row beside its bytes, and of each value in it (sqlx `PgRow`), in bytes.
const ROW: usize = 128;
const VALUE: usize = 16;

/// The state of one connection.
#[derive(Debug)]
pub(crate) struct PostgresGuard {
    opening: Vec<u8>,
    login: Login,
    /// Set once `ReadyForQuery` came.
    ready: bool,
    messages: usize,
    parameter_reports: usize,
    /// Before the session is ready, all of it; from then on what the driver may keep since the last `ReadyForQuery`.
    bytes: usize,
    allowance: Allowance,
    /// Statements answered since the last `ReadyForQuery`.
    statements: usize,
    /// Columns of the latest row description: each row must have as many.
    columns: Option<u16>,
    /// Columns of the answers after the present one, where whoever asked has said them.
    following: VecDeque<u16>,
    rejection: Option<String>,
    /// Gets the process that the server names at the login.
    process: Arc<OnceLock<i32>>,
}

fn broken<T>(what: &'static str) -> Result<T, Violation> {
    Err(Violation::Protocol(what))
}

impl PostgresGuard {
    /// A guard for a connection that opens with `opening`; `trusted` tells whether the server may read the password, since
    /// TLS proved who it is or the owner consented.
    pub(crate) fn new(opening: Vec<u8>, trusted: bool, allowance: Allowance) -> PostgresGuard {
        PostgresGuard {
            opening,
            login: Login::new(trusted),
            ready: false,
            messages: 0,
            parameter_reports: 0,
            bytes: 0,
            allowance,
            statements: 0,
            columns: None,
            following: VecDeque::new(),
            rejection: None,
            process: Arc::default(),
        }
    }

    /// Tells `process` which server process the login's end names.
    pub(crate) fn telling_process(mut self, process: Arc<OnceLock<i32>>) -> PostgresGuard {
        self.process = process;
        self
    }

    /// The next answers' rows have so many columns, answer by answer: for whoever asks by prepared statements' names and wants no descriptions
    /// again.
    pub(crate) fn expect_columns(&mut self, columns: impl IntoIterator<Item = u16>) {
        self.following = columns.into_iter().collect();
        self.columns = self.following.pop_front();
    }

    /// Judges a header, so that no message is waited for that would be refused anyway. `length` counts itself.
    fn judge_header(&self, kind: u8, length: usize) -> Result<(), Violation> {
        let bounds = match (self.ready, kind) {
            (true, b'1' | b'2' | b'3' | b'C' | b'D' | b'I' | b'n' | b's' | b't' | b'T' | b'A') => 4..=MAX_MESSAGE,
            (true, b'E' | b'N') => 5..=MAX_MESSAGE,
            (true, b'S') => 6..=8 * 1024,
            (_, b'Z') => 5..=5,
            (false, b'R') => 8..=2000,
            (false, b'E' | b'N') => 5..=30_000,
            (false, b'S') => 6..=8 * 1024,
            (false, b'K') => 12..=12,
            (false, b'v') => 8..=2000,
            (true, b'G' | b'H' | b'W' | b'd' | b'c') => return broken("it started a COPY that nobody asked for"),
            (true, _) => return broken("it sent a message that does not belong into a session"),
            (false, _) => return broken("it sent a message that does not belong into a login"),
        };
        if bounds.contains(&length) { Ok(()) } else { broken("it announced a message of an impossible length") }
    }

    fn judge_login(&mut self, kind: u8, body: &[u8]) -> Result<(), Violation> {
        self.messages += 1;
        self.bytes += body.len() + 5;
        if self.messages > MAX_LOGIN_MESSAGES || self.bytes > MAX_LOGIN_BYTES {
            return broken("it sends messages without end instead of letting the login in");
        }
        match kind {
            b'R' => self.login.judge(body),
            b'E' => {
                self.rejection = Some(shape::sqlstate(body)?);
                Ok(())
            }
            b'N' => shape::fields(body),
            b'v' => Ok(()),
            b'S' | b'K' | b'Z' if !self.login.is_done() => broken("it opened the session before the login was through"),
            b'S' => shape::texts(body, 2),
            b'K' => {
                // The header's bounds hold it to eight bytes: the process, and a secret that is the driver's alone.
                if let Some(process) = body.first_chunk::<4>() {
                    self.process.get_or_init(|| i32::from_be_bytes(*process));
                }
                Ok(())
            }
            _ => {
                self.ready = true;
                self.messages = 0;
                self.bytes = 0;
                if body == b"I" { Ok(()) } else { broken("it opened the session inside a transaction") }
            }
        }
    }

    fn judge_session(&mut self, kind: u8, body: &[u8]) -> Result<(), Violation> {
        let kept = match (kind, self.columns) {
            (b'D' | b'T', columns) => ROW + VALUE * usize::from(columns.unwrap_or_default()),
            _ => 0,
        };
        self.bytes = if kind == b'Z' { 0 } else { self.bytes + kept + body.len() + 5 };
        self.allowance.judge(self.bytes)?;
        match kind {
            b'D' => return shape::row(body, self.columns),
            b'T' => self.columns = Some(shape::row_description(body)?),
            b't' => shape::parameter_description(body)?,
            b'E' | b'N' => shape::fields(body)?,
            b'S' => {
                shape::texts(body, 2)?;
                self.parameter_reports += 1;
            }
            b'A' => shape::texts(body.get(4..).unwrap_or_default(), 2)?,
            b'C' => {
                shape::texts(body, 1)?;
                self.columns = self.following.pop_front().or(self.columns);
                self.statements += 1;
                if self.statements > MAX_STATEMENTS {
                    return broken("it answers more statements than were sent");
                }
            }
            b'Z' if matches!(body, b"I" | b"T" | b"E") => self.statements = 0,
            b'Z' => return broken("it reported an unknown transaction state"),
            b'1' | b'2' | b'3' | b'n' | b'I' | b's' if !body.is_empty() => {
                return broken("an empty message had a content");
            }
            _ => {}
        }
        self.messages += usize::from(matches!(kind, b'N' | b'A'));
        if self.messages > MAX_REPORTS || self.parameter_reports > MAX_PARAMETER_REPORTS {
            return broken("it sends notices without end");
        }
        Ok(())
    }
}

impl Guard for PostgresGuard {
    fn opening(&mut self, bytes: &[u8]) -> Result<Option<(usize, Vec<u8>)>, Violation> {
        match startup::length_of(bytes) {
            Err(()) => broken("the driver's first message is not a startup packet"),
            Ok(Some(length)) if bytes.len() >= length => Ok(Some((length, std::mem::take(&mut self.opening)))),
            Ok(_) => Ok(None),
        }
    }

    fn heed(&mut self, request: &[u8]) -> Result<(), Violation> {
        if !self.ready {
            self.login.heed(request);
        }
        Ok(())
    }

    fn vet(&mut self, bytes: &[u8], passed: &mut Vec<u8>) -> Result<usize, Violation> {
        let mut judged = 0;
        while let Some((&[kind, a, b, c, d], rest)) = bytes.get(judged..).and_then(|rest| rest.split_first_chunk::<5>())
        {
            let length = usize::try_from(u32::from_be_bytes([a, b, c, d])).unwrap_or(usize::MAX);
            self.judge_header(kind, length)?;
            let Some(body) = rest.get(..length.saturating_sub(4)) else { break };
            if self.ready {
                self.judge_session(kind, body)?
            } else {
                self.judge_login(kind, body)?
            }
            let end = judged + 1 + length;
            // Notices and notifications are the server's own text, and the driver would log it.
            if !matches!(kind, b'N' | b'A') {
                passed.extend_from_slice(&bytes[judged..end]);
            }
            judged = end;
        }
        Ok(judged)
    }

    fn rejection(&self) -> Option<&str> {
        self.rejection.as_deref()
    }
}
