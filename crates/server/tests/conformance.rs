//! Every row of the contract's table against every answer it may give: no key, a revoked key, a missing scope, a wrong kind, an
//! unknown id, another organisation's id, malformed JSON, wrong types, an oversized body, a repetition, and success with its
//! envelope. A row that is missing here is found by comparing with the document that the server describes itself by.

#![allow(clippy::unwrap_used, reason = "a test's helper is a test")]

mod common;

use common::{Caller, Server, Target, problem, read};
use gatehouse_api::{ALL_SCOPES, Scope};
use gatehouse_core::connection::Engine;
use gatehouse_testkit::{Postgres, TestDatabase};
use reqwest::{Method, Response};
use serde_json::{Value, json};

/// A row of the table. In the path, `AGENT`, `SKILL` and `KIND` stand for ids and kinds.
struct Row {
    method: Method,
    path: &'static str,
    scope: Scope,
    body: Body,
    /// What success answers.
    status: u16,
    /// Whether `Idempotency-Key` is honoured: on every mutating POST.
    is_repeatable: bool,
}

enum Body {
    None,
    /// May be left out.
    Optional(fn(&Scene) -> Value),
    Needed(fn(&Scene) -> Value),
}

/// The rows, in an order in which each can succeed after those before it.
fn rows() -> Vec<Row> {
    use Body as B;
    use Scope as S;
    let get = |path, scope| Row { method: Method::GET, path, scope, body: B::None, status: 200, is_repeatable: false };
    let post = |path, scope, body, status| Row { method: Method::POST, path, scope, body, status, is_repeatable: true };
    vec![
        Row {
            is_repeatable: false,
            ..post("/integrations/KIND/sql/test", S::IntegrationsWrite, B::Needed(|scene| scene.credentials()), 200)
        },
        post("/integrations/KIND/connect", S::IntegrationsConnect, B::Needed(|scene| scene.credentials()), 200),
        post("/integrations/KIND/discover", S::IntegrationsWrite, B::None, 200),
        get("/integrations/KIND/sql/scripts?database=clinic&tables=appointments", S::IntegrationsRead),
        get("/integrations/KIND/schema", S::IntegrationsRead),
        get("/integrations/KIND/objects", S::IntegrationsRead),
        get("/integrations/KIND/search?q=appointment%20status", S::IntegrationsRead),
        get("/integrations/KIND/scoping", S::IntegrationsRead),
        Row {
            method: Method::PATCH,
            is_repeatable: false,
            ..post(
                "/integrations/KIND/scoping",
                S::IntegrationsWrite,
                B::Needed(|_| json!({ "blockedTables": ["payments"] })),
                200,
            )
        },
        get("/integrations/catalog", S::IntegrationsRead),
        get("/agents", S::AgentsRead),
        post("/agents", S::AgentsWrite, B::Needed(|_| json!({ "name": "Reception" })), 201),
        post("/agents/AGENT/integrations/KIND/bindings", S::SkillsWrite, B::Needed(|_| binding()), 200),
        post(
            "/agents/AGENT/integrations/KIND/bindings/auto",
            S::SkillsWrite,
            B::Needed(|_| json!({ "goal": "look up the caller's next appointment by phone" })),
            201,
        ),
        get("/agents/AGENT/skills", S::SkillsRead),
        get("/agents/AGENT/skills/SKILL", S::SkillsRead),
        get("/agents/AGENT/skills/SKILL/binding", S::SkillsRead),
        Row {
            method: Method::PATCH,
            is_repeatable: false,
            ..post(
                "/agents/AGENT/skills/SKILL",
                S::SkillsWrite,
                B::Needed(|_| json!({ "description": "When a caller asks for their appointment." })),
                200,
            )
        },
        post("/agents/AGENT/publish", S::AgentsWrite, B::Optional(|_| json!({ "note": "First" })), 200),
        get("/agents/AGENT/versions", S::AgentsRead),
        post("/agents/AGENT/rollback", S::AgentsWrite, B::Needed(|scene| json!({ "versionId": scene.version })), 200),
        Row {
            is_repeatable: false,
            ..post(
                "/agents/AGENT/skills/SKILL/invoke",
                S::SkillsInvoke,
                B::Needed(|_| json!({ "arguments": { "caller_phone": "+12105550122" } })),
                200,
            )
        },
        get("/audit-logs", S::AuditRead),
        Row { method: Method::DELETE, ..get("/agents/AGENT/skills/SKILL", S::SkillsWrite) },
        Row { method: Method::DELETE, ..get("/integrations/KIND", S::IntegrationsWrite) },
    ]
}

