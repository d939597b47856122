//! Frozen statements on real servers: what an agent gets, what a trial leaves behind (nothing), and what never reaches a text.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test's helpers may panic as its tests do"
)]

mod canceled;
mod citext;
mod endings;
mod hazards;
mod identifiers;
mod injection;
mod odd_types;
mod pool;
mod pool_endings;
mod pool_trips;
mod scene;
mod trial;
mod values;
