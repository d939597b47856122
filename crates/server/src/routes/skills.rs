//! Skills of an agent.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use gatehouse_api::{Envelope, Skill, SkillBody, SkillPatch};
use serde_json::json;

use super::bindings::{COMPILATIONS, about, definition, known_agent};
use crate::change::Change;
use crate::extract::{AgentId, Allowed, Body, Paging, SkillId, SkillsRead, SkillsWrite};
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

/// `PATCH /agents/{agent}/skills/{skill}`. Enabling compiles again: what no longer holds does not go live.
pub(crate) async fn change(
    caller: Allowed<SkillsWrite>,
    AgentId(agent): AgentId,
    SkillId(id): SkillId,
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
        let description = patch.description.clone();
        let patched = SkillChange { description, switch, updated_at: change.now.clone() };
        match change.change_skill(&agent, &id, patched).await? {
            SkillChanged::Changed(skill) => {
                change.audit("skill.changed", &skill.id, about(&skill)).await?;
                return change.answer(StatusCode::OK, &Envelope::of(wire(*skill))).await;
            }
            SkillChanged::Gone => return Err(Problem::not_found("skill")),
            SkillChanged::Outdated => {}
        }
    }
    Err(Problem::outdated())
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
    State(state): State<AppState>,
) -> Result<Response, Problem> {
    let mut change = Change::begin(&state, &caller).await?;
    let skill = change.skill(&agent, &id).await?.ok_or_else(|| Problem::not_found("skill"))?;
    change.delete_skill(&agent, &id).await?;
    change.audit("skill.deleted", &id, about(&skill)).await?;
    change.answer(StatusCode::OK, &Envelope::of(json!({ "id": id, "deleted": true }))).await
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
