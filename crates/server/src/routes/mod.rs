//! The handlers, one file a noun: decode, ask the core or the store, answer.

pub(crate) mod agents;
pub(crate) mod audit;
pub(crate) mod auto;
pub(crate) mod bindings;
pub(crate) mod connection;
pub(crate) mod description;
pub(crate) mod health;
pub(crate) mod integrations;
pub(crate) mod invoke;
pub(crate) mod objects;
pub(crate) mod schema;
pub(crate) mod scoping;
pub(crate) mod scripts;
pub(crate) mod search;
pub(crate) mod skills;
pub(crate) mod versions;

use axum::Json;
use gatehouse_api::Envelope;

use crate::problem::Problem;

/// What a handler answers.
pub(crate) type Answered<T> = Result<Json<Envelope<T>>, Problem>;

/// A plain success.
pub(crate) fn success<T>(data: T) -> Json<Envelope<T>> {
    Json(Envelope::of(data))
}
