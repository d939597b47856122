//! How long each phase may take. A silent server costs seconds, never a hung window.

use std::future::Future;
use std::time::Duration;

use gatehouse_core::connection::ConnectionFailure;

/// One deadline a phase. The defaults are ours: long enough for a server on another continent that is just waking up,
/// short enough for a person who waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadlines {
    /// Asking DNS: 3 s.
    pub resolve: Duration,
    /// Opening TCP to one address: 3 s.
    pub dial: Duration,
    /// Asking for TLS, and the handshake: 5 s each.
    pub tls: Duration,
    /// Logging in: 5 s.
    pub login: Duration,
    /// One query of a check: 5 s.
    pub query: Duration,
    /// All checks together: 15 s, whatever the phases took.
    pub total: Duration,
    /// Discovery's queries together: 60 s, since a catalogue may be large.
    pub discovery: Duration,
}

impl Default for Deadlines {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Deadlines {
            resolve: seconds(3),
            dial: seconds(3),
            tls: seconds(5),
            login: seconds(5),
            query: seconds(5),
            total: seconds(15),
            discovery: seconds(60),
        }
    }
}

/// Runs `work`, but no longer than `limit`; `phase` completes "while …".
pub(crate) async fn within<T>(
    limit: Duration,
    phase: &'static str,
    work: impl Future<Output = Result<T, ConnectionFailure>>,
) -> Result<T, ConnectionFailure> {
    match tokio::time::timeout(limit, work).await {
        Ok(result) => result,
        Err(_) => Err(timed_out(limit, phase)),
    }
}

/// The failure for a phase that took longer than `limit`. Seconds are rounded up: "within 0 s" would tell nobody anything.
pub(crate) fn timed_out(limit: Duration, phase: &'static str) -> ConnectionFailure {
    ConnectionFailure::TimedOut { phase, seconds: whole_seconds(limit) }
}

/// Rounded up.
pub(crate) fn whole_seconds(limit: Duration) -> u32 {
    u32::try_from(limit.as_millis().div_ceil(1000)).unwrap_or(u32::MAX)
}
