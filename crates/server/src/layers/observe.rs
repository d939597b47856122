//! A request id on every answer, one line in the log and one count for each call. Never a body, a header or a query.

use std::future::Future;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::Response;
use prometheus_client::metrics::gauge::Gauge;
use tracing::Instrument;

use super::RequestId;
use super::request_id::HEADER;
use crate::state::AppState;

pub(crate) async fn observe(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let id = RequestId::of(request.headers());
    request.extensions_mut().insert(id.clone());
    // The route, not the path: a path may hold what somebody mistyped.
    let route = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str).to_owned();
    observed(&state, id, request.method().clone(), &route, next.run(request)).await
}

/// Answers by `work`, under this id.
pub(crate) async fn observed(
    state: &AppState,
    id: RequestId,
    method: Method,
    route: &str,
    work: impl Future<Output = Response>,
) -> Response {
    let span = tracing::info_span!("call", id = id.as_str());
    let begun = Instant::now();
    let metrics = &state.front.metrics;
    let under_way = UnderWay::new(&metrics.in_flight);
    let mut response = id.clone().during(work.instrument(span.clone())).await;
    drop(under_way);
    let took = begun.elapsed();
    let status = response.status().as_u16();
    metrics.answered(&method, route, status, took);
    let duration_ms = took.as_secs_f64() * 1000.0;
    span.in_scope(|| tracing::info!(%method, route, status, duration_ms, "answered"));
    let headers = response.headers_mut();
    if let Some(value) = id.header() {
        headers.insert(HEADER, value);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

/// Counted until it is dropped: also when the caller hangs up and nobody goes on.
struct UnderWay<'a>(&'a Gauge);

impl UnderWay<'_> {
    fn new(gauge: &Gauge) -> UnderWay<'_> {
        gauge.inc();
        UnderWay(gauge)
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.dec();
    }
}
