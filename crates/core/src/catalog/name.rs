//! Names of tables and columns, always with their schema.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A table, view or other relation, as the catalogue spells it. Ordered by schema, then name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TableName {
    /// Schema (PostgreSQL) or database (MySQL).
    pub schema: String,
    /// The relation's own name.
    pub table: String,
}

impl TableName {
    /// The table `table` of `schema`.
    pub fn new(schema: impl Into<String>, table: impl Into<String>) -> TableName {
        TableName { schema: schema.into(), table: table.into() }
    }

    /// The column `column` of this table.
    pub fn column(&self, column: impl Into<String>) -> ColumnName {
        ColumnName { table: self.clone(), column: column.into() }
    }
}

impl fmt::Display for TableName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.schema, self.table)
    }
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ColumnName {
    /// The table it belongs to.
    pub table: TableName,
    /// The column's own name.
    pub column: String,
}

impl fmt::Display for ColumnName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.table, self.column)
    }
}
