//! One call of a published skill, with everything that may stand in its way, in this order: the skill, the caller's rights and
//! identity, the arguments, a repetition, the confirmation, the database.

use std::sync::Arc;

use axum::http::StatusCode;
use gatehouse_api::{Identity, Invocation, Scope};
use gatehouse_core::binding::SkillDefinition;
use gatehouse_database::Refused;

use super::agent::{Ready, ServedAgent, ServedSkill};
use super::confirmation::{Confirming, summary};
use crate::alive::Alive;
use crate::clock;
use crate::extract::Caller;
use crate::layers::RequestId;
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::{Answer, Lost, Receipt, Reservation};

/// The longest name of a verified caller, in characters.
const LONGEST_SUBJECT: usize = 200;

/// What came of a call.
pub(crate) enum Called {
    /// JSON: exactly what the trial shows as the agent's.
    Answered(String),
    /// What the first call with this idempotency key was answered.
    Repeated(Answer),
}

/// Calls `skill`. `receipt` is what a repetition is recognised by; reads need none, because repeating them does nothing.
pub(crate) async fn call(
    state: &AppState,
    caller: &Caller,
    agent: &ServedAgent,
    skill: &Arc<ServedSkill>,
    invocation: Invocation,
    receipt: Option<Receipt>,
) -> Result<Called, Problem> {
    let ready = skill.ready.as_ref().ok_or_else(Problem::skill_outdated)?;
    permitted(caller, &skill.definition, invocation.identity.as_ref())?;
    if !skill.definition.is_write && !skill.definition.requires_confirmation {
        let reply = ready.pool.call(&ready.statement, &invocation.arguments).await;
        return reply.map(|reply| Called::Answered(reply.document)).map_err(|refused| Problem::refused(&refused));
    }
    // Apart, so that a read does not carry a write's future around.
    Box::pin(guarded(state, caller, agent, skill, ready, invocation, receipt)).await
}

/// A call that changes something, or has to be confirmed.
async fn guarded(
    state: &AppState,
    caller: &Caller,
    agent: &ServedAgent,
    skill: &Arc<ServedSkill>,
    ready: &Ready,
    invocation: Invocation,
    receipt: Option<Receipt>,
) -> Result<Called, Problem> {
    let bound = ready.statement.statement().bind(&invocation.arguments);
    let bound = bound.map_err(|problems| Problem::refused(&Refused::Arguments(problems)))?;
    let confirming = Confirming::new(&caller.key_id, skill, &bound, invocation.identity.as_ref());
    if let Some(receipt) = &receipt {
        let mark = confirming.mark(&state.body_key);
        match state.store.reserve(receipt, &mark, clock::seconds(), Lost::Unknown).await? {
            Reservation::First => {}
            Reservation::Settled(answer) => return Ok(Called::Repeated(answer)),
            Reservation::UnderWay => return Err(Problem::under_way()),
            Reservation::Lost => return Err(Problem::outcome_unknown()),
            Reservation::OtherBody => return Err(Problem::idempotency_key_reused()),
        }
    }
    if skill.definition.requires_confirmation
        && let Err(problem) =
            confirmed(state, caller, skill, &bound, &confirming, invocation.confirmation.as_deref()).await
    {
        // Nothing was done, and the same call will be made again with what was missing.
        if let Some(receipt) = &receipt {
            state.store.release(receipt).await?;
        }
        return Err(problem);
    }
    // On a task of its own: a caller that hangs up must not leave a write without its receipt.
    let (state, skill, turn) = (state.clone(), Arc::clone(skill), Arc::clone(&agent.writes));
    let work = async move {
        let _alive = receipt.as_ref().map(|receipt| Alive::of(&state, receipt));
        let ready = skill.ready.as_ref().ok_or_else(Problem::skill_outdated)?;
        let _turn = turn.lock_owned().await;
        write(&state, ready, &invocation, receipt.as_ref()).await
    };
    tokio::spawn(RequestId::kept(work)).await.unwrap_or_else(|_| Err(Problem::internal()))
}

async fn write(
    state: &AppState,
    ready: &Ready,
    invocation: &Invocation,
    receipt: Option<&Receipt>,
) -> Result<Called, Problem> {
    let ran = ready.pool.call(&ready.statement, &invocation.arguments).await;
    if let Some(receipt) = receipt {
        let settled = match &ran {
            Ok(reply) => state.store.settle(receipt, &answer(&reply.document)).await,
            // That it is not known is what a repetition hears, too: nobody makes the call again.
            Err(Refused::OutcomeUnknown) => state.store.settle(receipt, &Problem::outcome_unknown().kept()).await,
            Err(_) => state.store.release(receipt).await,
        };
        // The write was made or was not, whatever becomes of its receipt: one left open says "not known" to a repetition.
        if let Err(error) = settled {
            tracing::error!(%error, "receipt of a write");
        }
    }
    ran.map(|reply| Called::Answered(reply.document)).map_err(|refused| Problem::refused(&refused))
}

/// Whether the caller may call it at all.
fn permitted(caller: &Caller, skill: &SkillDefinition, identity: Option<&Identity>) -> Result<(), Problem> {
    if identity.is_some() && !caller.has(Scope::IdentityAssert) {
        return Err(Problem::insufficient_scope(Scope::IdentityAssert));
    }
    let verified = identity
        .is_some_and(|identity| identity.verified && (1..=LONGEST_SUBJECT).contains(&identity.subject.chars().count()));
    if skill.requires_verified_identity && !verified { Err(Problem::identity_required()) } else { Ok(()) }
}

/// Without a token the caller is asked for one; with one it is used up.
async fn confirmed(
    state: &AppState,
    caller: &Caller,
    skill: &ServedSkill,
    bound: &[Option<String>],
    confirming: &Confirming,
    token: Option<&str>,
) -> Result<(), Problem> {
    match token {
        None => Err(Problem::confirmation_required(confirming.ask(state, summary(skill, bound))?)),
        Some(token) => confirming.accept(state, &caller.key_id, token).await,
    }
}

/// A success as it is kept for a repetition.
fn answer(document: &str) -> Answer {
    Answer { status: StatusCode::OK.as_u16(), media_type: "application/json".into(), body: envelope(document) }
}

/// A success as HTTP says it: the contract's envelope.
pub(crate) fn envelope(document: &str) -> Vec<u8> {
    [br#"{"success":true,"data":"#, document.as_bytes(), b"}"].concat()
}
