//! The tests of `migrations.rs` over a store in PostgreSQL.

#[path = "migrations.rs"]
mod migrations;
