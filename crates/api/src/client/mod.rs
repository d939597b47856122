//! The client: one HTTP connection pool, one base URL, one key.

mod base;
mod calls;
mod model;
mod precondition;
mod transport;

use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use std::time::Duration;

use base::Base;
pub use base::DEFAULT_BASE_URL;
pub use model::{Model, ModelFailure};
pub use precondition::Precondition;

use crate::ApiFailure;

/// Time to reach the control plane.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Time for a whole call. Longer than a server's own deadline for discovery, which is a minute.
const CALL_TIMEOUT: Duration = Duration::from_secs(90);

/// A control plane, as one key sees it. Follows no redirect (a key must not travel to another host), logs no body.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    base: Base,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The inner client holds the key among its headers.
        f.debug_struct("Client").field("base", &self.base.as_str()).finish_non_exhaustive()
    }
}

impl Client {
    /// A client for the control plane at `base`, [`DEFAULT_BASE_URL`] unless it is one's own.
    ///
    /// # Errors
    /// The address or the key cannot be used, or this machine's trusted certificates cannot be read.
    pub fn new(base: &str, key: &SecretString) -> Result<Client, ApiFailure> {
        let base = Base::parse(base)?;
        let http = http(&base, Some(key), CALL_TIMEOUT)?;
        Ok(Client { http, base })
    }

    /// For whoever speaks the Model Context Protocol to an agent's skills: a client that bears the key and follows no redirect, and the address.
    pub fn mcp(&self, agent: &str) -> (reqwest::Client, String) {
        (self.http.clone(), self.base.join(&["agents", agent, "mcp"]).into())
    }

    /// The address it calls.
    pub fn base_url(&self) -> &str {
        self.base.as_str()
    }
}

/// What every call of ours goes through, to whatever address a person named: no redirect, no plain http but on this machine.
fn http(base: &Base, key: Option<&SecretString>, timeout: Duration) -> Result<reqwest::Client, ApiFailure> {
    let mut headers = HeaderMap::new();
    if let Some(key) = key {
        headers.insert(AUTHORIZATION, bearer(key)?);
    }
    let mut builder = reqwest::Client::builder()
        .default_headers(headers)
        .user_agent(concat!("gatehouse/", env!("CARGO_PKG_VERSION")))
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(timeout)
        .https_only(!base.is_loopback())
        .tls_backend_preconfigured(transport::tls(base)?);
    if base.is_loopback() {
        // A proxy of the environment must not see what is meant for this machine.
        builder = builder.no_proxy();
    }
    builder.build().map_err(|_| ApiFailure::TlsUnavailable)
}

fn bearer(key: &SecretString) -> Result<HeaderValue, ApiFailure> {
    let key = key.expose_secret();
    if key.is_empty() || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(ApiFailure::KeyMalformed);
    }
    let mut value = HeaderValue::from_str(&format!("Bearer {key}")).map_err(|_| ApiFailure::KeyMalformed)?;
    value.set_sensitive(true);
    Ok(value)
}
