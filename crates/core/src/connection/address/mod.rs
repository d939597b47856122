//! The address policy: which hosts Gatehouse may dial, decided from text and DNS answers alone.
//!
//! "Parse as an IP address, else look the name up" is a hole: `127.1`, `0x7f000001` and `2130706433` do not parse
//! and yet resolve to loopback. So the text is judged before any look-up ([`judge_host`]), every answer is judged
//! before any packet leaves ([`admit`]), and the dialler takes nothing but the resulting [`Admitted`].
//!
//! Everything here is a pure function: same input, same verdict; no resolver, no clock, no panic.

use serde::{Deserialize, Serialize};

mod code;
mod host;
mod name;
mod numeric;
mod range;
mod refusal;
mod script;
mod special;
mod verdict;

pub use code::RefusalCode;
pub use host::{Host, judge_host};
pub use range::judge_address;
pub use refusal::{Refusal, Subject};
pub use verdict::{Admitted, MAX_ALIASES, MAX_ANSWERS, admit, admit_with_aliases};

/// Whose rules a host is judged by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Policy {
    /// The hosted platform's: global unicast addresses and public names only.
    Platform,
    /// "Reach it from this machine only": loopback, private (RFC 1918, RFC 4193) and shared (RFC 6598) addresses and
    /// local names too. Never link-local, never cloud metadata; a public name must still lead to public addresses.
    ThisMachineOnly,
}
