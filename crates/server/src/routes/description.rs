//! The API's own description. It holds no secrets and needs no key: whoever has none reads here how to get on.

use axum::Extension;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use crate::openapi::{Description, policy};

/// `GET /api/v1/openapi.json`
pub(crate) async fn document(Extension(description): Extension<Description>) -> Response {
    ([(CONTENT_TYPE, "application/json")], description.json).into_response()
}

/// `GET /api/v1/docs`
pub(crate) async fn page(Extension(description): Extension<Description>) -> Response {
    let headers = [(CONTENT_TYPE, "text/html; charset=utf-8".to_owned()), (CONTENT_SECURITY_POLICY, policy())];
    (headers, description.html).into_response()
}
