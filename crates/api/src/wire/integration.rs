//! Integrations: who is connected, what discovery found [contract, "Endpoints", S, D].

use serde::{Deserialize, Serialize};

/// One provider of `GET /integrations/catalog`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct IntegrationStatus {
    /// The path segment.
    pub kind: String,
    /// The provider's name.
    #[serde(default)]
    pub name: String,
    /// Whether credentials are kept for it.
    #[serde(default)]
    pub connected: bool,
    /// `connected`, `disconnected`, or `reserved` where this server does not serve the kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// When the schema was last discovered, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discovered_at: Option<String>,
}

impl IntegrationStatus {
    /// Whether it is connected, whichever of the two ways the platform says it.
    pub fn is_connected(&self) -> bool {
        self.connected || self.status.as_deref() == Some("connected")
    }
}

/// What connect and disconnect answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ConnectionState {
    /// `connected` or `disconnected`.
    pub status: String,
}

/// What discovery answers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase", default)]
pub struct DiscoverySummary {
    /// Tables, views and the like.
    pub object_count: u32,
    /// Their columns.
    pub field_count: u32,
    /// Foreign keys.
    pub edge_count: u32,
    /// What discovery could not place [G]. A number only: the texts could name what is blocked.
    pub finding_count: u32,
    /// The catalogue's fingerprint [G].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
}
