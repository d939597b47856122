//! `application/problem+json` (RFC 9457), none of its members required [contract, S].

use serde::{Deserialize, Serialize};

/// The media type.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// What our own `type` URIs start with; the code follows. A name, not an address: nothing is to be fetched there.
pub const TYPE_PREFIX: &str = "urn:gatehouse:problem:";

/// What is wrong with one field.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct FieldError {
    /// The field's path, for example `projection[1].path`.
    pub field: String,
    /// What is wrong with it.
    pub message: String,
    /// A diagnostic's stable code [G].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

impl FieldError {
    /// A finding without a code.
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> FieldError {
        FieldError { field: field.into(), message: message.into(), code: None }
    }
}

/// A problem document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
#[allow(missing_docs, reason = "RFC 9457, section 3.1; `code` and `errors` are the contract's")]
pub struct ProblemDetails {
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// With `confirmation_required`: what the caller of a skill is asked to confirm [G].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirmation: Option<Confirmation>,
}

/// What would be done, and the token that has it done: for this key, this version of the skill and these arguments, once [G].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Confirmation {
    /// What to read to whoever confirms.
    pub summary: String,
    /// Sent with the same call again.
    pub token: String,
    /// Until when it counts, RFC 3339.
    pub expires_at: String,
}

impl ProblemDetails {
    /// Reads any body: what is no problem document gives an empty one, never an error.
    pub fn read(body: &[u8]) -> ProblemDetails {
        let Ok(serde_json::Value::Object(members)) = serde_json::from_slice(body) else {
            return ProblemDetails::default();
        };
        // Member by member: one of the wrong type must not hide the others (RFC 9457, 3.1: ignore such a member).
        let text = |name: &str| members.get(name).and_then(|value| value.as_str()).map(str::to_owned);
        let errors = members.get("errors").and_then(|value| value.as_array()).into_iter().flatten();
        ProblemDetails {
            kind: text("type"),
            title: text("title"),
            status: members.get("status").and_then(serde_json::Value::as_u64).and_then(|s| s.try_into().ok()),
            detail: text("detail"),
            instance: text("instance"),
            code: text("code"),
            errors: errors.filter_map(|error| serde_json::from_value(error.clone()).ok()).collect(),
            confirmation: members.get("confirmation").and_then(|value| serde_json::from_value(value.clone()).ok()),
        }
    }

    /// The code to branch on: `code`, or the last segment of `type` [contract, G].
    pub fn effective_code(&self) -> Option<&str> {
        let of_type = || {
            let kind = self.kind.as_deref().filter(|kind| *kind != "about:blank")?;
            kind.trim_end_matches('/').rsplit(['/', ':', '#']).next().filter(|segment| !segment.is_empty())
        };
        self.code.as_deref().filter(|code| !code.is_empty()).or_else(of_type)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_body_is_survived() {
        for body in ["", "<html>502</html>", "[]", "null", "{\"errors\": 3}", "{\"status\": \"x\"}"] {
            assert_eq!(ProblemDetails::read(body.as_bytes()), ProblemDetails::default(), "{body}");
        }
    }

    #[test]
    fn one_bad_member_does_not_hide_the_others() {
        let body = br#"{"status":"409","code":"not_connected","errors":[{"field":"a"},7]}"#;
        let problem = ProblemDetails::read(body);
        assert_eq!(problem.effective_code(), Some("not_connected"));
        assert_eq!(problem.errors, [FieldError::new("a", "")]);
    }

    #[test]
    fn the_code_falls_back_to_the_type() {
        let of = |kind: &str| ProblemDetails { kind: Some(kind.into()), ..ProblemDetails::default() };
        assert_eq!(of("https://docs.example.com/errors/not_found/").effective_code(), Some("not_found"));
        assert_eq!(of("urn:gatehouse:problem:reserved").effective_code(), Some("reserved"));
        assert_eq!(of("about:blank").effective_code(), None);
    }
}
