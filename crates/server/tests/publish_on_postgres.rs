//! The tests of `publish.rs` over a store in PostgreSQL.

#[path = "publish.rs"]
mod publish;
