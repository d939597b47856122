//! What a listener hears while checks run.

use gatehouse_core::connection::{Check, CheckId};
use serde::{Deserialize, Serialize};

/// One piece of news: `{"event":"started","id":…}` or `{"event":"finished","check":{…}}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum CheckEvent {
    /// A check begins. A skipped one never does.
    Started {
        /// Which check.
        id: CheckId,
    },
    /// A check ended, or was skipped.
    Finished {
        /// Its outcome.
        check: Check,
    },
}
