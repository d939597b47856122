//! Parameters: the rules of each, checked against the column it is for.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::draft::{Binding, Format, ParameterRules, Scalar};
use super::suggest::nearest;
use super::value::{self, Kind};
use super::{Code, Diagnostic};
use crate::catalog::{Column, TypeClass};

/// A parameter of a statement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Parameter {
    /// 1 for the first.
    pub ordinal: u32,
    /// The name the agent knows it by; a pinned constant's is its column's.
    pub name: String,
    /// The column it is compared with or written to.
    pub column: String,
    /// The type it is cast to.
    pub cast_type: String,
    /// What sort of value it is.
    pub class: TypeClass,
    /// The values it can have, for an enum or where the draft lists them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub enum_values: Vec<String>,
    /// Whether the agent must give it.
    pub required: bool,
    /// The value that the owner pinned: the agent does not know of this parameter. As text; see [`super::value`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub constant: Option<String>,
    /// What else is asked of it.
    #[serde(default, skip_serializing_if = "Limits::is_empty")]
    pub limits: Limits,
}

impl Parameter {
    /// Whether a call without it is refused.
    pub fn must_be_given(&self) -> bool {
        self.required && self.constant.is_none() && self.limits.default.is_none()
    }
}

/// What is asked of a value beyond its type.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Limits {
    /// What it is, for the agent's model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Its value when the agent gives none, as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// At least this many characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_length: Option<u32>,
    /// At most this many characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u32>,
    /// At least this number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum: Option<f64>,
    /// At most this number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum: Option<f64>,
    /// How it is written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<Format>,
}

impl Limits {
    /// Nothing is asked.
    pub fn is_empty(&self) -> bool {
        *self == Limits::default()
    }
}

/// Rules for parameters that the binding does not have.
pub(super) fn check_names(binding: &Binding, known: &BTreeSet<&str>, diagnostics: &mut Vec<Diagnostic>) {
    let mut seen = BTreeSet::new();
    for (at, rules) in binding.parameters.iter().enumerate() {
        let field = format!("parameters[{at}].param");
        let twice = !seen.insert(rules.param.as_str());
        if known.contains(rules.param.as_str()) && !twice {
            continue;
        }
        let what = if twice { "has rules already" } else { "is no parameter of this binding" };
        let report = Diagnostic::error(
            Code::ParameterUnknown,
            &field,
            format!("“{}” {what}.", rules.param),
            "A rule that belongs to nothing protects nothing.",
        );
        diagnostics.push(match nearest(&rules.param, known.iter().copied()) {
            Some(name) if !twice => report.with_edit(format!("Use {name}"), field, name),
            _ => report.with_edit("Remove these rules", format!("parameters[{at}]"), ""),
        });
    }
}

/// The parameter `name` for `column`, with the rules that the draft has for it. `required` is what it is without rules.
pub(super) fn parameter(
    binding: &Binding,
    name: &str,
    column: &Column,
    required: bool,
    diagnostics: &mut Vec<Diagnostic>,
) -> Parameter {
    let mut parameter = plain(name, column, required);
    if let Some(at) = binding.parameters.iter().position(|rules| rules.param == name) {
        apply(&mut parameter, at, &binding.parameters[at], column, diagnostics);
    }
    parameter
}

/// A parameter that always has the value that the owner pinned.
pub(super) fn pinned(column: &Column, constant: String) -> Parameter {
    Parameter { constant: Some(constant), ..plain(&column.name, column, true) }
}

fn plain(name: &str, column: &Column, required: bool) -> Parameter {
    Parameter {
        ordinal: 0,
        name: name.to_owned(),
        column: column.name.clone(),
        cast_type: column.cast_type().to_owned(),
        class: column.class,
        enum_values: column.enum_values.clone(),
        required,
        constant: None,
        limits: Limits::default(),
    }
}

fn apply(
    parameter: &mut Parameter,
    at: usize,
    rules: &ParameterRules,
    column: &Column,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut refuse = |field: &str, message: String| {
        diagnostics.push(
            Diagnostic::error(
                Code::ParameterRule,
                format!("parameters[{at}].{field}"),
                message,
                "A rule that its column cannot meet would refuse every call, or promise the agent's model something false.",
            )
            .with_edit("Remove this rule", format!("parameters[{at}].{field}"), ""),
        );
    };
    let kind = Kind::of(column.class);
    if let Some(required) = rules.required {
        parameter.required = required;
    }
    let of_text = kind == Kind::Text;
    for (field, given) in [("min_length", rules.min_length.is_some()), ("max_length", rules.max_length.is_some())] {
        if given && !of_text {
            refuse(field, format!("{} is {}, which has no length.", column.name, column.data_type));
        }
    }
    for (field, given) in [("minimum", rules.minimum.is_some()), ("maximum", rules.maximum.is_some())] {
        if given && !matches!(kind, Kind::Integer | Kind::Number) {
            refuse(field, format!("{} is {}, which is no number.", column.name, column.data_type));
        }
    }
    if rules.min_length.zip(rules.max_length).is_some_and(|(least, most)| least > most) {
        refuse("min_length", "No text is this long and this short at once.".into());
    }
    if rules.minimum.zip(rules.maximum).is_some_and(|(least, most)| least > most) {
        refuse("minimum", "No number is this large and this small at once.".into());
    }
    if rules.format.is_some_and(|format| !value::fits_format(format, column.class)) {
        refuse("format", format!("{} is {}, which is written in its own way.", column.name, column.data_type));
    }
    if let Some(odd) = rules.one_of.iter().find(|value| {
        !matches!(kind, Kind::Text) || (!column.enum_values.is_empty() && !column.enum_values.contains(value))
    }) {
        refuse("enum", format!("{} cannot be “{odd}”.", column.name));
    }
    if !rules.one_of.is_empty() {
        parameter.enum_values = rules.one_of.clone();
    }
    parameter.limits = Limits {
        description: rules.description.clone(),
        default: None,
        min_length: rules.min_length,
        max_length: rules.max_length,
        minimum: rules.minimum,
        maximum: rules.maximum,
        format: rules.format,
    };
    if let Some(default) = &rules.default {
        match value::read(parameter, &json(default)) {
            Ok(text) => parameter.limits.default = Some(text),
            Err(problem) => refuse("default", format!("The default is not allowed: {problem}.")),
        }
    }
}

/// A draft's value as an agent would give it.
pub(super) fn json(scalar: &Scalar) -> serde_json::Value {
    match scalar {
        Scalar::Boolean(value) => (*value).into(),
        Scalar::Integer(value) => (*value).into(),
        Scalar::Number(value) => (*value).into(),
        Scalar::Text(value) => value.clone().into(),
    }
}
