//! The URL reader: no panic, and no password in anything that can be printed.
//!
//! Input: what stands before the password, a line feed, and what stands after it.
#![no_main]

use gatehouse_core::connection::parse_url;
use libfuzzer_sys::fuzz_target;
use secrecy::ExposeSecret;

const CANARY: &str = "CANARY-3f9a1c";

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let (before, after) = text.split_once('\n').unwrap_or((text, ""));
    if before.contains(CANARY) || after.contains(CANARY) {
        return;
    }
    let Ok(parsed) = parse_url(&format!("{before}{CANARY}{after}")) else { return };
    if parsed.password.as_ref().is_some_and(|password| password.expose_secret().contains(CANARY)) {
        assert!(!format!("{parsed:?}").contains(CANARY));
    }
});
