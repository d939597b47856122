//! Bindings: compiled by the core against the stored catalogue and scoping, kept as a skill.

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::ETAG;
use axum::response::Response;
use gatehouse_api::{BindingBody, Envelope};
use gatehouse_core::binding::SkillDefinition;
use gatehouse_core::connection::Engine;
use serde_json::json;
use uuid::Uuid;

use super::schema::known;
use super::skills::wire;
use crate::change::Change;
use crate::clock::now;
use crate::compile;
use crate::etag::ETag;
use crate::extract::{AgentId, Allowed, Body, IfMatch, SkillsWrite, SqlKind};
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::{BasisVersion, SameName, SkillPut, SkillRecord};

/// How often a binding is compiled when schema or scoping change meanwhile, before the caller is told.
pub(super) const COMPILATIONS: usize = 3;

/// `POST /agents/{agent}/integrations/{kind}/bindings`: 201 for a new skill, 200 when it replaces the one of its tool name. With
/// `If-Match` it replaces that very state, with `If-None-Match: *` nothing [G].
pub(crate) async fn create(
    caller: Allowed<SkillsWrite>,
    SqlKind(kind): SqlKind,
    AgentId(agent): AgentId,
    if_match: IfMatch,
    State(state): State<AppState>,
    Body(body): Body<BindingBody>,
) -> Result<Response, Problem> {
    known_agent(&state, &caller.organisation, &agent).await?;
    match put(&state, &caller, &agent, kind, &body, SameName::Replace, &if_match).await? {
        Put::Done { change, skill, is_new } => {
            let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
            let skill = wire(*skill);
            let tag = ETag::of(&skill)?.header()?;
            let mut answer = change.answer(status, &Envelope::of(skill)).await?;
            answer.headers_mut().insert(ETAG, tag);
            Ok(answer)
        }
        Put::NameTaken => {
            Err(Problem::conflict("Another tool of this agent has the same name for a model: choose another name."))
        }
        Put::Outdated => Err(Problem::outdated()),
    }
}

/// 404 for an agent of nobody's, or of another organisation.
pub(super) async fn known_agent(state: &AppState, organisation: &str, agent: &str) -> Result<(), Problem> {
    state.store.agent(organisation, agent).await?.map(drop).ok_or_else(|| Problem::not_found("agent"))
}

/// What became of a binding.
pub(super) enum Put {
    /// It is kept once the change is answered.
    Done {
        change: Box<Change>,
        skill: Box<SkillRecord>,
        is_new: bool,
    },
    NameTaken,
    Outdated,
}

/// Compiles a binding and puts it into a change; outdated only when schema or scoping kept changing.
pub(super) async fn put(
    state: &AppState,
    caller: &Allowed<SkillsWrite>,
    agent: &str,
    kind: Engine,
    body: &BindingBody,
    same_name: SameName,
    if_match: &IfMatch,
) -> Result<Put, Problem> {
    for _ in 0..COMPILATIONS {
        let (definition, basis) = definition(state, &caller.organisation, kind, body).await?;
        let now = now();
        let skill = SkillRecord {
            id: Uuid::now_v7().to_string(),
            organisation_id: caller.organisation.clone(),
            agent_id: agent.into(),
            kind,
            // A write lands disabled, whatever was asked for [contract, S].
            is_enabled: body.enabled && !definition.is_write,
            binding: body.clone(),
            definition,
            created_at: now.clone(),
            updated_at: now,
        };
        let mut change = Change::begin(state, caller).await?;
        unchanged(&mut change, if_match, &skill).await?;
        let (skill, is_new) = match change.put_skill(skill, &basis, same_name).await? {
            SkillPut::Created(skill) => (skill, true),
            SkillPut::Replaced(skill) => (skill, false),
            SkillPut::NameTaken => return Ok(Put::NameTaken),
            SkillPut::Outdated => continue,
        };
        let action = if is_new { "binding.created" } else { "binding.replaced" };
        change.audit(action, &skill.id, about(&skill)).await?;
        return Ok(Put::Done { change: Box::new(change), skill: Box::new(skill), is_new });
    }
    Ok(Put::Outdated)
}

/// Whether what this skill would replace is as the caller read it.
async fn unchanged(change: &mut Change, if_match: &IfMatch, skill: &SkillRecord) -> Result<(), Problem> {
    if !if_match.asks() {
        return Ok(());
    }
    let skills = change.skills(&skill.agent_id).await?;
    let present = skills.into_iter().find(|present| present.definition.name == skill.definition.name);
    let tag = present.map(|present| ETag::of(&wire(present))).transpose()?;
    if_match.check_optional(tag.as_ref())
}

/// What the audit log keeps of a skill: enough to know it again, nothing that a caller sent.
pub(super) fn about(skill: &SkillRecord) -> serde_json::Value {
    json!({
        "agent": skill.agent_id,
        "kind": skill.kind.kind(),
        "toolName": skill.definition.display_name,
        "isWrite": skill.definition.is_write,
        "isEnabled": skill.is_enabled,
        "statement": skill.definition.execution_config.sha256,
    })
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
