//! A skill as a tool, and a tool's call as an invocation. Pure.

use std::sync::Arc;

use gatehouse_api::{FieldError, Identity, Invocation};
use gatehouse_core::binding::SkillDefinition;
use rmcp::model::{CallToolRequestParams, JsonObject, RequestMetaObject, Tool, ToolAnnotations};
use serde_json::{Value, json};

use crate::problem::Problem;

/// What a model is told of the whole.
pub(super) const INSTRUCTIONS: &str = "Each tool is one question to a database, or one record written to it. A tool that writes answers first with \
a summary and a confirmation token: read the summary to the person, and only when they agree call the tool again with the same arguments and the token.";

/// The argument that a confirmation comes back in. Elicitation would need a session with one server process, which nothing else here does.
const TOKEN: &str = "confirmation_token";

/// Where the platform, not the model, says whose identity was verified [G].
const IDENTITY: &str = "gatehouse/identity";

/// The name of the argument; another one where the skill has a parameter of this name.
fn token_of(skill: &SkillDefinition) -> String {
    let taken = |name: &str| skill.parameters_schema["properties"].get(name).is_some();
    let mut name = TOKEN.to_owned();
    while taken(&name) {
        name.push('_');
    }
    name
}

/// The tool of a skill.
pub(super) fn tool(skill: &SkillDefinition) -> Tool {
    let mut schema = skill.parameters_schema.as_object().cloned().unwrap_or_default();
    if skill.requires_confirmation
        && let Some(properties) = schema.entry("properties").or_insert_with(|| json!({})).as_object_mut()
    {
        let description = "Only in the second call, once the person has agreed to the summary: its token, unchanged.";
        properties.insert(token_of(skill), json!({ "type": "string", "description": description }));
    }
    let annotations = ToolAnnotations::from_raw(
        Some(skill.display_name.clone()),
        Some(!skill.is_write),
        // An insert adds; an update replaces what was there.
        Some(skill.requires_verified_identity),
        Some(!skill.is_write || skill.requires_verified_identity),
        Some(false),
    );
    Tool::new(skill.name.clone(), skill.description.clone(), Arc::new(schema))
        .with_title(skill.display_name.clone())
        .with_annotations(annotations)
}

/// What a call of the tool means.
pub(super) fn invocation(
    skill: &SkillDefinition,
    request: CallToolRequestParams,
    meta: &RequestMetaObject,
) -> Result<Invocation, Problem> {
    let mut arguments: JsonObject = request.arguments.unwrap_or_default();
    let confirmation = match skill.requires_confirmation.then(|| arguments.remove(&token_of(skill))).flatten() {
        None | Some(Value::Null) => None,
        Some(Value::String(token)) => Some(token),
        Some(_) => return Err(Problem::confirmation_invalid()),
    };
    // The request's own, where a client library does not lift it out.
    let said = meta.get(IDENTITY).or_else(|| request.meta.as_ref().and_then(|meta| meta.get(IDENTITY)));
    let identity = said.map(|said| serde_json::from_value::<Identity>(said.clone())).transpose();
    let identity = identity.map_err(|_| {
        Problem::malformed(vec![FieldError::new(IDENTITY, "Give `verified`, true or false, and `subject`, a text.")])
    })?;
    Ok(Invocation { arguments, confirmation, identity })
}
