//! Which integrations there are.

use axum::Json;
use axum::extract::State;
use gatehouse_api::{IntegrationStatus, KINDS, Kind, Page, Pagination};

use crate::extract::{Allowed, IntegrationsRead};
use crate::problem::Problem;
use crate::state::AppState;

/// `GET /integrations/catalog`: the whole list on one page, for it is short and fixed.
pub(crate) async fn catalog(
    caller: Allowed<IntegrationsRead>,
    State(state): State<AppState>,
) -> Result<Json<Page<IntegrationStatus>>, Problem> {
    let notes = state.store.connections(&caller.organisation).await?;
    let data: Vec<_> = KINDS
        .iter()
        .map(|info| {
            let note = notes.iter().find(|note| note.kind == info.kind);
            let status = match (note, Kind::parse(info.kind)) {
                (Some(_), _) => "connected",
                (None, Some(Kind::Sql(_))) => "disconnected",
                (None, _) => "reserved",
            };
            IntegrationStatus {
                kind: info.kind.into(),
                name: info.name.into(),
                connected: note.is_some(),
                status: Some(status.into()),
                discovered_at: note.and_then(|note| note.discovered_at.clone()),
            }
        })
        .collect();
    let total = u64::try_from(data.len()).unwrap_or(u64::MAX);
    let pagination = Pagination { page: 1, limit: total, total, total_pages: 1, next_cursor: None };
    Ok(Json(Page { success: true, data, pagination }))
}
