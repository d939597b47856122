//! The snapshot file: a catalogue as canonical JSON, the same bytes for the same catalogue.

use serde::{Deserialize, Serialize};

use super::Catalog;
use crate::fingerprint::sha256_hex;

/// The version this program writes.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Written<'a> {
    version: u32,
    fingerprint: &'a str,
    catalog: &'a Catalog,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Read {
    #[serde(rename = "version")]
    _version: u32,
    fingerprint: String,
    catalog: Catalog,
}

/// Why a snapshot cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// Not the JSON it should be; line and column are in the message.
    #[error("the snapshot is damaged: {0}")]
    Syntax(#[from] serde_json::Error),
    /// Written by a newer program.
    #[error("the snapshot has version {0}, this program reads version 1: update Gatehouse or discover again")]
    NewerVersion(u32),
    /// The content was changed after it was written.
    #[error("the snapshot's content does not match its fingerprint: discover again")]
    Fingerprint,
}

impl Catalog {
    /// SHA-256 of the catalogue's canonical bytes.
    pub fn fingerprint(&self) -> String {
        sha256_hex(&canonical_bytes(self))
    }
}

/// Compact JSON in the order of the model's fields; tables are sorted, so equal catalogues give equal bytes.
fn canonical_bytes(catalog: &Catalog) -> Vec<u8> {
    // The model has string keys only, which JSON can always hold.
    serde_json::to_vec(catalog).unwrap_or_default()
}

/// The snapshot's bytes: pretty-printed for a readable diff, LF, a newline at the end.
pub fn write_snapshot(catalog: &Catalog) -> Vec<u8> {
    let fingerprint = catalog.fingerprint();
    let written = Written { version: VERSION, fingerprint: &fingerprint, catalog };
    let mut bytes = serde_json::to_vec_pretty(&written).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// Reads a snapshot back.
///
/// # Errors
/// [`SnapshotError`] for damaged, altered or newer files.
pub fn read_snapshot(bytes: &[u8]) -> Result<Catalog, SnapshotError> {
    #[derive(Deserialize)]
    struct Version {
        version: u32,
    }
    let Version { version } = serde_json::from_slice(bytes)?;
    if version > VERSION {
        return Err(SnapshotError::NewerVersion(version));
    }
    let Read { fingerprint, mut catalog, .. } = serde_json::from_slice(bytes)?;
    catalog.sort();
    if catalog.fingerprint() == fingerprint { Ok(catalog) } else { Err(SnapshotError::Fingerprint) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connection::Engine;

    fn empty() -> Catalog {
        Catalog {
            engine: Engine::Postgres,
            server_version: "18.4".into(),
            database: "clinic".into(),
            default_schema: "public".into(),
            tables: vec![],
        }
    }

    #[test]
    fn bytes_are_stable_and_read_back() {
        let bytes = write_snapshot(&empty());
        assert_eq!(bytes, write_snapshot(&read_snapshot(&bytes).unwrap()));
    }

    #[test]
    fn a_changed_snapshot_is_noticed() {
        let text = String::from_utf8(write_snapshot(&empty())).unwrap().replace("18.4", "18.5");
        assert!(matches!(read_snapshot(text.as_bytes()), Err(SnapshotError::Fingerprint)));
        assert!(matches!(read_snapshot(b"{\"version\": 9}"), Err(SnapshotError::NewerVersion(9))));
        assert!(matches!(read_snapshot(b"nonsense"), Err(SnapshotError::Syntax(_))));
    }
}
