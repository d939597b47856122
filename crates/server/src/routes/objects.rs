//! The list of objects: tables and views with how much there is to each.

use axum::extract::{FromRequestParts, Query, State};
use axum::http::request::Parts;
use axum::response::Response;
use gatehouse_api::{FieldError, IntegrationObject};
use gatehouse_core::binding::{IndexVerdict, Verb, offer};
use gatehouse_core::catalog::search::Phrasing;
use gatehouse_core::catalog::{Catalog, Table, TableName};
use gatehouse_core::scoping::{Scoping, encode_table};
use serde::Deserialize;

use super::search::{look, not_too_long, view};
use crate::agent_views::AgentView;
use crate::extract::{Allowed, IntegrationsRead, Paging, SqlKind};
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::{Listed, PageRequest};
use crate::threads::aside;

/// `q`; the list without it is whole.
pub(crate) struct Filter(Option<String>);

#[derive(Deserialize)]
struct Asked {
    q: Option<String>,
}

impl<T: Sync + Send> FromRequestParts<T> for Filter {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &T) -> Result<Self, Problem> {
        let wrong = |_| Problem::malformed(vec![FieldError::new("q", "Give q once, as UTF-8.")]);
        let Query(asked) = Query::<Asked>::from_request_parts(parts, state).await.map_err(wrong)?;
        Ok(Filter(asked.q.filter(|text| !text.trim().is_empty()).map(not_too_long).transpose()?))
    }
}

/// `GET /integrations/{kind}/objects`: 404 before discovery. Always in the order of names, so that a page follows another
/// whatever was found; `search` ranks.
pub(crate) async fn list(
    caller: Allowed<IntegrationsRead>,
    SqlKind(kind): SqlKind,
    paging: Paging<TableName>,
    Filter(text): Filter,
    State(state): State<AppState>,
) -> Result<Response, Problem> {
    let view = view(&state, &caller.organisation, kind).await?;
    let page = paging.0.clone();
    let listed = aside(move || page_of(&view, text.as_deref(), &page)).await?;
    Ok(paging.answer(listed, |(name, _)| name.clone(), |(_, object)| object))
}

fn page_of(
    view: &AgentView,
    text: Option<&str>,
    page: &PageRequest<TableName>,
) -> Listed<(TableName, IntegrationObject)> {
    let catalog = &view.catalog;
    let mut tables: Vec<&Table> = match text {
        None => catalog.tables.iter().collect(),
        Some(text) => {
            let hits = look(view, text, Phrasing::Complete, catalog.tables.len()).hits;
            hits.iter().filter_map(|hit| catalog.table(&TableName::new(&*hit.schema, &*hit.table))).collect()
        }
    };
    tables.sort_by(|a, b| a.name.cmp(&b.name));
    tables.dedup_by(|a, b| a.name == b.name);
    let before = page.after.as_ref().map_or(0, |after| tables.partition_point(|table| table.name <= *after));
    let limit = usize::try_from(page.limit).unwrap_or(usize::MAX);
    let items = tables.iter().skip(before).take(limit).map(|table| (table.name.clone(), object(catalog, table)));
    let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    Listed { items: items.collect(), total: count(tables.len()), before: count(before) }
}

fn object(catalog: &Catalog, table: &Table) -> IntegrationObject {
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let pointing = catalog.tables.iter().flat_map(|other| &other.foreign_keys);
    let pointing = pointing.filter(|key| key.references == table.name).count();
    let kind = serde_json::to_value(table.kind).ok().and_then(|kind| kind.as_str().map(str::to_owned));
    IntegrationObject {
        name: encode_table(&table.name, &catalog.default_schema),
        schema: table.name.schema.clone(),
        table: table.name.table.clone(),
        kind: kind.unwrap_or_default(),
        description: table.comment.clone(),
        field_count: count(table.columns.len()),
        relationship_count: count(table.foreign_keys.len() + pointing),
        operation_count: u32::from(can_be_read(catalog, &table.name)),
    }
}

/// Whether a read can be bound: some column finds rows by an index. Nothing blocked is left in this catalogue.
fn can_be_read(catalog: &Catalog, table: &TableName) -> bool {
    let columns = offer(catalog, &Scoping::default(), table, Verb::Read).map(|offer| offer.columns).unwrap_or_default();
    columns.iter().any(|column| matches!(column.index, IndexVerdict::Served { .. }))
}
