//! The published skills of an agent as a standard MCP server over streamable HTTP.
//!
//! Nothing is kept between two messages: who asks and for which agent is decided for each by the same layers as everywhere, so any process behind a
//! balancer can answer. A tool is a skill, and calling it is `serving::call`; there is nothing else to call.

mod tools;

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Extension, Request, State};
use axum::http::request::Parts;
use axum::response::Response;
use gatehouse_api::Scope;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, Implementation, ListToolsResult, PaginatedRequestParams,
    ServerCapabilities, ServerConfig,
};
use rmcp::service::RequestContext;
use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use rmcp::transport::{StreamableHttpServerConfig, StreamableHttpService};
use rmcp::{ErrorData, RoleServer, ServerHandler};
use serde_json::Value;

use crate::extract::{AgentId, Caller, MOST_BYTES};
use crate::problem::Problem;
use crate::serving::{Called, ServedAgent, call};
use crate::state::AppState;

/// The protocol's half. Cheap to clone.
pub(crate) type Protocol = StreamableHttpService<Skills, NeverSessionManager>;

/// The protocol, without sessions. Which hosts and origins may ask was decided before by `layers::refuse_web_pages`, for this route as for all.
pub(crate) fn protocol() -> Protocol {
    let config = StreamableHttpServerConfig::default()
        .with_legacy_session_mode(false)
        .with_json_response(true)
        .with_max_request_body_bytes(MOST_BYTES)
        .disable_allowed_hosts();
    StreamableHttpService::new(|| Ok(Skills), Arc::new(NeverSessionManager::default()), config)
}

/// `/agents/{agent}/mcp`, for keys with `skills:invoke`.
pub(crate) async fn serve(
    Extension(caller): Extension<Caller>,
    Extension(protocol): Extension<Protocol>,
    AgentId(agent): AgentId,
    State(state): State<AppState>,
    mut request: Request,
) -> Result<Response, Problem> {
    if !caller.has(Scope::SkillsInvoke) {
        return Err(Problem::insufficient_scope(Scope::SkillsInvoke));
    }
    let agent = state.serving.agent(&state, &caller.organisation, &agent).await?;
    request.extensions_mut().insert(Asked { state, caller, agent });
    Ok(protocol.handle(request).await.map(Body::new))
}

/// Who asks, and what of. Put into every request before the protocol sees it.
#[derive(Clone)]
struct Asked {
    state: AppState,
    caller: Caller,
    agent: Arc<ServedAgent>,
}

impl Asked {
    fn of(context: &RequestContext<RoleServer>) -> Result<Asked, ErrorData> {
        let parts = context.extensions.get::<Parts>();
        let asked = parts.and_then(|parts| parts.extensions.get::<Asked>()).cloned();
        asked.ok_or_else(|| ErrorData::internal_error("the request came without its caller", None))
    }
}

/// Tools, and nothing but tools: no prompts, no resources, and of the tools only skills.
#[derive(Clone)]
pub(crate) struct Skills;

impl ServerHandler for Skills {
    fn get_info(&self) -> ServerConfig {
        let mut info = ServerConfig::new(ServerCapabilities::builder().enable_tools().build());
        info.server_info = Implementation::new("gatehouse", env!("CARGO_PKG_VERSION"));
        info.instructions = Some(tools::INSTRUCTIONS.into());
        info
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let asked = Asked::of(&context)?;
        let skills = asked.agent.skills.iter().filter(|skill| skill.ready.is_some());
        Ok(ListToolsResult::with_all_items(skills.map(|skill| tools::tool(&skill.definition)).collect()))
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let Asked { state, caller, agent } = Asked::of(&context)?;
        let unknown = || ErrorData::invalid_params("there is no such tool", None);
        let skill = agent.skill_named(&request.name).ok_or_else(unknown)?;
        let invocation = tools::invocation(&skill.definition, request, &context.meta);
        let called = match invocation {
            Ok(invocation) => call(&state, &caller, &agent, skill, invocation, None).await,
            Err(problem) => Err(problem),
        };
        let result = match called {
            Ok(Called::Answered(document)) => {
                // Our own JSON, so it can be read back.
                CallToolResult::structured(serde_json::from_str(&document).unwrap_or(Value::Null))
            }
            Ok(Called::Repeated(_)) => return Err(ErrorData::internal_error("a tool call has no receipt", None)),
            Err(problem) => CallToolResult::structured_error(problem.told()),
        };
        Ok(result.into())
    }
}
