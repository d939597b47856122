//! For whoever runs the server: whether it lives, whether it is ready, what it counts. Nothing here tells of a customer.

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

use crate::extract::bearer;
use crate::front::OPENMETRICS;
use crate::problem::Problem;
use crate::state::AppState;

/// `GET /healthz`: the process answers. A store that is away does not mend by starting the process again.
pub(crate) async fn healthz() -> StatusCode {
    StatusCode::NO_CONTENT
}

/// `GET /readyz`: the store answers, its migrations are done (serving begins after them), its data key is the one that this
/// process has, and nobody told us to stop.
pub(crate) async fn readyz(State(state): State<AppState>) -> Result<StatusCode, Problem> {
    if state.front.is_stopping() {
        return Err(Problem::not_ready());
    }
    let keys = state.store.data_keys().await.map_err(|_| Problem::not_ready())?;
    match keys.iter().any(|key| key.id == state.sealer.id()) {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(Problem::restart_needed()),
    }
}

/// `GET /metrics`: with the operator's token; without one where nobody but this machine is meant to ask. An API key opens
/// nothing: the figures are of all organisations.
pub(crate) async fn metrics(State(state): State<AppState>, headers: HeaderMap) -> Result<Response, Problem> {
    match &state.front.metrics_token {
        Some(token) if !bearer(&headers).is_some_and(|given| same(token, given)) => return Err(Problem::unauthorized()),
        None if !state.front.hosts.only_loopback() => return Err(Problem::not_found("address")),
        _ => {}
    }
    let text = state.front.metrics.text().map_err(|error| {
        tracing::error!(%error, "metrics");
        Problem::internal()
    })?;
    Ok(([(CONTENT_TYPE, OPENMETRICS)], text).into_response())
}

/// Compared as digests: how long it takes says nothing of the token.
fn same(token: &SecretString, given: &str) -> bool {
    Sha256::digest(token.expose_secret().as_bytes()) == Sha256::digest(given.as_bytes())
}

/// What is not served.
pub(crate) async fn nowhere() -> Problem {
    Problem::not_found("address")
}

/// What is served, but not so.
pub(crate) async fn not_so() -> Problem {
    Problem::method_not_allowed()
}
