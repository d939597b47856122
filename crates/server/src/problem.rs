//! Every error answer of the server: its status, code and wording, in one place. None repeats what the caller sent.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use gatehouse_api::problem::{PROBLEM_JSON, TYPE_PREFIX};
use gatehouse_api::{Confirmation, FieldError, ProblemDetails, Scope};
use gatehouse_core::binding::{ArgumentFault, ArgumentProblem};
use gatehouse_core::connection::ConnectionFailure;
use gatehouse_database::{Refused, Rejection};
use tokio::task::JoinError;

use crate::credentials::SealError;
use crate::layers::RequestId;
use crate::store::{Answer, StoreError};

/// An error answer.
#[derive(Debug)]
pub(crate) struct Problem {
    status: StatusCode,
    code: &'static str,
    title: &'static str,
    detail: String,
    errors: Vec<FieldError>,
    retry_after_seconds: Option<u32>,
    confirmation: Option<Box<Confirmation>>,
}

impl Problem {
    fn new(status: StatusCode, code: &'static str, title: &'static str, detail: impl Into<String>) -> Problem {
        let detail = detail.into();
        Problem { status, code, title, detail, errors: Vec::new(), retry_after_seconds: None, confirmation: None }
    }

    /// What an agent is told of it: the code, what happened, and what is wrong with which field.
    pub(crate) fn told(&self) -> serde_json::Value {
        let mut told = serde_json::json!({ "code": self.code, "detail": self.detail });
        if let Some(object) = told.as_object_mut() {
            if !self.errors.is_empty() {
                object.insert("errors".into(), serde_json::json!(self.errors));
            }
            if let Some(confirmation) = &self.confirmation {
                object.insert("confirmation".into(), serde_json::json!(confirmation));
            }
        }
        told
    }

    fn details(&self) -> ProblemDetails {
        ProblemDetails {
            kind: Some(format!("{TYPE_PREFIX}{}", self.code)),
            title: Some(self.title.into()),
            status: Some(self.status.as_u16()),
            detail: Some(self.detail.clone()),
            instance: RequestId::present().map(|id| id.instance()),
            code: Some(self.code.into()),
            errors: self.errors.clone(),
            confirmation: self.confirmation.as_deref().cloned(),
        }
    }

    /// The answer as a receipt keeps it.
    pub(crate) fn kept(&self) -> Answer {
        let body = serde_json::to_vec(&self.details()).unwrap_or_default();
        Answer { status: self.status.as_u16(), media_type: PROBLEM_JSON.into(), body }
    }

    fn with_errors(self, errors: Vec<FieldError>) -> Problem {
        Problem { errors, ..self }
    }

    pub(crate) fn unauthorized() -> Problem {
        let detail = "Send a key of this control plane as `Authorization: Bearer flowyte_sk_…`.";
        Problem::new(StatusCode::UNAUTHORIZED, "unauthorized", "No valid API key", detail)
    }

    pub(crate) fn insufficient_scope(scope: Scope) -> Problem {
        let detail = format!("The key lacks the scope {scope}.");
        Problem::new(StatusCode::FORBIDDEN, "insufficient_scope", "Scope missing", detail)
    }

    pub(crate) fn reserved() -> Problem {
        let detail = "This control plane serves postgres and mysql only.";
        Problem::new(StatusCode::FORBIDDEN, "reserved", "Not served for this kind", detail)
    }

    pub(crate) fn origin_refused() -> Problem {
        let detail = "Calls from web pages are not served.";
        Problem::new(StatusCode::FORBIDDEN, "origin_refused", "Web origin refused", detail)
    }

    pub(crate) fn misdirected() -> Problem {
        let detail = "Address this control plane by one of its own names; on the machine itself that is localhost, 127.0.0.1 or [::1].";
        Problem::new(StatusCode::MISDIRECTED_REQUEST, "misdirected_request", "Not a name of this server", detail)
    }

    pub(crate) fn not_found(what: &'static str) -> Problem {
        let detail = format!("There is no such {what} in the key's organisation.");
        Problem::new(StatusCode::NOT_FOUND, "not_found", "Not found", detail)
    }

    pub(crate) fn unknown_kind() -> Problem {
        let detail = "There is no such kind of integration.";
        Problem::new(StatusCode::NOT_FOUND, "unknown_kind", "Unknown kind", detail)
    }

