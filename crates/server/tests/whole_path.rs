//! The whole way through over a real PostgreSQL: test, connect, discover, scope, bind, read back, disconnect; and a search
//! for the secrets in everything that was written on the way.

#![allow(clippy::unwrap_used, reason = "a test's helper is a test")]

mod common;

use std::io;
use std::sync::{Arc, Mutex};

use common::{Caller, Server, Target, problem, read};
use gatehouse_api::{ApiFailureCode, BindingBody, Credentials, Precondition, SkillPatch};
use gatehouse_core::catalog::TableName;
use gatehouse_core::connection::Engine;
use gatehouse_server::StoreLocation;
use gatehouse_testkit::{Postgres, TestDatabase};
use reqwest::Method;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

const SQL: Engine = Engine::Postgres;

async fn clinic() -> (Postgres, TestDatabase, Credentials) {
    let server = Postgres::shared().await.unwrap();
    let database = server.fresh_database("clinic").await.unwrap();
    let found = database.reader();
    (server, database, found)
}

/// The contract's example, verbatim.
fn source_example() -> Value {
    json!({ "toolName": "Look up an appointment", "operation": "appointments.read",
        "inputs": [ { "param": "caller_phone", "arg": "phone", "required": true } ],
        "projection": [ { "path": ["appointment", "starts_at"], "leaf": "appointment_time" },
                        { "path": ["appointment", "status"], "leaf": "appointment_status" } ],
        "enabled": true })
}

async fn ready(server: &Server, found: &Credentials) -> (Caller, String) {
    let caller = server.caller("clinic").await;
    let client = caller.client();
    client.connect(SQL, found).await.unwrap();
    client.discover(SQL).await.unwrap();
    let agent = caller.agent().await;
    (caller, agent)
}

