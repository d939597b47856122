//! The API's description, OpenAPI 3.1, put together from the types of the handlers: what an extractor takes and refuses is
//! said where it is described (`inputs`), what a handler answers where it is routed (`answers`). Nothing in it is secret.

mod answers;
mod inputs;
mod page;

use aide::openapi::{Components, Info, OpenApi, ReferenceOr, SecurityScheme, Server, Tag};
use axum::body::Bytes;
use gatehouse_api::ALL_SCOPES;

pub(crate) use answers::{Answers, created, data, listed};
pub(crate) use page::policy;

/// What a key is called in the description.
const KEY: &str = "apiKey";

/// The document and the page that shows it, made once.
#[derive(Clone)]
pub(crate) struct Description {
    /// OpenAPI's JSON.
    pub(crate) json: Bytes,
    /// HTML without script.
    pub(crate) html: Bytes,
}

impl Description {
    /// Out of what the routes have added.
    pub(crate) fn of(api: &OpenApi) -> Description {
        let value = serde_json::to_value(api).unwrap_or_default();
        Description { json: value.to_string().into(), html: page::page(&value).into() }
    }
}

/// The frame, to which the routes add themselves.
pub(crate) fn frame() -> OpenApi {
    let scopes: Vec<&str> = ALL_SCOPES.iter().map(|scope| scope.as_str()).collect();
    let key = SecurityScheme::Http {
        scheme: "bearer".into(),
        bearer_format: Some("flowyte_sk_…".into()),
        description: Some(format!(
            "A key of this control plane, which fixes the organisation. Each operation names the scope that the key needs. \
             Scopes: {}.",
            scopes.join(", ")
        )),
        extensions: Default::default(),
    };
    let tag = |name: &str, text: &str| Tag { name: name.into(), description: Some(text.into()), ..Tag::default() };
    OpenApi {
        info: Info {
            title: "Gatehouse control plane".into(),
            version: env!("CARGO_PKG_VERSION").into(),
            description: Some(
                "What agents may touch in a database: connections, scoping, bindings, publishing. Success answers are \
                 `{success, data}`, lists carry `pagination`, errors are problem+json (RFC 9457)."
                    .into(),
            ),
            ..Info::default()
        },
        servers: vec![Server { url: "/api/v1".into(), ..Server::default() }],
        tags: vec![
            tag("Integrations", "Connections to databases, their schema and scoping."),
            tag("Agents", "Agents and their published versions."),
            tag("Skills", "What an agent can do: bindings, compiled."),
            tag("AuditLogs", "Who changed what."),
        ],
        components: Some(Components {
            security_schemes: [(KEY.to_owned(), ReferenceOr::Item(key))].into_iter().collect(),
            ..Components::default()
        }),
        ..OpenApi::default()
    }
}
