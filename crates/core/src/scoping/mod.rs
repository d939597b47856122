//! Scoping: which tables and columns agents may NOT see.
//!
//! [`Policy`] is what an owner decided and what waits for a decision; [`Scoping`] is what follows from it, and what the API, the
//! compiler and the agent's view know: plain blocks.

mod blocks;
mod edit;
mod encoding;
mod fact;
pub mod mark;
mod policy;
mod rule;
mod target;

pub use blocks::{BlockChange, BlockTarget, Scoping};
pub use edit::PolicyEdit;
pub use encoding::{WireScoping, decode, decode_table, encode, encode_table, encode_target};
pub use fact::{Dismissal, Fact, PolicyChange, Rename};
pub use policy::Policy;
pub use rule::{Rule, RuleError};
pub use target::{TargetError, find_target};
