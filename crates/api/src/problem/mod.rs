//! Errors of the API: what a server writes, and what a client makes of whatever comes.

mod details;
mod failure;

pub use details::{Confirmation, FieldError, PROBLEM_JSON, ProblemDetails, TYPE_PREFIX};
pub use failure::{ApiFailure, ApiFailureCode};
