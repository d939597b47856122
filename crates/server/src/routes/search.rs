//! Search, as an agent may: blocked parts are not there to be found, nor is anything said about them.

use std::sync::Arc;

use axum::Json;
use axum::extract::{FromRequestParts, Query, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use gatehouse_api::{Envelope, FieldError, SearchHit};
use gatehouse_core::catalog::search::{Found, MOST_CHARACTERS, Note, NoteCode, Phrasing, Request, search};
use gatehouse_core::connection::Engine;
use serde::Deserialize;

use super::Answered;
use super::schema::known;
use crate::agent_views::AgentView;
use crate::extract::{Allowed, DEFAULT_LIMIT, IntegrationsRead, SqlKind, read_limit};
use crate::problem::Problem;
use crate::state::AppState;
use crate::threads::aside;

/// `q` and `limit`.
pub(crate) struct Question {
    text: String,
    limit: u32,
}

#[derive(Deserialize)]
struct Asked {
    q: Option<String>,
    limit: Option<String>,
}

impl<T: Sync + Send> FromRequestParts<T> for Question {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &T) -> Result<Self, Problem> {
        let Query(asked) = Query::<Asked>::from_request_parts(parts, state)
            .await
            .map_err(|_| wrong_text("Give q and limit once each, as UTF-8."))?;
        let text = asked.q.filter(|text| !text.trim().is_empty());
        let text = text.ok_or_else(|| wrong_text("Say what to look for."))?;
        Ok(Question { text: not_too_long(text)?, limit: read_limit(asked.limit)?.unwrap_or(DEFAULT_LIMIT) })
    }
}

/// A text that search reads to its end.
pub(super) fn not_too_long(text: String) -> Result<String, Problem> {
    match text.chars().count() <= MOST_CHARACTERS {
        true => Ok(text),
        false => Err(wrong_text(&format!("Give at most {MOST_CHARACTERS} characters."))),
    }
}

fn wrong_text(message: &str) -> Problem {
    Problem::malformed(vec![FieldError::new("q", message)])
}

/// `GET /integrations/{kind}/search`: 404 before discovery. `limit` counts tables; each comes with its columns that answer.
pub(crate) async fn find(
    caller: Allowed<IntegrationsRead>,
    SqlKind(kind): SqlKind,
    question: Question,
    State(state): State<AppState>,
) -> Answered<Vec<SearchHit>> {
    let view = view(&state, &caller.organisation, kind).await?;
    let limit = usize::try_from(question.limit).unwrap_or(usize::MAX);
    let found = aside(move || look(&view, &question.text, Phrasing::Complete, limit)).await?;
    let errors: Vec<FieldError> = found.notes.into_iter().map(remark).collect();
    Ok(Json(Envelope {
        errors: (!errors.is_empty()).then_some(errors),
        ..Envelope::of(found.hits.into_iter().map(SearchHit::from).collect())
    }))
}

/// Without facts: the owner's facets are unknown here.
pub(super) fn look(view: &AgentView, text: &str, phrasing: Phrasing, limit: usize) -> Found {
    search(&view.catalog, &view.index, &Request { text, phrasing, limit, facts: None })
}

/// What an agent sees, prepared for search: kept while nothing changes.
pub(super) async fn view(state: &AppState, organisation: &str, kind: Engine) -> Result<Arc<AgentView>, Problem> {
    if let Some(version) = state.store.basis_version(organisation, kind).await?
        && let Some(view) = state.agent_views.get(organisation, kind, &version)
    {
        return Ok(view);
    }
    let (schema, version) = known(state, organisation, kind, StatusCode::NOT_FOUND).await?;
    let view = Arc::new(aside(move || AgentView::of(&schema)).await?);
    state.agent_views.put(organisation, kind, version, &view);
    Ok(view)
}

fn remark(note: Note) -> FieldError {
    let code = match note.code {
        NoteCode::UnknownFacet => "unknown_facet",
        NoteCode::UnknownValue => "unknown_value",
    };
    FieldError { code: Some(code.into()), ..FieldError::new("q", note.message) }
}
