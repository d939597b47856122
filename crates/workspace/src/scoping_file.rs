//! `connections/<name>.scoping.toml`: the blocks, every name with its schema, so that the file means the same whatever
//! the database's default schema is.

use std::collections::{BTreeMap, BTreeSet};

use gatehouse_core::scoping::{Scoping, WireScoping, decode, encode};
use serde::{Deserialize, Serialize};

/// The content of a scoping file.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ScopingFile {
    #[serde(default)]
    blocked_tables: BTreeSet<String>,
    #[serde(default)]
    blocked_columns: BTreeMap<String, BTreeSet<String>>,
}

/// No schema has this name, so the encoding always writes the schema.
const NO_DEFAULT: &str = "";

impl From<&Scoping> for ScopingFile {
    fn from(scoping: &Scoping) -> ScopingFile {
        let WireScoping { blocked_tables, blocked_columns } = encode(scoping, NO_DEFAULT);
        ScopingFile { blocked_tables, blocked_columns }
    }
}

impl From<ScopingFile> for Scoping {
    fn from(file: ScopingFile) -> Scoping {
        let ScopingFile { blocked_tables, blocked_columns } = file;
        decode(&WireScoping { blocked_tables, blocked_columns }, NO_DEFAULT)
    }
}
