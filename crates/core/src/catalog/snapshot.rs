//! The snapshot file: a catalogue as canonical JSON, the same bytes for the same catalogue.
//!
//! `{"version":2,"fingerprint":"<SHA-256>","catalog":{…}}`, with one table a line, so that a version control system shows which
//! tables changed. The fingerprint is of the catalogue's bytes as they stand in the file: it is checked without writing
//! anything again.

mod lines;
mod previous;

use std::io::Write;

use serde::{Deserialize, Serialize};

use super::Catalog;
use crate::fingerprint::sha256_hex;

/// The version this program writes. Version 1 was pretty-printed and wrote every field; it is read, never written.
const VERSION: u32 = 2;

/// Why a snapshot cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// Not the JSON it should be; line and column are in the message.
    #[error("the snapshot is damaged: {0}")]
    Syntax(#[from] serde_json::Error),
    /// Written by a newer program.
    #[error("the snapshot has version {0}, this program reads versions up to 2: update Gatehouse or discover again")]
    NewerVersion(u32),
    /// The content was changed after it was written.
    #[error("the snapshot's content does not match its fingerprint: discover again")]
    Fingerprint,
}

/// A catalogue with its fingerprint, as a snapshot keeps them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The catalogue.
    pub catalog: Catalog,
    /// SHA-256 of its canonical bytes, as [`Catalog::fingerprint`] would say.
    pub fingerprint: String,
}

impl Catalog {
    /// SHA-256 of the catalogue's canonical bytes.
    pub fn fingerprint(&self) -> String {
        sha256_hex(&canonical_bytes(self))
    }
}

/// JSON in the order of the model's fields; tables are sorted, so equal catalogues give equal bytes.
fn canonical_bytes(catalog: &Catalog) -> Vec<u8> {
    let mut bytes = Vec::new();
    // The model has string keys only, which JSON can always hold, and a vector takes every byte.
    let _ = catalog.serialize(&mut serde_json::Serializer::with_formatter(&mut bytes, lines::Lines::default()));
    bytes
}

/// The snapshot's bytes: LF, a newline at the end.
pub fn write_snapshot(catalog: &Catalog) -> Vec<u8> {
    let catalog = canonical_bytes(catalog);
    let mut bytes = Vec::with_capacity(catalog.len() + 128);
    // As above.
    let _ = write!(bytes, r#"{{"version":{VERSION},"fingerprint":"{}","catalog":"#, sha256_hex(&catalog));
    bytes.extend_from_slice(&catalog);
    bytes.extend_from_slice(b"}\n");
    bytes
}

/// Reads a snapshot back.
///
/// # Errors
/// [`SnapshotError`] for damaged, altered or newer files.
pub fn read_snapshot(bytes: &[u8]) -> Result<Catalog, SnapshotError> {
    read_with_fingerprint(bytes).map(|snapshot| snapshot.catalog)
}

/// Reads a snapshot back together with its fingerprint.
///
/// # Errors
/// As [`read_snapshot`].
pub fn read_with_fingerprint(bytes: &[u8]) -> Result<Snapshot, SnapshotError> {
    match framed(bytes, VERSION) {
        Some((fingerprint, catalog)) if sha256_hex(catalog) == fingerprint => {
            let catalog = parsed(catalog)?;
            Ok(Snapshot { catalog, fingerprint: fingerprint.to_owned() })
        }
        // Older, altered, or only printed in another way: line ends of another system, a formatter.
        _ => read_slowly(bytes),
    }
}

/// Fingerprint and catalogue of a file that is written exactly as this program writes it.
fn framed(bytes: &[u8], version: u32) -> Option<(&str, &[u8])> {
    let rest = bytes.strip_prefix(format!(r#"{{"version":{version},"fingerprint":""#).as_bytes())?;
    let (fingerprint, rest) = rest.split_at_checked(64)?;
    let catalog = rest.strip_prefix(br#"","catalog":"#)?.trim_ascii_end().strip_suffix(b"}")?;
    Some((str::from_utf8(fingerprint).ok()?, catalog))
}

fn parsed(bytes: &[u8]) -> Result<Catalog, SnapshotError> {
    // Looked over as a whole, and not text by text: a tenth of the time.
    let mut catalog: Catalog = match str::from_utf8(bytes) {
        Ok(text) => serde_json::from_str(text)?,
        Err(_) => serde_json::from_slice(bytes)?,
    };
    catalog.sort();
    Ok(catalog)
}

fn read_slowly(bytes: &[u8]) -> Result<Snapshot, SnapshotError> {
    #[derive(Deserialize)]
    struct Version {
        version: u32,
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Document {
        #[serde(rename = "version")]
        _version: u32,
        fingerprint: String,
        catalog: Catalog,
    }
    let Version { version } = serde_json::from_slice(bytes)?;
    if version > VERSION {
        return Err(SnapshotError::NewerVersion(version));
    }
    if version < VERSION {
        let catalog = previous::read(bytes)?;
        return Ok(Snapshot { fingerprint: catalog.fingerprint(), catalog });
    }
    let Document { fingerprint, mut catalog, .. } = serde_json::from_slice(bytes)?;
    catalog.sort();
    if catalog.fingerprint() == fingerprint {
        Ok(Snapshot { catalog, fingerprint })
    } else {
        Err(SnapshotError::Fingerprint)
    }
}

#[cfg(test)]
mod tests;
