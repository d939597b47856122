//! The Model Context Protocol's own client.
#![allow(dead_code, unreachable_pub, missing_docs, reason = "shared by test binaries, each of which uses a part")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test's helper is a test")]

use rmcp::model::{CallToolRequestParams, CallToolResult, ClientConfig, JsonObject};
use rmcp::service::RunningService;
use rmcp::transport::StreamableHttpClientTransport;
use rmcp::transport::streamable_http_client::StreamableHttpClientTransportConfig;
use rmcp::{RoleClient, ServiceExt};
use secrecy::ExposeSecret;
use serde_json::Value;

use super::common::Caller;

pub type Client = RunningService<RoleClient, ClientConfig>;

pub async fn client(caller: &Caller, agent: &str) -> Client {
    let uri = format!("{}/agents/{agent}/mcp", caller.base);
    let config = StreamableHttpClientTransportConfig::with_uri(uri).auth_header(caller.key.expose_secret());
    let transport = StreamableHttpClientTransport::with_client(caller.http.clone(), config);
    ClientConfig::default().serve(transport).await.unwrap()
}

pub fn object(value: Value) -> JsonObject {
    let Value::Object(object) = value else { panic!("{value}") };
    object
}

pub async fn call(client: &Client, tool: &str, arguments: Value) -> CallToolResult {
    client.call_tool(CallToolRequestParams::new(tool.to_owned()).with_arguments(object(arguments))).await.unwrap()
}
