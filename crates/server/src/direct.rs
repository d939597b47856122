//! The way of a call of a skill past the router: what the layers do around it, done in the same order by the same functions, without what a router
//! costs (docs/benchmarks/serving.md). Everything else, and a call whose path is written in another way, goes through the router.

use std::pin::pin;

use axum::extract::Request;
use axum::response::{IntoResponse, Response};

use crate::extract::{Caller, caller_from_memory, json};
use crate::front::{Class, Peer};
use crate::layers::{RequestId, admit, count_address, count_key, observed, refused, say};
use crate::problem::Problem;
use crate::routes::invoke;
use crate::state::AppState;

/// The route as the router knows it.
pub(crate) const ROUTE: &str = "/api/v1/agents/{agent}/skills/{skill}/invoke";

/// Agent and skill of a path of [`ROUTE`], where nothing in it needs decoding.
pub(crate) fn path(path: &str) -> Option<(&str, &str)> {
    let rest = path.strip_prefix("/api/v1/agents/")?.strip_suffix("/invoke")?;
    let (agent, skill) = rest.split_once("/skills/")?;
    let plain = |part: &str| !part.is_empty() && !part.contains(['/', '%']);
    (plain(agent) && plain(skill)).then_some((agent, skill))
}

/// Answers a POST to a path of [`ROUTE`].
pub(crate) async fn answer(state: AppState, peer: Peer, request: Request) -> Response {
    let id = RequestId::of(request.headers());
    let method = request.method().clone();
    // Pinned here, and not handed on: a future is moved as a whole, which costs more than most of what it does.
    let work = pin!(admitted(&state, peer, request));
    observed(&state, id, method, ROUTE, work).await
}

async fn admitted(state: &AppState, peer: Peer, request: Request) -> Response {
    if let Err(problem) = admit(state, &request) {
        return problem.into_response();
    }
    let standing = match count_address(state, Class::Invocations, Some(peer), request.headers()) {
        Ok(standing) => standing,
        Err(standing) => return refused(&standing),
    };
    keyed(state, request).await.unwrap_or_else(|problem| {
        let mut response = problem.into_response();
        say(response.headers_mut(), &standing);
        response
    })
}

/// An error is that of a caller who is not known.
async fn keyed(state: &AppState, request: Request) -> Result<Response, Problem> {
    let caller = caller_from_memory(state, request.headers()).await?;
    let standing = match count_key(state, Class::Invocations, &caller) {
        Ok(standing) => standing,
        Err(standing) => return Ok(refused(&standing)),
    };
    let mut response = called(state, &caller, request).await.unwrap_or_else(IntoResponse::into_response);
    say(response.headers_mut(), &standing);
    Ok(response)
}

async fn called(state: &AppState, caller: &Caller, request: Request) -> Result<Response, Problem> {
    invoke::permitted(caller)?;
    let (parts, body) = request.into_parts();
    let (agent, skill) = path(parts.uri.path()).ok_or_else(|| Problem::not_found("address"))?;
    let invocation = json(&parts.headers, body).await?;
    invoke::called(state, caller, agent, skill, &parts.headers, invocation).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_written_plainly_goes_past_the_router() {
        assert_eq!(path("/api/v1/agents/a/skills/s/invoke"), Some(("a", "s")));
        for other in [
            "/api/v1/agents/a/skills/s",
            "/api/v1/agents//skills/s/invoke",
            "/api/v1/agents/a/skills//invoke",
            "/api/v1/agents/a/b/skills/s/invoke",
            "/api/v1/agents/a/skills/s/t/invoke",
            "/api/v1/agents/%61/skills/s/invoke",
            "/api/v1/agents/a/skills/s/invoke/",
            "/api/v2/agents/a/skills/s/invoke",
        ] {
            assert_eq!(path(other), None, "{other}");
        }
    }
}
