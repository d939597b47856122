//! The contract's conventions, without any database: keys, scopes, envelope, problems, isolation, idempotency.

mod common;

use common::{Home, Server, http, problem, read};
use gatehouse_api::{ALL_SCOPES, ApiFailure, Credentials, Precondition, Scope};
use gatehouse_core::connection::Engine;
use gatehouse_core::scoping::WireScoping;
use gatehouse_server::{ServeError, ServeOptions, serve};
use reqwest::Method;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

fn credentials() -> Value {
    json!({ "credentials": { "host": "127.0.0.1", "port": "1", "database": "d", "user": "u", "password": "hunter2-canary" } })
}

fn binding() -> Value {
    json!({ "toolName": "Look up an appointment", "operation": "appointments.read",
            "inputs": [{ "param": "caller_phone", "arg": "phone" }], "projection": [{ "path": ["status"], "leaf": "status" }] })
}

fn endpoints(agent: &str) -> Vec<(Method, String, Scope, Option<Value>)> {
    use Scope as S;
    let of = |method, path: &str, scope, body| (method, path.replace("AGENT", agent), scope, body);
    vec![
        of(Method::GET, "/agents", S::AgentsRead, None),
        of(Method::POST, "/agents", S::AgentsWrite, Some(json!({ "name": "x" }))),
        of(Method::GET, "/agents/AGENT/skills", S::SkillsRead, None),
        of(Method::GET, "/agents/AGENT/skills/none", S::SkillsRead, None),
        of(Method::PATCH, "/agents/AGENT/skills/none", S::SkillsWrite, Some(json!({}))),
        of(Method::DELETE, "/agents/AGENT/skills/none", S::SkillsWrite, None),
        of(Method::POST, "/agents/AGENT/publish", S::AgentsWrite, Some(json!({}))),
        of(Method::POST, "/agents/AGENT/rollback", S::AgentsWrite, Some(json!({ "versionId": "none" }))),
        of(Method::GET, "/agents/AGENT/versions", S::AgentsRead, None),
        of(Method::GET, "/audit-logs", S::AuditRead, None),
        of(Method::GET, "/integrations/catalog", S::IntegrationsRead, None),
        of(Method::POST, "/integrations/postgres/sql/test", S::IntegrationsWrite, Some(credentials())),
        of(Method::POST, "/integrations/postgres/connect", S::IntegrationsConnect, Some(credentials())),
        of(Method::POST, "/integrations/postgres/discover", S::IntegrationsWrite, None),
        of(Method::GET, "/integrations/postgres/sql/scripts?database=d", S::IntegrationsRead, None),
        of(Method::GET, "/integrations/postgres/schema", S::IntegrationsRead, None),
        of(Method::GET, "/integrations/postgres/objects", S::IntegrationsRead, None),
        of(Method::GET, "/integrations/postgres/search?q=x", S::IntegrationsRead, None),
        of(Method::GET, "/integrations/postgres/scoping", S::IntegrationsRead, None),
        of(Method::PATCH, "/integrations/postgres/scoping", S::IntegrationsWrite, Some(json!({}))),
        of(Method::DELETE, "/integrations/postgres", S::IntegrationsWrite, None),
        of(Method::POST, "/agents/AGENT/integrations/postgres/bindings", S::SkillsWrite, Some(binding())),
    ]
}

#[tokio::test]
async fn every_endpoint_asks_for_its_scope_and_no_other() {
    let server = Server::start().await;
    let agent = server.caller("one").await.agent().await;
    for (method, path, scope, body) in endpoints(&agent) {
        let without: Vec<Scope> = ALL_SCOPES.into_iter().filter(|other| *other != scope).collect();
        for (scopes, enough) in [(without, false), (vec![scope], true)] {
            let caller = server.caller_with("one", &scopes).await;
            let mut request = caller.request(method.clone(), &path);
            if let Some(body) = &body {
                request = request.json(body);
            }
            let answer = read(request.send().await.unwrap()).await;
            let refused = problem(&answer) == (403, "insufficient_scope");
            assert_eq!(refused, !enough, "{method} {path} with {scopes:?}: {answer:?}");
        }
        let anonymous = http().request(method.clone(), format!("{}{path}", server.base())).send().await.unwrap();
        assert_eq!(anonymous.headers()["www-authenticate"], "Bearer");
        assert_eq!(problem(&read(anonymous).await), (401, "unauthorized"), "{method} {path}");
    }
}

