//! The six checks of a connection, told as they happen.

mod authentication;
mod event;
mod latency;
mod reachability;
mod read_only;
mod read_probe;
mod rounds;
mod run;
mod schema_read;

pub use event::CheckEvent;
pub use run::{check, check_within};
