//! `limit` and `cursor` of a list [contract, "Conventions", D, G].

use axum::Json;
use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use gatehouse_api::{FieldError, Page, Pagination};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::problem::Problem;
use crate::store::{Listed, PageRequest};

const DEFAULT_LIMIT: u32 = 20;
const MOST: u32 = 100;

/// Which part of a list is asked for.
pub(crate) struct Paging(pub(crate) PageRequest);

#[derive(Deserialize)]
struct Asked {
    limit: Option<String>,
    cursor: Option<String>,
}

impl<T: Sync + Send> FromRequestParts<T> for Paging {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &T) -> Result<Self, Problem> {
        let wrong = |field: &str, message: &str| Problem::malformed(vec![FieldError::new(field, message)]);
        let Query(asked) = Query::<Asked>::from_request_parts(parts, state)
            .await
            .map_err(|_| wrong("limit", "Give limit and cursor once each."))?;
        let limit = match asked.limit {
            None => DEFAULT_LIMIT,
            Some(text) => text
                .parse()
                .ok()
                .filter(|limit| (1..=MOST).contains(limit))
                .ok_or_else(|| wrong("limit", "Give a number from 1 to 100."))?,
        };
        // Opaque to a caller; to us it is the last id of the page before.
        let after = match asked.cursor {
            None => String::new(),
            Some(text) => Uuid::parse_str(&text)
                .map_err(|_| wrong("cursor", "Give the nextCursor of an answer, unchanged."))?
                .to_string(),
        };
        Ok(Paging(PageRequest { limit, after }))
    }
}

impl Paging {
    /// The answer for a part of a list; `id` is what the items are ordered by.
    pub(crate) fn answer<R, T: Serialize>(
        &self,
        listed: Listed<R>,
        id: impl Fn(&R) -> &str,
        convert: impl Fn(R) -> T,
    ) -> Response {
        let limit = u64::from(self.0.limit);
        let here = u64::try_from(listed.items.len()).unwrap_or(u64::MAX);
        let more = listed.before + here < listed.total;
        let next_cursor = listed.items.last().filter(|_| more).map(|last| id(last).to_owned());
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
