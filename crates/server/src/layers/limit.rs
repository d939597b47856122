//! 429, and on every answer where the caller stands: `RateLimit-Limit`, `-Remaining` and `-Reset` of
//! draft-ietf-httpapi-ratelimit-headers-06, the last draft with these three names, which the contract's `RateLimit-*` means
//! and clients know. From -07 on the draft has one structured `RateLimit` in their place.

use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::extract::Caller;
use crate::front::{Class, Peer, Standing};
use crate::problem::Problem;
use crate::state::AppState;

/// Before anybody looks at a key: whoever guesses keys is heard only so often.
pub(crate) async fn limit_address(
    State((state, class)): State<(AppState, Class)>,
    request: Request,
    next: Next,
) -> Response {
    let peer = request.extensions().get::<Peer>().copied();
    match count_address(&state, class, peer, request.headers()) {
        Ok(standing) => {
            let mut response = next.run(request).await;
            // The key's limit is the one that a caller can do something about.
            if !response.headers().contains_key("ratelimit-limit") {
                say(response.headers_mut(), &standing);
            }
            response
        }
        Err(standing) => refused(&standing),
    }
}

/// Counts a call of this address; an error is one too many, to be [`refused`].
pub(crate) fn count_address(
    state: &AppState,
    class: Class,
    peer: Option<Peer>,
    headers: &HeaderMap,
) -> Result<Standing, Standing> {
    let counted = state.front.rates.address(class, Peer::address(&state.front, peer, headers));
    counted.inspect_err(|_| state.front.metrics.limited(class, "address"))
}

/// After authentication, which has put the caller into the request.
pub(crate) async fn limit_key(
    State((state, class)): State<(AppState, Class)>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let caller = request.extensions().get::<Caller>().ok_or_else(Problem::unauthorized)?;
    Ok(match count_key(&state, class, caller) {
        Ok(standing) => {
            let mut response = next.run(request).await;
            say(response.headers_mut(), &standing);
            response
        }
        Err(standing) => refused(&standing),
    })
}

/// Counts a call of this key; an error is one too many, to be [`refused`].
pub(crate) fn count_key(state: &AppState, class: Class, caller: &Caller) -> Result<Standing, Standing> {
    let counted = state.front.rates.key(class, &caller.key_id);
    counted.inspect_err(|_| state.front.metrics.limited(class, "key"))
}

/// The answer to one call too many.
pub(crate) fn refused(standing: &Standing) -> Response {
    let mut response = Problem::rate_limited(seconds(standing.reset).max(1)).into_response();
    say(response.headers_mut(), standing);
    response
}

/// Says in an answer where the caller stands.
pub(crate) fn say(headers: &mut HeaderMap, standing: &Standing) {
    headers.insert("ratelimit-limit", HeaderValue::from(standing.quota.calls.get()));
    headers.insert("ratelimit-remaining", HeaderValue::from(standing.remaining));
    headers.insert("ratelimit-reset", HeaderValue::from(seconds(standing.reset)));
}

/// Whole seconds, rounded up: who waits them is not refused again.
fn seconds(time: Duration) -> u32 {
    let whole = time.as_secs() + u64::from(time.subsec_nanos() > 0);
    u32::try_from(whole).unwrap_or(u32::MAX)
}
