//! Calling a published skill [G]: the contract has no such endpoint.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The body of `POST /agents/{id}/skills/{skillId}/invoke`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Invocation {
    /// The arguments, by the parameters' names.
    #[serde(default)]
    pub arguments: Map<String, Value>,
    /// The token of the `confirmation_required` answer to the same call, once somebody has confirmed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmation: Option<String>,
    /// Whom the agent talks to, as far as somebody verified it. Only a key with `identity:assert` may say so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<Identity>,
}

/// Who calls an agent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// Whether it was verified, by whatever means the platform has.
    pub verified: bool,
    /// Who it is, opaque to the control plane; 1 to 200 characters.
    pub subject: String,
}
