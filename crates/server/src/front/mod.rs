//! What stands between the network and the routes: names, rates, connections, TLS, and what is counted of them.

mod connections;
mod hosts;
mod metrics;
mod peer;
mod quota;
mod rates;
mod tls;

pub(crate) use connections::{Connections, answer};
pub use hosts::HostProblem;
pub(crate) use hosts::Hosts;
pub(crate) use metrics::{Metrics, OPENMETRICS};
pub(crate) use peer::Peer;
pub use quota::{Limits, Quota, QuotaProblem};
pub(crate) use rates::{Class, Rates, Standing};
pub(crate) use tls::Tls;
pub use tls::{TlsFiles, TlsProblem};

use std::sync::atomic::{AtomicBool, Ordering};

use secrecy::SecretString;

/// What the layers and the operator's routes share. One for each server, none global: tests run several in one process.
pub(crate) struct Front {
    pub(crate) hosts: Hosts,
    pub(crate) rates: Rates,
    pub(crate) metrics: Metrics,
    /// What opens `/metrics`; none where only this machine can ask.
    pub(crate) metrics_token: Option<SecretString>,
    /// Whether a proxy on this machine says for whom it asks.
    pub(crate) behind_proxy: bool,
    stopping: AtomicBool,
}

impl Front {
    pub(crate) fn new(hosts: Hosts, limits: Limits, metrics_token: Option<SecretString>, behind_proxy: bool) -> Front {
        Front {
            hosts,
            rates: Rates::new(limits),
            metrics: Metrics::default(),
            metrics_token,
            behind_proxy,
            stopping: AtomicBool::new(false),
        }
    }

    /// From now on the server is not ready: a balancer sends its calls elsewhere.
    pub(crate) fn stop(&self) {
        self.stopping.store(true, Ordering::Release);
    }

    pub(crate) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
    }
}
