//! Scoping: read and change. It may be set before the database is connected, which is the safe order, and outlives it [G].
//! Names are kept as they were sent; what they mean is the core's to say, against the catalogue of the day.

use axum::extract::State;
use gatehouse_api::{ScopingPatch, ScopingState};
use gatehouse_core::connection::Engine;
use gatehouse_core::scoping::{Scoping, WireScoping, decode, encode};

use super::{Answered, success};
use crate::clock::now;
use crate::extract::{Allowed, Body, IntegrationsRead, IntegrationsWrite, SqlKind};
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::Schema;

/// `GET /integrations/{kind}/scoping`
pub(crate) async fn show(
    caller: Allowed<IntegrationsRead>,
    SqlKind(kind): SqlKind,
    State(state): State<AppState>,
) -> Answered<ScopingState> {
    let scoping = state.store.scoping(&caller.organisation, kind).await?;
    Ok(success(compared(&state, &caller.organisation, kind, scoping, Vec::new()).await?))
}

/// `PATCH /integrations/{kind}/scoping`. Live skills that no longer hold are disabled with it, and named in the answer.
pub(crate) async fn change(
    caller: Allowed<IntegrationsWrite>,
    SqlKind(kind): SqlKind,
    State(state): State<AppState>,
    Body(patch): Body<ScopingPatch>,
) -> Answered<ScopingState> {
    let done = state.store.patch_scoping(&caller.organisation, kind, patch, &now()).await?;
    Ok(success(compared(&state, &caller.organisation, kind, done.scoping, done.disabled).await?))
}

/// With the names that match nothing, once there is a catalogue to compare with.
async fn compared(
    state: &AppState,
    organisation: &str,
    kind: Engine,
    scoping: WireScoping,
    disabled_skills: Vec<String>,
) -> Result<ScopingState, Problem> {
    let schema = state.store.basis(organisation, kind).await?.and_then(|basis| basis.schema);
    let unmatched = schema.map(|Schema { catalog, .. }| {
        let targets = decode(&scoping, &catalog.default_schema).unmatched(&catalog);
        let mut unmatched = Scoping::default();
        unmatched.set(&targets, true);
        encode(&unmatched, &catalog.default_schema)
    });
    Ok(ScopingState { scoping, unmatched, disabled_skills })
}