#[tokio::test]
async fn a_wrong_key_is_no_key() {
    let server = Server::start().await;
    let caller = server.caller("one").await;
    let key = caller.key.expose_secret().to_owned();
    assert!(key.starts_with("flowyte_sk_"));
    let mut other_end = key.clone();
    let last = if other_end.pop() == Some('0') { '1' } else { '0' };
    other_end.push(last);
    for header in
        [format!("Bearer {other_end}"), format!("Basic {key}"), key.clone(), "Bearer ".into(), "Bearer x".into()]
    {
        let answer =
            http().get(format!("{}/agents", server.base())).header("authorization", &header).send().await.unwrap();
        assert_eq!(problem(&read(answer).await), (401, "unauthorized"));
    }
    let lower = http().get(format!("{}/agents", server.base())).header("authorization", format!("bearer {key}"));
    assert_eq!(read(lower.send().await.unwrap()).await.0, 200);
}

#[tokio::test]
async fn what_is_not_served_is_a_problem_too() {
    let server = Server::start().await;
    let caller = server.caller("one").await;
    for (path, expected) in [
        ("/integrations/oracle/scoping", (404, "unknown_kind")),
        ("/integrations/Postgres/scoping", (404, "unknown_kind")),
        ("/integrations/hubspot/scoping", (403, "reserved")),
        ("/nothing", (404, "not_found")),
        ("/integrations/postgres/schema", (404, "not_connected")),
        ("/integrations/postgres/objects", (404, "not_connected")),
        ("/integrations/postgres/search?q=visit", (404, "not_connected")),
        ("/integrations/postgres/search", (400, "validation_error")),
        ("/integrations/postgres/search?q=%20", (400, "validation_error")),
        ("/integrations/postgres/search?q=a&q=b", (400, "validation_error")),
        ("/integrations/postgres/search?q=%ff%fe", (404, "not_connected")),
        ("/integrations/postgres/search?q=a&limit=101", (400, "validation_error")),
        ("/integrations/postgres/objects?cursor=", (400, "validation_error")),
        ("/integrations/hubspot/search?q=a", (403, "reserved")),
        ("/agents?limit=0", (400, "validation_error")),
        ("/agents?cursor=x", (400, "validation_error")),
    ] {
        assert_eq!(problem(&caller.get(path).await), expected, "{path}");
    }
    let wrong_method = caller.request(Method::PUT, "/agents").send().await.unwrap();
    assert!(wrong_method.headers().contains_key("allow"));
    assert_eq!(problem(&read(wrong_method).await), (405, "method_not_allowed"));
    let root = caller.http.get(format!("http://{}/", server.address)).send().await.unwrap();
    assert_eq!(problem(&read(root).await), (404, "not_found"));
    let healthy = caller.http.get(format!("http://{}/healthz", server.address)).send().await.unwrap();
    assert_eq!(healthy.status(), 204);
}

