//! Work that would hold up others.

use std::future::pending;
use std::panic::resume_unwind;

use tokio::task::spawn_blocking;

/// Does what takes milliseconds on a thread of its own: who else waits on this runtime, such as a live call, is not held up. A panic goes
/// on here, as if the work were done in place.
pub(crate) async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => resume_unwind(panic),
            // The runtime is going down, and this future with it.
            Err(_) => pending().await,
        },
    }
}
