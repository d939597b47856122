//! The tests of `audit.rs` over a store in PostgreSQL.

#[path = "audit.rs"]
mod audit;
