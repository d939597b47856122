//! The shape of a catalogue. Plain data; canonical order is `schema, name` for tables and position for columns.

use serde::{Deserialize, Serialize};

use super::column::Column;
use super::index::Index;
use super::key::{CheckConstraint, ForeignKey, Key};
use super::{TableName, ViewRead};
use crate::connection::Engine;

/// Everything discovery found in one database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Catalog {
    /// Which engine.
    pub engine: Engine,
    /// The server's version as it states it, for example `18.4`.
    pub server_version: String,
    /// The database.
    pub database: String,
    /// The schema a bare table name means.
    pub default_schema: String,
    /// The schemas that were read, sorted, when a person chose some; absent when all were.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schemas: Option<Vec<String>>,
    /// Tables, views and the like, sorted by schema and name.
    pub tables: Vec<Table>,
}

impl Catalog {
    /// The table of this name.
    pub fn table(&self, name: &TableName) -> Option<&Table> {
        // Sorted by name: see `Catalog::sort`.
        self.tables.binary_search_by(|table| table.name.cmp(name)).ok().map(|at| &self.tables[at])
    }

    /// Puts tables into canonical order; discovery and readers call it once.
    pub fn sort(&mut self) {
        self.tables.sort_by(|a, b| a.name.cmp(&b.name));
    }

    /// An empty catalogue of all schemas of `database`, into which tables can be put.
    pub fn new(engine: Engine, server_version: &str, database: &str, default_schema: &str) -> Catalog {
        Catalog {
            engine,
            server_version: server_version.into(),
            database: database.into(),
            default_schema: default_schema.into(),
            schemas: None,
            tables: Vec::new(),
        }
    }

    /// Number of columns in all tables.
    pub fn column_count(&self) -> usize {
        self.tables.iter().map(|table| table.columns.len()).sum()
    }
}

/// What kind of relation a table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TableKind {
    /// An ordinary table.
    Table,
    /// A partitioned table; its partitions are folded into it.
    PartitionedTable,
    /// A view: it has no index of its own.
    View,
    /// A materialised view.
    MaterializedView,
    /// A foreign table: its rows live elsewhere.
    ForeignTable,
}

/// A relation with its columns, keys and indexes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// Schema and name.
    pub name: TableName,
    /// Its kind.
    pub kind: TableKind,
    /// The comment stored with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// The planner's estimate of its rows; absent before the first ANALYZE.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "specta", specta(type = Option<f64>))]
    pub estimated_rows: Option<u64>,
    /// How many partitions are folded into it.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub partitions: u32,
    /// Columns by position.
    pub columns: Vec<Column>,
    /// The primary key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub primary_key: Option<Key>,
    /// Unique constraints besides the primary key.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unique_keys: Vec<Key>,
    /// Foreign keys from this table.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub foreign_keys: Vec<ForeignKey>,
    /// Indexes, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub indexes: Vec<Index>,
    /// Check constraints, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<CheckConstraint>,
    /// The tables whose columns and checks it inherits (PostgreSQL's `INHERITS`; a partition is folded and never stands here),
    /// in the order they were named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inherits: Vec<TableName>,
    /// What a view or materialised view reads, sorted by table. Absent for a table, and for a view whose definition the login
    /// may not see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reads: Option<Vec<ViewRead>>,
}

impl Table {
    /// A relation with these columns and nothing else.
    pub fn new(name: TableName, kind: TableKind, columns: Vec<Column>) -> Table {
        Table {
            name,
            kind,
            comment: None,
            estimated_rows: None,
            partitions: 0,
            columns,
            primary_key: None,
            unique_keys: Vec::new(),
            foreign_keys: Vec::new(),
            indexes: Vec::new(),
            checks: Vec::new(),
            inherits: Vec::new(),
            reads: None,
        }
    }

    /// The column of this name, spelled exactly so.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// Something discovery could not place: reported, never guessed, never a panic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Finding {
    /// Where: a table, column or index.
    pub object: String,
    /// What was found, one sentence.
    pub message: String,
}
