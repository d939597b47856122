//! Publishing over a real PostgreSQL: a version freezes what holds, and what no longer holds is named. And the audit log of it.

#![allow(clippy::unwrap_used, reason = "a test's helper is a test")]

mod common;

use common::{Caller, Server, Target, problem, read};
use gatehouse_core::connection::Engine;
use gatehouse_testkit::{Postgres, TestDatabase};
use reqwest::Method;
use serde_json::{Value, json};

struct Scene {
    _postgres: Postgres,
    database: TestDatabase,
    server: Server,
    caller: Caller,
    agent: String,
}

/// A connected clinic with one enabled skill.
async fn scene() -> Scene {
    let postgres = Postgres::shared().await.unwrap();
    let database = postgres.fresh_database("publish").await.unwrap();
    let server = Server::start().await;
    let caller = server.caller("clinic").await;
    let found = database.reader();
    caller.client().connect(Engine::Postgres, &found).await.unwrap();
    caller.client().discover(Engine::Postgres).await.unwrap();
    let agent = caller.agent().await;
    let scene = Scene { _postgres: postgres, database, server, caller, agent };
    scene.bind("Look up an appointment", "status", "appointment_status").await;
    scene
}

impl Scene {
    async fn bind(&self, tool: &str, column: &str, leaf: &str) -> Value {
        let body = json!({ "toolName": tool, "operation": "appointments.read",
            "inputs": [{ "param": "caller_phone", "arg": "phone", "required": true }],
            "projection": [{ "path": [column], "leaf": leaf }], "enabled": true });
        let path = format!("/agents/{}/integrations/postgres/bindings", self.agent);
        let (status, answer) = self.caller.post(&path, &body).await;
        assert!(status == 200 || status == 201, "{answer}");
        answer["data"].clone()
    }

    async fn post(&self, verb: &str, body: Value) -> (u16, Value) {
        self.caller.post(&format!("/agents/{}/{verb}", self.agent), &body).await
    }

    async fn versions(&self) -> Vec<Value> {
        let (_, answer) = self.caller.get(&format!("/agents/{}/versions", self.agent)).await;
        answer["data"].as_array().unwrap().clone()
    }

    async fn block(&self, scoping: Value) {
        assert_eq!(self.caller.patch("/integrations/postgres/scoping", &scoping).await.0, 200);
    }
}

#[tokio::test]
async fn a_version_is_published_and_gone_back_to() {
    let scene = scene().await;
    assert_eq!(scene.versions().await, Vec::<Value>::new());
    // A body may be left out altogether.
    let bare = scene.caller.request(Method::POST, &format!("/agents/{}/publish", scene.agent));
    let (status, first) = read(bare.send().await.unwrap()).await;
    assert_eq!((status, &first["data"]["version"]), (200, &json!(1)), "{first}");
    let (_, second) = scene.post("publish", json!({ "note": "With times" })).await;
    assert_eq!((&second["data"]["version"], &second["data"]["note"]), (&json!(2), &json!("With times")));
    let (status, back) = scene.post("rollback", json!({ "versionId": first["data"]["id"] })).await;
    assert_eq!((status, &back["data"]["version"]), (200, &json!(3)), "{back}");
    assert_eq!(back["data"]["restoredFrom"], first["data"]["id"]);
    let numbers: Vec<_> = scene.versions().await.iter().map(|one| one["version"].clone()).collect();
    assert_eq!(numbers, [json!(3), json!(2), json!(1)]);
    let agents = scene.caller.client().agents().await.unwrap();
    assert_eq!((agents[0].version, agents[0].status.as_str()), (3, "published"));
    assert_eq!(scene.caller.client().versions(&scene.agent).await.unwrap().len(), 3);
    assert_eq!(problem(&scene.post("rollback", json!({ "versionId": "none" })).await), (404, "not_found"));
    assert_eq!(problem(&scene.post("rollback", json!({})).await), (400, "validation_error"));
    assert_eq!(problem(&scene.post("publish", json!({ "note": "\u{0}" })).await), (422, "invalid"));
    assert_eq!(problem(&scene.post("publish", json!({ "notes": "x" })).await), (400, "validation_error"));
}

