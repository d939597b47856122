//! The reader of a CA that somebody pastes: no panic, and what is no certificate is refused.
//!
//! Input: the PEM text.
#![no_main]

use gatehouse_database::replay;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let read = replay::reads_ca(text);
    assert!(read.is_err() || text.contains("CERTIFICATE"));
});
