//! Scoping: which tables and columns agents may NOT see.
//!
//! [`Policy`] is what an owner decided and what waits for a decision; [`Scoping`] is what follows from it, and what the API, the
//! compiler and the agent's view know: plain blocks.

mod blocks;
mod edit;
mod encoding;
pub mod exposure;
mod fact;
mod known;
pub mod mark;
mod policy;
mod rediscover;
#[cfg(test)]
mod rediscover_tests;
mod rule;
mod steps;
mod target;

pub use blocks::{BlockChange, BlockTarget, Scoping};
pub use edit::PolicyEdit;
pub use encoding::{WireScoping, decode, decode_table, encode, encode_table, encode_target};
pub use fact::{Dismissal, Fact, PolicyChange, Rename};
pub use known::Known;
pub use policy::Policy;
pub use rediscover::{Baseline, Rediscovery};
pub use rule::{Rule, RuleError};
pub use target::{TargetError, find_target};
