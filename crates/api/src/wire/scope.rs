//! What a key may do [contract, "Conventions", S].

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// One right of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[allow(missing_docs, reason = "the names are the contract's")]
pub enum Scope {
    #[serde(rename = "agents:read")]
    AgentsRead,
    #[serde(rename = "agents:write")]
    AgentsWrite,
    #[serde(rename = "skills:read")]
    SkillsRead,
    #[serde(rename = "skills:write")]
    SkillsWrite,
    #[serde(rename = "integrations:read")]
    IntegrationsRead,
    #[serde(rename = "integrations:write")]
    IntegrationsWrite,
    #[serde(rename = "integrations:connect")]
    IntegrationsConnect,
    #[serde(rename = "audit:read")]
    AuditRead,
    /// Calling published skills [G]: the contract names no scope for it.
    #[serde(rename = "skills:invoke")]
    SkillsInvoke,
    /// Saying that a caller's identity was verified [G]: for whoever verified it, which is not every agent.
    #[serde(rename = "identity:assert")]
    IdentityAssert,
}

/// Every scope that our server knows.
pub const ALL_SCOPES: [Scope; 10] = [
    Scope::AgentsRead,
    Scope::AgentsWrite,
    Scope::SkillsRead,
    Scope::SkillsWrite,
    Scope::IntegrationsRead,
    Scope::IntegrationsWrite,
    Scope::IntegrationsConnect,
    Scope::AuditRead,
    Scope::SkillsInvoke,
    Scope::IdentityAssert,
];

impl Scope {
    /// As it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Scope::AgentsRead => "agents:read",
            Scope::AgentsWrite => "agents:write",
            Scope::SkillsRead => "skills:read",
            Scope::SkillsWrite => "skills:write",
            Scope::IntegrationsRead => "integrations:read",
            Scope::IntegrationsWrite => "integrations:write",
            Scope::IntegrationsConnect => "integrations:connect",
            Scope::AuditRead => "audit:read",
            Scope::SkillsInvoke => "skills:invoke",
            Scope::IdentityAssert => "identity:assert",
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text names no scope.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is no scope; the scopes are {all}", all = ALL_SCOPES.map(Scope::as_str).join(", "))]
pub struct UnknownScope(pub String);

impl FromStr for Scope {
    type Err = UnknownScope;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        ALL_SCOPES.into_iter().find(|scope| scope.as_str() == text).ok_or_else(|| UnknownScope(text.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_agree() {
        for scope in ALL_SCOPES {
            assert_eq!(serde_json::to_value(scope).unwrap(), scope.as_str());
            assert_eq!(scope.as_str().parse(), Ok(scope));
        }
        assert!("admin".parse::<Scope>().is_err());
    }
}
