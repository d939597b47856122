//! The tests of `contract.rs` over a store in PostgreSQL.

#[path = "contract.rs"]
mod contract;
