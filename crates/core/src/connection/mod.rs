//! A connection: how to reach a database, what was found on the way, and what a failure means.

mod access;
pub mod address;
mod budget;
mod certificate;
mod check;
mod descriptor;
mod draft;
mod engine;
mod environment;
mod failure;
pub mod grant;
pub mod import;
mod password_source;
mod preset;
mod server_version;
mod shown;
mod url;

pub use access::Access;
pub use budget::{Limits, Pace, Timed};
pub use certificate::{ChainLink, LinkPlace, Untrusted};
pub use check::{Check, CheckId, CheckReport, CheckStatus, Evidence};
pub use descriptor::{Descriptor, DescriptorProblem, ObjectSlug, SslMode, is_slug};
pub use engine::Engine;
pub use environment::Environment;
pub use failure::{ConnectionFailure, Explanation, FailureCode};
pub use password_source::PasswordSource;
pub use preset::{Preset, PresetMatch, preset_for, preset_hints, presets};
pub use server_version::older_than_supported;
pub use shown::shown;
pub use url::{ParsedUrl, parse_url};
