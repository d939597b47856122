//! The tests of `master_key.rs` over a store in PostgreSQL.

#[path = "master_key.rs"]
mod master_key;
