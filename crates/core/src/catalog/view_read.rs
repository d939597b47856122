//! What a view reads.

use serde::{Deserialize, Serialize};

use super::TableName;
use super::written::is_false;

/// A table that a view reads: in its answer, in a condition or in a join.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ViewRead {
    /// The table or view, of this catalogue or not.
    pub table: TableName,
    /// Which of its columns, by name.
    ///
    /// PostgreSQL: exactly those that the server depends on; none when only the table's existence or number of rows matters.
    /// MySQL and MariaDB: those whose name stands in the view's text: perhaps one too many, never one too few.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
    /// It reads rows as a whole, and so every column. Absent in JSON when it does not.
    #[serde(default, skip_serializing_if = "is_false")]
    pub whole_rows: bool,
}

impl ViewRead {
    /// Whether it reads this column of its table.
    pub fn reads(&self, column: &str) -> bool {
        self.whole_rows || self.columns.iter().any(|name| name == column)
    }
}
