//! The privilege proof and the privilege findings of the checks, against real PostgreSQL, MariaDB and MySQL servers: bad
//! accounts made by hand, and an oracle that tries statements.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may end at the first surprise, in its helpers, too; clippy.toml excuses the test functions alone"
)]

mod mysql;
mod oracle;
mod postgres;
mod scripts;
mod support;
