//! The schema, as an agent sees it.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use gatehouse_core::catalog::agent_view;
use gatehouse_core::connection::Engine;

use super::success;
use crate::extract::{Allowed, IntegrationsRead, SqlKind};
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::{BasisVersion, Schema};
use crate::threads::aside;

/// `GET /integrations/{kind}/schema`: 404 before discovery, blocked parts absent.
pub(crate) async fn show(
    caller: Allowed<IntegrationsRead>,
    SqlKind(kind): SqlKind,
    State(state): State<AppState>,
) -> Result<Response, Problem> {
    let (schema, _) = known(&state, &caller.organisation, kind, StatusCode::NOT_FOUND).await?;
    Ok(aside(move || success(agent_view(&schema.catalog, &schema.scoping)).into_response()).await?)
}

/// The catalogue with its scoping, and which state of both it is. What is missing is answered with `status`.
pub(super) async fn known(
    state: &AppState,
    organisation: &str,
    kind: Engine,
    status: StatusCode,
) -> Result<(Schema, BasisVersion), Problem> {
    let basis = state.store.basis(organisation, kind).await?;
    let basis = basis.ok_or_else(|| Problem::not_connected(status))?;
    let schema = basis.schema.ok_or_else(|| Problem::not_discovered(status))?;
    Ok((schema, basis.version))
}
