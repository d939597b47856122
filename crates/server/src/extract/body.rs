//! A JSON body, with errors that name the field and repeat nothing of its value.

use std::time::Duration;

use axum::body::{Bytes, HttpBody, to_bytes};
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use gatehouse_api::FieldError;
use serde::de::DeserializeOwned;
use serde_json::error::Category;
use tokio::time::timeout;

use crate::problem::Problem;

/// The most a body may hold: 1 MiB.
pub(crate) const MOST_BYTES: usize = 1024 * 1024;

/// How long it may take to arrive.
const MOST_TIME: Duration = Duration::from_secs(30);

/// A body of this shape.
pub(crate) struct Body<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        json(&parts.headers, body).await.map(Body)
    }
}

/// The body of a request with these headers, which must be of this shape.
pub(crate) async fn json<T: DeserializeOwned>(headers: &HeaderMap, body: axum::body::Body) -> Result<T, Problem> {
    if !is_json(headers) {
        return Err(Problem::not_json());
    }
    read(&collected(body).await?)
}

/// A body of this shape, or none at all: then it is what an empty object would be.
pub(crate) struct OptionalBody<T>(pub(crate) T);

impl<T: DeserializeOwned + Default, S: Send + Sync> FromRequest<S> for OptionalBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let none =
            !request.headers().contains_key(header::CONTENT_TYPE) && request.body().size_hint().upper() == Some(0);
        if none {
            return Ok(OptionalBody(T::default()));
        }
        Body::from_request(request, state).await.map(|Body(body)| OptionalBody(body))
    }
}

/// The whole of a body that is neither too long nor too slow. One that breaks off is not told apart from one that is too
/// long: there is nobody left to tell.
pub(crate) async fn collected(body: axum::body::Body) -> Result<Bytes, Problem> {
    let body = timeout(MOST_TIME, to_bytes(body, MOST_BYTES)).await.map_err(|_| Problem::too_slow())?;
    body.map_err(|_| Problem::too_large())
}

/// A form post or plain text from a web page needs no preflight; asking for JSON does (CSRF).
fn is_json(headers: &HeaderMap) -> bool {
    let media = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = media.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/json")
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    // serde reads a list as a struct, member by member; every body of the contract is an object.
    let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
    if first.is_some_and(|byte| *byte != b'{') && serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_ok() {
        return Err(Problem::malformed(vec![FieldError::new("", "The body must be a JSON object.")]));
    }
    let deserializer = &mut serde_json::Deserializer::from_slice(bytes);
    let body = serde_path_to_error::deserialize(&mut *deserializer).map_err(|error| {
        if error.inner().classify() != Category::Data {
            return Problem::malformed(Vec::new());
        }
        let mut path = error.path().to_string();
        let text = error.inner().to_string();
        let message = match missing(&text) {
            Some(name) => {
                path = if path == "." { name.to_owned() } else { format!("{path}.{name}") };
                "This field is missing."
            }
            None => "This is not known here, or has the wrong type.",
        };
        Problem::malformed(vec![FieldError::new(
            path.trim_start_matches('.').chars().take(200).collect::<String>(),
            message,
        )])
    })?;
    deserializer.end().map_err(|_| Problem::malformed(Vec::new()))?;
    Ok(body)
}

/// The name in serde's "missing field `x`". It is one of our own; serde's other messages repeat what was sent, and a
/// password in the wrong place would come back with them.
fn missing(text: &str) -> Option<&str> {
    text.strip_prefix("missing field `")?.split('`').next()
}
