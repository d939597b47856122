//! Versions of an agent: what was published [contract, D; the shape is ours, G].

use serde::{Deserialize, Serialize};

/// A version of an agent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
    /// What it lets callers do. Another platform may not say; that is not the same as nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skills: Option<Vec<PublishedSkill>>,
}

/// A skill in a version: enough to compare it with the draft's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct PublishedSkill {
    /// The skill's id, the same as the draft's.
    pub id: String,
    /// The tool's name for people.
    pub display_name: String,
    /// The SHA-256 of its frozen statement.
    pub statement: String,
}

/// The body of `POST /agents/{id}/publish`; it may be left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Publication {
    /// What is new, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// The body of `POST /agents/{id}/rollback`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Rollback {
    /// The version to go back to.
    pub version_id: String,
}
