//! The draft: what a person decides. Field names are the contract's, in snake case as the binding files write them.

mod parameter;
mod write;

use serde::{Deserialize, Serialize};

pub use parameter::{Format, ParameterRules, Scalar};
pub use write::{SqlWrite, WriteMode, WrittenField};

/// A binding as it is drafted, in the window or in `bindings/<slug>.toml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Binding {
    /// What the agent's tool is called, for people.
    pub tool_name: String,
    /// The connection (its slug in the workspace).
    pub connection: String,
    /// `<table>.read`, `.create` or `.update`, with the schema in front where it is not the default one.
    pub operation: String,
    /// When an agent should use the tool.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Whether it may go live once synced.
    #[serde(default)]
    pub enabled: bool,
    /// The parameters and the columns they are compared with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inputs: Vec<Input>,
    /// What the agent gets back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub projection: Vec<Projection>,
    /// The other way to write a read's filter, and the place of its row limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sql_search: Option<SqlSearch>,
    /// A write's values: each column it sets, and where the value comes from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub input_object_map: Vec<WrittenField>,
    /// What a write does, and the key that an update finds its row by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sql_write: Option<SqlWrite>,
    /// What is asked of parameters beyond their column's type.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<ParameterRules>,
}

/// A parameter and the column it is compared with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// The parameter's name, as the agent knows it.
    pub param: String,
    /// The column.
    pub arg: String,
    /// Whether the agent must give it.
    #[serde(default = "yes")]
    pub required: bool,
}

fn yes() -> bool {
    true
}

/// A column and the scalar output it becomes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Projection {
    /// `[column]`, `[object, column]` or `[relationship, column]`.
    pub path: Vec<String>,
    /// The output's name, unique in the binding.
    pub leaf: String,
}

/// A read's filter in its second form. Each part left out is taken from `operation` and `inputs`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SqlSearch {
    /// The table; must be the operation's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    /// The column that is compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter_column: Option<String>,
    /// The parameter it is compared with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub param: Option<String>,
    /// At most this many rows, 1 to 50; 1 when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// The column of the table that rows are ordered by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_by: Option<String>,
    /// Latest or largest first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub descending: Option<bool>,
}
