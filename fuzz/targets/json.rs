//! JSON from elsewhere: a block list, a binding's body, a snapshot. No panic, and a block list means the same after it was written
//! and read again.
//!
//! Input: one byte that says which, then the text.
#![no_main]

use gatehouse_api::BindingBody;
use gatehouse_core::catalog::read_snapshot;
use gatehouse_core::scoping::{WireScoping, decode, encode};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((which, text)) = data.split_first() else { return };
    match which % 3 {
        0 => {
            let Ok(wire) = serde_json::from_slice::<WireScoping>(text) else { return };
            let blocks = decode(&wire, "public");
            assert_eq!(decode(&encode(&blocks, "public"), "public"), blocks);
        }
        1 => {
            let Ok(body) = serde_json::from_slice::<BindingBody>(text) else { return };
            let again = serde_json::to_vec(&body).expect("what was read can be written");
            serde_json::from_slice::<BindingBody>(&again).expect("what was written can be read");
        }
        _ => drop(read_snapshot(text)),
    }
});
