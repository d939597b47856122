//! One call: send, read a bounded answer, tell success from failure.

use std::sync::Arc;

use reqwest::header::{ETAG, IF_MATCH, IF_NONE_MATCH, RETRY_AFTER};
use reqwest::{Method, RequestBuilder, Response};
use rustls::ClientConfig;
use rustls::crypto::ring;
use rustls_platform_verifier::BuilderVerifierExt;
use serde::de::DeserializeOwned;
use serde_json::Value;
use uuid::Uuid;

use super::Client;
use super::base::Base;
use super::precondition::Precondition;
use crate::problem::{ApiFailure, ProblemDetails};

/// The most an answer may hold: several times the largest catalogue we know of.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// What a call needs besides its address.
pub(super) struct Call<'a> {
    pub(super) method: Method,
    pub(super) path: &'a [&'a str],
    pub(super) query: &'a [(&'a str, &'a str)],
    pub(super) body: Option<Value>,
    /// What must be there for the call to be made.
    pub(super) precondition: Precondition<'a>,
    /// The scopes that would do, for the wording of a 403.
    pub(super) scopes: &'static [&'static str],
    /// What is asked for, for the wording of a 404.
    pub(super) what: &'static str,
}

/// Our own TLS settings rather than the process's: a library must not depend on who installed which provider.
/// Certificates are judged by the operating system's rules.
pub(super) fn tls(base: &Base) -> Result<ClientConfig, ApiFailure> {
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|_| ApiFailure::TlsUnavailable)?;
    if base.is_https() {
        let builder = builder.with_platform_verifier().map_err(|_| ApiFailure::TlsUnavailable)?;
        return Ok(builder.with_no_client_auth());
    }
    // Plain http on this machine trusts nobody, and works where no certificate is installed at all.
    Ok(builder.with_root_certificates(rustls::RootCertStore::empty()).with_no_client_auth())
}

impl Client {
    /// Makes the call and reads its answer as `T`.
    pub(super) async fn call<T: DeserializeOwned>(&self, call: Call<'_>) -> Result<T, ApiFailure> {
        self.call_tagged(call).await.map(|(answer, _)| answer)
    }

    /// The same with the answer's ETag, where it has a strong one.
    pub(super) async fn call_tagged<T: DeserializeOwned>(
        &self,
        call: Call<'_>,
    ) -> Result<(T, Option<String>), ApiFailure> {
        let (scopes, what) = (call.scopes, call.what);
        let response = self.request(call).send().await.map_err(|error| self.failure(&error))?;
        let status = response.status();
        let retry_after = seconds(&response);
        let tag = response.headers().get(ETAG).and_then(|value| value.to_str().ok());
        let tag = tag.filter(|tag| tag.starts_with('"')).map(str::to_owned);
        let body = self.bounded(response).await?;
        if status.is_success() {
            let answer = serde_json::from_slice(&body);
            let answer = answer.map_err(|_| ApiFailure::AnswerUnexpected { status: status.as_u16() })?;
            return Ok((answer, tag));
        }
        if status.is_redirection() {
            return Err(ApiFailure::AnswerUnexpected { status: status.as_u16() });
        }
        Err(ApiFailure::of(status.as_u16(), ProblemDetails::read(&body), retry_after, scopes, what))
    }

    fn request(&self, call: Call<'_>) -> RequestBuilder {
        let mut url = self.base.join(call.path);
        if !call.query.is_empty() {
            url.query_pairs_mut().extend_pairs(call.query);
        }
        let mut request = self.http.request(call.method.clone(), url);
        if call.method == Method::POST {
            // One key a call: whoever retries on a lower level repeats the request, key and all [contract, D].
            request = request.header("Idempotency-Key", Uuid::now_v7().to_string());
        }
        request = match call.precondition {
            Precondition::None => request,
            Precondition::Unchanged(tag) => request.header(IF_MATCH, tag),
            Precondition::Absent => request.header(IF_NONE_MATCH, "*"),
        };
        match call.body {
            Some(body) => request.json(&body),
            None => request,
        }
    }

    async fn bounded(&self, mut response: Response) -> Result<Vec<u8>, ApiFailure> {
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| self.failure(&error))? {
            if body.len() + chunk.len() > MOST_BYTES {
                return Err(ApiFailure::AnswerTooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }

    /// The error's own text is dropped: it may hold the URL, and says nothing to a person.
    fn failure(&self, error: &reqwest::Error) -> ApiFailure {
        let host = self.base.host();
        if error.is_timeout() { ApiFailure::TimedOut { host } } else { ApiFailure::Unreachable { host } }
    }
}

/// `Retry-After` in seconds; the form with a date is left to the caller's patience.
fn seconds(response: &Response) -> Option<u32> {
    response.headers().get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()
}
