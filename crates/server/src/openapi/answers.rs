//! What operations answer, said where they are routed.

use aide::OperationOutput;
use aide::generate::{GenContext, in_context};
use aide::openapi::{MediaType, Operation, ReferenceOr, Response, Responses, SchemaObject, StatusCode};
use aide::transform::TransformOperation;
use axum::http;
use gatehouse_api::problem::PROBLEM_JSON;
use gatehouse_api::{Envelope, Page, ProblemDetails, Scope};
use schemars::{JsonSchema, Schema};

use super::inputs::{header, key, visible_ascii};
use crate::problem::Problem;

/// Each problem is documented by whoever may answer it.
impl OperationOutput for Problem {
    type Inner = Self;
}

/// An operation that answers 200 with `T`.
pub(crate) fn data<'t, T: JsonSchema>(op: TransformOperation<'t>, id: &str, summary: &str) -> TransformOperation<'t> {
    of::<Envelope<T>>(op.id(id).summary(summary), 200)
}

/// An operation that answers 201 with a new `T`.
pub(crate) fn created<'t, T: JsonSchema>(
    op: TransformOperation<'t>,
    id: &str,
    summary: &str,
) -> TransformOperation<'t> {
    of::<Envelope<T>>(op.id(id).summary(summary), 201)
}

/// An operation that answers 200 with a part of a list of `T`.
pub(crate) fn listed<'t, T: JsonSchema>(op: TransformOperation<'t>, id: &str, summary: &str) -> TransformOperation<'t> {
    of::<Page<T>>(op.id(id).summary(summary), 200)
}

fn of<T: JsonSchema>(mut op: TransformOperation<'_>, status: u16) -> TransformOperation<'_> {
    let schema = in_context(|ctx| ctx.schema.subschema_for::<T>());
    let described = response("Done.", "application/json", schema);
    let responses = &mut op.inner_mut().responses.get_or_insert_with(Responses::default).responses;
    responses.insert(StatusCode::Code(status), ReferenceOr::Item(described));
    op
}

/// What the shorthands above do not say.
pub(crate) trait Answers {
    /// Needs a key with this scope, which is looked for elsewhere than in the handler's signature.
    fn scoped(self, scope: Scope) -> Self;
    /// May answer these problems, too.
    fn refuses(self, statuses: &[u16]) -> Self;
    /// A mutating POST, which may be repeated under an `Idempotency-Key`.
    fn repeatable(self) -> Self;
    /// May answer 200 with what it answers 201 with elsewhere.
    fn or_ok(self) -> Self;
}

impl Answers for TransformOperation<'_> {
    fn scoped(mut self, scope: Scope) -> Self {
        in_context(|ctx| key(ctx, self.inner_mut(), scope));
        self
    }

    fn refuses(mut self, statuses: &[u16]) -> Self {
        in_context(|ctx| refuse(ctx, self.inner_mut(), statuses));
        self
    }

    fn repeatable(mut self) -> Self {
        let about = "A repetition of the call under the same key gets the first answer, marked Idempotent-Replayed.";
        header(self.inner_mut(), "Idempotency-Key", about, visible_ascii());
        self.refuses(&[400, 408, 409, 413])
    }

    fn or_ok(mut self) -> Self {
        let responses = &mut self.inner_mut().responses.get_or_insert_with(Responses::default).responses;
        if let Some(created) = responses.get(&StatusCode::Code(201)).cloned() {
            responses.insert(StatusCode::Code(200), created);
        }
        self
    }
}

/// Adds problems of these statuses.
pub(super) fn refuse(ctx: &mut GenContext, operation: &mut Operation, statuses: &[u16]) {
    let schema = ctx.schema.subschema_for::<ProblemDetails>();
    let responses = &mut operation.responses.get_or_insert_with(Responses::default).responses;
    for status in statuses {
        let known = http::StatusCode::from_u16(*status).ok();
        let reason = known.and_then(|status| status.canonical_reason()).unwrap_or("Refused");
        let described = response(reason, PROBLEM_JSON, schema.clone());
        responses.entry(StatusCode::Code(*status)).or_insert(ReferenceOr::Item(described));
    }
}

fn response(about: &str, media: &str, json_schema: Schema) -> Response {
    let schema = SchemaObject { json_schema, example: None, external_docs: None };
    let media_type = MediaType { schema: Some(schema), ..MediaType::default() };
    Response {
        description: about.into(),
        content: [(media.to_owned(), media_type)].into_iter().collect(),
        ..Response::default()
    }
}