#[tokio::test]
async fn a_malformed_body_names_the_field_and_repeats_no_value() {
    let server = Server::start().await;
    let caller = server.caller("one").await;
    let path = "/integrations/postgres/connect";
    for (body, field) in [
        (r#"{"credentials":{"host":"h","port":"1","database":"d","user":"u"}}"#, "credentials.password"),
        (r#"{"credentials":"hunter2-canary"}"#, "credentials"),
        (
            r#"{"credentials":{"host":["hunter2-canary"],"port":"1","database":"d","user":"u","password":"x"}}"#,
            "credentials.host",
        ),
        (r#"{"credentials":{"password":{"a":"hunter2-canary"}}}"#, "credentials.password"),
        (r#"["hunter2-canary"]"#, ""),
        ("{}", "credentials"),
    ] {
        let request = caller.request(Method::POST, path).header("content-type", "application/json").body(body);
        let answer = read(request.send().await.unwrap()).await;
        assert_eq!(problem(&answer), (400, "validation_error"), "{body}");
        assert_eq!(answer.1["errors"][0]["field"], field, "{body}: {answer:?}");
        assert!(!answer.1.to_string().contains("canary"), "{answer:?}");
    }
    for body in ["", "{", "{\"credentials\": hunter2-canary}", "\u{feff}{}"] {
        let request = caller.request(Method::POST, path).header("content-type", "application/json").body(body);
        assert_eq!(problem(&read(request.send().await.unwrap()).await), (400, "validation_error"), "{body}");
    }
    let plain =
        caller.request(Method::POST, path).header("content-type", "text/plain").body("{}").send().await.unwrap();
    assert_eq!(problem(&read(plain).await), (415, "unsupported_media_type"));
    let large = json!({ "name": "x".repeat(1024 * 1024) });
    assert_eq!(problem(&caller.post("/agents", &large).await), (413, "payload_too_large"));
    let large =
        caller.request(Method::POST, "/agents").header("idempotency-key", "k").json(&large).send().await.unwrap();
    assert_eq!(problem(&read(large).await), (413, "payload_too_large"));
}

#[tokio::test]
async fn an_unusable_descriptor_names_its_fields_and_test_always_answers() {
    let server = Server::start().await;
    let caller = server.caller("one").await;
    let mut body = credentials();
    body["credentials"]["sslmode"] = "disable".into();
    body["credentials"]["user"] = "".into();
    let answer = caller.post("/integrations/postgres/connect", &body).await;
    assert_eq!(problem(&answer), (422, "invalid"));
    let fields: Vec<_> =
        answer.1["errors"].as_array().unwrap().iter().map(|error| error["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["credentials.sslmode", "credentials.user"]);
    let (status, answer) = caller.post("/integrations/postgres/sql/test", &body).await;
    assert_eq!((status, &answer["data"]["ok"]), (200, &json!(false)));
    let checks = answer["data"]["checks"].as_array().unwrap();
    let statuses: Vec<_> = checks.iter().map(|check| check["status"].as_str().unwrap()).collect();
    assert_eq!(statuses, ["fail", "skipped", "skipped", "skipped", "skipped", "skipped"]);
    assert_eq!(problem(&caller.post("/integrations/mysql/connect", &credentials()).await).0, 422);
}

#[tokio::test]
async fn private_hosts_are_refused_unless_allowed() {
    let server = Server::start_in(Home::new().await, false).await;
    let caller = server.caller("one").await;
    let answer = caller.post("/integrations/postgres/connect", &credentials()).await;
    assert_eq!(problem(&answer), (422, "connection_failed"));
    assert_eq!(answer.1["errors"][0]["code"], "host_not_allowed");
    let (status, answer) = caller.post("/integrations/postgres/sql/test", &credentials()).await;
    assert_eq!((status, &answer["data"]["checks"][0]["code"]), (200, &json!("host_not_allowed")));
}

#[tokio::test]
async fn scoping_goes_there_and_back() {
    let server = Server::start().await;
    let caller = server.caller("one").await;
    let path = "/integrations/postgres/scoping";
    assert_eq!(
        caller.get(path).await,
        (200, json!({ "success": true, "data": { "blockedTables": [], "blockedColumns": {} } }))
    );
    let source = json!({ "blockedTables": ["payments"], "blockedColumns": { "customers": ["ssn", "card_last4"] } });
    assert_eq!(caller.patch(path, &source).await.0, 200);
    // A property left out is unchanged; one present replaces that property whole.
    let (_, answer) = caller.patch(path, &json!({ "blockedTables": ["billing.invoices", "gone"] })).await;
    assert_eq!(
        answer["data"],
        json!({ "blockedTables": ["billing.invoices", "gone"], "blockedColumns": { "customers": ["card_last4", "ssn"] } })
    );
    for (bad, field) in [
        (json!({ "blockedTables": null }), "blockedTables"),
        (json!({ "blockedTables": "payments" }), "blockedTables"),
        (json!({ "blocked_tables": [] }), "blocked_tables"),
        (json!({ "blockedColumns": { "t": "c" } }), "blockedColumns.t"),
    ] {
        let answer = caller.patch(path, &bad).await;
        assert_eq!(problem(&answer), (400, "validation_error"), "{bad}");
        assert_eq!(answer.1["errors"][0]["field"], field);
    }
    let state = caller.client().scoping(Engine::Postgres).await.unwrap();
    assert_eq!(state.scoping.blocked_tables.len(), 2);
    assert_eq!(
        caller.client().patch_scoping(Engine::Postgres, &WireScoping::default(), None).await.unwrap(),
        Default::default()
    );
}

#[tokio::test]
async fn two_organisations_never_meet() {
    let server = Server::start().await;
    let (one, two) = (server.caller("one").await, server.caller("two").await);
    let agent = one.agent().await;
    assert_ne!(agent, two.agent().await);
    one.patch("/integrations/postgres/scoping", &json!({ "blockedTables": ["payments"] })).await;
    let (_, theirs) = two.get("/integrations/postgres/scoping").await;
    assert_eq!(theirs["data"]["blockedTables"], json!([]));
    for (method, path, _, body) in endpoints(&agent).into_iter().filter(|(_, path, ..)| path.contains(&agent)) {
        let answer = match &body {
            Some(body) => two.send(method.clone(), &path, body).await,
            None => read(two.request(method.clone(), &path).send().await.unwrap()).await,
        };
        assert_eq!(problem(&answer), (404, "not_found"), "{method} {path}");
    }
    // One idempotency key, two organisations: two effects.
    for caller in [&one, &two] {
        let request =
            caller.request(Method::POST, "/agents").header("idempotency-key", "same").json(&json!({ "name": "x" }));
        let response = request.send().await.unwrap();
        assert!(!response.headers().contains_key("idempotent-replayed"));
        assert_eq!(read(response).await.0, 201);
    }
    assert_eq!(two.client().agents().await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_repeated_call_gets_the_first_answer() {
    let server = Server::start().await;
    let caller = server.caller("one").await;
    let post = async |key: &str, name: &str| {
        let request =
            caller.request(Method::POST, "/agents").header("idempotency-key", key).json(&json!({ "name": name }));
        let response = request.send().await.unwrap();
        let replayed = response.headers().contains_key("idempotent-replayed");
        (replayed, read(response).await)
    };
    let (first, again) = (post("a", "Front desk").await, post("a", "Front desk").await);
    assert_eq!((first.0, again.0), (false, true));
    assert_eq!(first.1, again.1);
    assert_eq!(problem(&post("a", "Back office").await.1), (409, "idempotency_key_reused"));
    assert_eq!(post("b", "Front desk").await.1.0, 201);
    let refused = post("c", "").await;
    assert_eq!(problem(&refused.1), (422, "invalid"));
    assert!(post("c", "").await.0, "a refusal is an answer too");
    assert_eq!(problem(&post(&"k".repeat(256), "x").await.1), (400, "validation_error"));
    assert_eq!(caller.client().agents().await.unwrap().len(), 3);
}

#[tokio::test]
async fn calls_at_once_with_one_key_have_one_effect() {
    let server = Server::start().await;
    let caller = server.caller("one").await;
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..16 {
        let request = caller.request(Method::POST, "/agents").header("idempotency-key", "d");
        let request = request.json(&json!({ "name": "Reception" }));
        calls.spawn(async move {
            let response = request.send().await.unwrap();
            let replayed = response.headers().contains_key("idempotent-replayed");
            let waits = response.headers().contains_key("retry-after");
            let answer = read(response).await;
            let first = answer.0 == 201 && !replayed;
            assert!(first || replayed || (waits && problem(&answer) == (409, "idempotency_key_in_use")), "{answer:?}");
            usize::from(first)
        });
    }
    assert_eq!(calls.join_all().await.into_iter().sum::<usize>(), 1);
    assert_eq!(caller.client().agents().await.unwrap().len(), 2);
}

#[tokio::test]
async fn lists_come_in_pages() {
    let server = Server::start().await;
    let caller = server.caller("one").await;
    for n in 0..4 {
        assert_eq!(caller.post("/agents", &json!({ "name": format!("Agent {n}") })).await.0, 201);
    }
    let (_, first) = caller.get("/agents?limit=2").await;
    let cursor = first["pagination"]["nextCursor"].as_str().unwrap();
    assert_eq!(
        first["pagination"],
        json!({ "page": 1, "limit": 2, "total": 5, "totalPages": 3, "nextCursor": cursor })
    );
    let (_, second) = caller.get(&format!("/agents?limit=2&cursor={cursor}")).await;
    assert_eq!((&second["pagination"]["page"], &second["data"][0]["name"]), (&json!(2), &json!("Agent 1")));
    let (_, last) = caller.get("/agents?limit=5").await;
    assert_eq!(last["pagination"]["nextCursor"], Value::Null);
    assert_eq!(caller.client().agents().await.unwrap().len(), 5);
}

#[tokio::test]
async fn a_binding_needs_a_connection_and_an_agent() {
    let server = Server::start().await;
    let caller = server.caller("one").await;
    let agent = caller.agent().await;
    let path = format!("/agents/{agent}/integrations/postgres/bindings");
    assert_eq!(problem(&caller.post(&path, &binding()).await), (409, "not_connected"));
    assert_eq!(problem(&caller.post("/agents/x/integrations/postgres/bindings", &binding()).await), (404, "not_found"));
    let discover = caller.request(Method::POST, "/integrations/postgres/discover").send().await.unwrap();
    assert_eq!(problem(&read(discover).await), (409, "not_connected"));
    let client = caller.client();
    let body = serde_json::from_value(binding()).unwrap();
    assert_eq!(
        client.create_binding(&agent, Engine::Postgres, &body, Precondition::None).await,
        Err(ApiFailure::NotConnected)
    );
    let integrations = client.integrations().await.unwrap();
    assert_eq!(integrations.len(), 9);
    assert!(!integrations.iter().any(|integration| integration.is_connected()));
}

#[tokio::test]
async fn a_missing_scope_on_connect_names_both() {
    let server = Server::start().await;
    let caller = server.caller_with("one", &[Scope::IntegrationsWrite]).await;
    let login = Credentials {
        host: "127.0.0.1".into(),
        port: "1".into(),
        database: "d".into(),
        user: "u".into(),
        password: "p".into(),
        sslmode: "verify-full".into(),
        ca_pem: None,
    };
    let failure = caller.client().connect(Engine::Postgres, &login).await.unwrap_err();
    let what = failure.explain().what;
    assert!(what.contains("integrations:connect") && what.contains("integrations:write"), "{what}");
}

#[tokio::test]
async fn web_pages_and_other_names_are_refused() {
    let server = Server::start().await;
    let caller = server.caller("one").await;
    for origin in ["https://evil.example", "null", "http://127.0.0.1"] {
        let answer = caller.request(Method::GET, "/agents").header("origin", origin).send().await.unwrap();
        assert_eq!(problem(&read(answer).await), (403, "origin_refused"));
    }
    for host in ["evil.example", "0.0.0.0", "127.0.0.1.nip.io:80", "localhost.evil.example"] {
        let answer = caller.request(Method::GET, "/agents").header("host", host).send().await.unwrap();
        assert_eq!(problem(&read(answer).await), (421, "misdirected_request"), "{host}");
    }
}

#[tokio::test]
async fn a_stale_scoping_is_not_overwritten() {
    let server = Server::start().await;
    let caller = server.caller("one").await;
    let path = "/integrations/postgres/scoping";
    let tag = async |response: reqwest::Response| response.headers()["etag"].to_str().unwrap().to_owned();
    let patch = |if_match: String, tables: &'static str| {
        let request = caller.request(Method::PATCH, path).header("if-match", if_match);
        request.json(&json!({ "blockedTables": [tables] })).send()
    };
    let first = tag(caller.request(Method::GET, path).send().await.unwrap()).await;
    assert_eq!(first.len(), 66, "{first}");
    let changed = patch(first.clone(), "payments").await.unwrap();
    assert_eq!(changed.status(), 200);
    let second = tag(changed).await;
    assert_ne!(first, second);
    assert_eq!(tag(caller.request(Method::GET, path).send().await.unwrap()).await, second);
    for stale in [first.clone(), format!("W/{second}"), format!("{first}, \"x\"")] {
        let refused = read(patch(stale.clone(), "invoices").await.unwrap()).await;
        assert_eq!(problem(&refused), (409, "stale"), "{stale}");
    }
    assert_eq!(caller.get(path).await.1["data"]["blockedTables"], json!(["payments"]), "nothing was overwritten");
    for meant in ["*".to_owned(), format!("{first}, {second}")] {
        assert_eq!(patch(meant, "payments").await.unwrap().status(), 200);
    }
    for bad in ["", "x", "\"x", "\"a\"b\""] {
        let refused = read(patch(bad.into(), "invoices").await.unwrap()).await;
        assert_eq!(problem(&refused), (400, "validation_error"), "{bad}");
    }
    // Our own client sends what it read, and tells a conflict.
    let client = caller.client();
    let (state, read_tag) = client.scoping_tagged(Engine::Postgres).await.unwrap();
    let nothing = WireScoping::default();
    let again = || client.patch_scoping(Engine::Postgres, &nothing, read_tag.as_deref());
    assert!(state.scoping != nothing && again().await.is_ok());
    assert!(matches!(again().await, Err(ApiFailure::Conflict { .. })));
    // Of many who all read the same, one is first.
    let present = tag(caller.request(Method::GET, path).send().await.unwrap()).await;
    let mut at_once = tokio::task::JoinSet::new();
    for at in 0..12 {
        let request = caller.request(Method::PATCH, path).header("if-match", &present);
        let request = request.json(&json!({ "blockedTables": [format!("t{at}")] }));
        at_once.spawn(async move { request.send().await.unwrap().status().as_u16() });
    }
    let mut statuses = at_once.join_all().await;
    statuses.sort_unstable();
    assert_eq!(statuses, [vec![200], vec![409; 11]].concat());
}

#[tokio::test]
async fn plain_http_stays_on_this_machine() {
    let home = Home::new().await;
    for listen in ["0.0.0.0:0", "[::]:0", "192.0.2.1:80"] {
        let options = ServeOptions { listen: listen.parse().unwrap(), ..home.options() };
        let refused = serve(options, std::future::pending(), |_| {}).await;
        assert!(matches!(refused, Err(ServeError::NotLoopback(_))));
    }
    assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 0, "nothing was made");
}

#[cfg(unix)]
#[tokio::test]
async fn files_are_private_and_the_store_survives_a_restart_with_its_key_only() {
    use std::os::unix::fs::PermissionsExt;
    let server = Server::start().await;
    let caller = server.caller("one").await;
    caller.patch("/integrations/postgres/scoping", &json!({ "blockedTables": ["payments"] })).await;
    for entry in std::fs::read_dir(server.home.path()).unwrap() {
        let entry = entry.unwrap();
        assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", entry.file_name());
    }
    let home = server.stop().await;
    let server = Server::start_in(home, true).await;
    let caller = common::Caller { base: server.base(), ..caller };
    let (_, answer) = caller.get("/integrations/postgres/scoping").await;
    assert_eq!(answer["data"]["blockedTables"], json!(["payments"]));
    let home = server.stop().await;
    std::fs::write(home.path().join("control.db.key"), [7_u8; 32]).unwrap();
    let other_key = serve(home.options(), std::future::pending(), |_| {}).await.unwrap_err();
    assert!(other_key.to_string().contains("master key"), "{other_key}");
}
