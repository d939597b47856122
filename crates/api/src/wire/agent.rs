//! Agents [contract, "Endpoints", D].

use serde::{Deserialize, Deserializer, Serialize};

/// An agent: what skills belong to. Only id and name are relied on; a platform may leave the rest out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Agent {
    /// Its id, opaque.
    pub id: String,
    /// The organisation it belongs to.
    #[serde(default)]
    pub organization_id: String,
    /// What people call it.
    pub name: String,
    /// The last published version; 0 before the first.
    #[serde(default, deserialize_with = "lenient_version")]
    pub version: u32,
    /// `draft` or `published` on our server; another one may know more.
    #[serde(default)]
    pub status: String,
    /// RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<String>,
    /// RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<String>,
}

/// The body of `POST /agents`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewAgent {
    /// What people call it.
    pub name: String,
}

/// The public pages do not say whether a version is a number or a text [G]: what is no number counts as 0.
fn lenient_version<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    Ok(match serde_json::Value::deserialize(deserializer)? {
        serde_json::Value::Number(number) => number.as_u64().and_then(|number| number.try_into().ok()).unwrap_or(0),
        serde_json::Value::String(text) => text.parse().unwrap_or(0),
        _ => 0,
    })
}

#[cfg(test)]
mod tests {
    use super::Agent;

    #[test]
    fn a_short_agent_is_read() {
        let agent: Agent =
            serde_json::from_str(r#"{"id":"a1","name":"Front desk","version":"3","tier":"pro"}"#).unwrap();
        assert_eq!((agent.version, agent.status.as_str()), (3, ""));
    }
}
