//! Constraints: primary and unique keys, foreign keys, checks.

use serde::{Deserialize, Serialize};

use super::TableName;
use super::written::{is_yes, yes};

/// A primary or unique key: columns in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Key {
    /// The constraint's name.
    pub name: String,
    /// Its columns in order.
    pub columns: Vec<String>,
}

/// A foreign key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ForeignKey {
    /// The constraint's name.
    pub name: String,
    /// The referencing columns in order.
    pub columns: Vec<String>,
    /// The referenced table.
    pub references: TableName,
    /// The referenced columns, in the same order.
    pub referenced_columns: Vec<String>,
}

/// A check constraint: what every row of the table satisfies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CheckConstraint {
    /// The constraint's name.
    pub name: String,
    /// Its condition as the server prints it, without `CHECK` and the parentheses that belong to that.
    pub expression: String,
    /// Whether the server holds new rows to it (`NOT ENFORCED` takes that away). Absent in JSON when it does.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub enforced: bool,
}
