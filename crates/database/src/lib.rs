//! Everything between Gatehouse and a customer's database: one door, the checks, discovery.
//!
//! Whoever needs a database comes through [`door::Door`]: it admits the address, dials it, shakes hands with our own
//! reading of libpq's TLS modes, and keeps a guard between the server and the driver. No text of a server leaves this
//! crate; failures are [`gatehouse_core::connection::ConnectionFailure`]s.
//!
//! PostgreSQL stands in `postgres`, MySQL and MariaDB in `mysql`. Each offers the same: a way through the door, a
//! `session::Session`, and discovery. `engine` chooses between them, and nothing else does.

mod aside;
mod check;
mod deadlines;
mod discovery;
pub mod door;
mod engine;
mod execute;
mod mysql;
mod parallel;
mod pool;
mod postgres;
mod proof;
pub mod replay;
mod sample;
mod session;
mod sql;

pub use check::{CheckEvent, check, check_until, check_within};
pub use deadlines::Deadlines;
pub use discovery::{DiscoverOptions, DiscoverProgress, Discovery, discover, discover_with, discover_within};
pub use execute::{Answer, Approved, Effect, Outcome, Refused, Rejection, Trial, execute, prepare_all, try_out};
pub use pool::{Pool, PoolOptions, Reply};
pub use proof::{prove, prove_within};
pub use sample::{SampleProgress, sample, sample_within};
