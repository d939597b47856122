//! What stands around the routes.

mod idempotency;
mod limit;
mod observe;
mod request_id;
mod visitors;

pub(crate) use idempotency::{again, receipt, replay};
pub(crate) use limit::{count_address, count_key, limit_address, limit_key, refused, say};
pub(crate) use observe::{observe, observed};
pub(crate) use request_id::RequestId;
pub(crate) use visitors::{admit, refuse_web_pages};