    pub(crate) fn method_not_allowed() -> Problem {
        let detail = "This address is served, but not with this method.";
        Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "Method not allowed", detail)
    }

    /// 409 where the call needs the connection; 404 where the connection is what is asked for.
    pub(crate) fn not_connected(status: StatusCode) -> Problem {
        let detail = "No credentials are kept for this kind: connect first.";
        Problem::new(status, "not_connected", "Not connected", detail)
    }

    /// 409 where the call needs the schema; 404 where the schema is what is asked for.
    pub(crate) fn not_discovered(status: StatusCode) -> Problem {
        let detail = "The schema has not been read with the present credentials: discover first.";
        Problem::new(status, "not_discovered", "Not discovered", detail)
    }

    /// Somebody else was first.
    pub(crate) fn stale() -> Problem {
        let detail = "This was changed since it was read: read it again, and decide anew.";
        Problem::new(StatusCode::CONFLICT, "stale", "Changed meanwhile", detail)
    }

    pub(crate) fn conflict(detail: &'static str) -> Problem {
        Problem::new(StatusCode::CONFLICT, "conflict", "Conflict", detail)
    }

    /// The same call may well succeed when it is made again.
    pub(crate) fn outdated() -> Problem {
        Problem::conflict("Schema or scoping kept changing while the binding was compiled: make the call again.")
    }

    pub(crate) fn idempotency_key_reused() -> Problem {
        let detail = "This Idempotency-Key was used for another body; a new intent needs a new key.";
        Problem::new(StatusCode::CONFLICT, "idempotency_key_reused", "Idempotency key reused", detail)
    }

    pub(crate) fn under_way() -> Problem {
        let detail = "The first call with this Idempotency-Key is still under way.";
        let problem = Problem::new(StatusCode::CONFLICT, "idempotency_key_in_use", "Still under way", detail);
        Problem { retry_after_seconds: Some(2), ..problem }
    }

    pub(crate) fn too_large() -> Problem {
        let detail = "A body may hold 1 MiB.";
        Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "payload_too_large", "Body too large", detail)
    }

    pub(crate) fn too_slow() -> Problem {
        let detail = "The body did not arrive in time.";
        Problem::new(StatusCode::REQUEST_TIMEOUT, "request_timeout", "Body too slow", detail)
    }

    /// The next call is allowed after so many seconds.
    pub(crate) fn rate_limited(retry_after_seconds: u32) -> Problem {
        let detail = "Too many calls: make this one again after the time in Retry-After.";
        let problem = Problem::new(StatusCode::TOO_MANY_REQUESTS, "rate_limited", "Too many calls", detail);
        Problem { retry_after_seconds: Some(retry_after_seconds), ..problem }
    }

    /// Shutting down, or without a store.
    pub(crate) fn not_ready() -> Problem {
        let detail = "The control plane does not take calls now.";
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, "not_ready", "Not ready", detail)
    }

    pub(crate) fn not_json() -> Problem {
        let detail = "Send the body as `Content-Type: application/json`.";
        Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", "Not JSON", detail)
    }

    pub(crate) fn malformed(errors: Vec<FieldError>) -> Problem {
        let detail = match errors.is_empty() {
            true => "The body is not well-formed JSON.",
            false => "Something is missing, misspelt or of the wrong type.",
        };
        Problem::new(StatusCode::BAD_REQUEST, "validation_error", "Malformed request", detail).with_errors(errors)
    }

    /// Well-formed, but it means nothing that could be done.
    pub(crate) fn invalid(errors: Vec<FieldError>) -> Problem {
        let detail = "The request is well-formed, but a value cannot be used.";
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", "Cannot be used", detail).with_errors(errors)
    }

    pub(crate) fn binding_rejected(errors: Vec<FieldError>) -> Problem {
        let detail = "The binding does not compile against this connection's schema and scoping.";
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "binding_rejected", "Binding rejected", detail)
            .with_errors(errors)
    }

    pub(crate) fn publish_rejected(errors: Vec<FieldError>) -> Problem {
        let detail = "Not every enabled skill holds against the present schema and scoping, so nothing was published.";
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "publish_rejected", "Not published", detail).with_errors(errors)
    }

    /// The database did not let us in. The wording is the core's and holds no address and no text of the server.
    pub(crate) fn connection_failed(field: &str, failure: &ConnectionFailure) -> Problem {
        let explanation = failure.explain();
        let message = format!("{} {}", explanation.what, explanation.next_step);
        let code = serde_json::to_value(failure.code()).ok().and_then(|code| code.as_str().map(str::to_owned));
        let error = FieldError { code, ..FieldError::new(field, message) };
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "connection_failed", "Connection failed", explanation.what)
            .with_errors(vec![error])
    }

    /// Others were in the way; nothing has happened.
    pub(crate) fn busy() -> Problem {
        let detail = "The control plane is busy with other changes of this organisation: make the call again.";
        let problem = Problem::new(StatusCode::SERVICE_UNAVAILABLE, "busy", "Busy", detail);
        Problem { retry_after_seconds: Some(1), ..problem }
    }

    /// 409: callers of an agent get its last published version, and there is none.
    pub(crate) fn not_published() -> Problem {
        let detail = "The agent has not been published: callers get its last published version.";
        Problem::new(StatusCode::CONFLICT, "not_published", "Not published", detail)
    }

    /// A published skill that schema, scoping or connection no longer allow.
    pub(crate) fn skill_outdated() -> Problem {
        let detail = "The skill no longer holds against the present connection, schema and scoping: review it and publish again.";
        Problem::new(StatusCode::CONFLICT, "skill_outdated", "Skill outdated", detail)
    }

    pub(crate) fn confirmation_required(confirmation: Confirmation) -> Problem {
        let detail =
            "Nothing was written. Read the summary to whoever confirms, then make the same call with the token.";
        let problem = Problem::new(StatusCode::CONFLICT, "confirmation_required", "Confirmation required", detail);
        Problem { confirmation: Some(Box::new(confirmation)), ..problem }
    }

    pub(crate) fn confirmation_invalid() -> Problem {
        let detail = "Nothing was written. The token has expired, was used, or belongs to another call: make the call without one.";
        Problem::new(StatusCode::CONFLICT, "confirmation_invalid", "Confirmation invalid", detail)
    }

    pub(crate) fn identity_required() -> Problem {
        let detail =
            "This skill changes what is somebody's: call it with a verified identity, by a key that may assert one.";
        Problem::new(StatusCode::FORBIDDEN, "identity_required", "Verified identity required", detail)
    }

    /// Whether an earlier call with this Idempotency-Key wrote is not known; it is not made again.
    pub(crate) fn outcome_unknown() -> Problem {
        let detail = "Whether the write was made is not known, and it is not made again: look the record up.";
        Problem::new(StatusCode::CONFLICT, "outcome_unknown", "Outcome unknown", detail)
    }

    /// Why a skill's statement did not run, or its effect was taken back. The wording is the database layer's: no value, no text of
    /// the server.
    pub(crate) fn refused(refused: &Refused) -> Problem {
        let explanation = refused.explain();
        let detail = format!("{} {}", explanation.what, explanation.next_step);
        let (status, code, retry) = match refused {
            Refused::Arguments(problems) => return Problem::arguments(problems),
            Refused::Unapproved | Refused::OtherEngine => return Problem::skill_outdated(),
            Refused::OutcomeUnknown => return Problem::outcome_unknown(),
            Refused::Busy => (StatusCode::SERVICE_UNAVAILABLE, "busy", Some(1)),
            Refused::Failed(_) => (StatusCode::BAD_GATEWAY, "database_unreachable", None),
            Refused::Rejected(Rejection::Locked) => (StatusCode::SERVICE_UNAVAILABLE, "locked", Some(1)),
            Refused::Rejected(Rejection::TookTooLong) => (StatusCode::GATEWAY_TIMEOUT, "took_too_long", None),
            Refused::Rejected(rejection @ (Rejection::Privilege | Rejection::Schema | Rejection::ReadOnly)) => {
                (StatusCode::CONFLICT, rejection.code(), None)
            }
            other => (StatusCode::UNPROCESSABLE_ENTITY, other.code().unwrap_or("refused"), None),
        };
        let problem = Problem::new(status, code, "The skill did not run", detail);
        Problem { retry_after_seconds: retry, ..problem }
    }

    /// A name that no parameter has is the caller's own and not repeated.
    fn arguments(problems: &[ArgumentProblem]) -> Problem {
        let errors = problems.iter().map(|problem| match &problem.problem {
            ArgumentFault::Unknown => {
                FieldError::new("arguments", "There is an argument that the skill does not have.")
            }
            ArgumentFault::Value(fault) => {
                FieldError::new(format!("arguments.{}", problem.name), format!("Not usable: {fault}."))
            }
        });
        let detail = "The arguments are not what the skill's schema allows; the database was not asked.";
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "arguments_invalid", "Arguments not allowed", detail)
            .with_errors(errors.collect())
    }

    /// What was sealed since this process was started does not open here.
    pub(crate) fn restart_needed() -> Problem {
        let detail = "The master key was rotated: whoever runs this control plane has to start this server again.";
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, "restart_needed", "Restart needed", detail)
    }

    pub(crate) fn internal() -> Problem {
        let detail = "The control plane failed; its log has the reason under this answer's X-Request-Id.";
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal_error", "Internal error", detail)
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Problem {
        if let StoreError::Overtaken = error {
            return Problem::under_way();
        }
        if let StoreError::Rekeyed = error {
            tracing::error!(%error, "store");
            return Problem::restart_needed();
        }
        if error.may_pass() {
            tracing::warn!(%error, "store busy");
            return Problem::busy();
        }
        tracing::error!(%error, "store");
        Problem::internal()
    }
}

impl From<JoinError> for Problem {
    fn from(error: JoinError) -> Problem {
        tracing::error!(%error, "work aside");
        Problem::internal()
    }
}

impl From<SealError> for Problem {
    fn from(error: SealError) -> Problem {
        tracing::error!(%error, "credentials");
        if error == SealError::OtherKey { Problem::restart_needed() } else { Problem::internal() }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let details = self.details();
        let mut response = (self.status, Json(details)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = self.retry_after_seconds {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
