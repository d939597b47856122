//! The door, the checks and discovery against real PostgreSQL, MariaDB and MySQL servers, and against servers that mean harm.
//!
//! One program, so that one server of each kind serves all of it.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test may end at the first surprise, in its helpers, too; clippy.toml excuses the test functions alone"
)]

mod certificates;
mod checks;
mod discovery;
mod discovery_reach;
mod environment;
mod failures;
mod mysql;
mod mysql_rogue;
mod pin;
mod postgres_rogue;
mod rogue;
mod sampling;
mod scenario;
mod support;
mod tls;
mod tls_bytes;
mod tls_chain;
mod variants;
