//! The tests of `conformance.rs` over a store in PostgreSQL.

#[path = "conformance.rs"]
mod conformance;