#[tokio::test]
async fn what_no_longer_holds_is_named_and_nothing_is_published() {
    let scene = scene().await;
    let (_, first) = scene.post("publish", json!({})).await;
    // The block disables the skill in the draft, so the draft can be published; the old version cannot come back.
    scene.block(json!({ "blockedColumns": { "appointments": ["status"] } })).await;
    assert_eq!(scene.post("publish", json!({})).await.0, 200);
    let refused = scene.post("rollback", json!({ "versionId": first["data"]["id"] })).await;
    assert_eq!(problem(&refused), (422, "publish_rejected"));
    let error = &refused.1["errors"][0];
    assert!(error["field"].as_str().unwrap().starts_with("skills.look_up_an_appointment"), "{error}");
    assert_eq!(scene.versions().await.len(), 2);
    scene.block(json!({ "blockedColumns": {} })).await;
    let (status, back) = scene.post("rollback", json!({ "versionId": first["data"]["id"] })).await;
    assert_eq!(status, 200, "{back}");
    assert!(back["message"].as_str().unwrap().contains("Look up an appointment"), "switched off in the draft: {back}");
    scene.bind("Look up an appointment", "status", "appointment_status").await;
    assert_eq!(scene.caller.request(Method::DELETE, "/integrations/postgres").send().await.unwrap().status(), 200);
    let refused = scene.post("rollback", json!({ "versionId": first["data"]["id"] })).await;
    assert_eq!(refused.1["errors"][0]["code"], "not_discovered", "{refused:?}");
    drop(scene.database);
    drop(scene.server);
}

#[tokio::test]
async fn two_publications_with_one_idempotency_key_are_one() {
    let scene = scene().await;
    let path = format!("/agents/{}/publish", scene.agent);
    let call = || scene.caller.request(Method::POST, &path).header("idempotency-key", "p").json(&json!({}));
    let (first, again) = (call().send().await.unwrap(), call().send().await.unwrap());
    assert!(again.headers().contains_key("idempotent-replayed"));
    assert_eq!(read(first).await, read(again).await);
    assert_eq!(scene.versions().await.len(), 1);
}

#[tokio::test]
async fn the_audit_log_says_who_changed_what() {
    let scene = scene().await;
    scene.block(json!({ "blockedTables": ["payments"] })).await;
    scene.post("publish", json!({})).await;
    let (status, log) = scene.caller.get("/audit-logs?limit=100").await;
    assert_eq!(status, 200);
    let entries = log["data"].as_array().unwrap();
    let actions: Vec<_> = entries.iter().map(|entry| entry["action"].as_str().unwrap()).collect();
    assert_eq!(
        actions,
        [
            "agent.published",
            "scoping.changed",
            "binding.created",
            "connection.discovered",
            "connection.connected",
            "key.created"
        ]
    );
    assert_eq!(entries[1]["detail"]["before"]["blockedTables"], json!([]));
    assert_eq!(entries[1]["detail"]["after"]["blockedTables"], json!(["payments"]));
    assert_eq!((&entries[5]["actor"], &entries[0]["sequence"]), (&json!("command"), &json!(6)));
    assert_eq!(entries[0]["actor"].as_str().unwrap().len(), 16, "the key's id, not the key");
    assert!(entries.iter().all(|entry| entry["hash"].as_str().unwrap().len() == 64));
    let (_, page) = scene.caller.get("/audit-logs?limit=4").await;
    let cursor = page["pagination"]["nextCursor"].as_str().unwrap();
    let (_, rest) = scene.caller.get(&format!("/audit-logs?limit=4&cursor={cursor}")).await;
    assert_eq!(rest["data"].as_array().unwrap().len(), 2);
    // What was refused has changed nothing, and is not in the log.
    scene.post("rollback", json!({ "versionId": "none" })).await;
    assert_eq!(scene.caller.get("/audit-logs").await.1["pagination"]["total"], 6);
    let other = scene.server.caller("other").await;
    assert_eq!(other.get("/audit-logs").await.1["pagination"]["total"], 1, "another organisation's log is its own");
}
