//! The key itself.

use std::fmt;

use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use base64::{Engine, alphabet};
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
        // Room for what 44 digits can hold; a longer text is no key and is not decoded.
        let mut bytes = Zeroizing::new([0; 33]);
        let length = match text.len() {
            64 => hex::decode_to_slice(text, &mut bytes[..32]).ok().map(|()| 32),
            43 | 44 => base64(text, bytes.as_mut()),
            _ => None,
        };
        MasterKey::of_bytes(&bytes[..length?])
    }

    /// For keeping it where texts are kept.
    #[must_use]
    pub fn to_text(&self) -> KeyText {
        Zeroizing::new(hex::encode(self.0.as_ref()))
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

/// Either alphabet of RFC 4648. What is written by hand may have any two last bits: they are no part of the key.
fn base64(text: &str, bytes: &mut [u8]) -> Option<usize> {
    let alphabet = if text.contains(['-', '_']) { alphabet::URL_SAFE } else { alphabet::STANDARD };
    let lenient = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    GeneralPurpose::new(&alphabet, lenient).decode_slice(text, bytes).ok()
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
