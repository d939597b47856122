//! Versions of an agent: what was published [contract, D; the shape is ours, G].

use serde::{Deserialize, Serialize};

/// A version, without what it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AgentVersion {
    /// Its id, opaque: what a rollback names.
    pub id: String,
    /// The agent it is a version of.
    pub agent_id: String,
    /// 1 for the first; every publication and every rollback counts on.
    pub version: u32,
    /// What somebody wrote about it.
    #[serde(default)]
    pub note: String,
    /// The version whose skills these are again, after a rollback.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restored_from: Option<String>,
    /// The id of the key that published it.
    #[serde(default)]
    pub published_by: String,
    /// RFC 3339.
    pub published_at: String,
}

/// The body of `POST /agents/{id}/publish`; it may be left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Publication {
    /// What is new, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// The body of `POST /agents/{id}/rollback`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Rollback {
    /// The version to go back to.
    pub version_id: String,
}
