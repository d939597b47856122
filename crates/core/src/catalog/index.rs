//! Indexes, with what a lookup depends on.

use serde::{Deserialize, Serialize};

use super::written::{is_false, is_yes, yes};

/// An index with what the compiler needs to know whether a lookup can use it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Index {
    /// The index's name.
    pub name: String,
    /// Access method: `btree`, `hash`, `gin`, `fulltext`, …
    pub method: String,
    /// Whether it forbids duplicates.
    pub unique: bool,
    /// Whether a unique index takes NULL for a value like any other (PostgreSQL's `NULLS NOT DISTINCT`).
    #[serde(default, skip_serializing_if = "is_false")]
    pub nulls_not_distinct: bool,
    /// Key parts in order, the leading one first; included columns are not parts.
    pub parts: Vec<IndexPart>,
    /// Columns that it only carries (PostgreSQL's `INCLUDE`), in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub included: Vec<String>,
    /// The WHERE clause of a partial index.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub predicate: Option<String>,
    /// Whether it covers all rows: false while it is built, or when building it failed. Absent in JSON when true.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub valid: bool,
    /// Whether the planner looks at it: MySQL's `INVISIBLE` and MariaDB's `IGNORED` take that away. Absent in JSON when true.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub visible: bool,
}

impl Index {
    /// A valid, visible index over these parts and nothing else.
    pub fn new(name: impl Into<String>, method: impl Into<String>, unique: bool, parts: Vec<IndexPart>) -> Index {
        Index {
            name: name.into(),
            method: method.into(),
            unique,
            nulls_not_distinct: false,
            parts,
            included: Vec::new(),
            predicate: None,
            valid: true,
            visible: true,
        }
    }

    /// Whether the server may use it for a lookup.
    pub fn usable(&self) -> bool {
        self.valid && self.visible
    }

    /// The column it leads with; none for an expression.
    pub fn leading_column(&self) -> Option<&str> {
        self.parts.first().and_then(IndexPart::column)
    }
}

/// What one key part of an index is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Indexed {
    /// A column, or its beginning.
    Column(String),
    /// An expression, as the server prints it.
    Expression(String),
}

/// One key part of an index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "WrittenPart", into = "WrittenPart")]
pub struct IndexPart {
    /// What it is over.
    pub over: Indexed,
    /// Whether it is sorted from the greatest value to the smallest.
    pub descending: bool,
    /// Where NULLs stand, if a person said so. Without that PostgreSQL takes NULL for greater than any value, so they come last
    /// in ascending order and first in descending order. For MySQL NULL is always smaller than any value.
    pub nulls: Option<NullOrder>,
    /// How much of the column's beginning it covers, in characters (bytes for binary types). MySQL only; absent for the whole.
    pub prefix: Option<u32>,
}

impl IndexPart {
    /// A whole column in ascending order.
    pub fn of_column(name: impl Into<String>) -> IndexPart {
        IndexPart { over: Indexed::Column(name.into()), descending: false, nulls: None, prefix: None }
    }

    /// An expression in ascending order.
    pub fn of_expression(text: impl Into<String>) -> IndexPart {
        IndexPart { over: Indexed::Expression(text.into()), descending: false, nulls: None, prefix: None }
    }

    /// The column that it is over, if it is over one.
    pub fn column(&self) -> Option<&str> {
        match &self.over {
            Indexed::Column(name) => Some(name),
            Indexed::Expression(_) => None,
        }
    }

    /// The expression that it is over, if it is over one.
    pub fn expression(&self) -> Option<&str> {
        match &self.over {
            Indexed::Column(_) => None,
            Indexed::Expression(text) => Some(text),
        }
    }
}

/// Where NULLs stand in an index against the server's custom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum NullOrder {
    /// Before the values.
    First,
    /// After the values.
    Last,
}

/// A key part as JSON writes it.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename = "IndexPart", deny_unknown_fields)]
struct WrittenPart {
    /// The column it is over; absent for an expression.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    column: Option<String>,
    /// The expression it is over; absent for a column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expression: Option<String>,
    /// Whether it is sorted from the greatest value to the smallest.
    #[serde(default, skip_serializing_if = "is_false")]
    descending: bool,
    /// Where NULLs stand, if not where the engine puts them by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    nulls: Option<NullOrder>,
    /// How much of the column's beginning it covers; absent for the whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    prefix: Option<u32>,
}

impl TryFrom<WrittenPart> for IndexPart {
    type Error = &'static str;

    fn try_from(part: WrittenPart) -> Result<IndexPart, &'static str> {
        let over = match (part.column, part.expression) {
            (Some(column), None) => Indexed::Column(column),
            (None, Some(expression)) => Indexed::Expression(expression),
            _ => return Err("a part of an index is over either a column or an expression"),
        };
        Ok(IndexPart { over, descending: part.descending, nulls: part.nulls, prefix: part.prefix })
    }
}

impl From<IndexPart> for WrittenPart {
    fn from(part: IndexPart) -> WrittenPart {
        let (column, expression) = match part.over {
            Indexed::Column(column) => (Some(column), None),
            Indexed::Expression(expression) => (None, Some(expression)),
        };
        WrittenPart { column, expression, descending: part.descending, nulls: part.nulls, prefix: part.prefix }
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for IndexPart {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "IndexPart".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        WrittenPart::json_schema(generator)
    }
}

#[cfg(feature = "specta")]
impl specta::Type for IndexPart {
    fn definition(types: &mut specta::Types) -> specta::datatype::DataType {
        <WrittenPart as specta::Type>::definition(types)
    }
}
