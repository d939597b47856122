//! Scoping: read and change. It may be set before the database is connected, which is the safe order, and outlives it [G].
//! Names are kept as they were sent; what they mean is the core's to say, against the catalogue of the day. The ETag is of the
//! blocks alone: discovery changes what matches, and nobody's decision.

use axum::Json;
use axum::extract::State;
use axum::http::header::ETAG;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use gatehouse_api::{Envelope, ScopingPatch, ScopingState};
use gatehouse_core::scoping::{Scoping, WireScoping, decode, encode};
use serde_json::json;

use super::success;
use crate::change::Change;
use crate::etag::ETag;
use crate::extract::{Allowed, Body, IfMatch, IntegrationsRead, IntegrationsWrite, SqlKind};
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::{Basis, Schema};
use crate::threads::aside;

/// `GET /integrations/{kind}/scoping`
pub(crate) async fn show(
    caller: Allowed<IntegrationsRead>,
    SqlKind(kind): SqlKind,
    State(state): State<AppState>,
) -> Result<([(HeaderName, HeaderValue); 1], Json<Envelope<ScopingState>>), Problem> {
    let scoping = state.store.scoping(&caller.organisation, kind).await?;
    let basis = state.store.basis(&caller.organisation, kind).await?;
    let tag = ETag::of(&scoping)?.header()?;
    Ok(([(ETAG, tag)], success(aside(move || compared(basis, scoping, Vec::new())).await?)))
}

/// `PATCH /integrations/{kind}/scoping`. Live skills that no longer hold are disabled with it, and named in the answer.
pub(crate) async fn change(
    caller: Allowed<IntegrationsWrite>,
    SqlKind(kind): SqlKind,
    if_match: IfMatch,
    State(state): State<AppState>,
    Body(patch): Body<ScopingPatch>,
) -> Result<Response, Problem> {
    let mut change = Change::begin(&state, &caller).await?;
    let now = change.now.clone();
    let before = change.scoping(kind).await?;
    if_match.check(&ETag::of(&before)?)?;
    let after = patch.apply(before.clone());
    let disabled = change.put_scoping(kind, &after, &now).await?;
    let detail = json!({ "before": before, "after": after, "disabledSkills": disabled });
    change.audit("scoping.changed", kind.kind(), detail).await?;
    let basis = change.basis(kind).await?;
    let tag = ETag::of(&after)?.header()?;
    let state = aside(move || compared(basis, after, disabled)).await?;
    let mut answer = change.answer(StatusCode::OK, &Envelope::of(state)).await?;
    answer.headers_mut().insert(ETAG, tag);
    Ok(answer)
}

/// With the names that match nothing, once there is a catalogue to compare with.
fn compared(basis: Option<Basis>, scoping: WireScoping, disabled_skills: Vec<String>) -> ScopingState {
    let unmatched = basis.and_then(|basis| basis.schema).map(|Schema { catalog, .. }| {
        let targets = decode(&scoping, &catalog.default_schema).unmatched(&catalog);
        let mut unmatched = Scoping::default();
        unmatched.set(&targets, true);
        encode(&unmatched, &catalog.default_schema)
    });
    ScopingState { scoping, unmatched, disabled_skills }
}
