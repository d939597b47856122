//! Search and the list of objects [contract, "Endpoints"]. That there are such lists is the platform's word; the members
//! are ours [G], and all but the names may be missing in another's answer.

use gatehouse_core::catalog::search::{Hit, Match};
use serde::{Deserialize, Serialize};

/// One table or column of `GET /integrations/{kind}/search`, best first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SearchHit {
    /// Its schema.
    #[serde(default)]
    pub schema: String,
    /// Its table.
    pub table: String,
    /// The column, where the hit is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// How well its table answers: comparable within one answer.
    #[serde(default)]
    pub score: f64,
    /// What matched; ranges are counted in UTF-16 code units.
    #[serde(default)]
    pub matched: Vec<Match>,
}

impl From<Hit> for SearchHit {
    fn from(hit: Hit) -> SearchHit {
        let Hit { schema, table, column, score, matched } = hit;
        SearchHit { schema, table, column, score, matched }
    }
}

/// One table or view of `GET /integrations/{kind}/objects`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct IntegrationObject {
    /// Its name as scoping and operations write it.
    pub name: String,
    /// Its schema.
    pub schema: String,
    /// Its own name.
    pub table: String,
    /// `table`, `view`, …
    pub kind: String,
    /// The comment stored with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Columns.
    pub field_count: u32,
    /// Foreign keys from it and to it.
    pub relationship_count: u32,
    /// Operations that a binding may name, as things are: a read, where an index serves a lookup.
    pub operation_count: u32,
}
