//! Calling a published skill [G]: the contract has no such endpoint.

use axum::body::Body as HttpBody;
use axum::extract::{Extension, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use gatehouse_api::{Invocation, Scope};

use crate::extract::{AgentId, Body, Caller, SkillId};
use crate::layers::{again, receipt};
use crate::problem::Problem;
use crate::serving::{Called, call, envelope};
use crate::state::AppState;

/// `POST /agents/{agent}/skills/{skill}/invoke`, for keys with `skills:invoke`. The answer is the envelope around what the trial shows as the
/// agent's. An `Idempotency-Key` counts on writes.
pub(crate) async fn invoke(
    Extension(caller): Extension<Caller>,
    AgentId(agent): AgentId,
    SkillId(skill): SkillId,
    State(state): State<AppState>,
    headers: HeaderMap,
    Body(invocation): Body<Invocation>,
) -> Result<Response, Problem> {
    permitted(&caller)?;
    called(&state, &caller, &agent, &skill, &headers, invocation).await
}

/// What the key must be for.
pub(crate) fn permitted(caller: &Caller) -> Result<(), Problem> {
    if caller.has(Scope::SkillsInvoke) { Ok(()) } else { Err(Problem::insufficient_scope(Scope::SkillsInvoke)) }
}

/// Calls the skill and answers.
pub(crate) async fn called(
    state: &AppState,
    caller: &Caller,
    agent: &str,
    skill: &str,
    headers: &HeaderMap,
    invocation: Invocation,
) -> Result<Response, Problem> {
    let agent = state.serving.agent(state, &caller.organisation, agent).await?;
    let skill = agent.skill(skill).ok_or_else(|| Problem::not_found("skill"))?;
    let receipt = if skill.definition.is_write { receipt(headers, caller, &path(&skill.id))? } else { None };
    Ok(match call(state, caller, &agent, skill, invocation, receipt).await? {
        Called::Answered(document) => {
            let mut response = Response::new(HttpBody::from(envelope(&document)));
            *response.status_mut() = StatusCode::OK;
            response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
            response
        }
        Called::Repeated(answer) => again(answer).into_response(),
    })
}

/// What a receipt is kept under.
fn path(skill: &str) -> String {
    format!("invoke {skill}")
}
