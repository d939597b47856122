//! Which tables and columns a policy has been compared with, as a fingerprint of their names.

use serde::{Deserialize, Serialize};

use crate::catalog::Catalog;
use crate::fingerprint::sha256_hex;

/// What counts as new is what a policy was never compared with. Only names matter for that, so a changed type, index or row estimate
/// leaves the fingerprint as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// The names of the last discovery.
    pub names: String,
    /// Those of the one before, if they were others. A policy is written before the snapshot, so that a crash in between leaves the
    /// older snapshot on disk: it is still one that this policy was compared with.
    pub before: Option<String>,
}

impl Known {
    /// Known from a first discovery.
    pub fn first(names: String) -> Known {
        Known { names, before: None }
    }

    /// Whether these names were compared with.
    pub fn holds(&self, names: &str) -> bool {
        self.names == names || self.before.as_deref() == Some(names)
    }
}

impl Catalog {
    /// SHA-256 of the names of all tables and columns; each name is preceded by its length, so that no two lists give the same bytes.
    pub fn names_fingerprint(&self) -> String {
        let mut bytes = Vec::new();
        let mut write = |tag: u8, name: &str| {
            bytes.push(tag);
            bytes.extend_from_slice(&(name.len() as u64).to_be_bytes());
            bytes.extend_from_slice(name.as_bytes());
        };
        for table in &self.tables {
            write(b's', &table.name.schema);
            write(b't', &table.name.table);
            let mut columns: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
            // Their order is not what anybody decides about.
            columns.sort_unstable();
            columns.into_iter().for_each(|column| write(b'c', column));
        }
        sha256_hex(&bytes)
    }
}
