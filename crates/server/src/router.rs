//! The contract's table of endpoints as routes. The scope of each is in its handler's signature.

use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{any, delete, get, patch, post};
use axum::{Extension, Router};

use crate::extract::{MOST_BYTES, authenticate, authenticate_from_memory};
use crate::front::Class;
use crate::layers::{limit_address, limit_key, observe, refuse_web_pages, replay};
use crate::mcp;
use crate::routes::{
    agents, audit, auto, bindings, connection, health, integrations, invoke, objects, schema, scoping, scripts, search,
    skills, versions,
};
use crate::state::AppState;

pub(crate) fn router(state: AppState) -> Router {
    // The mutating POSTs. `sql/test` is none: it stores nothing, and an answer kept for repetition would be something.
    let mutating = Router::new()
        .route("/agents", post(agents::create))
        .route("/integrations/{kind}/connect", post(connection::connect))
        .route("/integrations/{kind}/discover", post(connection::discover))
        .route("/agents/{agent}/publish", post(versions::publish))
        .route("/agents/{agent}/rollback", post(versions::rollback))
        .route("/agents/{agent}/integrations/{kind}/bindings", post(bindings::create))
        .route("/agents/{agent}/integrations/{kind}/bindings/auto", post(auto::create))
        .route_layer(from_fn_with_state(state.clone(), replay));
    let api = Router::new()
        .route("/agents", get(agents::list))
        .route("/agents/{agent}/skills", get(skills::list))
        .route("/agents/{agent}/versions", get(versions::list))
        .route("/audit-logs", get(audit::list))
        .route("/agents/{agent}/skills/{skill}", patch(skills::change).delete(skills::delete))
        .route("/integrations/catalog", get(integrations::catalog))
        .route("/integrations/{kind}", delete(connection::disconnect))
        .route("/integrations/{kind}/sql/scripts", get(scripts::show))
        .route("/integrations/{kind}/sql/test", post(connection::test))
        .route("/integrations/{kind}/schema", get(schema::show))
        .route("/integrations/{kind}/objects", get(objects::list))
        .route("/integrations/{kind}/search", get(search::find))
        .route("/integrations/{kind}/scoping", get(scoping::show).patch(scoping::change))
        .merge(mutating)
        .route_layer(from_fn_with_state((state.clone(), Class::Calls), limit_key))
        .route_layer(from_fn_with_state(state.clone(), authenticate));
    // Calling skills: from memory, and counted apart.
    let serving = Router::new()
        .route("/api/v1/agents/{agent}/skills/{skill}/invoke", post(invoke::invoke))
        .route("/api/v1/agents/{agent}/mcp", any(mcp::serve).layer(Extension(mcp::protocol())))
        .route_layer(from_fn_with_state((state.clone(), Class::Invocations), limit_key))
        .route_layer(from_fn_with_state(state.clone(), authenticate_from_memory))
        .route_layer(from_fn_with_state((state.clone(), Class::Invocations), limit_address));
    Router::new()
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/metrics", get(health::metrics))
        .nest("/api/v1", api)
        .fallback(health::nowhere)
        .method_not_allowed_fallback(health::not_so)
        .layer(from_fn_with_state((state.clone(), Class::Calls), limit_address))
        .merge(serving)
        .layer(DefaultBodyLimit::max(MOST_BYTES))
        .layer(from_fn_with_state(state.clone(), refuse_web_pages))
        .layer(from_fn_with_state(state.clone(), observe))
        .with_state(state)
}
