//! What sync found and did, as plain data.

use gatehouse_core::sync::{Difference, ScopingChange};
use serde::{Deserialize, Serialize};

/// How the control plane stands to the workspace's connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum ConnectionState {
    /// It has no credentials for this kind.
    NotConnected,
    /// It has credentials, but no catalogue yet.
    NotDiscovered,
    /// It has both.
    Ready,
}

/// The connection that is synced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SyncConnection {
    /// Its slug in the workspace.
    pub name: String,
    /// The contract's kind.
    pub kind: String,
    /// How the control plane stands to it.
    pub state: ConnectionState,
}

/// One thing that was done, and what was read back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SyncStep {
    /// What was done.
    pub label: String,
    /// Whether what was read back is what was sent.
    pub done: bool,
    /// What was read back.
    pub detail: String,
}

/// What callers of the agent get, and what publishing the draft at the control plane would change of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Publication {
    /// The version that callers get; none before the first.
    pub version: Option<u32>,
    /// RFC 3339.
    pub published_at: Option<String>,
    /// What somebody wrote about it.
    pub note: Option<String>,
    /// False where the control plane does not say what a version holds: then the lists below say nothing.
    pub is_known: bool,
    /// The tools of that version.
    pub callers_get: Vec<String>,
    /// Tools that publishing would add, or give another statement.
    pub adds: Vec<String>,
    /// Tools that publishing would take away.
    pub takes_away: Vec<String>,
}

/// What differs, and after sending, what was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SyncReport {
    /// The connection.
    pub connection: SyncConnection,
    /// Blocks that stand on one side only.
    pub scoping: Vec<ScopingChange>,
    /// Blocks that the control plane kept but found nothing for.
    pub unmatched: Vec<String>,
    /// Those of them that name something which is here: there they block nothing, and agents may see it.
    pub misplaced: Vec<String>,
    /// How each draft stands.
    pub bindings: Vec<Difference>,
    /// What callers get.
    pub publication: Publication,
    /// What was done; empty when only comparing.
    pub steps: Vec<SyncStep>,
    /// Nothing differs.
    pub in_step: bool,
    /// Why nothing can be sent, in one sentence.
    pub blocked_reason: Option<String>,
}
