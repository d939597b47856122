//! `gatehouse mcp`: an agent's published skills on standard input and output.
//!
//! It asks a running control plane, as anybody with the key could, and hands on: it has no store, no database and no rule of its own. So a desktop
//! agent that can only start a program gets exactly what one that speaks HTTP gets.

use anyhow::Context;
use gatehouse_api::Client;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, ListToolsResult, PaginatedRequestParams, ServerCapabilities, ServerConfig,
};
use rmcp::service::{Peer, RequestContext, ServiceError};
use rmcp::transport::StreamableHttpClientTransport;
use rmcp::transport::streamable_http_client::StreamableHttpClientTransportConfig;
use rmcp::{ErrorData, RoleClient, RoleServer, ServerHandler, ServiceExt};
use secrecy::SecretString;
use serde_json::json;

use crate::args::McpArgs;
use crate::output::Outcome;

/// Whose key is used. Not an argument: those are for everybody on the machine to read.
const KEY: &str = "GATEHOUSE_API_KEY";

/// Serves until standard input ends.
pub(crate) async fn mcp(args: McpArgs) -> anyhow::Result<Outcome> {
    let key = std::env::var(KEY).map(SecretString::from);
    let key = key.with_context(|| format!("{KEY} holds no key: set it to one with the scope skills:invoke"))?;
    let (http, address) = Client::new(&args.url, &key)?.mcp(&args.agent);
    let config = StreamableHttpClientTransportConfig::with_uri(address);
    let plane = ().serve(StreamableHttpClientTransport::with_client(http, config)).await;
    let plane = plane
        .context("the control plane does not serve this agent: look at the agent's id, the key and the address")?;
    let skills = Skills {
        plane: plane.peer().clone(),
        instructions: plane.peer_info().and_then(|info| info.instructions.clone()),
    };
    let agent = skills.serve((tokio::io::stdin(), tokio::io::stdout())).await.context("the agent speaks no MCP")?;
    agent.waiting().await?;
    Ok(Outcome::new(json!({ "ended": true }), Vec::new()))
}

/// The control plane's tools, handed on.
struct Skills {
    plane: Peer<RoleClient>,
    instructions: Option<String>,
}

impl ServerHandler for Skills {
    fn get_info(&self) -> ServerConfig {
        let mut info = ServerConfig::new(ServerCapabilities::builder().enable_tools().build());
        info.instructions.clone_from(&self.instructions);
        info
    }

    async fn list_tools(
        &self,
        request: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        self.plane.list_tools(request).await.map_err(handed_on)
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        self.plane.call_tool(request).await.map(Into::into).map_err(handed_on)
    }
}

/// The plane's own error, or that it did not answer.
fn handed_on(error: ServiceError) -> ErrorData {
    match error {
        ServiceError::McpError(error) => error,
        _ => ErrorData::internal_error("the control plane does not answer", None),
    }
}
