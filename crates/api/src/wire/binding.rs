//! A binding as the API carries it: camel case [contract, "Bindings", S, D].

use gatehouse_core::binding::{
    Binding, Input, Operation, ParameterRules, Projection, Scalar, SqlSearch, SqlWrite, Verb, WriteMode, WrittenField,
};
use serde::{Deserialize, Serialize};

/// The body of `POST /agents/{agentId}/integrations/{kind}/bindings`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BindingBody {
    /// What the agent's tool is called, for people.
    pub tool_name: String,
    /// `<table>.read`, …
    pub operation: String,
    /// When an agent should use the tool.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Whether it changes data.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_write: bool,
    /// Whether it may be called; a write lands disabled whatever this says.
    #[serde(default)]
    pub enabled: bool,
    /// Parameters and the columns they are compared with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inputs: Vec<InputBody>,
    /// What the agent gets back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub projection: Vec<ProjectionBody>,
    /// The filter in its second form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sql_search: Option<SqlSearchBody>,
    /// A write's values [D; `const` beside `param`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub input_object_map: Vec<WrittenFieldBody>,
    /// A write's target [D; sub-fields G].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sql_write: Option<SqlWriteBody>,
    /// What is asked of parameters beyond their type [G]; left out where nothing is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<ParameterRules>,
}

/// The body of `POST …/bindings/auto` [G].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Goal {
    /// What the agent needs, in words.
    pub goal: String,
}

/// A column that a write sets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WrittenFieldBody {
    /// The column.
    pub field: String,
    /// The parameter whose value it gets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub param: Option<String>,
    /// The value it always gets.
    #[serde(default, rename = "const", skip_serializing_if = "Option::is_none")]
    pub constant: Option<Scalar>,
}

/// What a write does, and to which row.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[allow(missing_docs, reason = "the same as in gatehouse_core::binding::SqlWrite")]
pub struct SqlWriteBody {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<WriteMode>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_column: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_param: Option<String>,
}

/// A parameter and its column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InputBody {
    /// The parameter.
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

/// A column and its output.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProjectionBody {
    /// `[column]`, `[object, column]` or `[relationship, column]`.
    pub path: Vec<String>,
    /// The output's name.
    pub leaf: String,
}

/// A read's filter in its second form [D; sub-fields G].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[allow(missing_docs, reason = "the same as in gatehouse_core::binding::SqlSearch")]
pub struct SqlSearchBody {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter_column: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub param: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_by: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub descending: Option<bool>,
}

impl BindingBody {
    /// The core's draft, for the connection of this name.
    pub fn to_binding(&self, connection: &str) -> Binding {
        Binding {
            tool_name: self.tool_name.clone(),
            connection: connection.into(),
            operation: self.operation.clone(),
            description: self.description.clone(),
            enabled: self.enabled,
            inputs: self
                .inputs
                .iter()
                .cloned()
                .map(|i| Input { param: i.param, arg: i.arg, required: i.required })
                .collect(),
            projection: self.projection.iter().cloned().map(|p| Projection { path: p.path, leaf: p.leaf }).collect(),
            sql_search: self.sql_search.clone().map(|s| SqlSearch {
                table: s.table,
                filter_column: s.filter_column,
                param: s.param,
                limit: s.limit,
                order_by: s.order_by,
                descending: s.descending,
            }),
            input_object_map: self
                .input_object_map
                .iter()
                .cloned()
                .map(|w| WrittenField { field: w.field, param: w.param, constant: w.constant })
                .collect(),
            sql_write: self.sql_write.clone().map(|w| SqlWrite {
                mode: w.mode,
                table: w.table,
                key_column: w.key_column,
                key_param: w.key_param,
            }),
            parameters: self.parameters.clone(),
        }
    }

    /// Whether the operation is a write; `isWrite` must say the same [G].
    pub fn writes(&self) -> bool {
        // Only the verb is asked for: which schema is the default one makes no difference to it.
        Operation::parse(&self.operation, "").is_some_and(|operation| operation.verb != Verb::Read)
    }
}

impl From<&Binding> for BindingBody {
    fn from(binding: &Binding) -> BindingBody {
        let inputs = binding.inputs.iter().cloned();
        let projection = binding.projection.iter().cloned();
        let writes = Operation::parse(&binding.operation, "").is_some_and(|operation| operation.verb != Verb::Read);
        BindingBody {
            tool_name: binding.tool_name.clone(),
            operation: binding.operation.clone(),
            description: binding.description.clone(),
            is_write: writes,
            enabled: binding.enabled,
            inputs: inputs.map(|i| InputBody { param: i.param, arg: i.arg, required: i.required }).collect(),
            projection: projection.map(|p| ProjectionBody { path: p.path, leaf: p.leaf }).collect(),
            sql_search: binding.sql_search.clone().map(|s| SqlSearchBody {
                table: s.table,
                filter_column: s.filter_column,
                param: s.param,
                limit: s.limit,
                order_by: s.order_by,
                descending: s.descending,
            }),
            input_object_map: binding
                .input_object_map
                .iter()
                .cloned()
                .map(|w| WrittenFieldBody { field: w.field, param: w.param, constant: w.constant })
                .collect(),
            sql_write: binding.sql_write.clone().map(|w| SqlWriteBody {
                mode: w.mode,
                table: w.table,
                key_column: w.key_column,
                key_param: w.key_param,
            }),
            parameters: binding.parameters.clone(),
        }
    }
}

/// A draft's field as the API spells it: `sql_search.filter_column` is `sqlSearch.filterColumn`.
pub fn wire_field(field: &str) -> String {
    let mut wire = String::with_capacity(field.len());
    let mut raise = false;
    for c in field.chars() {
        match c {
            '_' => raise = true,
            c if raise => {
                wire.extend(c.to_uppercase());
                raise = false;
            }
            c => wire.push(c),
        }
    }
    wire
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_source_example_goes_both_ways() {
        let json = r#"{ "toolName": "Look up an appointment", "operation": "appointments.read",
          "inputs": [ { "param": "caller_phone", "arg": "phone", "required": true } ],
          "projection": [ { "path": ["appointment", "starts_at"], "leaf": "appointment_time" } ],
          "enabled": true, "sqlSearch": {"filterColumn": "phone", "limit": 3} }"#;
        let body: BindingBody = serde_json::from_str(json).unwrap();
        let binding = body.to_binding("postgres");
        assert_eq!(binding.sql_search.as_ref().unwrap().limit, Some(3));
        assert_eq!(BindingBody::from(&binding), body);
        assert_eq!(serde_json::to_value(&body).unwrap(), serde_json::from_str::<serde_json::Value>(json).unwrap());
    }

    #[test]
    fn a_write_goes_both_ways() {
        let json = r#"{ "toolName": "Move an appointment", "operation": "appointments.update", "isWrite": true, "enabled": false,
          "inputObjectMap": [ { "field": "starts_at", "param": "new_start" }, { "field": "status", "const": "booked" } ],
          "sqlWrite": { "mode": "update", "keyColumn": "id", "keyParam": "appointment_id" } }"#;
        let body: BindingBody = serde_json::from_str(json).unwrap();
        assert!(body.writes());
        assert_eq!(BindingBody::from(&body.to_binding("postgres")), body);
        assert_eq!(serde_json::to_value(&body).unwrap(), serde_json::from_str::<serde_json::Value>(json).unwrap());
    }

    #[test]
    fn fields_are_spelt_as_on_the_wire() {
        assert_eq!(wire_field("sql_search.filter_column"), "sqlSearch.filterColumn");
        assert_eq!(wire_field("projection[1].path"), "projection[1].path");
    }
}
