//! `gatehouse.toml`: what belongs to the workspace as a whole.

use serde::{Deserialize, Serialize};

/// The content of `gatehouse.toml`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Where the workspace is synced to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sync: Option<SyncTarget>,
}

/// A control plane and what of the workspace goes there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SyncTarget {
    /// The API's base URL, ending in `/api/v1`.
    pub base_url: String,
    /// The agent that gets the bindings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<String>,
    /// The connection that is the organisation's `postgres`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postgres: Option<String>,
    /// The connection that is the organisation's `mysql`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mysql: Option<String>,
}
