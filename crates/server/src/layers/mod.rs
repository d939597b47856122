//! What stands around the routes.

mod idempotency;
mod observe;
mod visitors;

pub(crate) use idempotency::replay;
pub(crate) use observe::{RequestId, observe};
pub(crate) use visitors::refuse_web_pages;
