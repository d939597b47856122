//! The tests of `keys.rs` over a store in PostgreSQL.

#[path = "keys.rs"]
mod keys;
