//! The shapes of packets that the driver takes apart.

use crate::door::Violation;

use super::super::wire::{self, take, take_counted, take_integer, take_slice};
use super::broken;

/// More columns no server allows.
pub(super) const MAX_COLUMNS: u64 = 4096;

/// In an OK packet's status: another result follows.
const MORE_RESULTS: u16 = 0x0008;

fn whole<T>(read: Option<T>) -> Result<T, Violation> {
    match read {
        Some(read) => Ok(read),
        None => broken("a packet is malformed"),
    }
}

/// An OK packet, or one in place of a result's end; whether another result follows.
pub(super) fn ok(body: &[u8]) -> Result<bool, Violation> {
    let mut rest = body.get(1..).unwrap_or_default();
    let status = whole((|| {
        take_integer(&mut rest)?;
        take_integer(&mut rest)?;
        let status = take::<2>(&mut rest)?;
        take::<2>(&mut rest)?;
        Some(u16::from_le_bytes(status))
    })())?;
    Ok(status & MORE_RESULTS != 0)
}

/// The same error without the server's text, which nobody here should see: number and SQLSTATE.
pub(super) fn plain_error(number: u8, body: &[u8]) -> Result<Vec<u8>, Violation> {
    // 0xffff is MariaDB's report of progress, which nobody asked for.
    let Some(&[kind, low, high]) = body.first_chunk::<3>() else { return broken("an error has no number") };
    if (low, high) == (0xff, 0xff) {
        return broken("it reports progress that nobody asked for");
    }
    let state = match body.get(3..9) {
        Some([b'#', state @ ..]) if state.iter().all(u8::is_ascii_alphanumeric) => state,
        _ => b"HY000",
    };
    Ok(wire::packet(number, &[&[kind, low, high, b'#'][..], state].concat()))
}

/// A result's first packet: how many columns.
pub(super) fn column_count(mut body: &[u8]) -> Result<usize, Violation> {
    let count = whole(take_integer(&mut body))?;
    if !body.is_empty() || !(1..=MAX_COLUMNS).contains(&count) {
        return broken("it announced an impossible number of columns");
    }
    Ok(usize::try_from(count).unwrap_or_default())
}

/// A prepared statement: its parameters and its columns.
pub(super) fn prepared(body: &[u8]) -> Result<(usize, usize), Violation> {
    let Some(&[0, _, _, _, _, columns, more_columns, parameters, more_parameters, _, _, _]) =
        body.first_chunk::<12>().filter(|_| body.len() == 12)
    else {
        return broken("a packet is malformed");
    };
    let columns = u16::from_le_bytes([columns, more_columns]);
    if u64::from(columns) > MAX_COLUMNS {
        return broken("it announced an impossible number of columns");
    }
    Ok((usize::from(u16::from_le_bytes([parameters, more_parameters])), usize::from(columns)))
}

/// A column's or a parameter's description; its type.
pub(super) fn definition(mut body: &[u8]) -> Result<u8, Violation> {
    let rest = &mut body;
    let kind = whole((|| {
        // Catalogue, schema, table twice, name twice.
        for _ in 0..6 {
            take_counted(rest)?;
        }
        let fixed = take_integer(rest)?;
        let &[_, _, _, _, _, _, kind, ..] = take::<12>(rest)?.as_slice() else { return None };
        (fixed == 12).then_some(kind)
    })())?;
    if rest.is_empty() { Ok(kind) } else { broken("a packet is malformed") }
}

/// A row of a text result: as many values as columns, and nothing after them.
pub(super) fn text_row(mut body: &[u8], columns: usize) -> Result<(), Violation> {
    for _ in 0..columns {
        if body.first() == Some(&0xfb) {
            body = body.get(1..).unwrap_or_default();
        } else {
            whole(take_counted(&mut body))?;
        }
    }
    if body.is_empty() { Ok(()) } else { broken("a packet is malformed") }
}

/// A row of a prepared statement: a map of the NULLs, then each other value in its type's form.
pub(super) fn binary_row(mut body: &[u8], types: &[u8]) -> Result<(), Violation> {
    let rest = &mut body;
    whole(take::<1>(rest).filter(|first| *first == [0]))?;
    let nulls = whole(take_slice(rest, (types.len() + 9) / 8))?;
    for (at, kind) in types.iter().enumerate() {
        let bit = at + 2;
        if nulls.get(bit / 8).is_some_and(|byte| byte & (1 << (bit % 8)) != 0) {
            continue;
        }
        whole(binary_value(rest, *kind))?;
    }
    if rest.is_empty() { Ok(()) } else { broken("a packet is malformed") }
}

/// <https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_binary_resultset.html>
fn binary_value(rest: &mut &[u8], kind: u8) -> Option<()> {
    let fixed = match kind {
        // TINY; SHORT, YEAR; LONG, INT24, FLOAT; LONGLONG, DOUBLE.
        0x01 => 1,
        0x02 | 0x0d => 2,
        0x03 | 0x04 | 0x09 => 4,
        0x05 | 0x08 => 8,
        // DATE, DATETIME, TIMESTAMP, TIME: their own length in one byte.
        0x07 | 0x0a | 0x0b | 0x0c => {
            let [length] = take::<1>(rest)?;
            if !matches!((kind, length), (_, 0) | (0x0b, 8 | 12) | (0x07 | 0x0a | 0x0c, 4 | 7 | 11)) {
                return None;
            }
            usize::from(length)
        }
        // DECIMAL, VARCHAR, BIT, JSON, NEWDECIMAL, ENUM, SET, the BLOBs, VAR_STRING, STRING, GEOMETRY.
        0x00 | 0x0f | 0x10 | 0xf5..=0xff => return take_counted(rest).map(|_| ()),
        // NULL as a type makes the driver panic; the rest it does not know.
        _ => return None,
    };
    take_slice(rest, fixed).map(|_| ())
}
