//! The threads that answer, and those that work aside of them.

use std::io;
use std::num::NonZeroUsize;
use std::thread::available_parallelism;

use tokio::runtime::{Builder, Runtime};
use tokio::task::{JoinError, spawn_blocking};

/// What [`crate::serve`] runs on: so many threads, or half of the processors but at least one. A call is mostly waiting, for a caller and a
/// database that often stand on the same machine; threads that have too little to do fall asleep and are woken all the time, and calls that meet
/// on one thread share a trip to the database (docs/benchmarks/serving.md).
///
/// # Errors
/// When the system gives no threads.
pub fn runtime(threads: Option<NonZeroUsize>) -> io::Result<Runtime> {
    let half = || available_parallelism().map_or(1, |all| (all.get() / 2).max(1));
    Builder::new_multi_thread().worker_threads(threads.map_or_else(half, NonZeroUsize::get)).enable_all().build()
}

/// Work that takes milliseconds, on a thread of its own: those who wait for a socket share the few that answer, and live calls are
/// among them. What it consumes is freed there too.
///
/// # Errors
/// When the work panicked, or the process is ending.
pub(crate) async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, JoinError> {
    spawn_blocking(work).await
}
