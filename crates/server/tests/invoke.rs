//! Calling published skills over HTTP: who may, what comes back, and how a write is confirmed and never made twice.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test's helper is a test")]

mod common;
#[path = "common/visits.rs"]
mod visits;

use std::time::Duration;

use common::{problem, read};
use gatehouse_api::Scope;
use reqwest::Method;
use serde_json::{Value, json};
use visits::Visits;

const BOOKED: &str = "SELECT count(*)::text FROM visits WHERE note = 'by agent'";

fn phone(n: u32) -> Value {
    json!({ "arguments": { "caller_phone": format!("+1555{n}") } })
}

fn booking() -> Value {
    json!({ "arguments": { "caller_phone": "+1999", "starts_at": "2026-04-01T10:00:00Z" } })
}

#[tokio::test]
async fn a_published_skill_is_called_and_nothing_else() {
    let visits = Visits::start().await;
    let skill = visits.lookup().await;
    assert_eq!(problem(&visits.invoke(&skill, phone(7)).await), (409, "not_published"));
    visits.publish().await;
    let (status, answer) = visits.invoke(&skill, phone(7)).await;
    assert_eq!(
        (status, &answer),
        (200, &json!({ "success": true, "data": { "rows": [{ "number": 7, "note": "n7" }] } }))
    );
    let (_, nobody) = visits.invoke(&skill, json!({ "arguments": { "caller_phone": "+1" } })).await;
    assert_eq!(nobody["data"], json!({ "rows": [] }));

    for (wrong, code) in [
        (json!({}), (422, "arguments_invalid")),
        (json!({ "arguments": { "caller_phone": 7 } }), (422, "arguments_invalid")),
        (json!({ "arguments": { "caller_phone": "+1", "hidden": "canary-arg" } }), (422, "arguments_invalid")),
        (json!({ "arguments": [] }), (400, "validation_error")),
        (json!({ "args": {} }), (400, "validation_error")),
    ] {
        let refused = visits.invoke(&skill, wrong.clone()).await;
        assert_eq!(problem(&refused), code, "{wrong}");
        assert!(
            !refused.1.to_string().contains("canary-arg") && !refused.1.to_string().contains("SELECT"),
            "{refused:?}"
        );
    }
    assert_eq!(problem(&visits.invoke("nothing", phone(7)).await), (404, "not_found"));
    let elsewhere = format!("/agents/nobody/skills/{skill}/invoke");
    assert_eq!(problem(&visits.caller.post(&elsewhere, &phone(7)).await), (404, "not_found"));

    // A draft reaches callers when it is published; what is switched off is gone at once.
    let second = visits.booking().await;
    assert_eq!(problem(&visits.invoke(&second, booking()).await), (404, "not_found"));
    visits.switch(&skill, false).await;
    assert_eq!(problem(&visits.invoke(&skill, phone(7)).await), (404, "not_found"));
}

#[tokio::test]
async fn only_a_key_with_the_scope_and_of_the_organisation() {
    let visits = Visits::start().await;
    let skill = visits.lookup().await;
    visits.publish().await;
    let other = visits.server.caller("another").await;
    let refused = other.post(&visits.path(&skill), &phone(7)).await;
    assert_eq!(problem(&refused), (404, "not_found"));
    let without = visits.without(Scope::SkillsInvoke).await;
    assert_eq!(problem(&without.post(&visits.path(&skill), &phone(7)).await), (403, "insufficient_scope"));
    let only = visits.server.caller_with("desk", &[Scope::SkillsInvoke]).await;
    assert_eq!(only.post(&visits.path(&skill), &phone(7)).await.0, 200);
    assert_eq!(problem(&only.get("/agents").await), (403, "insufficient_scope"));
    // A key of the same id and another secret, also while the right one is in memory.
    let mut wrong = visits.server.caller_with("desk", &[Scope::SkillsInvoke]).await;
    assert_eq!(wrong.post(&visits.path(&skill), &phone(7)).await.0, 200);
    let text = secrecy::ExposeSecret::expose_secret(&wrong.key).to_owned();
    let last = if text.ends_with('0') { '1' } else { '0' };
    wrong.key = format!("{}{last}", &text[..text.len() - 1]).into();
    assert_eq!(problem(&wrong.post(&visits.path(&skill), &phone(7)).await), (401, "unauthorized"));
}

