//! The few messages of the extended query protocol that a call is made of, written and read. Pure.
//!
//! <https://www.postgresql.org/docs/current/protocol-message-formats.html>. What is read here has passed the guard, so lengths and texts are
//! known to end inside their messages; nothing is indexed all the same.

/// Appends one message; `body` writes its content.
fn message(out: &mut Vec<u8>, kind: u8, body: impl FnOnce(&mut Vec<u8>)) {
    out.push(kind);
    let at = out.len();
    out.extend_from_slice(&[0; 4]);
    body(out);
    let length = u32::try_from(out.len() - at).unwrap_or(u32::MAX).to_be_bytes();
    if let Some(place) = out.get_mut(at..at + 4) {
        place.copy_from_slice(&length);
    }
}

fn text(out: &mut Vec<u8>, text: &str) {
    out.extend_from_slice(text.as_bytes());
    out.push(0);
}

fn count(out: &mut Vec<u8>, count: usize) {
    out.extend_from_slice(&u16::try_from(count).unwrap_or(u16::MAX).to_be_bytes());
}

/// Parse: prepares `sql` under `name`; the server finds the parameters' types in the text, where each is cast.
pub(super) fn parse(out: &mut Vec<u8>, name: &str, sql: &str) {
    message(out, b'P', |out| {
        text(out, name);
        text(out, sql);
        count(out, 0);
    });
}

/// Query: one message of statements, whose rows come as text with their descriptions.
pub(super) fn query(out: &mut Vec<u8>, sql: &str) {
    message(out, b'Q', |out| text(out, sql));
}

/// Bind and Execute: runs the statement `name` with these texts, all of its rows as text.
pub(super) fn call(out: &mut Vec<u8>, name: &str, values: &[Option<String>]) {
    message(out, b'B', |out| {
        text(out, "");
        text(out, name);
        count(out, 0);
        count(out, values.len());
        for value in values {
            let length = value.as_ref().map_or(-1, |value| i32::try_from(value.len()).unwrap_or(i32::MAX));
            out.extend_from_slice(&length.to_be_bytes());
            out.extend_from_slice(value.as_deref().unwrap_or_default().as_bytes());
        }
        count(out, 0);
    });
    message(out, b'E', |out| {
        text(out, "");
        out.extend_from_slice(&[0; 4]);
    });
}

/// Sync: ends the transaction that the calls before it make up, and has the server send what it holds back.
pub(super) fn sync(out: &mut Vec<u8>) {
    message(out, b'S', |_| {});
}

/// Terminate.
pub(super) fn goodbye(out: &mut Vec<u8>) {
    message(out, b'X', |_| {});
}

/// Takes the message at the start of `bytes` off: its kind and its body.
pub(super) fn next<'a>(bytes: &mut &'a [u8]) -> Option<(u8, &'a [u8])> {
    let (&[kind, a, b, c, d], rest) = bytes.split_first_chunk::<5>()?;
    let length = usize::try_from(u32::from_be_bytes([a, b, c, d])).ok()?.checked_sub(4)?;
    let (body, rest) = rest.split_at_checked(length)?;
    *bytes = rest;
    Some((kind, body))
}

/// A row's values, taken one after another.
#[derive(Debug, Clone)]
pub(super) struct Values<'a> {
    /// How many are left.
    pub(super) count: u16,
    rest: &'a [u8],
}

impl<'a> Values<'a> {
    pub(super) fn of(body: &'a [u8]) -> Option<Values<'a>> {
        let (count, rest) = body.split_first_chunk::<2>()?;
        Some(Values { count: u16::from_be_bytes(*count), rest })
    }

    /// The next value, `Some(None)` for NULL; none at the end, and when it is no UTF-8, which the session asked for.
    pub(super) fn take(&mut self) -> Option<Option<&'a str>> {
        self.count = self.count.checked_sub(1)?;
        let (length, after) = self.rest.split_first_chunk::<4>()?;
        let Ok(length) = usize::try_from(i32::from_be_bytes(*length)) else {
            self.rest = after;
            return Some(None);
        };
        let (value, after) = after.split_at_checked(length)?;
        self.rest = after;
        std::str::from_utf8(value).ok().map(Some)
    }
}

/// A row's values; none when one is no UTF-8.
pub(super) fn row(body: &[u8]) -> Option<Vec<Option<String>>> {
    let mut values = Values::of(body)?;
    (0..values.count).map(|_| Some(values.take()?.map(str::to_owned))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_say_their_length() {
        let mut out = Vec::new();
        parse(&mut out, "g1", "SELECT $1::text");
        call(&mut out, "g1", &[Some("a'b".into()), None]);
        sync(&mut out);
        goodbye(&mut out);
        let mut rest = &out[..];
        let kinds: Vec<u8> = std::iter::from_fn(|| next(&mut rest)).map(|(kind, _)| kind).collect();
        assert_eq!((kinds.as_slice(), rest), (&b"PBESX"[..], &[][..]));
        let mut bind = Vec::new();
        call(&mut bind, "g1", &[Some("a'b".into()), None]);
        assert!(bind.starts_with(b"B\0\0\0\x19\0g1\0\0\0\0\x02\0\0\0\x03a'b\xff\xff\xff\xff\0\0"), "{bind:?}");
    }

    #[test]
    fn a_row_is_texts_and_nulls() {
        let body = b"\0\x03\0\0\0\x01x\xff\xff\xff\xff\0\0\0\0";
        assert_eq!(row(body), Some(vec![Some("x".into()), None, Some(String::new())]));
        for short in 0..body.len() {
            assert_eq!(row(&body[..short]), None, "{short}");
        }
        assert_eq!(row(b"\0\x01\0\0\0\x01\xff"), None);
        assert_eq!(next(&mut &b"D\0\0\0\x03"[..]), None);
        assert_eq!(next(&mut &b"D\0\0\0\x05"[..]), None);
    }
}
