//! `limit` and `cursor` of a list [contract, "Conventions", D, G].

use axum::Json;
use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use gatehouse_api::{FieldError, Page, Pagination};
use gatehouse_core::catalog::TableName;
use gatehouse_core::scoping::{decode_table, encode_table};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::problem::Problem;
use crate::store::{Listed, PageRequest};

pub(crate) const DEFAULT_LIMIT: u32 = 20;
const MOST: u32 = 100;

/// Which part of a list is asked for, whose items are ordered by a `K`.
pub(crate) struct Paging<K = String>(pub(crate) PageRequest<K>);

/// What items are ordered by. Opaque to a caller; to us a cursor is that of the last item of the page before.
pub(crate) trait Cursor: Sized {
    fn read(text: &str) -> Option<Self>;
    fn write(&self) -> String;
}

/// The id of something stored.
impl Cursor for String {
    fn read(text: &str) -> Option<String> {
        Uuid::parse_str(text).ok().map(|id| id.to_string())
    }

    fn write(&self) -> String {
        self.clone()
    }
}

/// A place in a log.
impl Cursor for i64 {
    fn read(text: &str) -> Option<i64> {
        text.parse().ok().filter(|place| *place > 0)
    }

    fn write(&self) -> String {
        self.to_string()
    }
}

/// A table of a catalogue, always with its schema. Any text is a name, and one that is not there has its place in the order.
impl Cursor for TableName {
    fn read(text: &str) -> Option<TableName> {
        (!text.is_empty()).then(|| decode_table(text, ""))
    }

    fn write(&self) -> String {
        encode_table(self, "")
    }
}

#[derive(Deserialize)]
struct Asked {
    limit: Option<String>,
    cursor: Option<String>,
}

impl<T: Sync + Send, K: Cursor> FromRequestParts<T> for Paging<K> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &T) -> Result<Self, Problem> {
        let wrong = |field: &str, message: &str| Problem::malformed(vec![FieldError::new(field, message)]);
        let Query(asked) = Query::<Asked>::from_request_parts(parts, state)
            .await
            .map_err(|_| wrong("limit", "Give limit and cursor once each."))?;
        let limit = read_limit(asked.limit)?.unwrap_or(DEFAULT_LIMIT);
        let unknown = || wrong("cursor", "Give the nextCursor of an answer, unchanged.");
        let after = asked.cursor.map(|text| K::read(&text).ok_or_else(unknown)).transpose()?;
        Ok(Paging(PageRequest { limit, after }))
    }
}

/// A `limit` that was given.
pub(crate) fn read_limit(text: Option<String>) -> Result<Option<u32>, Problem> {
    let wrong = || Problem::malformed(vec![FieldError::new("limit", "Give a number from 1 to 100.")]);
    let read = |text: String| text.parse().ok().filter(|limit| (1..=MOST).contains(limit)).ok_or_else(wrong);
    text.map(read).transpose()
}

impl<K: Cursor> Paging<K> {
    /// The answer for a part of a list; `id` is what the items are ordered by.
    pub(crate) fn answer<R, T: Serialize>(
        &self,
        listed: Listed<R>,
        id: impl Fn(&R) -> K,
        convert: impl Fn(R) -> T,
    ) -> Response {
        let limit = u64::from(self.0.limit);
        let here = u64::try_from(listed.items.len()).unwrap_or(u64::MAX);
        let more = listed.before + here < listed.total;
        let next_cursor = listed.items.last().filter(|_| more).map(|last| id(last).write());
        let pagination = Pagination {
            page: listed.before / limit + 1,
            limit,
            total: listed.total,
            total_pages: listed.total.div_ceil(limit),
            next_cursor,
        };
        let data: Vec<T> = listed.items.into_iter().map(convert).collect();
        Json(Page { success: true, data, pagination }).into_response()
    }
}
