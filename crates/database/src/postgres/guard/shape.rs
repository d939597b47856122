//! The shape of the messages that the driver takes apart: every length and every text ends inside its message.

use crate::door::Violation;

/// PostgreSQL's own limit of result columns (MaxTupleAttributeNumber).
const MAX_COLUMNS: u16 = 1664;

fn malformed<T>() -> Result<T, Violation> {
    Err(Violation::Protocol("a message ends before its content does"))
}

/// Takes `N` bytes off the front.
fn take<'a, const N: usize>(body: &mut &'a [u8]) -> Result<&'a [u8; N], Violation> {
    match body.split_first_chunk::<N>() {
        Some((head, rest)) => {
            *body = rest;
            Ok(head)
        }
        None => malformed(),
    }
}

/// Takes a text that ends with NUL off the front.
fn take_text<'a>(body: &mut &'a [u8]) -> Result<&'a [u8], Violation> {
    let Some(end) = body.iter().position(|byte| *byte == 0) else { return malformed() };
    let (text, rest) = body.split_at(end);
    *body = &rest[1..];
    Ok(text)
}

/// Exactly `count` texts.
pub(super) fn texts(mut body: &[u8], count: usize) -> Result<(), Violation> {
    for _ in 0..count {
        take_text(&mut body)?;
    }
    if body.is_empty() { Ok(()) } else { malformed() }
}

/// An error's or a notice's fields: a type byte and a text each, a NUL at the end.
pub(super) fn fields(body: &[u8]) -> Result<(), Violation> {
    each_field(body, |_, _| {})
}

/// The error code of an error's fields, `XX000` when there is none that could be one.
pub(in crate::postgres) fn sqlstate(body: &[u8]) -> Result<String, Violation> {
    let mut code = None;
    each_field(body, |kind, text| {
        let is_code = text.len() == 5 && text.iter().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase());
        if kind == b'C' && is_code {
            code = String::from_utf8(text.to_vec()).ok();
        }
    })?;
    Ok(code.unwrap_or_else(|| "XX000".into()))
}

fn each_field(mut body: &[u8], mut see: impl FnMut(u8, &[u8])) -> Result<(), Violation> {
    loop {
        match take::<1>(&mut body)? {
            [0] if body.is_empty() => return Ok(()),
            [0] => return malformed(),
            [kind] => see(*kind, take_text(&mut body)?),
        }
    }
}

/// A row description; returns the number of its columns.
pub(super) fn row_description(mut body: &[u8]) -> Result<u16, Violation> {
    let columns = u16::from_be_bytes(*take::<2>(&mut body)?);
    if columns > MAX_COLUMNS {
        return Err(Violation::Protocol("it describes more columns than PostgreSQL can have"));
    }
    for _ in 0..columns {
        take_text(&mut body)?;
        take::<18>(&mut body)?;
    }
    if body.is_empty() { Ok(columns) } else { malformed() }
}

/// A row: as many values as were described, each within the message.
pub(super) fn row(mut body: &[u8], described: Option<u16>) -> Result<(), Violation> {
    let columns = u16::from_be_bytes(*take::<2>(&mut body)?);
    if described != Some(columns) {
        return Err(Violation::Protocol("a row has another number of values than was described"));
    }
    for _ in 0..columns {
        // -1 is NULL and has no bytes.
        let length = i32::from_be_bytes(*take::<4>(&mut body)?);
        let bytes = usize::try_from(length).unwrap_or(0);
        let Some(rest) = body.get(bytes..).filter(|_| length >= -1) else { return malformed() };
        body = rest;
    }
    if body.is_empty() { Ok(()) } else { malformed() }
}

/// A statement's parameter types.
pub(super) fn parameter_description(mut body: &[u8]) -> Result<(), Violation> {
    let count = usize::from(u16::from_be_bytes(*take::<2>(&mut body)?));
    if body.len() == count * 4 { Ok(()) } else { malformed() }
}
