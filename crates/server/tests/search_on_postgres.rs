//! The tests of `search.rs` over a store in PostgreSQL.

#[path = "search.rs"]
mod search;
