//! A binding as it came over the wire, compiled by the core: the one way for a first put, for enabling, and for the check
//! of live skills when blocks or catalogue change.

use gatehouse_api::{BindingBody, FieldError, wire_field};
use gatehouse_core::binding::{Severity, SkillDefinition, compile};
use gatehouse_core::connection::Engine;

use crate::store::Schema;

/// Whether a binding still compiles to the statement that is kept, to the byte: otherwise one error for each reason. Another
/// statement is a reason, for what an agent gets would change without anybody having looked.
pub(crate) fn holds(
    schema: Option<&Schema>,
    kind: Engine,
    body: &BindingBody,
    kept: &SkillDefinition,
) -> Result<(), Vec<FieldError>> {
    let Some(schema) = schema else {
        let message = "The database is not connected, or its schema has not been read with the present credentials.";
        return Err(vec![FieldError { code: Some("not_discovered".into()), ..FieldError::new("", message) }]);
    };
    if definition(schema, kind, body)?.execution_config == kept.execution_config {
        return Ok(());
    }
    let message = "It compiles to another statement than the one that was approved: look at it and enable it again.";
    Err(vec![FieldError { code: Some("statement_changed".into()), ..FieldError::new("", message) }])
}

/// What the binding compiles to; otherwise one error for each diagnostic.
pub(crate) fn definition(
    schema: &Schema,
    kind: Engine,
    body: &BindingBody,
) -> Result<SkillDefinition, Vec<FieldError>> {
    let binding = body.to_binding(kind.kind());
    let compilation = compile(&schema.catalog, &schema.scoping, &binding);
    let diagnostics = compilation.diagnostics.into_iter().filter(|found| found.severity == Severity::Error);
    let mut errors: Vec<FieldError> = diagnostics
        .map(|found| FieldError {
            field: wire_field(&found.field),
            message: found.message,
            code: serde_json::to_value(found.code).ok().and_then(|code| code.as_str().map(str::to_owned)),
        })
        .collect();
    // Either mistake would be noticed too late: a write that was meant as a read, or a read that was meant to write.
    if body.is_write && !body.writes() {
        errors.push(FieldError::new(
            "isWrite",
            "The operation is a read: leave isWrite out, or name a .create or .update.",
        ));
    } else if body.writes() && !body.is_write {
        errors.push(FieldError::new("isWrite", "The operation is a write, which isWrite has to say: true."));
    }
    match compilation.statement {
        Some(statement) if errors.is_empty() => Ok(SkillDefinition::new(&binding, &statement)),
        _ => Err(errors),
    }
}
