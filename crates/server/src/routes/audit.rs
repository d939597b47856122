//! The audit log.

use axum::extract::State;
use axum::response::Response;
use gatehouse_api::AuditLog;

use crate::extract::{Allowed, AuditRead, Paging};
use crate::problem::Problem;
use crate::state::AppState;

/// `GET /audit-logs`: the latest entry first.
pub(crate) async fn list(
    caller: Allowed<AuditRead>,
    paging: Paging<i64>,
    State(state): State<AppState>,
) -> Result<Response, Problem> {
    let entries = state.store.audit_page(&caller.organisation, &paging.0).await?;
    Ok(paging.answer(entries, |record| record.sequence, AuditLog::from))
}
