//! The key itself.

use std::fmt;

use zeroize::Zeroizing;

use super::MasterKeyError;
use crate::mac::mac;

/// 32 random bytes. It shows nothing of itself and is overwritten when it is dropped.
#[derive(Clone)]
pub struct MasterKey(Zeroizing<[u8; 32]>);

/// A key as a person or a keyring keeps it: 64 hexadecimal digits.
pub type KeyText = Zeroizing<String>;

impl MasterKey {
    /// A new one.
    ///
    /// # Errors
    /// [`MasterKeyError::Random`].
    pub fn random() -> Result<MasterKey, MasterKeyError> {
        let mut bytes = Zeroizing::new([0; 32]);
        getrandom::fill(bytes.as_mut()).map_err(MasterKeyError::Random)?;
        Ok(MasterKey(bytes))
    }

    /// These bytes; none when they are not 32.
    #[must_use]
    pub fn of_bytes(bytes: &[u8]) -> Option<MasterKey> {
        <[u8; 32]>::try_from(bytes).ok().map(|bytes| MasterKey(Zeroizing::new(bytes)))
    }

    /// 32 bytes in hexadecimal or base64 (RFC 4648, either alphabet, padded or not); none when it is something else.
    #[must_use]
    pub fn of_text(text: &str) -> Option<MasterKey> {
        let text = text.trim();
        let bytes = if text.len() == 64 { from_hex(text)? } else { from_base64(text)? };
        MasterKey::of_bytes(&bytes)
    }

    /// For keeping it where texts are kept.
    #[must_use]
    pub fn to_text(&self) -> KeyText {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut text = Zeroizing::new(String::with_capacity(64));
        for byte in self.0.iter() {
            text.push(char::from(DIGITS[usize::from(byte >> 4)]));
            text.push(char::from(DIGITS[usize::from(byte & 15)]));
        }
        text
    }

    pub(super) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// A key for one use; uses differ by their name (the master key is random, so one HMAC is a sound derivation).
    pub(crate) fn derive(&self, purpose: &str) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(mac(&self.0, purpose.as_bytes()))
    }

    /// What the store keeps to know the key again; it tells nothing about it.
    pub(crate) fn proof(&self) -> Zeroizing<[u8; 32]> {
        self.derive("gatehouse store proof 1")
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("MasterKey")
    }
}

fn from_hex(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len() / 2));
    for pair in text.as_bytes().chunks(2) {
        let [high, low] = pair else { return None };
        let digit = |digit: u8| char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok());
        bytes.push(digit(*high)? << 4 | digit(*low)?);
    }
    Some(bytes)
}

/// No more than a key holds is read.
fn from_base64(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let digits = text.trim_end_matches('=');
    if digits.len() != 43 || text.len() > 44 {
        return None;
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(33));
    let (mut bits, mut held) = (0_u32, 0);
    for digit in digits.bytes() {
        let value = match digit {
            b'A'..=b'Z' => digit - b'A',
            b'a'..=b'z' => digit - b'a' + 26,
            b'0'..=b'9' => digit - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from(bits >> held & 0xff).ok()?);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_both_kinds_are_read() {
        let key =
            MasterKey::of_bytes(&std::array::from_fn::<u8, 32, _>(|at| u8::try_from(at * 8 + 3).unwrap())).unwrap();
        let hex = key.to_text();
        assert!(hex.starts_with("030b131b") && hex.len() == 64);
        // By coreutils' base64.
        let base64 = "AwsTGyMrMztDS1NbY2tze4OLk5ujq7O7w8vT2+Pr8/s=";
        for text in
            [hex.as_str(), &hex.to_uppercase(), base64, &base64.replace('+', "-").replace('/', "_"), &base64[..43]]
        {
            assert_eq!(MasterKey::of_text(&format!(" {text}\n")).unwrap().bytes(), key.bytes(), "{text}");
        }
        for wrong in ["", "hunter2", &hex[1..], &base64[..42], &format!("{base64}="), &"z".repeat(64), &"!".repeat(43)]
        {
            assert!(MasterKey::of_text(wrong).is_none(), "{wrong}");
        }
        assert_eq!(format!("{key:?}"), "MasterKey");
    }

    #[test]
    fn uses_have_different_keys() {
        let key = MasterKey::random().unwrap();
        assert_eq!(key.derive("a"), key.derive("a"));
        assert_ne!(key.derive("a"), key.derive("b"));
        assert_ne!(key.proof(), MasterKey::random().unwrap().proof());
    }
}
