//! The Skill that a binding compiles to: what an agent platform stores [contract, "Bindings"; the content of
//! `execution_config` is ours].

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::draft::{Binding, Format};
use super::parameter::Parameter;
use super::statement::{Statement, StatementKind};
use super::suggest::snake_case;
use super::value::is_zoned;
use crate::catalog::TypeClass;

/// The compiled part of a Skill; a control plane adds ids and times.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SkillDefinition {
    /// The tool's name for a model, snake case.
    pub name: String,
    /// The tool's name for people.
    pub display_name: String,
    /// When to use it.
    pub description: String,
    /// Always `native_sql`.
    pub skill_type: String,
    /// JSON Schema of the arguments.
    pub parameters_schema: Value,
    /// Names of the arguments that must be given.
    pub required_params: Vec<String>,
    /// The frozen statement.
    pub execution_config: Statement,
    /// Output name to the column it comes from.
    pub data_egress_map: Map<String, Value>,
    /// The output names, the only fields an answer may hold.
    pub allowed_fields: Vec<String>,
    /// Whether it changes data.
    pub is_write: bool,
    /// Whether the caller's identity must have been verified.
    pub requires_verified_identity: bool,
    /// Whether the caller must have confirmed.
    pub requires_confirmation: bool,
    /// Whether it must not run beside another call of the same agent.
    pub non_parallelizable: bool,
    /// How long it may be expected to take, in milliseconds.
    pub expected_latency_ms: u32,
}

/// The snake-case name of a tool, `tool` when nothing of the text can be kept.
pub fn skill_name(tool_name: &str) -> String {
    snake_case(tool_name).unwrap_or_else(|| "tool".into())
}

impl SkillDefinition {
    /// The skill of a draft and the statement it compiled to.
    pub fn new(binding: &Binding, statement: &Statement) -> SkillDefinition {
        let is_write = statement.kind != StatementKind::Read;
        let required = statement.asked().filter(|parameter| parameter.must_be_given());
        let required: Vec<String> = required.map(|parameter| parameter.name.clone()).collect();
        let properties: Map<String, Value> =
            statement.asked().map(|parameter| (parameter.name.clone(), schema(parameter))).collect();
        let egress = statement
            .outputs
            .iter()
            .map(|output| (output.leaf.clone(), Value::String(format!("{}.{}", output.table, output.column))));
        SkillDefinition {
            name: skill_name(&binding.tool_name),
            display_name: binding.tool_name.clone(),
            description: binding
                .description
                .clone()
                .unwrap_or_else(|| format!("{}.", binding.tool_name.trim_end_matches('.'))),
            skill_type: "native_sql".into(),
            parameters_schema: json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false }),
            required_params: required,
            execution_config: statement.clone(),
            data_egress_map: egress.collect(),
            allowed_fields: statement.outputs.iter().map(|output| output.leaf.clone()).collect(),
            is_write,
            // [contract, "Bindings", D]: every write is confirmed and runs alone; an update changes what is somebody's.
            requires_verified_identity: statement.kind == StatementKind::Update,
            requires_confirmation: is_write,
            non_parallelizable: is_write,
            expected_latency_ms: 150,
        }
    }
}

/// JSON Schema 2020-12 of one argument. Only types whose text form is fixed get a `format`.
fn schema(parameter: &Parameter) -> Value {
    let mut schema = match parameter.class {
        TypeClass::Integer => json!({ "type": "integer" }),
        TypeClass::Number => json!({ "type": "number" }),
        TypeClass::Boolean => json!({ "type": "boolean" }),
        TypeClass::Date => json!({ "type": "string", "format": "date" }),
        TypeClass::Timestamp if is_zoned(parameter) => json!({ "type": "string", "format": "date-time" }),
        TypeClass::Uuid => json!({ "type": "string", "format": "uuid" }),
        _ => json!({ "type": "string" }),
    };
    let limits = &parameter.limits;
    let mut put = |key: &str, value: Option<Value>| {
        if let (Some(value), Some(object)) = (value, schema.as_object_mut()) {
            object.insert(key.to_owned(), value);
        }
    };
    put("enum", (!parameter.enum_values.is_empty()).then(|| json!(parameter.enum_values)));
    put("description", limits.description.clone().map(Value::from));
    put("minLength", limits.min_length.map(Value::from));
    put("maxLength", limits.max_length.map(Value::from));
    put("minimum", limits.minimum.map(number));
    put("maximum", limits.maximum.map(number));
    put("default", limits.default.as_deref().map(|text| default(parameter.class, text)));
    match limits.format {
        Some(Format::E164) => put("pattern", Some("^\\+[1-9][0-9]{1,14}$".into())),
        Some(Format::Email) => put("format", Some("email".into())),
        Some(Format::Date) => put("format", Some("date".into())),
        Some(Format::DateTime) => put("format", Some("date-time".into())),
        Some(Format::Uuid) => put("format", Some("uuid".into())),
        None => {}
    }
    schema
}

/// Without a fraction where there is none: `1`, not `1.0`.
#[allow(clippy::cast_possible_truncation, reason = "checked to be whole and small")]
fn number(value: f64) -> Value {
    if value.fract() == 0.0 && value.abs() < 9e15 { Value::from(value as i64) } else { Value::from(value) }
}

fn default(class: TypeClass, text: &str) -> Value {
    let of_number = || serde_json::from_str::<serde_json::Number>(text).ok().map(Value::Number);
    match class {
        TypeClass::Boolean => Value::from(text == "1"),
        TypeClass::Integer | TypeClass::Number => of_number().unwrap_or_else(|| text.into()),
        _ => text.into(),
    }
}
