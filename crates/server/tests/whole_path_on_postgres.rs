//! The tests of `whole_path.rs` over a store in PostgreSQL.

#[path = "whole_path.rs"]
mod whole_path;