/// The contract's example.
fn binding() -> Value {
    json!({ "toolName": "Look up an appointment", "operation": "appointments.read",
            "inputs": [{ "param": "caller_phone", "arg": "phone", "required": true }],
            "projection": [{ "path": ["appointment", "starts_at"], "leaf": "appointment_time" },
                           { "path": ["appointment", "status"], "leaf": "appointment_status" }],
            "enabled": true })
}

/// A connected clinic with an agent, a skill and a version.
struct Scene {
    database: TestDatabase,
    _postgres: Postgres,
    server: Server,
    caller: Caller,
    agent: String,
    skill: String,
    version: String,
}

impl Scene {
    async fn new() -> Scene {
        let postgres = Postgres::shared().await.unwrap();
        let database = postgres.fresh_database("conformance").await.unwrap();
        let server = Server::start().await;
        let caller = server.caller("clinic").await;
        let agent = caller.agent().await;
        let none = String::new();
        let scene = Scene { database, _postgres: postgres, server, caller, agent, skill: none.clone(), version: none };
        let client = scene.caller.client();
        client.connect(Engine::Postgres, &scene.database.reader()).await.unwrap();
        client.discover(Engine::Postgres).await.unwrap();
        let path = scene.path("/agents/AGENT/integrations/KIND/bindings");
        let skill = scene.caller.post(&path, &binding()).await.1["data"]["id"].as_str().unwrap().to_owned();
        let version = client.publish(&scene.agent, None).await.unwrap().id;
        Scene { skill, version, ..scene }
    }

    fn credentials(&self) -> Value {
        serde_json::to_value(self.database.reader().body()).unwrap()
    }

    fn path(&self, path: &str) -> String {
        path.replace("AGENT", &self.agent).replace("SKILL", &self.skill).replace("KIND", "postgres")
    }

    /// The call that succeeds.
    fn call(&self, caller: &Caller, row: &Row) -> reqwest::RequestBuilder {
        self.call_at(caller, row, &self.path(row.path))
    }

    fn call_at(&self, caller: &Caller, row: &Row, path: &str) -> reqwest::RequestBuilder {
        let request = caller.request(row.method.clone(), path);
        match &row.body {
            Body::None => request,
            Body::Optional(body) | Body::Needed(body) => request.json(&body(self)),
        }
    }

    /// The same call with this body in its place.
    fn with_body(&self, row: &Row, body: &str) -> reqwest::RequestBuilder {
        let request = self.caller.request(row.method.clone(), &self.path(row.path));
        request.header("content-type", "application/json").body(body.to_owned())
    }
}

async fn refused(response: Response) -> (u16, String, Value) {
    let answer = read(response).await;
    let (status, code) = problem(&answer);
    (status, code.to_owned(), answer.1)
}

#[tokio::test]
async fn every_row_succeeds_with_its_status_and_envelope() {
    let scene = Scene::new().await;
    for row in rows() {
        let (status, body) = read(scene.call(&scene.caller, &row).send().await.unwrap()).await;
        let what = format!("{} {}", row.method, row.path);
        assert_eq!(status, row.status, "{what}: {body}");
        assert_eq!(body["success"], true, "{what}");
        let is_list = body.get("pagination").is_some();
        assert_eq!(is_list, body["data"].is_array() && !row.path.contains("/search"), "{what}: {body}");
        if is_list {
            for field in ["page", "limit", "total", "totalPages", "nextCursor"] {
                assert!(body["pagination"].get(field).is_some(), "{what}: {field}");
            }
        }
    }
}

