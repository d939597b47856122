//! Skills of an agent.

use axum::Json;
use axum::extract::State;
use axum::http::header::ETAG;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use gatehouse_api::{BindingBody, Deleted, Envelope, Skill, SkillBody, SkillPatch};
use serde_json::json;

use super::bindings::{COMPILATIONS, about, definition, known_agent};
use super::success;
use crate::change::Change;
use crate::etag::ETag;
use crate::extract::{AgentId, Allowed, Body, IfMatch, Paging, SkillId, SkillsRead, SkillsWrite};
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::{Compiled, SkillChange, SkillChanged, SkillRecord, Switch};

/// `GET /agents/{agent}/skills`
pub(crate) async fn list(
    caller: Allowed<SkillsRead>,
    AgentId(agent): AgentId,
    paging: Paging,
    State(state): State<AppState>,
) -> Result<Response, Problem> {
    known_agent(&state, &caller.organisation, &agent).await?;
    let skills = state.store.skills(&caller.organisation, &agent, &paging.0).await?;
    Ok(paging.answer(skills, |skill| skill.id.clone(), wire))
}

/// `GET /agents/{agent}/skills/{skill}` [G]: one skill, with the ETag that a change of it may name.
pub(crate) async fn show(
    caller: Allowed<SkillsRead>,
    AgentId(agent): AgentId,
    SkillId(id): SkillId,
    State(state): State<AppState>,
) -> Result<([(HeaderName, HeaderValue); 1], Json<Envelope<Skill>>), Problem> {
    let skill = state.store.skill(&caller.organisation, &agent, &id).await?;
    let skill = wire(skill.ok_or_else(|| Problem::not_found("skill"))?);
    Ok(([(ETAG, ETag::of(&skill)?.header()?)], success(skill)))
}

/// `GET /agents/{agent}/skills/{skill}/binding` [G]: what the skill was made of, as it would be sent to have it as it is now.
pub(crate) async fn binding(
    caller: Allowed<SkillsRead>,
    AgentId(agent): AgentId,
    SkillId(id): SkillId,
    State(state): State<AppState>,
) -> Result<Json<Envelope<BindingBody>>, Problem> {
    let skill = state.store.skill(&caller.organisation, &agent, &id).await?;
    let SkillRecord { binding, definition, is_enabled, .. } = skill.ok_or_else(|| Problem::not_found("skill"))?;
    // A write that waits for its review is still meant to be enabled.
    let enabled = is_enabled || (definition.is_write && binding.enabled);
    Ok(success(BindingBody { enabled, ..binding }))
}

/// `PATCH /agents/{agent}/skills/{skill}`. Enabling compiles again: what no longer holds does not go live.
pub(crate) async fn change(
    caller: Allowed<SkillsWrite>,
    AgentId(agent): AgentId,
    SkillId(id): SkillId,
    if_match: IfMatch,
    State(state): State<AppState>,
    Body(patch): Body<SkillPatch>,
) -> Result<Response, Problem> {
    for _ in 0..COMPILATIONS {
        let switch = match patch.is_enabled {
            None => None,
            Some(false) => Some(Switch::Off),
            Some(true) => Some(Switch::On(Box::new(compiled(&state, &caller.organisation, &agent, &id).await?))),
        };
        let mut change = Change::begin(&state, &caller).await?;
        unchanged(&mut change, &if_match, &agent, &id).await?;
        let description = patch.description.clone();
        let patched = SkillChange { description, switch, updated_at: change.now.clone() };
        match change.change_skill(&agent, &id, patched).await? {
            SkillChanged::Changed(skill) => {
                change.audit("skill.changed", &skill.id, about(&skill)).await?;
                let skill = wire(*skill);
                let tag = ETag::of(&skill)?.header()?;
                let mut answer = change.answer(StatusCode::OK, &Envelope::of(skill)).await?;
                answer.headers_mut().insert(ETAG, tag);
                return Ok(answer);
            }
            SkillChanged::Gone => return Err(Problem::not_found("skill")),
            SkillChanged::Outdated => {}
        }
    }
    Err(Problem::outdated())
}

/// Whether the skill is still as the caller read it; nobody changes it before this change is made.
async fn unchanged(change: &mut Change, if_match: &IfMatch, agent: &str, id: &str) -> Result<(), Problem> {
    if !if_match.asks() {
        return Ok(());
    }
    let skill = change.skill(agent, id).await?.ok_or_else(|| Problem::not_found("skill"))?;
    if_match.check(&ETag::of(&wire(skill))?)
}

/// What the stored binding compiles to now.
async fn compiled(state: &AppState, organisation: &str, agent: &str, id: &str) -> Result<Compiled, Problem> {
    let skill = state.store.skill(organisation, agent, id).await?;
    let SkillRecord { kind, binding, .. } = skill.ok_or_else(|| Problem::not_found("skill"))?;
    let (definition, basis) = definition(state, organisation, kind, &binding).await?;
    Ok(Compiled { definition, binding, kind, basis })
}

/// `DELETE /agents/{agent}/skills/{skill}`
pub(crate) async fn delete(
    caller: Allowed<SkillsWrite>,
    AgentId(agent): AgentId,
    SkillId(id): SkillId,
    if_match: IfMatch,
    State(state): State<AppState>,
) -> Result<Response, Problem> {
    let mut change = Change::begin(&state, &caller).await?;
    unchanged(&mut change, &if_match, &agent, &id).await?;
    let skill = change.skill(&agent, &id).await?.ok_or_else(|| Problem::not_found("skill"))?;
    change.delete_skill(&agent, &id).await?;
    change.audit("skill.deleted", &id, about(&skill)).await?;
    change.answer(StatusCode::OK, &Envelope::of(Deleted { id, deleted: true })).await
}

/// A skill as the API shows it. Channels and error handling have no documented values; ours are the plainest [G].
pub(super) fn wire(skill: SkillRecord) -> Skill {
    Skill {
        id: skill.id,
        agent_id: skill.agent_id,
        organization_id: skill.organisation_id,
        body: SkillBody::Ours(Box::new(skill.definition)),
        channels: vec!["voice".into()],
        error_handling: json!({}),
        is_enabled: skill.is_enabled,
        created_at: skill.created_at,
        updated_at: skill.updated_at,
    }
}
