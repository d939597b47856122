//! How large a pool is, and how long its sessions live.

use std::time::Duration;

/// How large a pool is, and how long its sessions live.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PoolOptions {
    /// The most sessions for reads: 4. They are opened when calls need them.
    pub reads: usize,
    /// The most sessions for writes: 2.
    pub writes: usize,
    /// A session that nobody used for so long is closed: 60 s.
    pub idle: Duration,
    /// A session that was opened so long ago is not used again: 10 min.
    pub age: Duration,
    /// So long a call waits for a session when all are in use: 2 s.
    pub wait: Duration,
}

impl Default for PoolOptions {
    fn default() -> PoolOptions {
        PoolOptions {
            reads: 4,
            writes: 2,
            idle: Duration::from_secs(60),
            age: Duration::from_secs(10 * 60),
            wait: Duration::from_secs(2),
        }
    }
}
