//! Agents.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use gatehouse_api::{Agent, Envelope, FieldError, NewAgent};
use serde_json::json;
use uuid::Uuid;

use crate::change::Change;
use crate::extract::{AgentsRead, AgentsWrite, Allowed, Body, Paging};
use crate::problem::Problem;
use crate::state::AppState;

/// The longest name, in characters.
const LONGEST: usize = 200;

/// `GET /agents`
pub(crate) async fn list(
    caller: Allowed<AgentsRead>,
    paging: Paging,
    State(state): State<AppState>,
) -> Result<Response, Problem> {
    let agents = state.store.agents(&caller.organisation, &paging.0).await?;
    Ok(paging.answer(agents, |agent| agent.id.clone(), |agent| agent))
}

/// `POST /agents`
pub(crate) async fn create(
    caller: Allowed<AgentsWrite>,
    State(state): State<AppState>,
    Body(new): Body<NewAgent>,
) -> Result<Response, Problem> {
    let name = new.name.trim();
    if name.is_empty() || name.chars().count() > LONGEST || name.chars().any(char::is_control) {
        return Err(Problem::invalid(vec![FieldError::new("name", "Give 1 to 200 printable characters.")]));
    }
    let mut change = Change::begin(&state, &caller).await?;
    let now = change.now.clone();
    let agent = Agent {
        id: Uuid::now_v7().to_string(),
        organization_id: caller.organisation.clone(),
        name: name.into(),
        version: 0,
        status: "draft".into(),
        created_at: Some(now.clone()),
        updated_at: Some(now),
    };
    change.add_agent(&agent).await?;
    change.audit("agent.created", &agent.id, json!({ "name": agent.name })).await?;
    change.answer(StatusCode::CREATED, &Envelope::of(agent)).await
}
