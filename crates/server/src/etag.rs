//! The strong validator of a resource: SHA-256 of its canonical JSON, members in the order of their names.

use axum::http::HeaderValue;
use gatehouse_core::fingerprint::sha256_hex;
use serde::Serialize;
use serde_json::Value;

use crate::problem::Problem;

/// An entity tag with its quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ETag(String);

impl ETag {
    /// Of this state.
    pub(crate) fn of<T: Serialize>(state: &T) -> Result<ETag, Problem> {
        let value = serde_json::to_value(state).map_err(|_| Problem::internal())?;
        Ok(ETag(format!("\"{}\"", sha256_hex(sorted(value).to_string().as_bytes()))))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn header(&self) -> Result<HeaderValue, Problem> {
        HeaderValue::from_str(&self.0).map_err(|_| Problem::internal())
    }
}

/// A map keeps the order in which it was filled where some crate of the build asks serde_json for that.
fn sorted(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let mut members: Vec<(String, Value)> =
                members.into_iter().map(|(name, value)| (name, sorted(value))).collect();
            members.sort_by(|(a, _), (b, _)| a.cmp(b));
            Value::Object(members.into_iter().collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(sorted).collect()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn order_makes_no_difference_and_content_does() {
        let of = |text: &str| ETag::of(&serde_json::from_str::<Value>(text).unwrap()).unwrap();
        assert_eq!(of(r#"{"a": 1, "b": [{"c": 2, "d": 3}]}"#), of(r#"{"b":[{"d":3,"c":2}],"a":1}"#));
        assert_ne!(of(r#"{"a":[1,2]}"#), of(r#"{"a":[2,1]}"#));
        assert_eq!(ETag::of(&json!({})).unwrap().as_str().len(), 66);
    }
}
