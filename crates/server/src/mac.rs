//! HMAC-SHA-256 (RFC 2104, FIPS 198-1): for the keys' digests and for what is derived from the master key.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The most a key may hold without being hashed first.
const BLOCK: usize = 64;

fn keyed(key: &[u8; 32]) -> Hmac<Sha256> {
    // RFC 2104 pads a shorter key with zeroes itself; padding here makes the constructor infallible.
    let mut block = [0_u8; BLOCK];
    block[..key.len()].copy_from_slice(key);
    Hmac::new(&block.into())
}

/// The MAC of `message`.
pub(crate) fn mac(key: &[u8; 32], message: &[u8]) -> [u8; 32] {
    let mut hmac = keyed(key);
    hmac.update(message);
    hmac.finalize().into_bytes().into()
}

/// Whether `expected` is the MAC of `message`, compared in constant time.
pub(crate) fn verify(key: &[u8; 32], message: &[u8], expected: &[u8]) -> bool {
    let mut hmac = keyed(key);
    hmac.update(message);
    hmac.verify_slice(expected).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matches_the_published_vector() {
        // RFC 4231, test case 1: the key is 20 bytes of 0x0b; zero padding makes ours the same key.
        let mut key = [0_u8; 32];
        key[..20].fill(0x0b);
        let hex = hex::encode(mac(&key, b"Hi There"));
        assert_eq!(hex, "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
        assert!(verify(&key, b"Hi There", &mac(&key, b"Hi There")));
        assert!(!verify(&key, b"Hi there", &mac(&key, b"Hi There")));
    }
}
