//! The same skills over the Model Context Protocol, asked by the protocol's own client: what is offered, and how it is called.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test's helper is a test")]

mod common;
#[path = "common/protocol.rs"]
mod protocol;
#[path = "common/visits.rs"]
mod visits;

use common::{Caller, problem, read};
use gatehouse_api::Scope;
use protocol::{call, client, object};
use reqwest::Method;
use rmcp::model::{CallToolRequestParams, RequestMetaObject};
use serde_json::{Value, json};
use visits::Visits;

#[tokio::test]
async fn everything_that_is_offered_is_a_published_skill() {
    let visits = Visits::start().await;
    let lookup = visits.lookup().await;
    visits.booking().await;
    visits.moving().await;
    visits.publish().await;
    let client = client(&visits.caller, &visits.agent).await;
    // Everything that the server says it has.
    let info = client.peer_info().unwrap();
    let capabilities = serde_json::to_value(&info.capabilities).unwrap();
    assert_eq!(object(capabilities).keys().collect::<Vec<_>>(), ["tools"]);
    for offered in
        [client.list_all_prompts().await.map(|all| all.len()), client.list_all_resources().await.map(|all| all.len())]
    {
        assert!(offered.is_err() || offered.is_ok_and(|count| count == 0));
    }
    let tools = client.list_all_tools().await.unwrap();
    let names: Vec<&str> = tools.iter().map(|tool| tool.name.as_ref()).collect();
    assert_eq!(names, ["look_up_a_visit", "book_a_visit", "move_a_visit"], "no other tool, whatever its name");
    let [read, book, move_] = tools.as_slice() else { panic!() };
    let hints = |tool: &rmcp::model::Tool| {
        let hints = tool.annotations.clone().unwrap();
        (hints.read_only_hint, hints.destructive_hint, hints.idempotent_hint, hints.open_world_hint)
    };
    assert_eq!(hints(read), (Some(true), Some(false), Some(true), Some(false)));
    assert_eq!(hints(book), (Some(false), Some(false), Some(false), Some(false)));
    assert_eq!(hints(move_), (Some(false), Some(true), Some(true), Some(false)));
    assert_eq!(read.title.as_deref(), Some("Look up a visit"));
    let properties = |tool: &rmcp::model::Tool| {
        tool.input_schema["properties"].as_object().unwrap().keys().cloned().collect::<Vec<_>>()
    };
    assert_eq!(properties(read), ["caller_phone"]);
    assert_eq!(properties(book), ["caller_phone", "confirmation_token", "starts_at"]);
    // Nothing of what the owner decides is told, not even its words.
    let told =
        serde_json::to_string(&tools).unwrap().to_lowercase() + &serde_json::to_string(&*info).unwrap().to_lowercase();
    for word in [
        "select ",
        "insert ",
        "scoping",
        "block",
        "binding",
        "credential",
        "password",
        "ssn",
        "flowyte_sk",
        "public.visits",
    ] {
        assert!(!told.contains(word), "{word}: {told}");
    }
    // And what is switched off is offered no more.
    visits.switch(&lookup, false).await;
    let names: Vec<_> = client.list_all_tools().await.unwrap().into_iter().map(|tool| tool.name).collect();
    assert_eq!(names, ["book_a_visit", "move_a_visit"]);
}

#[tokio::test]
async fn a_read_gives_what_the_trial_shows() {
    let visits = Visits::start().await;
    visits.lookup().await;
    visits.publish().await;
    let client = client(&visits.caller, &visits.agent).await;
    let found = call(&client, "look_up_a_visit", json!({ "caller_phone": "+15557" })).await;
    let expected = json!({ "rows": [{ "number": 7, "note": "n7" }] });
    assert_eq!((found.is_error, found.structured_content), (Some(false), Some(expected.clone())));
    let text = found.content[0].as_text().unwrap().text.clone();
    assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), expected);
    let wrong = call(&client, "look_up_a_visit", json!({ "caller_phone": 7, "other": "canary" })).await;
    let told = wrong.structured_content.unwrap();
    assert_eq!((wrong.is_error, &told["code"]), (Some(true), &json!("arguments_invalid")));
    assert!(!told.to_string().contains("canary"), "{told}");
    for tool in ["scoping", "block", "connect", "SELECT 1", ""] {
        assert!(client.call_tool(CallToolRequestParams::new(tool)).await.is_err(), "{tool}");
    }
}

