//! `gatehouse mcp` as an agent starts it: the protocol's own client on the program's standard input and output, a real control plane behind it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test's helper is a test")]

#[path = "../../server/tests/common/mod.rs"]
mod common;
#[path = "../../server/tests/common/visits.rs"]
mod visits;

use std::process::Command;

use rmcp::ServiceExt;
use rmcp::model::CallToolRequestParams;
use rmcp::transport::TokioChildProcess;
use secrecy::ExposeSecret;
use serde_json::json;
use visits::Visits;

const PROGRAM: &str = env!("CARGO_BIN_EXE_gatehouse");

fn command(visits: &Visits, agent: &str) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(["mcp", "--agent", agent, "--url", &visits.server.base()]);
    command.env("GATEHOUSE_API_KEY", visits.caller.key.expose_secret());
    command
}

#[tokio::test]
async fn an_agent_that_starts_a_program_gets_the_same_skills() {
    let visits = Visits::start().await;
    visits.lookup().await;
    visits.booking().await;
    visits.publish().await;
    let child = TokioChildProcess::new(tokio::process::Command::from(command(&visits, &visits.agent))).unwrap();
    let client = ().serve(child).await.unwrap();
    let tools = client.list_all_tools().await.unwrap();
    let names: Vec<&str> = tools.iter().map(|tool| tool.name.as_ref()).collect();
    assert_eq!(names, ["look_up_a_visit", "book_a_visit"]);
    assert!(client.list_all_resources().await.is_err() || client.list_all_resources().await.unwrap().is_empty());
    let arguments = json!({ "caller_phone": "+15557" }).as_object().cloned().unwrap();
    let found =
        client.call_tool(CallToolRequestParams::new("look_up_a_visit").with_arguments(arguments)).await.unwrap();
    assert_eq!(found.structured_content, Some(json!({ "rows": [{ "number": 7, "note": "n7" }] })));
    let arguments = json!({ "caller_phone": "+1", "starts_at": "2026-04-01T10:00:00Z" }).as_object().cloned().unwrap();
    let asked = client.call_tool(CallToolRequestParams::new("book_a_visit").with_arguments(arguments)).await.unwrap();
    assert_eq!(asked.structured_content.unwrap()["code"], "confirmation_required");
    assert!(client.call_tool(CallToolRequestParams::new("keys")).await.is_err());
    client.cancel().await.unwrap();
}

#[tokio::test]
async fn without_a_key_or_for_nobodys_agent_it_says_so_and_ends() {
    let visits = Visits::start().await;
    let key = visits.caller.key.expose_secret().to_owned();
    let ended = async |mut command: Command| {
        let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && output.stdout.is_empty(), "{said}");
        assert!(!said.contains(&key), "{said}");
        said
    };
    let mut nameless = command(&visits, &visits.agent);
    nameless.env_remove("GATEHOUSE_API_KEY");
    assert!(ended(nameless).await.contains("GATEHOUSE_API_KEY"));
    assert!(ended(command(&visits, "nobody")).await.contains("does not serve this agent"));
}
