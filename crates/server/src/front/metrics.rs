//! What Prometheus is told. No label names a key, an organisation, an agent, a skill or anything of a database: a route is
//! its template, a method is one of seven.

use std::fmt;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use axum::http::Method;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};

use super::Class;

/// The media type of [`Metrics::text`].
pub(crate) const OPENMETRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// From half a millisecond to ten seconds.
const BUCKETS: [f64; 14] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    method: &'static str,
    route: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Limit {
    class: &'static str,
    by: &'static str,
}

/// The counters of one server.
pub(crate) struct Metrics {
    registry: Registry,
    requests: Family<Answered, Counter>,
    durations: Family<Route, Histogram, fn() -> Histogram>,
    refused: Family<Limit, Counter>,
    /// Requests that are being answered.
    pub(crate) in_flight: Gauge,
    /// Open connections.
    pub(crate) connections: Gauge,
    started: Gauge<f64, AtomicU64>,
}

impl Default for Metrics {
    fn default() -> Metrics {
        let mut metrics = Metrics {
            registry: Registry::with_prefix("gatehouse"),
            requests: Family::default(),
            durations: Family::new_with_constructor(|| Histogram::new(BUCKETS)),
            refused: Family::default(),
            in_flight: Gauge::default(),
            connections: Gauge::default(),
            started: Gauge::default(),
        };
        #[allow(clippy::cast_precision_loss, reason = "seconds since 1970 are far below 2^53")]
        metrics.started.set(crate::clock::seconds() as f64);
        metrics.register();
        metrics
    }
}

impl Metrics {
    fn register(&mut self) {
        let registry = &mut self.registry;
        registry.register("build", "Which release this is", Info::new([("version", env!("CARGO_PKG_VERSION"))]));
        registry.register("http_requests", "Requests answered", self.requests.clone());
        let took = "How long answers took";
        registry.register_with_unit("http_request_duration", took, Unit::Seconds, self.durations.clone());
        registry.register("http_requests_in_flight", "Requests being answered", self.in_flight.clone());
        registry.register("http_connections", "Open connections", self.connections.clone());
        registry.register("rate_limited", "Requests refused by a limit", self.refused.clone());
        let since = "When this server started, since 1970";
        registry.register_with_unit("start_time", since, Unit::Seconds, self.started.clone());
    }

    /// A request was answered. `route` is the template that matched.
    pub(crate) fn answered(&self, method: &Method, route: &str, status: u16, took: Duration) {
        let labels = Answered { method: name_of(method), route: route.to_owned(), status };
        self.requests.get_or_create(&labels).inc();
        self.durations.get_or_create(&Route { route: labels.route }).observe(took.as_secs_f64());
    }

    /// A request was refused by a limit: the key's or the address's.
    pub(crate) fn limited(&self, class: Class, by: &'static str) {
        let class = match class {
            Class::Calls => "calls",
            Class::Invocations => "invocations",
        };
        self.refused.get_or_create(&Limit { class, by }).inc();
    }

    /// Everything, as OpenMetrics' text.
    pub(crate) fn text(&self) -> Result<String, fmt::Error> {
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

/// Anybody may invent a method; what is counted has few values.
fn name_of(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "POST" => "POST",
        "PATCH" => "PATCH",
        "PUT" => "PUT",
        "DELETE" => "DELETE",
        "HEAD" => "HEAD",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invented_method_makes_no_new_series() {
        let metrics = Metrics::default();
        for name in ["BREW", "WHEN", "OPTIONS"] {
            let method = Method::from_bytes(name.as_bytes()).unwrap();
            metrics.answered(&method, "-", 404, Duration::from_millis(1));
        }
        let text = metrics.text().unwrap();
        assert!(text.contains(r#"gatehouse_http_requests_total{method="other",route="-",status="404"} 3"#), "{text}");
        assert!(text.ends_with("# EOF\n") && !text.contains("BREW"), "{text}");
    }
}
