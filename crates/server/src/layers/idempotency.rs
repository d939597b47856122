//! `Idempotency-Key` on mutating POSTs: a repetition gets the first answer [contract, D, G].
//!
//! A receipt belongs to the API key and the path. The body is kept as an HMAC under a key of the master key's: a plain hash
//! of a connect body would let whoever has the store guess the password in it.

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use gatehouse_api::FieldError;
use tracing::{Instrument, Span};
use uuid::Uuid;

use crate::alive::Alive;
use crate::change::Settled;
use crate::clock;
use crate::extract::{Caller, collected};
use crate::layers::RequestId;
use crate::mac::mac;
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::{Answer, Lost, Receipt, Reservation};

const HEADER: &str = "idempotency-key";
const LONGEST: usize = 255;

pub(crate) async fn replay(State(state): State<AppState>, request: Request, next: Next) -> Result<Response, Problem> {
    if !request.headers().contains_key(HEADER) {
        return Ok(next.run(request).await);
    }
    let caller = request.extensions().get::<Caller>().ok_or_else(Problem::unauthorized)?;
    let Some(receipt) = receipt(request.headers(), caller, request.uri().path())? else {
        return Ok(next.run(request).await);
    };
    let (parts, body) = request.into_parts();
    let body = collected(body).await?;
    let body_mac = mac(&state.body_key, &body);
    match state.store.reserve(&receipt, &body_mac, clock::seconds(), Lost::Retaken).await? {
        Reservation::First => {}
        Reservation::Settled(answer) => return Ok(again(answer)),
        Reservation::UnderWay | Reservation::Lost => return Err(Problem::under_way()),
        Reservation::OtherBody => return Err(Problem::idempotency_key_reused()),
    }
    let mut request = Request::from_parts(parts, Body::from(body));
    request.extensions_mut().insert(receipt.clone());
    // On a task of its own: a caller that hangs up must not leave an effect without its receipt.
    let work = async move {
        let _alive = Alive::of(&state, &receipt);
        let response = next.run(request).await;
        settle(&state, &receipt, response).await
    };
    let answered = tokio::spawn(RequestId::kept(work).instrument(Span::current()));
    answered.await.unwrap_or_else(|_| Err(Problem::internal()))
}

/// Keeps an answer that changed nothing; that of a change is kept with it already. A failure of our own is not kept, nor what
/// asks to be called again: that may be tried again.
async fn settle(state: &AppState, receipt: &Receipt, response: Response) -> Result<Response, Problem> {
    if response.extensions().get::<Settled>().is_some() {
        return Ok(response);
    }
    if response.status().is_server_error() || response.headers().contains_key(header::RETRY_AFTER) {
        state.store.release(receipt).await?;
        return Ok(response);
    }
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let media_type = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let answer = Answer {
        status: parts.status.as_u16(),
        media_type: media_type.unwrap_or("application/json").into(),
        body: body.to_vec(),
    };
    state.store.settle(receipt, &answer).await?;
    Ok(Response::from_parts(parts, Body::from(body)))
}

/// What a repetition of the call is recognised by; none without the header. `path` is what is called.
pub(crate) fn receipt(headers: &HeaderMap, caller: &Caller, path: &str) -> Result<Option<Receipt>, Problem> {
    let Some(value) = headers.get(HEADER) else { return Ok(None) };
    let wrong =
        || Problem::malformed(vec![FieldError::new("Idempotency-Key", "Give 1 to 255 visible ASCII characters.")]);
    let text = value.to_str().map_err(|_| wrong())?;
    if text.is_empty() || text.len() > LONGEST {
        return Err(wrong());
    }
    Ok(Some(Receipt {
        key_id: caller.key_id.clone(),
        path: path.into(),
        receipt: text.into(),
        owner: Uuid::now_v7().to_string(),
    }))
}

/// An answer given again.
pub(crate) fn again(answer: Answer) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, answer.body).into_response();
    if let Ok(media_type) = HeaderValue::from_str(&answer.media_type) {
        response.headers_mut().insert(header::CONTENT_TYPE, media_type);
    }
    response.headers_mut().insert("idempotent-replayed", HeaderValue::from_static("true"));
    response
}
