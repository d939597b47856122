//! Skills: what a binding compiles to, with a control plane's ids and times [contract, "Bindings", D].

use gatehouse_core::binding::SkillDefinition;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A skill of an agent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Skill {
    /// Its id, opaque.
    pub id: String,
    /// The agent it belongs to.
    #[serde(default)]
    pub agent_id: String,
    /// The organisation it belongs to.
    #[serde(default)]
    pub organization_id: String,
    /// What it does.
    #[serde(flatten)]
    pub body: SkillBody,
    /// Where it may be used.
    #[serde(default)]
    pub channels: Vec<String>,
    /// What an agent does when it fails; undocumented, so carried as it is.
    #[serde(default)]
    pub error_handling: Value,
    /// Whether it may be called.
    #[serde(default)]
    pub is_enabled: bool,
    /// RFC 3339.
    #[serde(default)]
    pub created_at: String,
    /// RFC 3339.
    #[serde(default)]
    pub updated_at: String,
}

/// What a skill does. What `executionConfig` holds is each platform's own affair, so a definition that we did not make
/// is carried, not refused.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum SkillBody {
    /// Made by our compiler.
    Ours(Box<SkillDefinition>),
    /// Made by another platform.
    Foreign(Map<String, Value>),
}

impl Skill {
    /// The tool's name for a model.
    pub fn name(&self) -> &str {
        match &self.body {
            SkillBody::Ours(definition) => &definition.name,
            SkillBody::Foreign(map) => map.get("name").and_then(Value::as_str).unwrap_or_default(),
        }
    }

    /// The tool's name for people.
    pub fn display_name(&self) -> &str {
        match &self.body {
            SkillBody::Ours(definition) => &definition.display_name,
            SkillBody::Foreign(map) => map.get("displayName").and_then(Value::as_str).unwrap_or_else(|| self.name()),
        }
    }

    /// The definition, where it is of our making.
    pub fn definition(&self) -> Option<&SkillDefinition> {
        match &self.body {
            SkillBody::Ours(definition) => Some(definition),
            SkillBody::Foreign(_) => None,
        }
    }

    /// The hash of the frozen statement, where we made it: the quickest way to see that two skills do the same.
    pub fn statement_sha256(&self) -> Option<&str> {
        self.definition().map(|definition| definition.execution_config.sha256.as_str())
    }
}

/// The body of `PATCH /agents/{id}/skills/{skillId}`: the part of a Skill that our server lets anybody change.
/// Everything else follows from the binding.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SkillPatch {
    /// True is how a reviewed skill goes live.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_enabled: Option<bool>,
    /// When an agent should use it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// What deleting a skill answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Deleted {
    /// The id of what is gone.
    pub id: String,
    /// True.
    pub deleted: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_skill_of_another_platform_is_carried() {
        let json = r#"{"id":"s1","name":"find","executionConfig":{"kind":"sql"},"isEnabled":true,"createdAt":"x"}"#;
        let skill: Skill = serde_json::from_str(json).unwrap();
        assert_eq!((skill.name(), skill.display_name(), skill.statement_sha256()), ("find", "find", None));
        assert_eq!(serde_json::to_value(&skill).unwrap()["executionConfig"]["kind"], "sql");
    }
}
