//! What a failed call means to a person: a closed set, and the one place where its wording lives.

use gatehouse_core::connection::Explanation;
use serde::{Deserialize, Serialize};

use super::{FieldError, ProblemDetails};

/// Stable codes; what crosses to the window and to `--json`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "each is worded in `explain`, below")]
pub enum ApiFailureCode {
    BaseUrlInvalid,
    KeyMalformed,
    TlsUnavailable,
    Unreachable,
    TimedOut,
    AnswerTooLarge,
    AnswerUnexpected,
    Unauthorized,
    ScopeMissing,
    Reserved,
    Forbidden,
    NotFound,
    NotConnected,
    NotDiscovered,
    Conflict,
    BindingRejected,
    Invalid,
    RateLimited,
    ServerFault,
    Refused,
}

/// A failed call. Holds no key, no password and no body but what a problem document said about fields.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.explain().what)]
#[allow(missing_docs, reason = "each is worded in `explain`, below; the fields are what that wording names")]
pub enum ApiFailure {
    BaseUrlInvalid {
        reason: &'static str,
    },
    KeyMalformed,
    TlsUnavailable,
    Unreachable {
        host: String,
    },
    TimedOut {
        host: String,
    },
    AnswerTooLarge,
    AnswerUnexpected {
        status: u16,
    },
    Unauthorized,
    /// The scopes that would do.
    ScopeMissing {
        scopes: &'static [&'static str],
    },
    Reserved,
    Forbidden,
    NotFound {
        what: &'static str,
    },
    NotConnected,
    NotDiscovered,
    Conflict {
        detail: Option<String>,
    },
    BindingRejected {
        errors: Vec<FieldError>,
    },
    Invalid {
        detail: Option<String>,
        errors: Vec<FieldError>,
    },
    RateLimited {
        retry_after_seconds: Option<u32>,
    },
    ServerFault {
        status: u16,
    },
    Refused {
        status: u16,
        code: Option<String>,
    },
}

