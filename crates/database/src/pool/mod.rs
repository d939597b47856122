//! Warm sessions of one connection, for whoever serves its skills: the guards of `execute`, without a login a call.
//!
//! Reads and writes have sessions of their own. A read is one round trip on a session that is read-only and bounded from its login on, where the
//! server can promise that, and several that wait may share it; else, and for every write, each call is a transaction that bounds itself, and a
//! session serves one at a time. It is closed after any error, when the call was given up, when nobody used it for a while, and when it is old. Every dial goes through the door.

mod lane;
mod options;
mod trips;

use std::sync::{Arc, Weak};
use std::time::Duration;

use gatehouse_core::binding::StatementKind;
use gatehouse_core::connection::{ConnectionFailure, Descriptor};
use secrecy::SecretString;
use serde_json::{Map, Value};

use crate::deadlines::Deadlines;
use crate::engine::{Purpose, Warm};
use crate::execute::{Approved, Call, Document, Effect, Raw, Refused};

use lane::Lane;
pub use options::PoolOptions;
use trips::Trips;

/// How often idle sessions are looked through.
const LOOK: Duration = Duration::from_secs(5);

/// What a call gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// JSON: exactly what the trial shows as the agent's ([`crate::Answer::document`]). It holds row data.
    pub document: String,
    /// How many rows a write touched (always 1), or a read returned.
    pub touched: u64,
}

/// The warm sessions of one connection: of one address, login and password. Whoever changes any of these makes a new pool; dropping this one
/// closes what is idle at once and what is under way when it is done.
#[derive(Debug)]
pub struct Pool(Arc<Shared>);

/// What leases hold on to while the pool itself may have gone.
#[derive(Debug)]
struct Shared {
    target: Arc<Target>,
    reads: Arc<Trips>,
    writes: Lane,
}

/// Where sessions lead.
struct Target {
    descriptor: Descriptor,
    password: SecretString,
    deadlines: Deadlines,
}

/// Its parts print themselves safely, but nobody needs them.
impl std::fmt::Debug for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Target").finish_non_exhaustive()
    }
}

impl Pool {
    /// A pool without any session yet. Must be called inside a tokio runtime, where its sessions are closed when they are too old.
    pub fn new(descriptor: Descriptor, password: SecretString, options: PoolOptions) -> Pool {
        let target = Arc::new(Target { descriptor, password, deadlines: Deadlines::default() });
        let lane = |purpose, size| Lane::new(Arc::clone(&target), purpose, size, &options);
        let (reads, writes) = (lane(Purpose::Reads, options.reads), lane(Purpose::Writes, options.writes));
        let shared = Arc::new(Shared { target, reads: Trips::new(reads), writes });
        tokio::spawn(tidy(Arc::downgrade(&shared)));
        Pool(shared)
    }

    /// Runs `statement` once. Arguments are checked before any session is taken; a write stays if exactly one row was touched. A future that
    /// is dropped gives the call up: nothing of a read is left, a write may or may not have been made.
    ///
    /// # Errors
    /// [`Refused`]; then nothing has changed, but for [`Refused::OutcomeUnknown`].
    pub async fn call(&self, statement: &Approved, arguments: &Map<String, Value>) -> Result<Reply, Refused> {
        let call = Call::of(statement, self.0.target.descriptor.engine, arguments, Effect::Kept)?;
        let raw = if call.statement.kind == StatementKind::Read {
            self.0.reads.read(call).await?
        } else {
            self.write(&call).await?
        };
        let document = serde_json::to_string(&Document { statement: statement.statement(), raw: &raw });
        // Texts and numbers, which JSON can always hold.
        Ok(Reply { document: document.unwrap_or_default(), touched: raw.touched })
    }

    /// Never made twice: a session that was idle is asked whether it lives before it gets a write.
    async fn write(&self, call: &Call) -> Result<Raw, Refused> {
        let mut lease = self.0.writes.lease().await?;
        if lease.was_idle() && !lease.answers().await {
            lease.replace().await?;
        }
        lease.execute(call).await
    }

    /// How many sessions wait for a call: for reads, for writes.
    pub fn idle(&self) -> (usize, usize) {
        (self.0.reads.lane.idle(), self.0.writes.idle())
    }
}

/// The session is gone, rather than the server slow or the statement wrong.
fn has_died(failure: &ConnectionFailure) -> bool {
    use ConnectionFailure as F;
    matches!(failure, F::ConnectionLost { .. } | F::TlsBroken { .. } | F::ServerStarting)
}

/// Closes what is too old or too long idle, for as long as the pool is there.
async fn tidy(pool: Weak<Shared>) {
    loop {
        tokio::time::sleep(LOOK).await;
        let Some(shared) = pool.upgrade() else { return };
        shared.reads.lane.tidy();
        shared.writes.tidy();
    }
}

/// Says goodbye in the background, where there is one.
fn close_later(sessions: Vec<Warm>) {
    if sessions.is_empty() {
        return;
    }
    if let Ok(runtime) = tokio::runtime::Handle::try_current() {
        runtime.spawn(async move {
            for session in sessions {
                session.close().await;
            }
        });
    }
}
