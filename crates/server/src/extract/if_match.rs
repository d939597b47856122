//! `If-Match` (RFC 9110, 13.1.1): the change is made only if nobody else has made one since. Left out, it is made, because
//! the source guide's calls have none. A stale one is 409, as the contract says, and not 412. `If-None-Match: *` (13.1.2) says
//! that there is nothing yet.

use axum::extract::FromRequestParts;
use axum::http::header::{IF_MATCH, IF_NONE_MATCH};
use axum::http::request::Parts;
use gatehouse_api::FieldError;

use crate::etag::ETag;
use crate::problem::Problem;

/// What the caller takes for the present state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum IfMatch {
    /// Any: no header, or `*`.
    Any,
    /// One of these, quotes and all. A weak one is among them and equals nothing (RFC 9110, 8.8.3.2).
    OneOf(Vec<String>),
    /// None at all: `If-None-Match: *`.
    Absent,
}

impl IfMatch {
    /// Goes on where `present` is the state that was meant. To be asked inside of the transaction that changes it.
    pub(crate) fn check(&self, present: &ETag) -> Result<(), Problem> {
        self.check_optional(Some(present))
    }

    /// The same of what may not be there yet.
    pub(crate) fn check_optional(&self, present: Option<&ETag>) -> Result<(), Problem> {
        let meant = match self {
            IfMatch::Any => true,
            IfMatch::OneOf(tags) => present.is_some_and(|present| tags.iter().any(|tag| tag == present.as_str())),
            IfMatch::Absent => present.is_none(),
        };
        if meant { Ok(()) } else { Err(Problem::stale()) }
    }

    /// Whether anything has to be looked at.
    pub(crate) fn asks(&self) -> bool {
        *self != IfMatch::Any
    }
}

impl<T: Sync + Send> FromRequestParts<T> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &T) -> Result<Self, Problem> {
        let wrong = || Problem::malformed(vec![FieldError::new("If-Match", "Give the ETag of an answer, unchanged.")]);
        if parts.headers.contains_key(IF_NONE_MATCH) {
            return absent(parts);
        }
        let mut tags = Vec::new();
        for value in parts.headers.get_all(IF_MATCH) {
            let text = value.to_str().map_err(|_| wrong())?.trim();
            if text == "*" {
                return Ok(IfMatch::Any);
            }
            tags.extend(text.split(',').map(|tag| tag.trim().to_owned()));
        }
        if tags.iter().any(|tag| !is_tag(tag)) {
            return Err(wrong());
        }
        Ok(if parts.headers.contains_key(IF_MATCH) { IfMatch::OneOf(tags) } else { IfMatch::Any })
    }
}

/// `If-None-Match: *` and nothing beside it; a tag in it is for reading, which nobody does here.
fn absent(parts: &Parts) -> Result<IfMatch, Problem> {
    let alone = parts.headers.get_all(IF_NONE_MATCH).iter().all(|value| value.as_bytes().trim_ascii() == b"*");
    if alone && !parts.headers.contains_key(IF_MATCH) {
        return Ok(IfMatch::Absent);
    }
    Err(Problem::malformed(vec![FieldError::new("If-None-Match", "Give * alone, and no If-Match beside it.")]))
}

fn is_tag(text: &str) -> bool {
    let strong = text.strip_prefix("W/").unwrap_or(text);
    strong.len() >= 2
        && strong.starts_with('"')
        && strong.ends_with('"')
        && strong[1..strong.len() - 1].bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"')
}
