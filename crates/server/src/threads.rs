//! The threads that answer, and those that work aside of them.

use std::io;
use std::num::NonZeroUsize;
use std::sync::LazyLock;
use std::thread::available_parallelism;

use tokio::runtime::{Builder, Runtime};
use tokio::sync::Semaphore;
use tokio::task::{JoinError, spawn_blocking};

/// What [`crate::serve`] runs on: so many threads, or half of the processors but at least one. A call is mostly waiting, for a caller and a
/// database that often stand on the same machine; threads that have too little to do fall asleep and are woken all the time, and calls that meet
/// on one thread share a trip to the database (docs/benchmarks/serving.md).
///
/// # Errors
/// When the system gives no threads.
pub fn runtime(threads: Option<NonZeroUsize>) -> io::Result<Runtime> {
    Builder::new_multi_thread().worker_threads(threads.map_or_else(half, NonZeroUsize::get)).enable_all().build()
}

fn half() -> usize {
    available_parallelism().map_or(1, |all| (all.get() / 2).max(1))
}

/// The other half of the processors. Many requests at once must take neither those that answer nor the memory of as many catalogues.
static ASIDE: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(half()));

/// Work that takes milliseconds, on a thread of its own: those who wait for a socket share the few that answer, and live calls are
/// among them. What it consumes is freed there too.
///
/// # Errors
/// When the work panicked, or the process is ending.
pub(crate) async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, JoinError> {
    // Nobody closes it. The permit goes with the work, which ends even when nobody waits for it any more.
    let permit = ASIDE.acquire().await.ok();
    spawn_blocking(move || {
        let done = work();
        drop(permit);
        done
    })
    .await
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use tokio::task::JoinSet;

    use super::*;

    static UNDER_WAY: AtomicUsize = AtomicUsize::new(0);
    static MOST: AtomicUsize = AtomicUsize::new(0);

    #[tokio::test]
    async fn no_more_works_at_once_than_has_processors() {
        let work = || {
            MOST.fetch_max(UNDER_WAY.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            std::thread::sleep(Duration::from_millis(5));
            UNDER_WAY.fetch_sub(1, Ordering::SeqCst);
        };
        let mut all: JoinSet<_> = (0..3 * half() + 3).map(|_| aside(work)).collect();
        while let Some(done) = all.join_next().await {
            done.unwrap().unwrap();
        }
        assert!((1..=half()).contains(&MOST.load(Ordering::SeqCst)));
        // A panic gives its place back.
        assert!(aside(|| panic!("as wanted")).await.is_err());
        assert_eq!(ASIDE.available_permits(), half());
    }
}
