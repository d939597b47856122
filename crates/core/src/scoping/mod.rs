//! Scoping: which tables and columns agents may NOT see.

mod blocks;
mod encoding;

pub use blocks::{BlockChange, BlockTarget, Scoping};
pub use encoding::{WireScoping, decode, decode_table, encode, encode_table};