#[tokio::test]
async fn from_credentials_to_a_skill_and_back() {
    let (_postgres, _database, found) = clinic().await;
    let server = Server::start().await;
    let caller = server.caller("clinic").await;
    let client = caller.client();
    let agent = client.agents().await.unwrap().remove(0);
    assert_eq!(agent.name, "Default agent");

    let report = client.test(SQL, &found).await.unwrap();
    assert!(report.ok, "{report:?}");
    assert_eq!(report.checks.len(), 6);
    assert!(!client.integrations().await.unwrap().iter().any(|one| one.is_connected()), "test stores nothing");

    assert_eq!(client.connect(SQL, &found).await.unwrap().status, "connected");
    let body: BindingBody = serde_json::from_value(source_example()).unwrap();
    let early = client.create_binding(&agent.id, SQL, &body, Precondition::None).await.unwrap_err();
    assert_eq!(early.code(), ApiFailureCode::NotDiscovered);
    let summary = client.discover(SQL).await.unwrap();
    assert!(summary.object_count >= 15 && summary.field_count > 100 && summary.edge_count > 5, "{summary:?}");

    let blocks = serde_json::from_value(json!({ "blockedTables": ["payments", "no_such_table"],
        "blockedColumns": { "patients": ["ssn", "no_such_column"] } }))
    .unwrap();
    let state = client.patch_scoping(SQL, &blocks, None).await.unwrap();
    assert_eq!(state.scoping, blocks, "unknown names are kept");
    let unmatched = state.unmatched.unwrap();
    assert_eq!(
        serde_json::to_value(&unmatched).unwrap(),
        json!({ "blockedTables": ["no_such_table"], "blockedColumns": { "patients": ["no_such_column"] } })
    );
    let schema = client.schema(SQL).await.unwrap();
    assert!(schema.table(&TableName::new("public", "payments")).is_none());
    let patients = schema.table(&TableName::new("public", "patients")).unwrap();
    assert!(patients.column("ssn").is_none() && !patients.columns.is_empty());

    let skill = client.create_binding(&agent.id, SQL, &body, Precondition::None).await.unwrap();
    let definition = skill.definition().unwrap();
    assert!(skill.is_enabled && !definition.is_write);
    assert_eq!(definition.required_params, ["caller_phone"]);
    assert_eq!(definition.allowed_fields, ["appointment_time", "appointment_status"]);
    assert!(definition.execution_config.sql.contains("$1") && definition.execution_config.sql.contains("LIMIT"));
    assert_eq!(client.skills(&agent.id).await.unwrap(), std::slice::from_ref(&skill));

    // The same tool name on the same agent is the same skill.
    let (status, again) =
        caller.post(&format!("/agents/{}/integrations/postgres/bindings", agent.id), &source_example()).await;
    assert_eq!((status, &again["data"]["id"]), (200, &json!(skill.id)));
    assert_eq!(client.skills(&agent.id).await.unwrap().len(), 1);
    let other_spelling = json!({ "toolName": "Look up an APPOINTMENT!" });
    let mut twin = source_example();
    twin["toolName"] = other_spelling["toolName"].clone();
    let answer = caller.post(&format!("/agents/{}/integrations/postgres/bindings", agent.id), &twin).await;
    assert_eq!(problem(&answer), (409, "conflict"), "{answer:?}");

    // Scoping survives discovery.
    client.discover(SQL).await.unwrap();
    assert_eq!(client.scoping(SQL).await.unwrap().scoping, blocks);
    // Another organisation sees none of it.
    let stranger = server.caller("stranger").await;
    assert_eq!(problem(&stranger.get("/integrations/postgres/schema").await), (404, "not_connected"));
    let path = format!("/agents/{}/skills/{}", agent.id, skill.id);
    assert_eq!(problem(&stranger.patch(&path, &json!({ "isEnabled": false })).await), (404, "not_found"));
    assert_eq!(read(stranger.request(Method::DELETE, &path).send().await.unwrap()).await.0, 404);

    assert_eq!(client.disconnect(SQL).await.unwrap().status, "disconnected");
    assert!(!client.skills(&agent.id).await.unwrap()[0].is_enabled, "a skill without its connection is disabled");
    assert_eq!(client.scoping(SQL).await.unwrap().scoping, blocks, "blocks outlive the connection");
    let enable = SkillPatch { is_enabled: Some(true), description: None };
    let refused = client.update_skill(&agent.id, &skill.id, &enable, None).await.unwrap_err();
    assert_eq!(refused.code(), ApiFailureCode::NotConnected);
    client.delete_skill(&agent.id, &skill.id).await.unwrap();
    assert!(client.skills(&agent.id).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_binding_that_does_not_hold_is_refused_by_field() {
    let (_postgres, _database, found) = clinic().await;
    let server = Server::start().await;
    let (caller, agent) = ready(&server, &found).await;
    let path = format!("/agents/{agent}/integrations/postgres/bindings");
    let errors = async |body: &Value| {
        let answer = caller.post(&path, body).await;
        assert_eq!(problem(&answer), (422, "binding_rejected"), "{body}");
        let errors = answer.1["errors"].as_array().unwrap().clone();
        errors
            .into_iter()
            .map(|e| (e["field"].as_str().unwrap().to_owned(), e["message"].as_str().unwrap().to_owned()))
            .collect::<Vec<_>>()
    };

    caller.patch("/integrations/postgres/scoping", &json!({ "blockedColumns": { "appointments": ["status"] } })).await;
    let blocked = errors(&source_example()).await;
    assert_eq!(blocked.len(), 1, "{blocked:?}");
    assert_eq!(blocked[0].0, "projection[1].path");
    assert!(blocked[0].1.contains("status"), "{blocked:?}");

    let mut two = source_example();
    two["projection"][0]["path"] = json!(["no_such_column"]);
    assert_eq!(errors(&two).await.len(), 2, "one entry for each diagnostic");

    let search = json!({ "toolName": "Find", "operation": "appointments.read",
        "sqlSearch": { "filterColumn": "no_such_column", "param": "x" }, "projection": [{ "path": ["starts_at"], "leaf": "at" }] });
    assert_eq!(errors(&search).await[0].0, "sqlSearch.filterColumn");

    let write = json!({ "toolName": "Book", "operation": "appointments.create", "isWrite": true, "enabled": true,
        "sqlWrite": { "mode": "insert", "table": "appointments" }, "inputObjectMap": [{ "field": "phone", "param": "caller_phone" }] });
    let incomplete = errors(&write).await;
    for missing in ["patient_id", "provider_id", "starts_at"] {
        assert!(
            incomplete.iter().any(|(field, text)| field == "inputObjectMap" && text.contains(missing)),
            "{incomplete:?}"
        );
    }
    let mut disguised = source_example();
    disguised["isWrite"] = true.into();
    assert!(errors(&disguised).await.iter().any(|(field, _)| field == "isWrite"));
    assert!(caller.client().skills(&agent).await.unwrap().is_empty());

    // A skill that was fine goes live again only if it still is.
    caller.patch("/integrations/postgres/scoping", &json!({ "blockedColumns": {} })).await;
    let (_, skill) = caller.post(&path, &source_example()).await;
    let skill = format!("/agents/{agent}/skills/{}", skill["data"]["id"].as_str().unwrap());
    assert_eq!(
        caller.patch(&skill, &json!({ "isEnabled": false, "description": "d" })).await.1["data"]["description"],
        "d"
    );
    caller.patch("/integrations/postgres/scoping", &json!({ "blockedTables": ["appointments"] })).await;
    assert_eq!(problem(&caller.patch(&skill, &json!({ "isEnabled": true })).await), (422, "binding_rejected"));
    assert_eq!(problem(&caller.patch(&skill, &json!({ "isWrite": true })).await), (400, "validation_error"));
}

#[tokio::test]
async fn a_write_lands_disabled_and_goes_live_when_a_person_says_so() {
    let (_postgres, database, found) = clinic().await;
    let user = &database.agent_user;
    let rights = format!("GRANT INSERT ON waitlist TO {user}; GRANT UPDATE (status) ON appointments TO {user};");
    database.run_script(&rights).await.unwrap();
    let server = Server::start().await;
    let (caller, agent) = ready(&server, &found).await;
    let path = format!("/agents/{agent}/integrations/postgres/bindings");
    let insert = json!({ "toolName": "Join the waiting list", "operation": "waitlist.create", "isWrite": true, "enabled": true,
        "sqlWrite": { "mode": "insert", "table": "waitlist" },
        "inputObjectMap": [{ "field": "patient_id", "param": "patient" }, { "field": "service_id", "param": "service" },
            { "field": "earliest", "param": "earliest_day" }, { "field": "priority", "const": 3 }] });
    let update = json!({ "toolName": "Cancel a visit", "operation": "appointments.update", "isWrite": true, "enabled": true,
        "sqlWrite": { "mode": "update", "table": "appointments", "keyColumn": "id", "keyParam": "appointment_id" },
        "inputObjectMap": [{ "field": "status", "const": "cancelled" }] });
    for (body, identity) in [(insert, false), (update, true)] {
        let (status, answer) = caller.post(&path, &body).await;
        assert_eq!(status, 201, "{answer}");
        let skill = &answer["data"];
        let flags = ["isEnabled", "isWrite", "requiresConfirmation", "nonParallelizable", "requiresVerifiedIdentity"];
        assert_eq!(flags.map(|flag| skill[flag].as_bool().unwrap()), [false, true, true, true, identity], "{skill}");
        let skill = format!("/agents/{agent}/skills/{}", skill["id"].as_str().unwrap());
        assert_eq!(caller.patch(&skill, &json!({ "isEnabled": true })).await.1["data"]["isEnabled"], true);
        assert_eq!(caller.post(&path, &body).await.1["data"]["isEnabled"], false, "put again, it is reviewed again");
    }
}

#[tokio::test]
async fn a_goal_becomes_a_binding_that_waits_for_review() {
    let (_postgres, _database, found) = clinic().await;
    let server = Server::start().await;
    let (caller, agent) = ready(&server, &found).await;
    let path = format!("/agents/{agent}/integrations/postgres/bindings/auto");
    caller.patch("/integrations/postgres/scoping", &json!({ "blockedColumns": { "appointments": ["notes"] } })).await;
    let goal = json!({ "goal": "look up the caller's next appointment by phone" });
    let (status, answer) = caller.post(&path, &goal).await;
    assert_eq!(status, 201, "{answer}");
    assert!(!answer["message"].as_str().unwrap().is_empty(), "it says why: {answer}");
    let skill = &answer["data"];
    assert_eq!((&skill["isEnabled"], &skill["requiredParams"]), (&json!(false), &json!(["caller_phone"])), "{skill}");
    let sql = skill["executionConfig"]["sql"].as_str().unwrap();
    assert!(sql.contains("appointments") && !sql.contains("notes"), "{sql}");
    // The same goal again is another tool: nobody's binding is replaced by a guess.
    let (_, again) = caller.post(&path, &goal).await;
    assert_ne!((&again["data"]["id"], &again["data"]["name"]), (&skill["id"], &skill["name"]));
    assert_eq!(caller.client().skills(&agent).await.unwrap().len(), 2);

    assert_eq!(
        problem(&caller.post(&path, &json!({ "goal": "delete every patient" })).await),
        (422, "binding_rejected")
    );
    assert_eq!(problem(&caller.post(&path, &json!({ "goal": " " })).await), (422, "invalid"));
    assert_eq!(problem(&caller.post(&path, &json!({})).await), (400, "validation_error"));
}

#[tokio::test]
async fn a_live_skill_that_no_longer_holds_is_disabled_and_named() {
    let (_postgres, _database, found) = clinic().await;
    let server = Server::start().await;
    let (caller, agent) = ready(&server, &found).await;
    let client = caller.client();
    let bindings = format!("/agents/{agent}/integrations/postgres/bindings");
    let scoping = "/integrations/postgres/scoping";
    let mut harmless = source_example();
    harmless["toolName"] = "When is it".into();
    harmless["projection"].as_array_mut().unwrap().pop();
    let mut idle = source_example();
    (idle["toolName"], idle["enabled"]) = ("Not live".into(), false.into());
    for body in [&source_example(), &harmless, &idle] {
        assert_eq!(caller.post(&bindings, body).await.0, 201);
    }
    let live = async || {
        let skills = client.skills(&agent).await.unwrap();
        assert_eq!(skills.len(), 3, "a disabled skill is kept");
        skills.iter().filter(|s| s.is_enabled).map(|s| s.display_name().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(live().await, ["Look up an appointment", "When is it"]);

    client.discover(SQL).await.unwrap();
    assert_eq!(live().await.len(), 2, "the same schema read again changes nothing");
    let (_, other) = caller.patch(scoping, &json!({ "blockedColumns": { "patients": ["ssn"] } })).await;
    assert!(other["data"].get("disabledSkills").is_none(), "{other}");
    assert_eq!(live().await.len(), 2, "a block elsewhere changes nothing");

    let block = json!({ "blockedColumns": { "appointments": ["status"] } });
    let (status, answer) = caller.patch(scoping, &block).await;
    assert_eq!((status, &answer["data"]["disabledSkills"]), (200, &json!(["Look up an appointment"])));
    assert_eq!(live().await, ["When is it"]);
    let (_, again) = caller.patch(scoping, &block).await;
    assert!(again["data"].get("disabledSkills").is_none(), "named once: {again}");
    assert!(caller.get(scoping).await.1["data"].get("disabledSkills").is_none());

    caller.patch(scoping, &json!({ "blockedColumns": {} })).await;
    client.discover(SQL).await.unwrap();
    assert_eq!(live().await, ["When is it"], "nothing comes back by itself");
    let id = client.skills(&agent).await.unwrap()[0].id.clone();
    let enable = SkillPatch { is_enabled: Some(true), description: None };
    assert!(client.update_skill(&agent, &id, &enable, None).await.unwrap().is_enabled);

    // Another organisation's blocks are its own.
    let stranger = server.caller("stranger").await;
    stranger.patch(scoping, &json!({ "blockedTables": ["appointments"] })).await;
    assert_eq!(live().await.len(), 2);

    client.connect(SQL, &found).await.unwrap();
    assert!(live().await.is_empty(), "other credentials, no catalogue: nothing holds");
    let refused = client.update_skill(&agent, &id, &enable, None).await.unwrap_err();
    assert_eq!(refused.code(), ApiFailureCode::NotDiscovered);
    client.discover(SQL).await.unwrap();
    assert!(live().await.is_empty(), "nothing comes back by itself");
}

#[tokio::test]
async fn a_rediscovered_schema_keeps_live_what_compiles_to_the_same_statement_only() {
    let (_postgres, database, found) = clinic().await;
    let server = Server::start().await;
    let (caller, agent) = ready(&server, &found).await;
    let client = caller.client();
    let bindings = format!("/agents/{agent}/integrations/postgres/bindings");
    assert_eq!(caller.post(&bindings, &source_example()).await.0, 201);
    let live_after = async |change: &str| {
        database.run_script(change).await.unwrap();
        client.discover(SQL).await.unwrap();
        client.skills(&agent).await.unwrap().remove(0)
    };
    let first = live_after("ALTER TABLE appointments ADD COLUMN mood text").await;
    assert!(first.is_enabled, "a column that it does not read");
    let other = live_after("ALTER TABLE appointments ALTER COLUMN starts_at DROP NOT NULL").await;
    assert!(!other.is_enabled, "it compiles, but to another statement");
    assert_eq!(other.statement_sha256(), first.statement_sha256(), "what was there stays to be looked at");
    let enable = SkillPatch { is_enabled: Some(true), description: None };
    let second = client.update_skill(&agent, &first.id, &enable, None).await.unwrap();
    assert!(second.is_enabled && second.statement_sha256() != first.statement_sha256());
    let gone = live_after("ALTER TABLE appointments DROP COLUMN status CASCADE").await;
    assert!(!gone.is_enabled, "it no longer compiles");
    let refused = client.update_skill(&agent, &first.id, &enable, None).await.unwrap_err();
    assert_eq!(refused.code(), ApiFailureCode::BindingRejected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_block_set_while_a_skill_is_made_or_enabled_holds() {
    let (_postgres, _database, found) = clinic().await;
    let server = Server::start().await;
    let (caller, agent) = ready(&server, &found).await;
    let bindings = format!("/agents/{agent}/integrations/postgres/bindings");
    let scoping = "/integrations/postgres/scoping";
    let (open, block) = (json!({ "blockedColumns": {} }), json!({ "blockedColumns": { "appointments": ["status"] } }));
    let (_, made) = caller.post(&bindings, &source_example()).await;
    let skill = format!("/agents/{agent}/skills/{}", made["data"]["id"].as_str().unwrap());
    let (enable, body) = (json!({ "isEnabled": true }), source_example());
    for round in 0..40 {
        caller.patch(scoping, &open).await;
        let (blocked, put, enabled) =
            tokio::join!(caller.patch(scoping, &block), caller.post(&bindings, &body), caller.patch(&skill, &enable));
        assert_eq!(blocked.0, 200);
        for answer in [&put, &enabled] {
            assert!(answer.0 == 200 || problem(answer) == (422, "binding_rejected"), "{answer:?}");
        }
        let skills = caller.client().skills(&agent).await.unwrap();
        assert!(!skills[0].is_enabled, "round {round}: live with a blocked column");
    }

    // Two patches of different properties at once: neither takes the other back.
    caller.patch(scoping, &open).await;
    for round in 0..40 {
        assert_eq!(caller.patch(&skill, &enable).await.0, 200);
        let (description, off) = (json!({ "description": format!("d{round}") }), json!({ "isEnabled": false }));
        tokio::join!(caller.patch(&skill, &description), caller.patch(&skill, &off));
        let skills = caller.client().skills(&agent).await.unwrap();
        let described = skills[0].definition().unwrap().description.clone();
        assert_eq!((skills[0].is_enabled, described), (false, format!("d{round}")));
    }
}

#[tokio::test]
async fn connect_says_what_is_wrong_and_keeps_nothing() {
    let (_postgres, _database, found) = clinic().await;
    let server = Server::start().await;
    let client = server.caller("clinic").await.client();
    let wrong = [
        (Credentials { password: "wrong".into(), ..found.clone() }, "credentials.password", "authentication_failed"),
        (Credentials { port: "1".into(), ..found.clone() }, "credentials.port", "connection_refused"),
        (Credentials { database: "nowhere".into(), ..found.clone() }, "", ""),
        (Credentials { ca_pem: None, ..found.clone() }, "credentials.ca_pem", "certificate_untrusted"),
    ];
    for (credentials, field, code) in wrong {
        let failure = client.connect(SQL, &credentials).await.unwrap_err();
        let error = &failure.errors()[0];
        assert!(error.field.starts_with(field) && error.code.as_deref().unwrap().starts_with(code), "{failure:?}");
    }
    assert!(!client.integrations().await.unwrap().iter().any(|one| one.is_connected()));
}

/// Collects the log.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Headers and body, whatever they are.
async fn read_any(request: reqwest::RequestBuilder) -> String {
    let response = request.send().await.unwrap();
    let headers = format!("{:?}", response.headers());
    headers + &response.text().await.unwrap()
}

#[tokio::test]
async fn password_and_key_are_written_nowhere() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber =
        tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(move || writer.clone());
    drop(tracing::subscriber::set_global_default(subscriber.finish()));

    let (_postgres, _database, found) = clinic().await;
    let server = Server::start().await;
    let (caller, agent) = ready(&server, &found).await;
    let client = caller.client();
    let mut answers = String::new();
    for path in [
        "/agents".to_owned(),
        "/integrations/catalog".into(),
        "/integrations/postgres/schema".into(),
        "/integrations/postgres/scoping".into(),
        format!("/agents/{agent}/skills"),
    ] {
        answers.push_str(&caller.get(&path).await.1.to_string());
    }
    answers.push_str(&caller.post("/integrations/postgres/sql/test", &found.body()).await.1.to_string());
    answers.push_str(&caller.post("/integrations/postgres/connect", &found.body()).await.1.to_string());
    let with_key = caller.request(Method::POST, "/integrations/postgres/connect").header("idempotency-key", "once");
    answers.push_str(&read(with_key.json(&found.body()).send().await.unwrap()).await.1.to_string());
    let wrong = Credentials { database: "nowhere".into(), ..found.clone() };
    answers.push_str(&format!("{:?} {wrong:?} {client:?}", client.connect(SQL, &wrong).await));

    for path in
        ["/audit-logs", "/openapi.json", "/integrations/postgres/objects", "/integrations/postgres/search?q=phone"]
    {
        answers.push_str(&read_any(caller.request(Method::GET, path)).await);
    }
    for path in ["readyz", "healthz", "metrics"] {
        answers.push_str(&read_any(caller.http.get(format!("http://{}/{path}", server.address))).await);
    }
    // With the key rotated while it runs, a refusal is an answer, too.
    let master = server.home.options().master_key;
    let before = std::fs::read(server.home.path().join("control.db.key")).unwrap();
    gatehouse_server::master_key::rotate(&server.home.store, &master, &master, |_| ()).await.unwrap();
    let after = std::fs::read(server.home.path().join("control.db.key")).unwrap();
    answers.push_str(&caller.post("/integrations/postgres/discover", &json!({})).await.1.to_string());
    answers.push_str(&format!("{:?} {:?}", server.home.options(), server.home.store));

    let key = caller.key.expose_secret();
    let mut secrets = vec![found.password.expose_secret().to_owned(), key.to_owned(), key[32..].to_owned()];
    secrets.extend([hex::encode(&before), hex::encode(&after), format!("{before:?}"), format!("{after:?}")]);
    if let StoreLocation::Postgres(url) = &server.home.store {
        let (_, rest) = url.expose_secret().split_once("://").unwrap();
        let user = rest.split_once('@').unwrap().0;
        secrets.push(user.split_once(':').unwrap().1.to_owned());
    }
    let secrets: Vec<&str> = secrets.iter().map(String::as_str).collect();
    assert!(server.home.holds("Default agent").await, "the search finds what is there");
    for secret in secrets.iter().copied() {
        assert!(!server.home.holds(secret).await, "in the store, while it runs");
        assert!(!answers.contains(secret), "in an answer");
    }
    let home = server.stop().await;
    let log = String::from_utf8_lossy(&log.0.lock().unwrap()).into_owned();
    assert!(log.contains("listening") && log.contains("private hosts are allowed"));
    for secret in secrets.iter().copied() {
        assert!(!home.holds(secret).await, "in the store");
        assert!(!log.contains(secret), "in the log: {:?}", log.lines().find(|line| line.contains(secret)));
    }
}
