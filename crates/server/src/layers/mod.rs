//! What stands around the routes.

mod idempotency;
mod limit;
mod observe;
mod request_id;
mod visitors;

pub(crate) use idempotency::{again, receipt, replay};
pub(crate) use limit::{limit_address, limit_key};
pub(crate) use observe::observe;
pub(crate) use request_id::RequestId;
pub(crate) use visitors::refuse_web_pages;
