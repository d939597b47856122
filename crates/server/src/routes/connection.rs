//! A connection's life: test, connect, discover, disconnect.

use axum::extract::State;
use axum::http::StatusCode;
use gatehouse_api::{ConnectionState, CredentialsBody, DiscoverySummary};
use gatehouse_core::catalog::write_snapshot;
use gatehouse_core::connection::CheckReport;
use uuid::Uuid;

use super::{Answered, success};
use crate::clock::now;
use crate::database;
use crate::extract::{Allowed, Body, IntegrationsConnect, IntegrationsWrite, SqlKind};
use crate::problem::Problem;
use crate::state::AppState;

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
) -> Answered<ConnectionState> {
    database::admit(&body.credentials, kind, state.allow_private_hosts).await?;
    let sealed = state.sealer.seal(&caller.organisation, kind, &body.credentials)?;
    let revision = Uuid::now_v7().to_string();
    state.store.connect(&caller.organisation, kind, &revision, &sealed, &now()).await?;
    Ok(success(ConnectionState { status: "connected".into() }))
}

/// `POST /integrations/{kind}/discover`
pub(crate) async fn discover(
    caller: Allowed<IntegrationsWrite>,
    SqlKind(kind): SqlKind,
    State(state): State<AppState>,
) -> Answered<DiscoverySummary> {
    let connection = state.store.connection(&caller.organisation, kind).await?;
    let connection = connection.ok_or_else(|| Problem::not_connected(StatusCode::CONFLICT))?;
    let credentials = state.sealer.open(&caller.organisation, kind, &connection.sealed)?;
    let found = database::discover(&credentials, kind, state.allow_private_hosts).await?;
    let snapshot = write_snapshot(&found.catalog);
    let kept = state.store.put_catalog(&caller.organisation, kind, &connection.revision, &snapshot, &now()).await?;
    if !kept {
        return Err(Problem::conflict("The connection was changed while its schema was being read: discover again."));
    }
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Ok(success(DiscoverySummary {
        object_count: count(found.catalog.tables.len()),
        field_count: count(found.catalog.column_count()),
        edge_count: count(found.catalog.tables.iter().map(|table| table.foreign_keys.len()).sum()),
        finding_count: count(found.findings.len()),
        fingerprint: Some(found.catalog.fingerprint()),
    }))
}

/// `DELETE /integrations/{kind}`
pub(crate) async fn disconnect(
    caller: Allowed<IntegrationsWrite>,
    SqlKind(kind): SqlKind,
    State(state): State<AppState>,
) -> Answered<ConnectionState> {
    if !state.store.disconnect(&caller.organisation, kind, &now()).await? {
        return Err(Problem::not_connected(StatusCode::NOT_FOUND));
    }
    Ok(success(ConnectionState { status: "disconnected".into() }))
}
