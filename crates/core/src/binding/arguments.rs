//! A call's arguments: checked against the statement's parameters before a database is asked.

use std::fmt;

use serde_json::{Map, Value};

use super::parameter::Parameter;
use super::statement::Statement;
use super::value::{ValueProblem, read};

/// An argument that is refused. The value itself is not repeated.
#[derive(Debug, Clone, PartialEq)]
pub struct ArgumentProblem {
    /// The argument's name, as it was given.
    pub name: String,
    /// Why.
    pub problem: ArgumentFault,
}

/// What is wrong with an argument.
#[derive(Debug, Clone, PartialEq)]
pub enum ArgumentFault {
    /// The tool has no such parameter.
    Unknown,
    /// Its value is not allowed.
    Value(ValueProblem),
}

impl fmt::Display for ArgumentFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ArgumentFault::Unknown => f.write_str("there is no such parameter"),
            ArgumentFault::Value(problem) => problem.fmt(f),
        }
    }
}

impl Statement {
    /// The parameters that the agent knows of: all but pinned constants.
    pub fn asked(&self) -> impl Iterator<Item = &Parameter> {
        self.parameters.iter().filter(|parameter| parameter.constant.is_none())
    }

    /// What is bound for a call, in the order of the placeholders; none is NULL. An explicit `null` counts as not given, because models send it
    /// for what they do not know.
    ///
    /// # Errors
    /// Every argument that is missing, unknown or not allowed.
    pub fn bind(&self, given: &Map<String, Value>) -> Result<Vec<Option<String>>, Vec<ArgumentProblem>> {
        let mut problems: Vec<ArgumentProblem> = given
            .keys()
            .filter(|name| !self.asked().any(|parameter| parameter.name == **name))
            .map(|name| ArgumentProblem { name: name.clone(), problem: ArgumentFault::Unknown })
            .collect();
        let mut bound = Vec::with_capacity(self.parameters.len());
        for parameter in &self.parameters {
            match value_of(parameter, given.get(&parameter.name)) {
                Ok(value) => bound.push(value),
                Err(problem) => problems
                    .push(ArgumentProblem { name: parameter.name.clone(), problem: ArgumentFault::Value(problem) }),
            }
        }
        if problems.is_empty() { Ok(bound) } else { Err(problems) }
    }
}

fn value_of(parameter: &Parameter, given: Option<&Value>) -> Result<Option<String>, ValueProblem> {
    if let Some(constant) = &parameter.constant {
        return Ok(Some(constant.clone()));
    }
    match given {
        Some(value) if !value.is_null() => read(parameter, value).map(Some),
        _ => match &parameter.limits.default {
            Some(default) => Ok(Some(default.clone())),
            None if parameter.required => Err(ValueProblem::Missing),
            None => Ok(None),
        },
    }
}
