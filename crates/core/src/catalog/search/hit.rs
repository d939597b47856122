//! What is handed out: tables and columns that were found, with the parts that matched.

use serde::{Deserialize, Serialize};

use super::facets::Note;

/// What a search found.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Found {
    /// Tables and columns. Those of one table stand together, the table first; the best table's come first.
    pub hits: Vec<Hit>,
    /// How many tables answer, also beyond the limit; where words and facets come together, at most so many.
    pub tables: u32,
    /// Parts of the query that could not be used.
    pub notes: Vec<Note>,
}

/// One table or column that was found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Hit {
    /// Its schema.
    pub schema: String,
    /// Its table.
    pub table: String,
    /// The column, where the hit is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// How well its table answers: comparable within one search; 0 without words.
    pub score: f64,
    /// What matched. Empty where only facets chose it.
    pub matched: Vec<Match>,
}

/// Why something was found: one word of the question, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Match {
    /// The word of the question, written out where it was short.
    pub word: String,
    /// What `text` is.
    pub place: Place,
    /// The text that holds the answer; of a long comment the part around it.
    pub text: String,
    /// Which parts of `text` answer, in order.
    pub ranges: Vec<TextRange>,
}

/// What a matched text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// The name of the table or column.
    Name,
    /// A label of the column's enum type.
    Label,
    /// The comment on the table or column.
    Comment,
    /// The column's type.
    Type,
    /// The name of the table's schema.
    Schema,
    /// The name of a table that a foreign key joins to it.
    Joined,
}

/// A part of a text, counted in UTF-16 code units, as JavaScript counts; `end` is the first unit behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TextRange {
    /// Where it begins.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
}
