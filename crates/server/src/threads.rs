//! How many threads answer.

use std::io;
use std::num::NonZeroUsize;
use std::thread::available_parallelism;

use tokio::runtime::{Builder, Runtime};

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
