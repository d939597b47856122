//! What stands between a server and a driver: every message is judged before the driver sees its first byte.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Why a guard closed a connection. Our own words only; nothing that a server sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Violation {
    /// A message that the protocol does not allow here; the text completes "The server broke the protocol: …".
    Protocol(&'static str),
    /// A request for the password in a form that an unverified server could misuse.
    PasswordRequest {
        /// The method as the protocol names it.
        method: &'static str,
    },
    /// More than one question's answer may take.
    TooLarge {
        /// The bound, in MiB.
        mebibytes: u32,
    },
}

/// What an answer may take: its bytes, and what a driver needs beside them. The question decides, so whoever asks sets it;
/// guard and session share one.
#[derive(Debug, Clone)]
pub(crate) struct Allowance(Arc<AtomicUsize>);

const MEBIBYTE: usize = 1024 * 1024;

impl Allowance {
    /// For the questions of a check, which a few rows answer. Together with what else a session holds it stays well below
    /// 64 MiB.
    pub(crate) fn small() -> Allowance {
        Allowance(Arc::new(AtomicUsize::new(24)))
    }

    /// For a catalogue, which is read row by row: ten times what 10,000 tables take.
    pub(crate) fn raise_for_catalogue(&self) {
        self.0.store(256, Ordering::Relaxed);
    }

    /// Refuses an answer that has taken `bytes` by now.
    pub(crate) fn judge(&self, bytes: usize) -> Result<(), Violation> {
        let mebibytes = self.0.load(Ordering::Relaxed);
        if bytes <= mebibytes * MEBIBYTE {
            return Ok(());
        }
        Err(Violation::TooLarge { mebibytes: u32::try_from(mebibytes).unwrap_or(u32::MAX) })
    }
}

/// A framing state machine over one connection: bytes in, verdict out, no I/O.
pub(crate) trait Guard: Send + 'static {
    /// What goes to the server in place of the driver's first message, and how many of `bytes` that message is;
    /// `None` while it is not there as a whole. A driver fills its first message from the environment, too; ours is
    /// explicit.
    fn opening(&mut self, bytes: &[u8]) -> Result<Option<(usize, Vec<u8>)>, Violation>;

    /// Judges the whole messages at the start of `bytes`, the server's stream from the first byte not judged yet, and
    /// returns how many bytes they are. What the driver should see of them is appended to `passed`. Bytes after them
    /// are offered again together with what follows.
    fn vet(&mut self, bytes: &[u8], passed: &mut Vec<u8>) -> Result<usize, Violation>;

    /// Hears what the driver sends after its first message, before the server does: some answers mean nothing without
    /// their question.
    fn heed(&mut self, _request: &[u8]) -> Result<(), Violation> {
        Ok(())
    }

    /// The server's error code when it refused the login.
    fn rejection(&self) -> Option<&str>;
}
