//! The shape of a catalogue. Plain data; canonical order is `schema, name` for tables and position for columns.

use serde::{Deserialize, Serialize};

use super::TableName;
use crate::connection::Engine;

/// Everything discovery found in one database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
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

    /// Number of columns in all tables.
    pub fn column_count(&self) -> usize {
        self.tables.iter().map(|table| table.columns.len()).sum()
    }
}

/// What kind of relation a table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
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
}

impl Table {
    /// The column of this name, spelled exactly so.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Its name as stored.
    pub name: String,
    /// The exact type as the server writes it, for example `numeric(10,2)`.
    pub data_type: String,
    /// The type in a form that SQL can cast to without changing a value: quoted where needed, without length or precision.
    pub cast_type: String,
    /// What sort of value it holds.
    pub class: TypeClass,
    /// Whether it may be NULL.
    pub nullable: bool,
    /// The default's expression.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// Whether the server makes the value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub generation: Option<Generation>,
    /// The labels of an enum type, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub enum_values: Vec<String>,
    /// The comment stored with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// What the discovering login may do with it.
    pub privileges: Privileges,
}

/// What sort of value a type holds, as far as parameters, outputs and advice depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum TypeClass {
    /// Characters.
    Text,
    /// Whole numbers.
    Integer,
    /// Exact or floating numbers with a fraction.
    Number,
    /// True or false.
    Boolean,
    /// A calendar date.
    Date,
    /// A time of day.
    Time,
    /// A date with a time.
    Timestamp,
    /// A span of time.
    Interval,
    /// RFC 9562 identifiers.
    Uuid,
    /// A value of a fixed list.
    Enum,
    /// JSON documents: not scalar.
    Json,
    /// Arrays: not scalar.
    Array,
    /// Bytes.
    Binary,
    /// Network addresses.
    Network,
    /// Anything else: composite, geometric, range, …
    Other,
}

impl TypeClass {
    /// Whether a value can be read out on a call: one scalar.
    pub fn is_scalar(self) -> bool {
        !matches!(self, TypeClass::Json | TypeClass::Array | TypeClass::Binary | TypeClass::Other)
    }
}

/// How the server makes a column's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Generation {
    /// Computed from other columns.
    Generated,
    /// An identity or sequence that a statement must not set (`GENERATED ALWAYS`).
    IdentityAlways,
    /// An identity that a statement may set (`GENERATED BY DEFAULT`, `AUTO_INCREMENT`).
    IdentityByDefault,
}

/// What the discovering login may do with a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(deny_unknown_fields)]
pub struct Privileges {
    /// SELECT.
    pub select: bool,
    /// INSERT.
    pub insert: bool,
    /// UPDATE.
    pub update: bool,
}

/// A primary or unique key: columns in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
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

/// An index with what the compiler needs to know whether a lookup can use it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(deny_unknown_fields)]
pub struct Index {
    /// The index's name.
    pub name: String,
    /// Access method: `btree`, `hash`, `gin`, …
    pub method: String,
    /// Whether it forbids duplicates.
    pub unique: bool,
    /// Key parts in order; included columns are not parts.
    pub parts: Vec<IndexPart>,
    /// The WHERE clause of a partial index.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub predicate: Option<String>,
    /// Whether the server may use it (built completely; visible, for MySQL).
    pub usable: bool,
}

/// One key part of an index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum IndexPart {
    /// A column.
    Column(String),
    /// An expression, as the server prints it.
    Expression(String),
}

/// Something discovery could not place: reported, never guessed, never a panic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Finding {
    /// Where: a table, column or index.
    pub object: String,
    /// What was found, one sentence.
    pub message: String,
}
