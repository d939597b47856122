//! A server on loopback is reachable from every web page on the machine: by name, after DNS rebinding, and across origins.
//! So only the server's own names are answered, and no web page is.

use axum::extract::{Request, State};
use axum::http::header::{HOST, ORIGIN};
use axum::middleware::Next;
use axum::response::Response;

use crate::problem::Problem;
use crate::state::AppState;

pub(crate) async fn refuse_web_pages(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    admit(&state, &request)?;
    Ok(next.run(request).await)
}

/// Whether a request is for one of our names and from no web page.
pub(crate) fn admit(state: &AppState, request: &Request) -> Result<(), Problem> {
    if request.headers().contains_key(ORIGIN) {
        return Err(Problem::origin_refused());
    }
    let ours = |name: &str| state.front.hosts.know(name);
    let mut hosts = request.headers().get_all(HOST).iter();
    let host = hosts.next().and_then(|value| value.to_str().ok());
    // RFC 9112, 3.2: exactly one Host; an absolute request target overrides it and must be ours too.
    let target = request.uri().authority().is_none_or(|authority| ours(authority.as_str()));
    if !target || hosts.next().is_some() || !host.is_some_and(ours) {
        return Err(Problem::misdirected());
    }
    Ok(())
}
