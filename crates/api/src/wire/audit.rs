//! The audit log: who changed what [G; the contract names the scope alone].

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// An entry of the log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct AuditLog {
    /// Its id, opaque.
    pub id: String,
    /// Its place in the organisation's log, 1 for the first.
    pub sequence: i64,
    /// RFC 3339.
    pub recorded_at: String,
    /// The id of the key that did it, or `command` for the command line of the server.
    pub actor: String,
    /// The request that did it; empty for the command line.
    pub request_id: String,
    /// Noun and verb, such as `scoping.changed`.
    pub action: String,
    /// What it was done to: an id, or the kind of a connection.
    pub target: String,
    /// What changed. Never a secret, never data of a customer's.
    pub detail: Value,
    /// The entry's link of the chain, in hexadecimal digits.
    pub hash: String,
}