#[tokio::test]
async fn a_key_that_is_missing_revoked_or_too_narrow_is_refused_before_anything_else() {
    let scene = Scene::new().await;
    let revoked = scene.server.caller("clinic").await;
    scene.server.revoke(&revoked).await;
    for row in rows() {
        let what = format!("{} {}", row.method, row.path);
        let anonymous =
            common::http().request(row.method.clone(), format!("{}{}", scene.server.base(), scene.path(row.path)));
        let (status, code, _) = refused(anonymous.body("{").send().await.unwrap()).await;
        assert_eq!((status, code.as_str()), (401, "unauthorized"), "{what}");
        let (status, code, _) = refused(scene.call(&revoked, &row).send().await.unwrap()).await;
        assert_eq!((status, code.as_str()), (401, "unauthorized"), "{what}: a revoked key");
        let others: Vec<Scope> = ALL_SCOPES.into_iter().filter(|scope| *scope != row.scope).collect();
        let narrow = scene.server.caller_with("clinic", &others).await;
        let (status, code, _) = refused(scene.call(&narrow, &row).send().await.unwrap()).await;
        assert_eq!((status, code.as_str()), (403, "insufficient_scope"), "{what}");
    }
}

/// The paths of a row and of the document, with every parameter alike.
fn plain(path: &str) -> String {
    let path = path.split('?').next().unwrap();
    let segments = path.split('/').map(|segment| match segment {
        "AGENT" | "SKILL" | "KIND" => "{}",
        named if named.starts_with('{') => "{}",
        other => other,
    });
    segments.collect::<Vec<_>>().join("/")
}

#[tokio::test]
async fn no_row_is_missing_here() {
    let server = Server::start().await;
    let answer = common::http().get(format!("{}/openapi.json", server.base())).send().await.unwrap();
    let document: Value = answer.json().await.unwrap();
    let mut described = std::collections::BTreeSet::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        let verbs = operations
            .as_object()
            .unwrap()
            .keys()
            .filter(|key| ["get", "post", "patch", "put", "delete"].contains(&key.as_str()));
        described.extend(verbs.map(|verb| format!("{} {}", verb.to_uppercase(), plain(path))));
    }
    let here: std::collections::BTreeSet<_> =
        rows().iter().map(|row| format!("{} {}", row.method, plain(row.path))).collect();
    assert_eq!(described, here);
}

#[tokio::test]
async fn a_wrong_kind_is_reserved_or_unknown() {
    let scene = Scene::new().await;
    for row in rows().into_iter().filter(|row| row.path.contains("KIND")) {
        for (kind, expected) in [("hubspot", (403, "reserved")), ("oracle", (404, "unknown_kind"))] {
            let path = scene.path(&row.path.replace("KIND", kind));
            let (status, code, _) = refused(scene.call_at(&scene.caller, &row, &path).send().await.unwrap()).await;
            assert_eq!((status, code.as_str()), expected, "{} {path}", row.method);
        }
    }
}

#[tokio::test]
async fn an_unknown_id_and_another_organisations_id_are_the_same_not_found() {
    let scene = Scene::new().await;
    let other = scene.server.caller("another").await;
    let own_agent = other.agent().await;
    other.client().publish(&own_agent, None).await.unwrap();
    for row in rows() {
        let what = format!("{} {}", row.method, row.path);
        let mut answers = Vec::new();
        if row.path.contains("AGENT") {
            let unknown = scene.path(&row.path.replace("AGENT", "01900000-0000-7000-8000-000000000000"));
            answers.push(refused(scene.call_at(&other, &row, &unknown).send().await.unwrap()).await);
            answers.push(refused(scene.call(&other, &row).send().await.unwrap()).await);
        }
        if row.path.contains("SKILL") {
            // The caller's own agent, but somebody else's skill.
            let foreign = scene.path(&row.path.replace("AGENT", &own_agent));
            answers.push(refused(scene.call_at(&other, &row, &foreign).send().await.unwrap()).await);
        }
        for (status, code, _) in &answers {
            assert_eq!((*status, code.as_str()), (404, "not_found"), "{what}: {answers:?}");
        }
        if let [(_, _, unknown), (_, _, foreign), ..] = &answers[..] {
            let [unknown, foreign] = [unknown, foreign].map(|answer| (&answer["title"], &answer["detail"]));
            assert_eq!(unknown, foreign, "{what}: nothing tells that the id is somebody's");
        }
    }
    // A version of another organisation's agent, named at one's own.
    let rollback = format!("/agents/{own_agent}/rollback");
    let answer = other.post(&rollback, &json!({ "versionId": scene.version })).await;
    assert_eq!(problem(&answer), (404, "not_found"));
    // Everything of the first is as it was.
    let (_, skills) = scene.caller.get(&scene.path("/agents/AGENT/skills")).await;
    assert_eq!(skills["data"].as_array().unwrap().len(), 1);
    assert_eq!(other.get("/integrations/postgres/scoping").await.1["data"]["blockedTables"], json!([]));
    assert_eq!(problem(&other.get("/integrations/postgres/schema").await).0, 404);
}

