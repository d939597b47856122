//! PostgreSQL's guard: no panic, the same verdict however the stream is cut, and no clear-text question gets through
//! from an unverified server.
//!
//! Input: one byte of choices (bit 0: verified; the rest: the length of a piece), then the server's stream.
#![no_main]

use gatehouse_database::replay::{self, Turn};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((choices, stream)) = data.split_first() else { return };
    let verified = choices & 1 == 1;
    let whole = replay::postgres(verified, &[Turn::Server(stream)]);
    let pieces: Vec<Turn<'_>> = stream.chunks(usize::from(choices >> 1).max(1)).map(Turn::Server).collect();
    let cut = replay::postgres(verified, &pieces);
    assert_eq!(whole.passed, cut.passed);
    assert_eq!(whole.violation, cut.violation);

    let mut rest = &whole.passed[..];
    while !rest.is_empty() {
        let (header, body) = rest.split_first_chunk::<5>().expect("a whole header");
        let length = u32::from_be_bytes([header[1], header[2], header[3], header[4]]) as usize - 4;
        let body = body.get(..length).expect("a whole message");
        // AuthenticationCleartextPassword and AuthenticationMD5Password.
        let asks = header[0] == b'R' && matches!(body.get(..4), Some([0, 0, 0, 3 | 5]));
        assert!(verified || !asks, "a password request reached the driver");
        rest = &rest[5 + length..];
    }
});
