//! The contract's table of endpoints as routes. The scope of each is in its handler's signature; what it answers is said
//! here, and both go into the description of the API.

use aide::axum::ApiRouter;
use aide::axum::routing::{delete_with, get_with, patch_with, post_with};
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{any, get};
use axum::{Extension, Router};
use gatehouse_api::{
    Agent, AgentVersion, AuditLog, BindingBody, ConnectionState, Deleted, DiscoverySummary, IntegrationObject,
    IntegrationStatus, Scope, ScopingState, Scripts, SearchHit, Skill,
};
use gatehouse_core::catalog::Catalog;
use gatehouse_core::connection::CheckReport;
use serde_json::Value;

use crate::extract::{MOST_BYTES, authenticate, authenticate_from_memory};
use crate::front::Class;
use crate::layers::{limit_address, limit_key, observe, refuse_web_pages, replay};
use crate::mcp;
use crate::openapi::{Answers, Description, created, data, frame, listed};
use crate::routes::{
    agents, audit, auto, bindings, connection, description, health, integrations, invoke, objects, schema, scoping,
    scripts, search, skills, versions,
};
use crate::state::AppState;

pub(crate) fn router(state: AppState) -> Router {
    // aide gathers schemas by thread; what another server on this thread left behind is none of ours.
    aide::generate::reset_context();
    aide::generate::extract_schemas(true);
    let mut description = frame();
    let api = reading().merge(changing()).merge(repeatable().route_layer(from_fn_with_state(state.clone(), replay)));
    // Calling skills: from memory, and counted apart.
    let serving = calling()
        .finish_api(&mut description)
        .merge(protocols())
        .route_layer(from_fn_with_state((state.clone(), Class::Invocations), limit_key))
        .route_layer(from_fn_with_state(state.clone(), authenticate_from_memory))
        .route_layer(from_fn_with_state((state.clone(), Class::Invocations), limit_address));
    let api = api
        .finish_api(&mut description)
        .route_layer(from_fn_with_state((state.clone(), Class::Calls), limit_key))
        .route_layer(from_fn_with_state(state.clone(), authenticate));
    Router::new()
        .merge(keyless())
        .nest("/api/v1", api)
        .layer(Extension(Description::of(&description)))
        .fallback(health::nowhere)
        .method_not_allowed_fallback(health::not_so)
        .layer(from_fn_with_state((state.clone(), Class::Calls), limit_address))
        .merge(Router::new().nest("/api/v1", serving))
        .layer(DefaultBodyLimit::max(MOST_BYTES))
        .layer(from_fn_with_state(state.clone(), refuse_web_pages))
        .layer(from_fn_with_state(state.clone(), observe))
        .with_state(state)
}

/// What needs no API key, and is described elsewhere than in the API's own description: all that there is of it.
fn keyless() -> Router<AppState> {
    Router::new()
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/metrics", get(health::metrics))
        .route("/api/v1/openapi.json", get(description::document))
        .route("/api/v1/docs", get(description::page))
}

/// What speaks a protocol of its own, which describes itself.
fn protocols() -> Router<AppState> {
    Router::new().route("/agents/{agent}/mcp", any(mcp::serve).layer(Extension(mcp::protocol())))
}

fn calling() -> ApiRouter<AppState> {
    ApiRouter::new().api_route(
        "/agents/{agent}/skills/{skill}/invoke",
        post_with(invoke::invoke, |op| {
            let op = op.tag("Skills").scoped(Scope::SkillsInvoke).repeatable();
            data::<Value>(op, "invokeSkill", "Call a published skill").refuses(&[422, 502, 504])
        }),
    )
}

fn reading() -> ApiRouter<AppState> {
    ApiRouter::new()
        .api_route(
            "/agents",
            get_with(agents::list, |op| listed::<Agent>(op.tag("Agents"), "listAgents", "The agents")),
        )
        .api_route(
            "/agents/{agent}/skills",
            get_with(skills::list, |op| {
                listed::<Skill>(op.tag("Skills"), "listSkills", "The skills of an agent's draft")
            }),
        )
        .api_route(
            "/agents/{agent}/versions",
            get_with(versions::list, |op| {
                listed::<AgentVersion>(
                    op.tag("Agents"),
                    "listVersions",
                    "What an agent has published, the latest first",
                )
            }),
        )
        .api_route(
            "/audit-logs",
            get_with(audit::list, |op| {
                listed::<AuditLog>(op.tag("AuditLogs"), "listAuditLogs", "Who changed what, the latest first")
            }),
        )
        .api_route(
            "/integrations/catalog",
            get_with(integrations::catalog, |op| {
                listed::<IntegrationStatus>(op.tag("Integrations"), "listIntegrations", "The kinds of integration")
            }),
        )
        .api_route(
            "/integrations/{kind}/sql/scripts",
            get_with(scripts::show, |op| {
                data::<Scripts>(op.tag("Integrations"), "getSqlScripts", "Scripts that make a database user for agents")
            }),
        )
        .api_route(
            "/integrations/{kind}/schema",
            get_with(schema::show, |op| {
                data::<Catalog>(op.tag("Integrations"), "getSchema", "The discovered schema, blocked parts absent")
            }),
        )
        .api_route(
            "/integrations/{kind}/objects",
            get_with(objects::list, |op| {
                listed::<IntegrationObject>(
                    op.tag("Integrations"),
                    "listObjects",
                    "Tables and views, with their counts",
                )
            }),
        )
        .api_route(
            "/integrations/{kind}/search",
            get_with(search::find, |op| {
                data::<Vec<SearchHit>>(op.tag("Integrations"), "searchSchema", "Tables and columns, best first")
            }),
        )
        .api_route(
            "/integrations/{kind}/scoping",
            get_with(scoping::show, |op| {
                data::<ScopingState>(op.tag("Integrations"), "getIntegrationScoping", "A connection's data scoping")
            }),
        )
}

