//! The least-privilege scripts on real servers: run unchanged through psql and the mysql client, then judged by logging in as
//! the new user and trying every privilege on every column.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test may end at the first surprise, in its helpers, too; clippy.toml excuses the test functions alone"
)]

mod cases;
mod client;
mod ddl;
mod mysql;
mod mysql_oracle;
mod names;
mod postgres;
mod postgres_oracle;
mod public_schemas;
mod verdict;
