//! A connection: how to reach a database, what was found on the way, and what a failure means.

pub mod address;
mod check;
mod descriptor;
mod engine;
mod environment;
mod failure;
pub mod grant;
mod password_source;
mod url;

pub use check::{Check, CheckId, CheckReport, CheckStatus, Evidence};
pub use descriptor::{Descriptor, DescriptorProblem, ObjectSlug, SslMode, is_slug};
pub use engine::Engine;
pub use environment::Environment;
pub use failure::{ConnectionFailure, Explanation, FailureCode};
pub use password_source::PasswordSource;
pub use url::{ParsedUrl, parse_url};
