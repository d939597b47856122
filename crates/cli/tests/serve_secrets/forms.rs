//! A secret as it could come out without being recognised at a glance.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// The bytes to look for: plain, in base64 wherever it stands in the encoded text, in hexadecimal, URL-encoded, escaped as in JSON and
/// in Rust, and as a list of numbers.
pub(crate) fn forms(secret: &[u8]) -> Vec<Vec<u8>> {
    let mut forms = vec![secret.to_vec(), hex::encode(secret).into_bytes(), hex::encode_upper(secret).into_bytes()];
    for engine in [STANDARD_NO_PAD, URL_SAFE_NO_PAD] {
        forms.extend((0..3).map(|before| within(&engine, secret, before)));
    }
    for escape in
        [|byte: u8| format!("%{byte:02X}"), |byte: u8| format!("%{byte:02x}"), |byte: u8| format!("\\x{byte:02x}")]
    {
        forms.push(secret.iter().map(|byte| escape(*byte)).collect::<String>().into_bytes());
        // Only what has to be.
        let needed = |byte: u8| if byte.is_ascii_alphanumeric() { char::from(byte).into() } else { escape(byte) };
        forms.push(secret.iter().map(|byte| needed(*byte)).collect::<String>().into_bytes());
    }
    let list = format!("{secret:?}");
    forms.push(list[1..list.len() - 1].into());
    if let Ok(text) = std::str::from_utf8(secret) {
        let json = serde_json::to_string(text).unwrap();
        forms.push(json[1..json.len() - 1].into());
        let rust = format!("{text:?}");
        forms.push(rust[1..rust.len() - 1].into());
        // Twice, as in a text that holds JSON.
        let twice = serde_json::to_string(&json).unwrap();
        forms.push(twice[3..twice.len() - 3].into());
        forms.push(text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect::<String>().into_bytes());
        forms.push(text.encode_utf16().flat_map(u16::to_le_bytes).collect());
    }
    forms.sort();
    forms.dedup();
    forms
}

/// What of the encoded text depends on the secret alone when `before` bytes stand in front of it.
fn within(engine: &impl Engine, secret: &[u8], before: usize) -> Vec<u8> {
    let text = engine.encode([&vec![0; before], secret].concat());
    let whole = (before + secret.len()) / 3 * 4;
    text.as_bytes()[before.div_ceil(3) * 4..whole].to_vec()
}

pub(crate) fn holds(bytes: &[u8], needle: &[u8]) -> bool {
    // Looking for the first byte first makes this bearable without optimisation.
    let Some((first, rest)) = needle.split_first() else { return false };
    let mut from = 0;
    while let Some(at) = bytes[from..].iter().position(|byte| byte == first) {
        from += at + 1;
        if bytes[from..].starts_with(rest) {
            return true;
        }
    }
    false
}

#[test]
fn every_form_is_found_where_it_is() {
    let secret = "pa\"ss\\wörd/4711+?";
    let forms = forms(secret.as_bytes());
    let encoded = STANDARD_NO_PAD.encode(format!("user:{secret}, and more"));
    let url = URL_SAFE_NO_PAD.encode(format!("u:{secret}"));
    for text in [
        secret.to_owned(),
        encoded,
        url,
        format!("{secret:?}"),
        serde_json::json!({ "inner": serde_json::json!({ "p": secret }).to_string() }).to_string(),
        format!("{:?}", secret.as_bytes()),
        "pa%22ss%5Cw%C3%B6rd%2F4711%2B%3F".into(),
    ] {
        assert!(forms.iter().any(|form| holds(text.as_bytes(), form)), "{text}");
        assert!(!forms.iter().any(|form| holds("pa, ss, word 4711".as_bytes(), form)));
    }
}
