//! A call with a receipt says again and again that it is under way, so that one whose process died is told apart soon from one
//! that takes long.
//!
//! Nothing hangs on it but time. A receipt that is taken over too early, because a process stood still or clocks differ, has
//! one effect all the same: the first call can settle its receipt no longer, and its effect goes with the receipt
//! (`store/sql/receipts.rs`).

use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::sleep;

use crate::clock;
use crate::state::AppState;
use crate::store::{BEAT_SECONDS, Receipt};

/// Says so until it is dropped.
pub(crate) struct Alive(JoinHandle<()>);

impl Alive {
    pub(crate) fn of(state: &AppState, receipt: &Receipt) -> Alive {
        let (state, receipt) = (state.clone(), receipt.clone());
        Alive(tokio::spawn(async move {
            loop {
                sleep(Duration::from_secs(BEAT_SECONDS)).await;
                if let Err(error) = state.store.beat(&receipt, clock::seconds()).await {
                    tracing::warn!(%error, "a call under way could not say so");
                }
            }
        }))
    }
}

impl Drop for Alive {
    fn drop(&mut self) {
        self.0.abort();
    }
}
