//! Bindings: compiled by the core against the stored catalogue and scoping, kept as a skill.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use gatehouse_api::{BindingBody, Envelope, FieldError, Skill, wire_field};
use gatehouse_core::binding::{Severity, SkillDefinition, compile};
use gatehouse_core::connection::Engine;
use uuid::Uuid;

use super::schema::known;
use super::skills::wire;
use super::success;
use crate::clock::now;
use crate::extract::{AgentId, Allowed, Body, SkillsWrite, SqlKind};
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::{SkillPut, SkillRecord};

/// `POST /agents/{agent}/integrations/{kind}/bindings`: 201 for a new skill, 200 when it replaces the one of its tool name.
pub(crate) async fn create(
    caller: Allowed<SkillsWrite>,
    SqlKind(kind): SqlKind,
    AgentId(agent): AgentId,
    State(state): State<AppState>,
    Body(body): Body<BindingBody>,
) -> Result<(StatusCode, Json<Envelope<Skill>>), Problem> {
    if !state.store.agent_exists(&caller.organisation, &agent).await? {
        return Err(Problem::not_found("agent"));
    }
    let definition = definition(&state, &caller.organisation, kind, &body).await?;
    let now = now();
    let put = state.store.put_skill(SkillRecord {
        id: Uuid::now_v7().to_string(),
        organisation_id: caller.organisation.clone(),
        agent_id: agent,
        kind,
        // A write lands disabled, whatever was asked for [contract, S].
        is_enabled: body.enabled && !definition.is_write,
        binding: body,
        definition,
        created_at: now.clone(),
        updated_at: now,
    });
    match put.await? {
        SkillPut::Created(skill) => Ok((StatusCode::CREATED, success(wire(skill)))),
        SkillPut::Replaced(skill) => Ok((StatusCode::OK, success(wire(skill)))),
        SkillPut::NameTaken => {
            Err(Problem::conflict("Another tool of this agent has the same name for a model: choose another name."))
        }
    }
}

/// What the binding compiles to now. 409 without a catalogue, 422 with one error for each diagnostic.
pub(super) async fn definition(
    state: &AppState,
    organisation: &str,
    kind: Engine,
    body: &BindingBody,
) -> Result<SkillDefinition, Problem> {
    let (catalog, scoping) = known(state, organisation, kind, StatusCode::CONFLICT).await?;
    let binding = body.to_binding(kind.kind());
    let compilation = compile(&catalog, &scoping, &binding);
    let diagnostics = compilation.diagnostics.into_iter().filter(|found| found.severity == Severity::Error);
    let mut errors: Vec<FieldError> = diagnostics
        .map(|found| FieldError {
            field: wire_field(&found.field),
            message: found.message,
            code: serde_json::to_value(found.code).ok().and_then(|code| code.as_str().map(str::to_owned)),
        })
        .collect();
    // The core's draft has no place for a write yet. Dropping these silently would turn one into a read.
    for (field, given) in [
        ("isWrite", body.is_write),
        ("inputObjectMap", body.input_object_map.is_some()),
        ("sqlWrite", body.sql_write.is_some()),
    ] {
        if given {
            errors.push(FieldError::new(field, "This version compiles reads only; leave this out of a read."));
        }
    }
    match compilation.statement {
        Some(statement) if errors.is_empty() => Ok(SkillDefinition::new(&binding, &statement)),
        _ => Err(Problem::binding_rejected(errors)),
    }
}
