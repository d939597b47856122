//! Whether the server lives. Says nothing else: it needs no key.

use axum::extract::State;
use axum::http::StatusCode;

use crate::problem::Problem;
use crate::state::AppState;

/// `GET /healthz`
pub(crate) async fn healthz(State(state): State<AppState>) -> StatusCode {
    match state.store.ping().await {
        Ok(()) => StatusCode::NO_CONTENT,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// What is not served.
pub(crate) async fn nowhere() -> Problem {
    Problem::not_found("address")
}

/// What is served, but not so.
pub(crate) async fn not_so() -> Problem {
    Problem::method_not_allowed()
}
