//! Skills of an agent.

use axum::extract::State;
use axum::response::Response;
use gatehouse_api::{Skill, SkillBody, SkillPatch};
use serde_json::json;

use super::bindings::definition;
use super::{Answered, success};
use crate::clock::now;
use crate::extract::{AgentId, Allowed, Body, Paging, SkillId, SkillsRead, SkillsWrite};
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::SkillRecord;

/// `GET /agents/{agent}/skills`
pub(crate) async fn list(
    caller: Allowed<SkillsRead>,
    AgentId(agent): AgentId,
    paging: Paging,
    State(state): State<AppState>,
) -> Result<Response, Problem> {
    if !state.store.agent_exists(&caller.organisation, &agent).await? {
        return Err(Problem::not_found("agent"));
    }
    let skills = state.store.skills(&caller.organisation, &agent, &paging.0).await?;
    Ok(paging.answer(skills, |skill| &skill.id, wire))
}

/// `PATCH /agents/{agent}/skills/{skill}`. Enabling compiles again: what no longer holds does not go live.
pub(crate) async fn change(
    caller: Allowed<SkillsWrite>,
    AgentId(agent): AgentId,
    SkillId(id): SkillId,
    State(state): State<AppState>,
    Body(patch): Body<SkillPatch>,
) -> Answered<Skill> {
    let skill = state.store.skill(&caller.organisation, &agent, &id).await?;
    let mut skill = skill.ok_or_else(|| Problem::not_found("skill"))?;
    if let Some(description) = patch.description {
        skill.definition.description.clone_from(&description);
        skill.binding.description = Some(description);
    }
    if let Some(enabled) = patch.is_enabled {
        if enabled {
            skill.definition = definition(&state, &caller.organisation, skill.kind, &skill.binding).await?;
        }
        skill.is_enabled = enabled;
    }
    skill.updated_at = now();
    if !state.store.update_skill(&skill).await? {
        return Err(Problem::not_found("skill"));
    }
    Ok(success(wire(skill)))
}

/// `DELETE /agents/{agent}/skills/{skill}`
pub(crate) async fn delete(
    caller: Allowed<SkillsWrite>,
    AgentId(agent): AgentId,
    SkillId(id): SkillId,
    State(state): State<AppState>,
) -> Answered<serde_json::Value> {
    if !state.store.delete_skill(&caller.organisation, &agent, &id).await? {
        return Err(Problem::not_found("skill"));
    }
    Ok(success(json!({ "id": id, "deleted": true })))
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