#[tokio::test]
async fn what_is_blocked_or_disconnected_is_not_served() {
    let visits = Visits::start().await;
    let skill = visits.lookup().await;
    visits.publish().await;
    assert_eq!(visits.invoke(&skill, phone(7)).await.0, 200);
    assert_eq!(visits.sessions().await, "1", "one session is warm");
    // The same connection again, with the same credentials: its sessions are others.
    visits.connect(&visits.database.admin_password).await;
    visits.switch(&skill, true).await;
    assert_eq!(visits.invoke(&skill, phone(7)).await.0, 200);
    assert_eq!(visits.sessions().await, "1", "the former one is closed");
    let blocked = json!({ "blockedColumns": { "visits": ["note"] } });
    assert_eq!(visits.caller.patch("/integrations/postgres/scoping", &blocked).await.0, 200);
    assert_eq!(problem(&visits.invoke(&skill, phone(7)).await), (404, "not_found"));
    let open = json!({ "blockedColumns": {} });
    assert_eq!(visits.caller.patch("/integrations/postgres/scoping", &open).await.0, 200);
    visits.switch(&skill, true).await;
    assert_eq!(visits.invoke(&skill, phone(7)).await.0, 200);
    visits.delete("/integrations/postgres").await;
    let gone = visits.invoke(&skill, phone(7)).await;
    assert!(gone.0 == 404 || gone.0 == 409, "{gone:?}");
    for _ in 0..100 {
        if visits.sessions().await == "0" {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("a session is left of a connection that is gone");
}

#[tokio::test]
async fn a_write_is_confirmed_first() {
    let visits = Visits::start().await;
    let skill = visits.booking().await;
    visits.publish().await;
    let asked = visits.asked(&skill, booking()).await;
    let summary = asked["summary"].as_str().unwrap();
    assert!(summary.contains("Book a visit") && summary.contains("caller_phone: +1999"), "{summary}");
    assert!(!summary.contains("INSERT") && !summary.contains("by agent"), "{summary}");
    assert_eq!(visits.ask(BOOKED).await, "0");
    let token = asked["token"].as_str().unwrap();
    let with = |body: Value, token: &str| {
        let mut body = body;
        body["confirmation"] = token.into();
        body
    };
    // Not for other arguments, not for another key, not when altered.
    let mut other = booking();
    other["arguments"]["caller_phone"] = "+1888".into();
    assert_eq!(problem(&visits.invoke(&skill, with(other, token)).await), (409, "confirmation_invalid"));
    let altered = format!("{}{}", if token.starts_with('0') { "1" } else { "0" }, &token[1..]);
    for bad in [altered.as_str(), "", "zz", &"é".repeat(60), &token[..100]] {
        assert_eq!(problem(&visits.invoke(&skill, with(booking(), bad)).await), (409, "confirmation_invalid"), "{bad}");
    }
    let colleague = visits.server.caller_with("desk", &[Scope::SkillsInvoke]).await;
    let theirs = colleague.post(&visits.path(&skill), &with(booking(), token)).await;
    assert_eq!(problem(&theirs), (409, "confirmation_invalid"));
    assert_eq!(visits.ask(BOOKED).await, "0");
    // Once.
    let (status, made) = visits.invoke(&skill, with(booking(), token)).await;
    assert_eq!((status, &made["data"]["changed"]), (200, &json!(1)), "{made}");
    assert!(made["data"]["rows"][0]["number"].is_i64());
    assert_eq!(problem(&visits.invoke(&skill, with(booking(), token)).await), (409, "confirmation_invalid"));
    assert_eq!(visits.ask(BOOKED).await, "1");
}

#[tokio::test]
async fn a_change_needs_a_verified_identity() {
    let visits = Visits::start().await;
    let skill = visits.moving().await;
    visits.publish().await;
    let mut body = json!({ "arguments": { "number": 3, "starts_at": "2026-05-01T10:00:00Z" } });
    assert_eq!(problem(&visits.invoke(&skill, body.clone()).await), (403, "identity_required"));
    body["identity"] = json!({ "verified": false, "subject": "caller 3" });
    assert_eq!(problem(&visits.invoke(&skill, body.clone()).await), (403, "identity_required"));
    body["identity"] = json!({ "verified": true, "subject": "caller 3" });
    let mere = visits.without(Scope::IdentityAssert).await;
    assert_eq!(problem(&mere.post(&visits.path(&skill), &body).await), (403, "insufficient_scope"));
    let asked = visits.asked(&skill, body.clone()).await;
    // Confirmed for one caller, it does nothing for another.
    let mut other = body.clone();
    other["identity"]["subject"] = "caller 4".into();
    other["confirmation"] = asked["token"].clone();
    assert_eq!(problem(&visits.invoke(&skill, other).await), (409, "confirmation_invalid"));
    body["confirmation"] = asked["token"].clone();
    let (status, moved) = visits.invoke(&skill, body.clone()).await;
    assert_eq!((status, &moved["data"]), (200, &json!({ "rows": [], "changed": 1 })), "{moved}");
    body["arguments"]["number"] = json!(999);
    body["confirmation"] = Value::Null;
    assert_eq!(problem(&visits.confirmed(&skill, body).await), (422, "not_one_row"));
}

#[tokio::test]
async fn one_idempotency_key_writes_once() {
    let visits = Visits::start().await;
    let skill = visits.booking().await;
    visits.publish().await;
    let call = async |key: &str, body: Value| {
        let path = visits.path(&skill);
        read(
            visits.caller.request(Method::POST, &path).header("idempotency-key", key).json(&body).send().await.unwrap(),
        )
        .await
    };
    // The question does not use the key up.
    let asked = call("k", booking()).await;
    assert_eq!(problem(&asked), (409, "confirmation_required"));
    let mut body = booking();
    body["confirmation"] = asked.1["confirmation"]["token"].clone();
    let first = call("k", body.clone()).await;
    assert_eq!(first.0, 200, "{first:?}");
    // A repetition with the same token, and one that lost it.
    assert_eq!(call("k", body.clone()).await, first);
    assert_eq!(call("k", booking()).await, first);
    let mut other = booking();
    other["arguments"]["caller_phone"] = "+1888".into();
    assert_eq!(problem(&call("k", other).await), (409, "idempotency_key_reused"));
    assert_eq!(visits.ask(BOOKED).await, "1");
    // Many at once.
    let mut bodies = Vec::new();
    for _ in 0..3 {
        let mut body = booking();
        body["confirmation"] = visits.asked(&skill, booking()).await["token"].clone();
        bodies.push(body);
    }
    let [one, two, three] = <[Value; 3]>::try_from(bodies).unwrap();
    let (one, two, three) = tokio::join!(call("together", one), call("together", two), call("together", three));
    let answers = [one, two, three];
    let in_use = |answer: &(u16, Value)| problem(answer) == (409, "idempotency_key_in_use");
    assert!(answers.iter().any(|answer| answer.0 == 200), "{answers:?}");
    assert!(answers.iter().all(|answer| answer.0 == 200 || in_use(answer)), "{answers:?}");
    assert_eq!(visits.ask(BOOKED).await, "2");
}

/// The server process ends itself while the row is made permanent.
const QUITS: &str = "CREATE FUNCTION quit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER quits AFTER INSERT ON visits DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION quit();";

#[tokio::test]
async fn a_write_whose_outcome_is_not_known_is_not_made_again() {
    let visits = Visits::start().await;
    let skill = visits.booking().await;
    visits.publish().await;
    visits.database.run_script(QUITS).await.unwrap();
    let call = async |body: Value| {
        let path = visits.path(&skill);
        read(
            visits.caller.request(Method::POST, &path).header("idempotency-key", "q").json(&body).send().await.unwrap(),
        )
        .await
    };
    let mut body = booking();
    body["confirmation"] = visits.asked(&skill, booking()).await["token"].clone();
    assert_eq!(problem(&call(body.clone()).await), (409, "outcome_unknown"));
    visits.database.run_script("DROP TRIGGER quits ON visits").await.unwrap();
    for again in [body, booking()] {
        assert_eq!(problem(&call(again).await), (409, "outcome_unknown"));
    }
    assert_eq!(visits.ask(BOOKED).await, "0");
    // What the database refused had no effect: the same key may be used for another try.
    visits.database.run_script("ALTER TABLE visits ADD CONSTRAINT low CHECK (phone <> '+1999')").await.unwrap();
    let path = visits.path(&skill);
    let again = async |body: Value| {
        read(
            visits.caller.request(Method::POST, &path).header("idempotency-key", "r").json(&body).send().await.unwrap(),
        )
        .await
    };
    let token = async || visits.asked(&skill, booking()).await["token"].clone();
    let mut body = booking();
    body["confirmation"] = token().await;
    assert_eq!(problem(&again(body.clone()).await), (422, "rejected_by_check"));
    visits.database.run_script("ALTER TABLE visits DROP CONSTRAINT low").await.unwrap();
    body["confirmation"] = token().await;
    assert_eq!(again(body).await.0, 200);
}

/// Everything that is logged, at any level.
#[derive(Clone, Default)]
struct Log(std::sync::Arc<std::sync::Mutex<Vec<u8>>>);

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn the_log_holds_nothing_of_a_call() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_writer(move || writer.clone());
    // One thread runs the whole test, the server too.
    let _heard = tracing::subscriber::set_default(subscriber.finish());
    let visits = Visits::start().await;
    let (lookup, booking, moving) = (visits.lookup().await, visits.booking().await, visits.moving().await);
    visits.publish().await;
    let canary = "canary-4711";
    assert_eq!(visits.invoke(&lookup, json!({ "arguments": { "caller_phone": canary } })).await.0, 200);
    assert_eq!(visits.invoke(&lookup, json!({ "arguments": { canary: canary } })).await.0, 422);
    let body = json!({ "arguments": { "caller_phone": canary, "starts_at": "2026-04-01T10:00:00Z" } });
    let token = visits.asked(&booking, body.clone()).await["token"].as_str().unwrap().to_owned();
    assert_eq!(visits.confirmed(&booking, body).await.0, 200);
    let body = json!({ "arguments": { "number": 3, "starts_at": "2026-04-01T10:00:00Z" },
        "identity": { "verified": true, "subject": canary } });
    assert_eq!(visits.confirmed(&moving, body).await.0, 200);
    visits.database.run_script("DROP TABLE visits").await.unwrap();
    assert_eq!(
        problem(&visits.invoke(&lookup, json!({ "arguments": { "caller_phone": canary } })).await),
        (409, "rejected_schema")
    );
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("/agents/{agent}/skills/{skill}/invoke"), "the calls are in it: {log}");
    let key = secrecy::ExposeSecret::expose_secret(&visits.caller.key);
    for secret in [canary, token.as_str(), key, visits.database.admin_password.as_str()] {
        // The test's own client is in the same log; what it says of itself is not the server's.
        let line = log.lines().filter(|line| line.contains(" gatehouse_")).find(|line| line.contains(secret));
        assert_eq!(line, None);
    }
    for text in ["FROM \"public", "INSERT INTO \"public", "UPDATE ONLY"] {
        let ours = log.lines().filter(|line| line.contains(" gatehouse_")).find(|line| line.contains(text));
        assert_eq!(ours, None);
    }
}