fn changing() -> ApiRouter<AppState> {
    ApiRouter::new()
        .api_route(
            "/integrations/{kind}/scoping",
            patch_with(scoping::change, |op| {
                let summary = "Set a connection's data scoping";
                data::<ScopingState>(op.tag("Integrations"), "setIntegrationScoping", summary).refuses(&[409])
            }),
        )
        .api_route(
            "/integrations/{kind}",
            delete_with(connection::disconnect, |op| {
                data::<ConnectionState>(op.tag("Integrations"), "disconnectIntegration", "Disconnect; scoping is kept")
            }),
        )
        .api_route(
            "/agents/{agent}/skills/{skill}/binding",
            get_with(skills::binding, |op| {
                data::<BindingBody>(op.tag("Skills"), "getSkillBinding", "The binding that a skill was made of")
            }),
        )
        // It stores nothing: an answer kept for repetition would be something.
        .api_route(
            "/integrations/{kind}/sql/test",
            post_with(connection::test, |op| {
                data::<CheckReport>(op.tag("Integrations"), "testSqlConnection", "Check credentials, storing nothing")
            }),
        )
        .api_route(
            "/agents/{agent}/skills/{skill}",
            get_with(skills::show, |op| data::<Skill>(op.tag("Skills"), "getSkill", "A skill of an agent's draft"))
                .patch_with(skills::change, |op| {
                    data::<Skill>(op.tag("Skills"), "updateSkill", "Enable, disable or describe a skill")
                        .refuses(&[409, 422])
                })
                .delete_with(skills::delete, |op| {
                    data::<Deleted>(op.tag("Skills"), "deleteSkill", "Delete a skill").refuses(&[409])
                }),
        )
}

/// The mutating POSTs.
fn repeatable() -> ApiRouter<AppState> {
    ApiRouter::new()
        .api_route(
            "/agents",
            post_with(agents::create, |op| {
                created::<Agent>(op.tag("Agents").repeatable(), "createAgent", "Create an agent").refuses(&[422])
            }),
        )
        .api_route(
            "/integrations/{kind}/connect",
            post_with(connection::connect, |op| {
                data::<ConnectionState>(op.tag("Integrations").repeatable(), "connectIntegration", "Submit credentials")
                    .refuses(&[422])
            }),
        )
        .api_route(
            "/integrations/{kind}/discover",
            post_with(connection::discover, |op| {
                data::<DiscoverySummary>(
                    op.tag("Integrations").repeatable(),
                    "discoverSchema",
                    "Read the database's schema",
                )
                .refuses(&[422])
            }),
        )
        .api_route(
            "/agents/{agent}/publish",
            post_with(versions::publish, |op| {
                data::<AgentVersion>(
                    op.tag("Agents").repeatable(),
                    "publishAgent",
                    "Freeze the enabled skills into a version",
                )
                .refuses(&[422])
            }),
        )
        .api_route(
            "/agents/{agent}/rollback",
            post_with(versions::rollback, |op| {
                data::<AgentVersion>(op.tag("Agents").repeatable(), "rollbackAgent", "Go back to an earlier version")
                    .refuses(&[422])
            }),
        )
        .api_route(
            "/agents/{agent}/integrations/{kind}/bindings",
            post_with(bindings::create, |op| {
                created::<Skill>(op.tag("Skills").repeatable(), "createBinding", "Bind a query as a skill")
                    .or_ok()
                    .refuses(&[422])
            }),
        )
        .api_route(
            "/agents/{agent}/integrations/{kind}/bindings/auto",
            post_with(auto::create, |op| {
                created::<Skill>(op.tag("Skills").repeatable(), "proposeBinding", "Bind what answers a goal in words")
                    .refuses(&[422])
            }),
        )
}