impl ApiFailure {
    /// What an error answer means. `scopes` and `what` are the call's own: which scopes would do, what it asked for.
    pub(crate) fn of(
        status: u16,
        problem: ProblemDetails,
        retry_after: Option<u32>,
        scopes: &'static [&'static str],
        what: &'static str,
    ) -> ApiFailure {
        let code = problem.effective_code().map(str::to_owned);
        match (status, code.as_deref()) {
            (401, _) => ApiFailure::Unauthorized,
            (403, Some("reserved")) => ApiFailure::Reserved,
            (403, Some("insufficient_scope") | None) => ApiFailure::ScopeMissing { scopes },
            (403, _) => ApiFailure::Forbidden,
            (_, Some("not_connected")) => ApiFailure::NotConnected,
            (_, Some("not_discovered")) => ApiFailure::NotDiscovered,
            (404, _) => ApiFailure::NotFound { what },
            (409 | 412, _) => ApiFailure::Conflict { detail: problem.detail },
            (422, Some("binding_rejected")) => ApiFailure::BindingRejected { errors: problem.errors },
            (400 | 413 | 415 | 422, _) => ApiFailure::Invalid { detail: problem.detail, errors: problem.errors },
            (429, _) => ApiFailure::RateLimited { retry_after_seconds: retry_after },
            (500.., _) => ApiFailure::ServerFault { status },
            _ => ApiFailure::Refused { status, code },
        }
    }

    /// The stable code.
    pub fn code(&self) -> ApiFailureCode {
        use ApiFailure as F;
        use ApiFailureCode as C;
        match self {
            F::BaseUrlInvalid { .. } => C::BaseUrlInvalid,
            F::KeyMalformed => C::KeyMalformed,
            F::TlsUnavailable => C::TlsUnavailable,
            F::Unreachable { .. } => C::Unreachable,
            F::TimedOut { .. } => C::TimedOut,
            F::AnswerTooLarge => C::AnswerTooLarge,
            F::AnswerUnexpected { .. } => C::AnswerUnexpected,
            F::Unauthorized => C::Unauthorized,
            F::ScopeMissing { .. } => C::ScopeMissing,
            F::Reserved => C::Reserved,
            F::Forbidden => C::Forbidden,
            F::NotFound { .. } => C::NotFound,
            F::NotConnected => C::NotConnected,
            F::NotDiscovered => C::NotDiscovered,
            F::Conflict { .. } => C::Conflict,
            F::BindingRejected { .. } => C::BindingRejected,
            F::Invalid { .. } => C::Invalid,
            F::RateLimited { .. } => C::RateLimited,
            F::ServerFault { .. } => C::ServerFault,
            F::Refused { .. } => C::Refused,
        }
    }

    /// The findings by field, where the control plane gave any.
    pub fn errors(&self) -> &[FieldError] {
        match self {
            ApiFailure::BindingRejected { errors } | ApiFailure::Invalid { errors, .. } => errors,
            _ => &[],
        }
    }

    /// What happened and the next step.
    pub fn explain(&self) -> Explanation {
        let (what, next_step) = self.wording();
        Explanation { what, next_step: next_step.into() }
    }

    fn wording(&self) -> (String, &'static str) {
        use ApiFailure as F;
        match self {
            F::BaseUrlInvalid { reason } => (
                format!("The control plane's address cannot be used: {reason}."),
                "Enter an https address, for example https://builder.flowyte.com/api/v1.",
            ),
            F::KeyMalformed => (
                "The API key has characters that no key has.".into(),
                "Paste the key again; it starts with flowyte_sk_ and has no spaces or line breaks.",
            ),
            F::TlsUnavailable => (
                "This machine's trusted certificates could not be read, so nothing was sent.".into(),
                "Install the operating system's CA certificates (Debian, Ubuntu: ca-certificates), then try again.",
            ),
            F::Unreachable { host } => (
                format!("The control plane at {host} could not be reached over a connection that this machine trusts."),
                "Check the address and the network, and that the control plane is running.",
            ),
            F::TimedOut { host } => (
                format!("The control plane at {host} did not answer in time."),
                "Try again; sending the same thing twice does no harm.",
            ),
            F::AnswerTooLarge => (
                "The answer is larger than anything this program expects.".into(),
                "Check that the address is the control plane's.",
            ),
            F::AnswerUnexpected { status } => (
                format!("The answer (HTTP {status}) is not one of the control plane's."),
                "Check that the address ends in /api/v1, and that no proxy or sign-in page answers in its place.",
            ),
            F::Unauthorized => (
                "The control plane does not know this API key.".into(),
                "Paste a current key; create one in the control plane's settings or with `gatehouse keys create`.",
            ),
            F::ScopeMissing { scopes: [] } => {
                ("The API key may not do this.".into(), "Use a key that has the scope, or have it added to this one.")
            }
            F::ScopeMissing { scopes: [scope] } => (
                format!("The API key lacks the scope {scope}."),
                "Use a key that has the scope, or have it added to this one.",
            ),
            F::ScopeMissing { scopes } => (
                format!("The API key lacks a scope for this: the platform's pages name both {}.", scopes.join(" and ")),
                "Use a key that has both scopes.",
            ),
            F::Reserved => (
                "The control plane does not offer this for this kind of integration.".into(),
                "Use a postgres or mysql connection.",
            ),
            F::Forbidden => (
                "The control plane does not allow this.".into(),
                "Ask whoever runs the control plane what the key may do.",
            ),
            F::NotFound { what } => (
                format!("The control plane has no such {what} in the key's organisation."),
                "Read the list again and choose one that is there.",
            ),
            F::NotConnected => (
                "The control plane has no credentials for this database yet.".into(),
                "Connect the database there first, then send again.",
            ),
            F::NotDiscovered => (
                "The control plane has not read this database's schema yet.".into(),
                "Let it discover the schema, then send again.",
            ),
            F::Conflict { detail } => (
                detail.clone().unwrap_or_else(|| "Somebody changed this at the same time.".into()),
                "Read it again, look at what differs, then send again.",
            ),
            F::BindingRejected { errors } => (
                match errors.first() {
                    Some(first) => format!("The control plane refused the binding: {}", first.message),
                    None => "The control plane refused the binding.".into(),
                },
                "Change the fields it names, then send again.",
            ),
            F::Invalid { detail, errors } => (
                match (errors.first(), detail) {
                    (Some(first), _) => format!("The control plane refused {}: {}", first.field, first.message),
                    (None, Some(detail)) => format!("The control plane refused this: {detail}"),
                    (None, None) => "The control plane refused what was sent.".into(),
                },
                "Change what it names, then send again.",
            ),
            F::RateLimited { retry_after_seconds } => (
                match retry_after_seconds {
                    Some(seconds) => format!("Too many calls; the control plane asks to wait {seconds} s."),
                    None => "Too many calls; the control plane asks to wait.".into(),
                },
                "Wait, then try again.",
            ),
            F::ServerFault { status } => (
                format!("The control plane failed (HTTP {status})."),
                "Try again in a minute; if it stays so, ask whoever runs it.",
            ),
            F::Refused { status, code } => (
                match code {
                    Some(code) => format!("The control plane refused the call (HTTP {status}, {code})."),
                    None => format!("The control plane refused the call (HTTP {status})."),
                },
                "Ask whoever runs the control plane what this answer means.",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONNECT: &[&str] = &["integrations:connect", "integrations:write"];

    fn of(status: u16, body: &str) -> ApiFailure {
        ApiFailure::of(status, ProblemDetails::read(body.as_bytes()), None, CONNECT, "agent")
    }

    #[test]
    fn a_refused_connect_names_both_scopes() {
        let failure = of(403, r#"{"code":"insufficient_scope"}"#);
        assert!(CONNECT.iter().all(|scope| failure.explain().what.contains(scope)));
        assert_eq!(of(403, r#"{"code":"reserved"}"#), ApiFailure::Reserved);
    }

    #[test]
    fn status_and_code_decide_together() {
        assert_eq!(of(409, r#"{"type":"https://x.example/not_connected"}"#), ApiFailure::NotConnected);
        assert_eq!(of(404, "<html>"), ApiFailure::NotFound { what: "agent" });
        assert_eq!(of(502, "").code(), ApiFailureCode::ServerFault);
        assert_eq!(of(418, "").code(), ApiFailureCode::Refused);
        let rejected =
            of(422, r#"{"code":"binding_rejected","errors":[{"field":"projection[0].path","message":"m"}]}"#);
        assert_eq!(rejected.errors()[0].field, "projection[0].path");
    }
}
