//! The tests of `invoke.rs` over a store in PostgreSQL.

#[path = "invoke.rs"]
mod invoke;