#[tokio::test]
async fn a_body_that_cannot_be_read_is_named_and_never_repeated() {
    let scene = Scene::new().await;
    for row in rows() {
        let what = format!("{} {}", row.method, row.path);
        if matches!(row.body, Body::None) {
            continue;
        }
        for malformed in ["{", "{\"name\": canary}", "[\"canary\"]", "\"canary\"", "7", "null", "{} {}", "\u{feff}{}"] {
            let (status, code, body) = refused(scene.with_body(&row, malformed).send().await.unwrap()).await;
            assert_eq!((status, code.as_str()), (400, "validation_error"), "{what}: {malformed}");
            assert!(!body.to_string().contains("canary"), "{what}: {body}");
        }
        let (status, code, body) = refused(scene.with_body(&row, r#"{"canary":"canary"}"#).send().await.unwrap()).await;
        assert_eq!((status, code.as_str()), (400, "validation_error"), "{what}: {body}");
        assert!(!body["errors"].as_array().unwrap().is_empty(), "{what}: the field is named");
        let request = scene.caller.request(row.method.clone(), &scene.path(row.path));
        let plain = request.header("content-type", "text/plain").body("{}").send().await.unwrap();
        assert_eq!(refused(plain).await.0, 415, "{what}");
        let oversized = format!(r#"{{"name":"{}"}}"#, "x".repeat(1024 * 1024));
        assert_eq!(refused(scene.with_body(&row, &oversized).send().await.unwrap()).await.0, 413, "{what}");
    }
}

#[tokio::test]
async fn each_property_of_the_wrong_type_is_named() {
    let scene = Scene::new().await;
    for row in rows() {
        let (Body::Needed(body) | Body::Optional(body)) = row.body else { continue };
        let valid = body(&scene);
        for name in valid.as_object().unwrap().keys() {
            // No property of the contract is a number.
            let wrong = Value::Object([(name.clone(), json!(4711))].into_iter().collect());
            let mut whole = valid.clone();
            whole[name.as_str()] = wrong[name.as_str()].clone();
            let (status, _, answer) = refused(scene.with_body(&row, &whole.to_string()).send().await.unwrap()).await;
            let fields = answer["errors"].to_string();
            assert!(status == 400 && fields.contains(name.as_str()), "{} {}: {name}: {answer}", row.method, row.path);
            assert!(!answer.to_string().contains("4711"), "{answer}");
        }
    }
}

#[tokio::test]
async fn a_repetition_gets_the_first_answer_and_another_body_is_refused() {
    let scene = Scene::new().await;
    for row in rows().into_iter().filter(|row| row.is_repeatable) {
        let what = format!("{} {}", row.method, row.path);
        let send = async || {
            let request = scene.call(&scene.caller, &row).header("idempotency-key", "again");
            let response = request.send().await.unwrap();
            let replayed = response.headers().contains_key("idempotent-replayed");
            (replayed, read(response).await)
        };
        let (first, again) = (send().await, send().await);
        assert_eq!((first.0, first.1.0), (false, row.status), "{what}: {:?}", first.1);
        assert_eq!(again, (true, first.1), "{what}");
        let other = scene.with_body(&row, r#"{"another":"body"}"#).header("idempotency-key", "again");
        let (status, code, _) = refused(other.send().await.unwrap()).await;
        assert_eq!((status, code.as_str()), (409, "idempotency_key_reused"), "{what}");
    }
}

#[tokio::test]
async fn a_stale_if_match_is_a_conflict_and_the_present_one_is_none() {
    let scene = Scene::new().await;
    for (method, path, read_at) in [
        (Method::PATCH, "/integrations/KIND/scoping", "/integrations/KIND/scoping"),
        (Method::PATCH, "/agents/AGENT/skills/SKILL", "/agents/AGENT/skills/SKILL"),
        (Method::DELETE, "/agents/AGENT/skills/SKILL", "/agents/AGENT/skills/SKILL"),
    ] {
        let what = format!("{method} {path}");
        let row = rows().into_iter().find(|row| row.method == method && row.path == path).unwrap();
        // The tag comes with the answer of a change, or of reading.
        let patch = rows().into_iter().find(|row| row.method == Method::PATCH && row.path == read_at).unwrap();
        let tag =
            scene.call(&scene.caller, &patch).send().await.unwrap().headers()["etag"].to_str().unwrap().to_owned();
        let stale = scene.call(&scene.caller, &row).header("if-match", "\"0000\"").send().await.unwrap();
        let (status, code, _) = refused(stale).await;
        assert_eq!((status, code.as_str()), (409, "stale"), "{what}");
        let malformed = scene.call(&scene.caller, &row).header("if-match", "canary").send().await.unwrap();
        assert_eq!(refused(malformed).await.0, 400, "{what}");
        let present = scene.call(&scene.caller, &row).header("if-match", &tag).send().await.unwrap();
        assert_eq!(read(present).await.0, row.status, "{what}");
    }
}

#[tokio::test]
async fn a_binding_replaces_only_what_its_if_match_names() {
    let scene = Scene::new().await;
    let path = "/agents/AGENT/integrations/KIND/bindings";
    let row = rows().into_iter().find(|row| row.path == path).unwrap();
    let send =
        async |name: &str, value: &str| scene.call(&scene.caller, &row).header(name, value).send().await.unwrap();
    let there = scene.caller.request(Method::GET, &scene.path("/agents/AGENT/skills/SKILL")).send().await.unwrap();
    let tag = there.headers()["etag"].to_str().unwrap().to_owned();
    for (name, value, expected) in [
        ("if-match", "\"0000\"", (409, "stale")),
        ("if-none-match", "*", (409, "stale")),
        ("if-none-match", tag.as_str(), (400, "validation_error")),
    ] {
        let (status, code, _) = refused(send(name, value).await).await;
        assert_eq!((status, code.as_str()), expected, "{name}: {value}");
    }
    let replaced = send("if-match", &tag).await;
    assert_eq!(replaced.status(), 200);
    let next = replaced.headers()["etag"].to_str().unwrap().to_owned();
    assert_eq!(read(send("if-match", &next).await).await.0, 200, "its own answer has the next tag");
    let both = scene.call(&scene.caller, &row).header("if-match", &next).header("if-none-match", "*").send();
    assert_eq!(refused(both.await.unwrap()).await.0, 400);
    // Where there is none, a tag is stale and none is what it asks for.
    let gone = scene.caller.request(Method::DELETE, &scene.path("/agents/AGENT/skills/SKILL")).send().await.unwrap();
    assert_eq!(gone.status(), 200);
    assert_eq!(refused(send("if-match", &next).await).await.1, "stale");
    assert_eq!(read(send("if-none-match", "*").await).await.0, 201);
}

#[tokio::test]
async fn lists_take_a_limit_and_a_cursor_and_nothing_else_for_them() {
    let scene = Scene::new().await;
    for row in rows() {
        let (status, body) = read(scene.call(&scene.caller, &row).send().await.unwrap()).await;
        if status != 200 || body.get("pagination").is_none() || row.path == "/integrations/catalog" {
            continue;
        }
        for query in ["limit=0", "limit=101", "limit=x", "limit=", "cursor=%00", "limit=1&limit=2"] {
            let path = format!("{}?{query}", scene.path(row.path));
            let (status, code, _) = refused(scene.call_at(&scene.caller, &row, &path).send().await.unwrap()).await;
            // Where the cursor is a table's name, any text is one.
            let is_name = query.starts_with("cursor") && row.path.ends_with("/objects");
            assert!(is_name || (status, code.as_str()) == (400, "validation_error"), "{path}: {status} {code}");
        }
    }
}
