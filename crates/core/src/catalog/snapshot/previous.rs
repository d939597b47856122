//! Version 1: pretty-printed, every field written, and a fingerprint of the same JSON without its spaces.

use serde_json::{Map, Value};

use super::super::Catalog;
use super::{SnapshotError, framed};
use crate::fingerprint::sha256_hex;

/// Reads a file of version 1 as the catalogue of today.
pub(super) fn read(bytes: &[u8]) -> Result<Catalog, SnapshotError> {
    let compact = without_spaces(bytes);
    let Some((_, catalog)) = framed(&compact, 1).filter(|(fingerprint, catalog)| sha256_hex(catalog) == *fingerprint)
    else {
        return Err(SnapshotError::Fingerprint);
    };
    let mut document: Value = serde_json::from_slice(catalog)?;
    bring_up(&mut document);
    let mut catalog: Catalog = serde_json::from_value(document)?;
    catalog.sort();
    Ok(catalog)
}

/// What has another name by now, and what said nothing.
fn bring_up(document: &mut Value) {
    for table in objects(document.get_mut("tables")) {
        for column in objects(table.get_mut("columns")) {
            if column.get("cast_type") == column.get("data_type") {
                column.remove("cast_type");
            }
        }
        for index in objects(table.get_mut("indexes")) {
            if let Some(usable) = index.remove("usable") {
                index.insert("valid".into(), usable);
            }
        }
    }
}

/// The objects of a list; what is none is judged when the catalogue is read.
fn objects(list: Option<&mut Value>) -> impl Iterator<Item = &mut Map<String, Value>> {
    list.and_then(Value::as_array_mut).into_iter().flatten().filter_map(Value::as_object_mut)
}

/// The same JSON without what stands between its tokens.
fn without_spaces(bytes: &[u8]) -> Vec<u8> {
    let (mut compact, mut inside, mut escaped) = (Vec::with_capacity(bytes.len()), false, false);
    for &byte in bytes {
        if !inside && byte.is_ascii_whitespace() {
            continue;
        }
        match (byte, escaped) {
            (b'"', false) => inside = !inside,
            (b'\\', false) if inside => escaped = true,
            _ => escaped = false,
        }
        compact.push(byte);
    }
    compact
}
