//! A binding for a goal in words: proposed and compiled by the core, kept disabled until somebody has looked at it.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use gatehouse_api::{BindingBody, Envelope, FieldError, Goal, Skill};
use gatehouse_core::binding::propose;

use super::bindings::{Put, known_agent, put};
use super::schema::known;
use super::skills::wire;
use crate::extract::{AgentId, Allowed, Body, IfMatch, SkillsWrite, SqlKind};
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::SameName;
use crate::threads::aside;

/// The longest goal, in characters: a sentence or two.
const MOST_CHARACTERS: usize = 400;

/// So many tools of one name are told apart by a number.
const MOST_OF_A_NAME: u32 = 20;

/// `POST /agents/{agent}/integrations/{kind}/bindings/auto`: the best proposal, under a name that is free. The message says why
/// it is so. 422 when nothing can be proposed.
pub(crate) async fn create(
    caller: Allowed<SkillsWrite>,
    SqlKind(kind): SqlKind,
    AgentId(agent): AgentId,
    State(state): State<AppState>,
    Body(Goal { goal }): Body<Goal>,
) -> Result<Response, Problem> {
    known_agent(&state, &caller.organisation, &agent).await?;
    if goal.trim().is_empty() || goal.chars().count() > MOST_CHARACTERS {
        let message = format!("Say in a sentence of up to {MOST_CHARACTERS} characters what the agent needs.");
        return Err(Problem::invalid(vec![FieldError::new("goal", message)]));
    }
    let (schema, _) = known(&state, &caller.organisation, kind, StatusCode::CONFLICT).await?;
    let found = aside(move || propose(&schema.catalog, &schema.scoping, kind.kind(), &goal)).await?;
    let Some(best) = found.proposals.into_iter().next() else {
        let message = found.note.unwrap_or_else(|| "Nothing on this connection answers to the goal.".into());
        return Err(Problem::binding_rejected(vec![FieldError::new("goal", message)]));
    };
    let proposed = BindingBody { enabled: false, ..BindingBody::from(&best.binding) };
    for nth in 1..=MOST_OF_A_NAME {
        let tool_name = match nth {
            1 => proposed.tool_name.clone(),
            nth => format!("{} {nth}", proposed.tool_name),
        };
        let body = BindingBody { tool_name, ..proposed.clone() };
        match put(&state, &caller, &agent, kind, &body, SameName::Keep, &IfMatch::Any).await? {
            Put::Done { change, skill, .. } => {
                let message = Some(best.reasons.join(" "));
                let answer: Envelope<Skill> = Envelope { message, ..Envelope::of(wire(*skill)) };
                return change.answer(StatusCode::CREATED, &answer).await;
            }
            Put::NameTaken => {}
            Put::Outdated => return Err(Problem::outdated()),
        }
    }
    Err(Problem::conflict("The agent has many tools of this name already: give the binding a name of its own."))
}
