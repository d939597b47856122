//! A connection's life: test, connect, discover, disconnect.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use gatehouse_api::{ConnectionState, CredentialsBody, DiscoverySummary, Envelope};
use gatehouse_core::catalog::write_snapshot;
use gatehouse_core::connection::CheckReport;
use gatehouse_database::Discovery;
use serde_json::json;
use uuid::Uuid;

use super::{Answered, success};
use crate::change::Change;
use crate::database;
use crate::extract::{Allowed, Body, IntegrationsConnect, IntegrationsWrite, SqlKind};
use crate::problem::Problem;
use crate::state::AppState;
use crate::threads::aside;

/// `POST /integrations/{kind}/sql/test`: stores nothing, and answers a failed check as data.
pub(crate) async fn test(
    _: Allowed<IntegrationsWrite>,
    SqlKind(kind): SqlKind,
    State(state): State<AppState>,
    Body(body): Body<CredentialsBody>,
) -> Answered<CheckReport> {
    Ok(success(database::test(&body.credentials, kind, state.allow_private_hosts).await))
}

/// `POST /integrations/{kind}/connect`
pub(crate) async fn connect(
    caller: Allowed<IntegrationsConnect>,
    SqlKind(kind): SqlKind,
    State(state): State<AppState>,
    Body(body): Body<CredentialsBody>,
) -> Result<Response, Problem> {
    database::admit(&body.credentials, kind, state.allow_private_hosts).await?;
    let sealed = state.sealer.seal(&caller.organisation, kind, &body.credentials)?;
    let revision = Uuid::now_v7().to_string();
    let mut change = Change::begin(&state, &caller).await?;
    let now = change.now.clone();
    let disabled = change.connect(kind, &revision, &sealed, &now).await?;
    change.audit("connection.connected", kind.kind(), json!({ "disabledSkills": disabled })).await?;
    change.answer(StatusCode::OK, &Envelope::of(ConnectionState { status: "connected".into() })).await
}

/// `POST /integrations/{kind}/discover`
pub(crate) async fn discover(
    caller: Allowed<IntegrationsWrite>,
    SqlKind(kind): SqlKind,
    State(state): State<AppState>,
) -> Result<Response, Problem> {
    let connection = state.store.connection(&caller.organisation, kind).await?;
    let connection = connection.ok_or_else(|| Problem::not_connected(StatusCode::CONFLICT))?;
    let credentials = state.sealer.open(&caller.organisation, kind, &connection.sealed)?;
    let found = database::discover(&credentials, kind, state.allow_private_hosts).await?;
    let (snapshot, summary) = aside(move || (write_snapshot(&found.catalog), summary(&found))).await?;
    let mut change = Change::begin(&state, &caller).await?;
    let now = change.now.clone();
    let disabled = change.put_catalog(kind, &connection.revision, &snapshot, &now).await?;
    let disabled = disabled.ok_or_else(|| {
        Problem::conflict("The connection was changed while its schema was being read: discover again.")
    })?;
    let detail = json!({ "fingerprint": summary.fingerprint, "disabledSkills": disabled });
    change.audit("connection.discovered", kind.kind(), detail).await?;
    change.answer(StatusCode::OK, &Envelope::of(summary)).await
}

fn summary(found: &Discovery) -> DiscoverySummary {
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    DiscoverySummary {
        object_count: count(found.catalog.tables.len()),
        field_count: count(found.catalog.column_count()),
        edge_count: count(found.catalog.tables.iter().map(|table| table.foreign_keys.len()).sum()),
        finding_count: count(found.findings.len()),
        fingerprint: Some(found.catalog.fingerprint()),
    }
}

/// `DELETE /integrations/{kind}`
pub(crate) async fn disconnect(
    caller: Allowed<IntegrationsWrite>,
    SqlKind(kind): SqlKind,
    State(state): State<AppState>,
) -> Result<Response, Problem> {
    let mut change = Change::begin(&state, &caller).await?;
    let now = change.now.clone();
    let disabled = change.disconnect(kind, &now).await?;
    let disabled = disabled.ok_or_else(|| Problem::not_connected(StatusCode::NOT_FOUND))?;
    change.audit("connection.disconnected", kind.kind(), json!({ "disabledSkills": disabled })).await?;
    change.answer(StatusCode::OK, &Envelope::of(ConnectionState { status: "disconnected".into() })).await
}
