//! What fuzzers and regression tests run without a socket: a guard over recorded bytes, and the reader of a CA.
//!
//! It buffers exactly as the relay does, so a verdict here is the verdict of a live connection.

use gatehouse_core::connection::{ConnectionFailure, Descriptor, Engine};

use crate::door::Violation;
use crate::door::guard::{Allowance, Guard};
use crate::door::tls::Trust;
use crate::mysql::{Greeting, MysqlGuard};
use crate::postgres::PostgresGuard;

/// A driver's login that asks for nothing: 40 bytes, packet 2, because the request for TLS was packet 1.
const LOGIN: [u8; 44] = {
    let mut login = [0; 44];
    login[0] = 40;
    login[3] = 2;
    login
};

/// Whether a descriptor with this CA can be trusted with at all: reads the text as the door does before it dials.
///
/// # Errors
/// [`ConnectionFailure::CaUnreadable`] when it is no PEM certificate.
pub fn reads_ca(pem: &str) -> Result<(), ConnectionFailure> {
    let descriptor = Descriptor { ca_pem: Some(pem.to_owned()), ..Descriptor::blank(Engine::Postgres) };
    Trust::of(&descriptor).map(drop)
}

/// One piece of a recorded dialogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn<'a> {
    /// Bytes that the driver sent.
    Driver(&'a [u8]),
    /// Bytes that the server sent.
    Server(&'a [u8]),
}

/// What became of a dialogue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Replayed {
    /// What the driver would have seen.
    pub passed: Vec<u8>,
    /// The most bytes that waited for the rest of their message.
    pub most_waiting: usize,
    /// Why the guard ended it, if it did.
    pub violation: Option<Violation>,
}

/// How a driver begins SCRAM (RFC 5802), with a nonce of two letters that recorded servers repeat.
const SCRAM: &[u8] = b"p\0\0\0\x20SCRAM-SHA-256\0\0\0\0\x0an,,n=,r=ab";

/// Replays a PostgreSQL server's bytes from the answer to the startup packet on.
pub fn postgres(verified: bool, dialogue: &[Turn<'_>]) -> Replayed {
    let mut guard = PostgresGuard::new(Vec::new(), verified, Allowance::small());
    // It never refuses what a driver says at the login.
    let _ = guard.heed(SCRAM);
    replay(guard, dialogue)
}

/// Replays a MySQL server's bytes after `greeting`, the body of its first packet; `None` when that is refused by itself.
pub fn mysql(verified: bool, greeting: &[u8], dialogue: &[Turn<'_>]) -> Option<Replayed> {
    let greeting = Greeting::read(greeting).ok()?;
    let mut guard = MysqlGuard::new(greeting.method(), verified, Allowance::small());
    // A login that asks for nothing: from here on the guard listens to the server.
    guard.opening(&LOGIN).ok()?;
    Some(replay(guard, dialogue))
}

fn replay(mut guard: impl Guard, dialogue: &[Turn<'_>]) -> Replayed {
    let mut waiting = Vec::new();
    let mut replayed = Replayed::default();
    for turn in dialogue {
        let outcome = match turn {
            Turn::Driver(bytes) => guard.heed(bytes),
            Turn::Server(bytes) => {
                waiting.extend_from_slice(bytes);
                replayed.most_waiting = replayed.most_waiting.max(waiting.len());
                guard.vet(&waiting, &mut replayed.passed).map(|judged| drop(waiting.drain(..judged)))
            }
        };
        if let Err(violation) = outcome {
            replayed.violation = Some(violation);
            break;
        }
    }
    replayed
}
