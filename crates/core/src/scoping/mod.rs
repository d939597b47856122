//! Scoping: which tables and columns agents may NOT see.

mod blocks;
mod encoding;
mod target;

pub use blocks::{BlockChange, BlockTarget, Scoping};
pub use encoding::{WireScoping, decode, decode_table, encode, encode_table};
pub use target::{TargetError, find_target};
