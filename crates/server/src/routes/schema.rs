//! The schema, as an agent sees it.

use axum::extract::State;
use axum::http::StatusCode;
use gatehouse_core::catalog::{Catalog, agent_view, read_snapshot};
use gatehouse_core::connection::Engine;
use gatehouse_core::scoping::{Scoping, decode};

use super::{Answered, success};
use crate::extract::{Allowed, IntegrationsRead, SqlKind};
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::{Connection, StoreError};

/// `GET /integrations/{kind}/schema`: 404 before discovery, blocked parts absent.
pub(crate) async fn show(
    caller: Allowed<IntegrationsRead>,
    SqlKind(kind): SqlKind,
    State(state): State<AppState>,
) -> Answered<Catalog> {
    let (catalog, scoping) = known(&state, &caller.organisation, kind, StatusCode::NOT_FOUND).await?;
    Ok(success(agent_view(&catalog, &scoping)))
}

/// The catalogue with its scoping. What is missing is answered with `status`.
pub(super) async fn known(
    state: &AppState,
    organisation: &str,
    kind: Engine,
    status: StatusCode,
) -> Result<(Catalog, Scoping), Problem> {
    let connection = state.store.connection(organisation, kind).await?;
    let connection = connection.ok_or_else(|| Problem::not_connected(status))?;
    let catalog = catalog(&connection)?.ok_or_else(|| Problem::not_discovered(status))?;
    let wire = state.store.scoping(organisation, kind).await?;
    let scoping = decode(&wire, &catalog.default_schema);
    Ok((catalog, scoping))
}

/// The catalogue of a connection, once it was discovered.
pub(super) fn catalog(connection: &Connection) -> Result<Option<Catalog>, Problem> {
    let read = connection.catalog.as_deref().map(read_snapshot).transpose();
    read.map_err(|_| StoreError::Damaged("catalogue").into())
}
