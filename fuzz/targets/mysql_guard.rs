//! MySQL's greeting and guard: no panic, the same verdict however the server's stream is cut, and no request for a local
//! file gets through.
//!
//! Input: one byte of choices (bit 0: verified; bit 1: the fixed greeting instead of one from the input; the rest: the
//! length of a piece), then turns of one byte each for who speaks (odd: the driver) and how many bytes follow.
#![no_main]

use gatehouse_database::replay::{self, Turn};
use libfuzzer_sys::fuzz_target;

/// MySQL 9's greeting: protocol 10, all capabilities, caching_sha2_password.
const GREETING: &[u8] =
    b"\x0a9.7.4\0\x08\0\0\0abcdefgh\0\xff\xff\xff\x02\0\xff\xdf\x15\0\0\0\0\0\0\0\0\0\0ijklmnopqrst\0caching_sha2_password\0";

fn turns(mut data: &[u8]) -> Vec<Turn<'_>> {
    let mut turns = Vec::new();
    while let [who, length, rest @ ..] = data {
        let (bytes, after) = rest.split_at(usize::from(*length).min(rest.len()));
        // Nobody reads nothing: an empty turn does not happen on a socket.
        if !bytes.is_empty() {
            turns.push(if who & 1 == 1 { Turn::Driver(bytes) } else { Turn::Server(bytes) });
        }
        data = after;
    }
    turns
}

fuzz_target!(|data: &[u8]| {
    let Some((choices, rest)) = data.split_first() else { return };
    let verified = choices & 1 == 1;
    let (greeting, rest) = match choices & 2 {
        0 => (GREETING, rest),
        _ => rest.split_at(rest.len().min(96)),
    };
    let dialogue = turns(rest);
    let Some(whole) = replay::mysql(verified, greeting, &dialogue) else { return };
    let size = usize::from(choices >> 2).max(1);
    let cut: Vec<Turn<'_>> = dialogue
        .iter()
        .flat_map(|turn| match turn {
            Turn::Driver(bytes) => vec![Turn::Driver(bytes)],
            Turn::Server(bytes) => bytes.chunks(size).map(Turn::Server).collect(),
        })
        .collect();
    let cut = replay::mysql(verified, greeting, &cut).expect("the greeting was good before");
    assert_eq!(whole.passed, cut.passed);
    assert_eq!(whole.violation, cut.violation);

    let mut rest = &whole.passed[..];
    while !rest.is_empty() {
        let (header, body) = rest.split_first_chunk::<4>().expect("a whole header");
        let length = u32::from_le_bytes([header[0], header[1], header[2], 0]) as usize;
        let body = body.get(..length).expect("a whole packet");
        // LOCAL INFILE Request: the first packet of an answer that begins with 0xfb and names a file. A row may begin so,
        // too (a NULL), but is never the first packet of an answer.
        assert!(!(header[3] == 1 && body.first() == Some(&0xfb)), "a request for a file reached the driver");
        rest = &rest[4 + length..];
    }
});
