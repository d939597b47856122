//! The control plane: the API of the contract over the core, the database layer and a store.
//!
//! It decides nothing by itself. What a block means, whether a binding compiles and what its statement is, which address
//! may be dialled: all of that is asked of `gatehouse_core` and `gatehouse_database`. Here are keys, organisations,
//! credentials at rest, and HTTP.

mod agent_views;
mod alive;
pub mod audit;
mod audit_chain;
mod change;
mod clock;
mod compile;
mod credentials;
mod data_keys;
mod database;
mod direct;
mod etag;
mod extract;
mod front;
mod generations;
pub mod keys;
mod layers;
mod mac;
pub mod master_key;
mod mcp;
mod openapi;
mod problem;
mod router;
mod routes;
mod serve;
mod serving;
mod state;
mod store;
mod threads;

pub use front::{HostProblem, Limits, Quota, QuotaProblem, TlsFiles, TlsProblem};
pub use master_key::{MasterKeyError, MasterKeySource};
pub use serve::{ServeError, ServeOptions, serve};
pub use store::{OpenError, StoreError, StoreLocation};
pub use threads::runtime;