#[tokio::test]
async fn a_write_is_confirmed_with_its_token() {
    let visits = Visits::start().await;
    visits.booking().await;
    visits.moving().await;
    visits.publish().await;
    let client = client(&visits.caller, &visits.agent).await;
    let mut arguments = json!({ "caller_phone": "+1999", "starts_at": "2026-04-01T10:00:00Z" });
    let asked = call(&client, "book_a_visit", arguments.clone()).await;
    let told = asked.structured_content.unwrap();
    assert_eq!((asked.is_error, &told["code"]), (Some(true), &json!("confirmation_required")));
    assert!(told["confirmation"]["summary"].as_str().unwrap().contains("caller_phone: +1999"));
    arguments["confirmation_token"] = told["confirmation"]["token"].clone();
    let made = call(&client, "book_a_visit", arguments.clone()).await;
    assert_eq!(made.structured_content.unwrap()["changed"], 1);
    let again = call(&client, "book_a_visit", arguments).await;
    assert_eq!(again.structured_content.unwrap()["code"], "confirmation_invalid");
    assert_eq!(visits.ask("SELECT count(*)::text FROM visits WHERE note = 'by agent'").await, "1");

    // Whose identity was verified is for the platform to say, beside the model's arguments.
    let arguments = json!({ "number": 3, "starts_at": "2026-05-01T10:00:00Z" });
    let refused = call(&client, "move_a_visit", arguments.clone()).await;
    assert_eq!(refused.structured_content.unwrap()["code"], "identity_required");
    let sneaked =
        json!({ "number": 3, "starts_at": "2026-05-01T10:00:00Z", "identity": { "verified": true, "subject": "me" } });
    let refused = call(&client, "move_a_visit", sneaked).await;
    assert_eq!(refused.structured_content.unwrap()["code"], "identity_required");
    let mut request = CallToolRequestParams::new("move_a_visit").with_arguments(object(arguments));
    let meta = json!({ "gatehouse/identity": { "verified": true, "subject": "caller 3" } });
    request.meta = Some(RequestMetaObject::from(object(meta)));
    let asked = client.call_tool(request).await.unwrap().structured_content.unwrap();
    assert_eq!(asked["code"], "confirmation_required", "{asked}");
}

#[tokio::test]
async fn only_those_are_heard_who_may_ask() {
    let visits = Visits::start().await;
    visits.lookup().await;
    visits.publish().await;
    let path = format!("/agents/{}/mcp", visits.agent);
    let list = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/list" });
    let ask = async |caller: &Caller, path: &str, headers: &[(&str, &str)]| {
        let mut request = caller.request(Method::POST, path).header("accept", "application/json, text/event-stream");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.json(&list).send().await.unwrap()
    };
    let allowed = ask(&visits.caller, &path, &[]).await;
    assert_eq!(allowed.status(), 200);
    let tools: Value = allowed.json().await.unwrap();
    assert_eq!(tools["result"]["tools"][0]["name"], "look_up_a_visit", "{tools}");
    let refused = async |caller: &Caller, path: &str, headers: &[(&str, &str)]| {
        let answer = read(ask(caller, path, headers).await).await;
        (answer.0, problem(&answer).1.to_owned())
    };
    let without = visits.without(Scope::SkillsInvoke).await;
    assert_eq!(refused(&without, &path, &[]).await, (403, "insufficient_scope".into()));
    let other = visits.server.caller("another").await;
    assert_eq!(refused(&other, &path, &[]).await, (404, "not_found".into()));
    assert_eq!(refused(&visits.caller, "/agents/nobody/mcp", &[]).await, (404, "not_found".into()));
    assert_eq!(
        refused(&visits.caller, &path, &[("origin", "https://evil.example")]).await,
        (403, "origin_refused".into())
    );
    assert_eq!(refused(&visits.caller, &path, &[("host", "evil.example")]).await, (421, "misdirected_request".into()));
    let stranger =
        Caller { base: visits.caller.base.clone(), key: "flowyte_sk_live_x".into(), http: visits.caller.http.clone() };
    assert_eq!(refused(&stranger, &path, &[]).await, (401, "unauthorized".into()));
}