/// An answer without what differs from call to call: status, headers and body.
async fn told(asked: reqwest::RequestBuilder) -> (u16, Vec<(String, String)>, String) {
    let response = asked.send().await.unwrap();
    let status = response.status().as_u16();
    let varies = ["date", "x-request-id", "ratelimit-remaining", "ratelimit-reset"];
    let header = |(name, value): (&reqwest::header::HeaderName, &reqwest::header::HeaderValue)| {
        let value = if varies.contains(&name.as_str()) { "" } else { value.to_str().unwrap() };
        (name.to_string(), value.to_owned())
    };
    let mut headers: Vec<_> = response.headers().iter().map(header).collect();
    headers.sort();
    let id = response.headers()["x-request-id"].to_str().unwrap().to_owned();
    (status, headers, response.text().await.unwrap().replace(&id, ""))
}

/// Calls go past the router; what is written in another way goes through it, and its layers. Both must be the same to a caller.
#[tokio::test]
async fn the_way_past_the_router_is_the_way_through_it() {
    let visits = Visits::start().await;
    let skill = visits.lookup().await;
    let write = visits.booking().await;
    visits.publish().await;
    let without = visits.without(Scope::SkillsInvoke).await;
    let foreign = visits.server.caller("another").await;
    let stranger = common::Caller {
        base: visits.caller.base.clone(),
        key: "flowyte_sk_x".into(),
        http: visits.caller.http.clone(),
    };
    let with = |caller: &common::Caller, skill: &str| {
        let plain = visits.path(skill);
        let encoded = plain.replacen("/skills/", "/skills/%", 1);
        // The first character of the skill's id in its percent-encoded form.
        let first = skill.as_bytes()[0];
        let encoded = encoded.replacen(&format!("%{skill}"), &format!("%{first:02x}{}", &skill[1..]), 1);
        [plain, encoded].map(|path| caller.request(Method::POST, &path))
    };
    let body = |asked: [reqwest::RequestBuilder; 2], body: Value| asked.map(|one| one.json(&body));
    let long = json!({ "arguments": { "caller_phone": "x".repeat(1024 * 1024) } });
    let cases = [
        ("a call", body(with(&visits.caller, &skill), phone(7))),
        ("a write without the scope", body(with(&without, &write), booking())),
        ("wrong arguments", body(with(&visits.caller, &skill), json!({ "arguments": { "other": 1 } }))),
        ("another shape", body(with(&visits.caller, &skill), json!([1]))),
        ("no JSON", with(&visits.caller, &skill).map(|one| one.header("content-type", "application/json").body("{"))),
        ("text", with(&visits.caller, &skill).map(|one| one.header("content-type", "text/plain").body("{}"))),
        ("nothing", with(&visits.caller, &skill)),
        ("too much", body(with(&visits.caller, &skill), long)),
        ("an unknown skill", body(with(&visits.caller, "nothing"), phone(7))),
        ("another organisation", body(with(&foreign, &skill), phone(7))),
        ("without the scope", body(with(&without, &skill), phone(7))),
        ("another key", body(with(&stranger, &skill), phone(7))),
        (
            "a web page",
            body(with(&visits.caller, &skill).map(|one| one.header("origin", "http://localhost")), phone(7)),
        ),
        ("another name", body(with(&visits.caller, &skill).map(|one| one.header("host", "evil.test")), phone(7))),
        ("a request id", body(with(&visits.caller, &skill).map(|one| one.header("x-request-id", "desk-7")), phone(7))),
    ];
    let mut statuses = std::collections::BTreeSet::new();
    for (name, [past, through]) in cases {
        let (past, through) = (told(past).await, told(through).await);
        assert_eq!(past, through, "{name}");
        statuses.insert(past.0);
    }
    assert!(
        [200, 400, 401, 403, 404, 413, 415, 421, 422].iter().all(|wanted| statuses.contains(wanted)),
        "{statuses:?}"
    );
}
