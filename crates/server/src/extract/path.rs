//! The parts of a path.

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use gatehouse_api::Kind;
use gatehouse_core::connection::Engine;

use crate::problem::Problem;

/// A `{kind}` that is a database: others are reserved, unknown ones are not found.
pub(crate) struct SqlKind(pub(crate) Engine);

/// `{agent}`.
pub(crate) struct AgentId(pub(crate) String);

/// `{skill}`.
pub(crate) struct SkillId(pub(crate) String);

async fn part<T: Sync + Send>(parts: &mut Parts, state: &T, name: &str) -> Option<String> {
    let params = RawPathParams::from_request_parts(parts, state).await.ok()?;
    params.iter().find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
}

impl<T: Sync + Send> FromRequestParts<T> for SqlKind {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &T) -> Result<Self, Problem> {
        let kind = part(parts, state, "kind").await.ok_or_else(Problem::unknown_kind)?;
        match Kind::parse(&kind) {
            Some(Kind::Sql(engine)) => Ok(SqlKind(engine)),
            Some(Kind::Reserved) => Err(Problem::reserved()),
            None => Err(Problem::unknown_kind()),
        }
    }
}

impl<T: Sync + Send> FromRequestParts<T> for AgentId {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &T) -> Result<Self, Problem> {
        part(parts, state, "agent").await.map(AgentId).ok_or_else(|| Problem::not_found("agent"))
    }
}

impl<T: Sync + Send> FromRequestParts<T> for SkillId {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &T) -> Result<Self, Problem> {
        part(parts, state, "skill").await.map(SkillId).ok_or_else(|| Problem::not_found("skill"))
    }
}
