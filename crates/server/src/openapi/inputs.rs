//! What each extractor takes out of a request, and how it refuses.

use aide::OperationInput;
use aide::generate::GenContext;
use aide::openapi::{
    HeaderStyle, MediaType, Operation, Parameter, ParameterData, ParameterSchemaOrContent, PathStyle, QueryStyle,
    ReferenceOr, RequestBody, SchemaObject,
};
use gatehouse_api::{KINDS, Scope};
use schemars::{JsonSchema, Schema, json_schema};
use serde_json::json;

use super::KEY;
use super::answers::refuse;
use crate::extract::{AgentId, Allowed, Body, Cursor, IfMatch, Needs, OptionalBody, Paging, SkillId, SqlKind};
use crate::routes::objects::Filter;
use crate::routes::scripts::Asked;
use crate::routes::search::Question;

impl<S: Needs> OperationInput for Allowed<S> {
    fn operation_input(ctx: &mut GenContext, operation: &mut Operation) {
        key(ctx, operation, S::SCOPE);
    }
}

/// Every operation needs a key with a scope, and stands behind the layers: other names and web pages are refused, rates are
/// limited, the store may be busy or fail.
pub(super) fn key(ctx: &mut GenContext, operation: &mut Operation, scope: Scope) {
    operation.security.push([(KEY.to_owned(), vec![scope.as_str().to_owned()])].into_iter().collect());
    refuse(ctx, operation, &[401, 403, 421, 429, 500, 503]);
}

impl OperationInput for SqlKind {
    fn operation_input(ctx: &mut GenContext, operation: &mut Operation) {
        let kinds: Vec<&str> = KINDS.iter().map(|info| info.kind).collect();
        let schema = json_schema!({ "type": "string", "enum": kinds });
        path(operation, "kind", "postgres or mysql; the other kinds are reserved and answer 403.", schema);
        refuse(ctx, operation, &[404]);
    }
}

impl OperationInput for AgentId {
    fn operation_input(ctx: &mut GenContext, operation: &mut Operation) {
        path(operation, "agent", "The agent's id.", json_schema!({ "type": "string" }));
        refuse(ctx, operation, &[404]);
    }
}

impl OperationInput for SkillId {
    fn operation_input(ctx: &mut GenContext, operation: &mut Operation) {
        path(operation, "skill", "The skill's id.", json_schema!({ "type": "string" }));
        refuse(ctx, operation, &[404]);
    }
}

impl<K: Cursor> OperationInput for Paging<K> {
    fn operation_input(ctx: &mut GenContext, operation: &mut Operation) {
        limit(operation);
        query(operation, "cursor", "nextCursor of the page before.", false, json_schema!({ "type": "string" }));
        refuse(ctx, operation, &[400]);
    }
}

impl OperationInput for Filter {
    fn operation_input(ctx: &mut GenContext, operation: &mut Operation) {
        query(operation, "q", "What to look for; left out, everything.", false, json_schema!({ "type": "string" }));
        refuse(ctx, operation, &[400]);
    }
}

impl OperationInput for Question {
    fn operation_input(ctx: &mut GenContext, operation: &mut Operation) {
        query(operation, "q", "What to look for.", true, json_schema!({ "type": "string", "minLength": 1 }));
        limit(operation);
        refuse(ctx, operation, &[400]);
    }
}

impl OperationInput for Asked {
    fn operation_input(ctx: &mut GenContext, operation: &mut Operation) {
        let text = || json_schema!({ "type": "string" });
        for (name, about) in [
            ("database", "The database; needed until its schema is discovered."),
            ("tables", "Comma-separated tables. Left out: every table, for reading alone."),
            ("user", "The user's name; left out, gatehouse_ro reads and gatehouse_rw writes."),
            ("password", "The user's password, 16 to 128 characters; left out, one is generated and answered once."),
            ("schema", "The schema of tables named without one. PostgreSQL only."),
            ("host", "From which address the agent connects; left out, from any. MySQL only."),
        ] {
            query(operation, name, about, false, text());
        }
        refuse(ctx, operation, &[400, 422]);
    }
}

impl OperationInput for IfMatch {
    fn operation_input(ctx: &mut GenContext, operation: &mut Operation) {
        let about = "The ETag of what was read: changed meanwhile, the answer is 409 with the code stale.";
        header(operation, "If-Match", about, json_schema!({ "type": "string" }));
        let about = "* alone: made only where there is nothing yet; else 409 with the code stale.";
        header(operation, "If-None-Match", about, json_schema!({ "type": "string", "const": "*" }));
        refuse(ctx, operation, &[400, 409]);
    }
}

impl<T: JsonSchema> OperationInput for Body<T> {
    fn operation_input(ctx: &mut GenContext, operation: &mut Operation) {
        body::<T>(ctx, operation, true);
    }
}

impl<T: JsonSchema> OperationInput for OptionalBody<T> {
    fn operation_input(ctx: &mut GenContext, operation: &mut Operation) {
        body::<T>(ctx, operation, false);
    }
}

fn body<T: JsonSchema>(ctx: &mut GenContext, operation: &mut Operation, required: bool) {
    let json_schema = ctx.schema.subschema_for::<T>();
    let media = MediaType {
        schema: Some(SchemaObject { json_schema, example: None, external_docs: None }),
        ..MediaType::default()
    };
    let content = [("application/json".to_owned(), media)].into_iter().collect();
    operation.request_body = Some(ReferenceOr::Item(RequestBody { content, required, ..RequestBody::default() }));
    refuse(ctx, operation, &[400, 408, 413, 415]);
}

fn limit(operation: &mut Operation) {
    let schema = json_schema!({ "type": "integer", "minimum": 1, "maximum": 100, "default": 20 });
    query(operation, "limit", "How many at most.", false, schema);
}

fn path(operation: &mut Operation, name: &str, about: &str, schema: Schema) {
    let parameter_data = described(name, about, true, schema);
    operation.parameters.push(ReferenceOr::Item(Parameter::Path { parameter_data, style: PathStyle::Simple }));
}

fn query(operation: &mut Operation, name: &str, about: &str, required: bool, schema: Schema) {
    operation.parameters.push(ReferenceOr::Item(Parameter::Query {
        parameter_data: described(name, about, required, schema),
        allow_reserved: false,
        style: QueryStyle::Form,
        allow_empty_value: None,
    }));
}

/// A header that may be sent.
pub(super) fn header(operation: &mut Operation, name: &str, about: &str, schema: Schema) {
    let parameter_data = described(name, about, false, schema);
    operation.parameters.push(ReferenceOr::Item(Parameter::Header { parameter_data, style: HeaderStyle::Simple }));
}

fn described(name: &str, about: &str, required: bool, schema: Schema) -> ParameterData {
    let schema = SchemaObject { json_schema: schema, example: None, external_docs: None };
    ParameterData {
        name: name.into(),
        description: Some(about.into()),
        required,
        deprecated: None,
        format: ParameterSchemaOrContent::Schema(schema),
        example: None,
        examples: Default::default(),
        explode: None,
        extensions: Default::default(),
    }
}

/// The schema of an idempotency key.
pub(super) fn visible_ascii() -> Schema {
    let Ok(schema) =
        Schema::try_from(json!({ "type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$" }))
    else {
        return Schema::default();
    };
    schema
}
