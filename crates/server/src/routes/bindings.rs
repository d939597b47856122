//! Bindings: compiled by the core against the stored catalogue and scoping, kept as a skill.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use gatehouse_api::{BindingBody, Envelope, Skill};
use gatehouse_core::binding::SkillDefinition;
use gatehouse_core::connection::Engine;
use uuid::Uuid;

use super::schema::known;
use super::skills::wire;
use super::success;
use crate::clock::now;
use crate::compile;
use crate::extract::{AgentId, Allowed, Body, SkillsWrite, SqlKind};
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::{BasisVersion, SameName, SkillPut, SkillRecord};

/// How often a binding is compiled when schema or scoping change meanwhile, before the caller is told.
pub(super) const COMPILATIONS: usize = 3;

/// `POST /agents/{agent}/integrations/{kind}/bindings`: 201 for a new skill, 200 when it replaces the one of its tool name.
pub(crate) async fn create(
    caller: Allowed<SkillsWrite>,
    SqlKind(kind): SqlKind,
    AgentId(agent): AgentId,
    State(state): State<AppState>,
    Body(body): Body<BindingBody>,
) -> Result<(StatusCode, Json<Envelope<Skill>>), Problem> {
    known_agent(&state, &caller.organisation, &agent).await?;
    match put(&state, &caller.organisation, &agent, kind, &body, SameName::Replace).await? {
        SkillPut::Created(skill) => Ok((StatusCode::CREATED, success(wire(skill)))),
        SkillPut::Replaced(skill) => Ok((StatusCode::OK, success(wire(skill)))),
        SkillPut::NameTaken => {
            Err(Problem::conflict("Another tool of this agent has the same name for a model: choose another name."))
        }
        SkillPut::Outdated => Err(Problem::outdated()),
    }
}

/// 404 for an agent of nobody's, or of another organisation.
pub(super) async fn known_agent(state: &AppState, organisation: &str, agent: &str) -> Result<(), Problem> {
    if state.store.agent_exists(organisation, agent).await? { Ok(()) } else { Err(Problem::not_found("agent")) }
}

/// Compiles and keeps a binding; outdated only when schema or scoping kept changing.
pub(super) async fn put(
    state: &AppState,
    organisation: &str,
    agent: &str,
    kind: Engine,
    body: &BindingBody,
    same_name: SameName,
) -> Result<SkillPut, Problem> {
    for _ in 0..COMPILATIONS {
        let (definition, basis) = definition(state, organisation, kind, body).await?;
        let now = now();
        let skill = SkillRecord {
            id: Uuid::now_v7().to_string(),
            organisation_id: organisation.into(),
            agent_id: agent.into(),
            kind,
            // A write lands disabled, whatever was asked for [contract, S].
            is_enabled: body.enabled && !definition.is_write,
            binding: body.clone(),
            definition,
            created_at: now.clone(),
            updated_at: now,
        };
        match state.store.put_skill(skill, &basis, same_name).await? {
            SkillPut::Outdated => {}
            done => return Ok(done),
        }
    }
    Ok(SkillPut::Outdated)
}

/// What the binding compiles to now, and against what. 409 without a catalogue, 422 with one error for each diagnostic.
pub(super) async fn definition(
    state: &AppState,
    organisation: &str,
    kind: Engine,
    body: &BindingBody,
) -> Result<(SkillDefinition, BasisVersion), Problem> {
    let (schema, basis) = known(state, organisation, kind, StatusCode::CONFLICT).await?;
    let definition = compile::definition(&schema, kind, body).map_err(Problem::binding_rejected)?;
    Ok((definition, basis))
}
