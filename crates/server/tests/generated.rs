//! Requests that nobody would write, made from those that somebody would: values, members, headers, queries and ids are put out of
//! joint at random. No answer is a server error, every refusal is a problem, and no problem repeats what was sent.
//!
//! GATEHOUSE_REQUESTS says how many; 2,000 unless it is set. GATEHOUSE_SEED makes the same ones again.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test's helper is a test")]
#![allow(clippy::print_stdout, reason = "what came back is read by whoever runs it")]

mod common;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use common::{Caller, Server, Target};
use gatehouse_core::connection::Engine;
use gatehouse_server::Quota;
use gatehouse_testkit::{Postgres, TestDatabase};
use reqwest::Method;
use serde_json::{Value, json};

const CANARY: &str = "canary-4711";
/// The name of a member that nobody knows. It is the place of what is wrong, so a problem may say it.
const MEMBER: &str = "stray-member";
const TASKS: u64 = 6;

static PANICS: AtomicU64 = AtomicU64::new(0);

fn number(variable: &str, usual: u64) -> u64 {
    std::env::var(variable).ok().map_or(usual, |text| text.parse().unwrap())
}

/// SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014): small, and the same everywhere.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % most as u64).unwrap()
    }

    fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    /// A value that is wrong nearly everywhere.
    fn value(&mut self) -> Value {
        let texts = [
            CANARY.to_owned(),
            String::new(),
            " ".into(),
            format!("{CANARY}\u{0}"),
            format!("{CANARY}'; DROP TABLE patients; --"),
            format!("../../{CANARY}"),
            format!("{CANARY}\u{202e}\u{1f980}é\u{fffd}"),
            format!("{CANARY}\"\\\r\n"),
            CANARY.repeat(300),
            "appointments.read".into(),
            "appointments.delete".into(),
            "payments".into(),
            "ssn".into(),
        ];
        match self.below(12) {
            0 => Value::Null,
            1 => json!(true),
            2 => json!(-1),
            3 => json!(1.5e300),
            4 => json!(u64::MAX),
            5 => json!([]),
            6 => json!({}),
            7 => json!([[[CANARY]]]),
            8 => json!({ MEMBER: CANARY }),
            _ => json!(self.of(&texts)),
        }
    }

    /// Something in it is changed, left out, or added.
    fn disjoint(&mut self, value: &mut Value) {
        match value {
            Value::Object(members) if !members.is_empty() && !self.one_in(8) => {
                let name = members.keys().nth(self.below(members.len())).unwrap().clone();
                match self.below(6) {
                    0 => drop(members.remove(&name)),
                    1 => drop(members.insert(MEMBER.into(), self.value())),
                    _ => self.disjoint(members.get_mut(&name).unwrap()),
                }
            }
            Value::Array(items) if !items.is_empty() && !self.one_in(8) => {
                let at = self.below(items.len());
                match self.below(6) {
                    0 => drop(items.remove(at)),
                    1 => items.push(items[at].clone()),
                    _ => self.disjoint(&mut items[at]),
                }
            }
            other => *other = self.value(),
        }
    }
}

/// A connected clinic, and the requests that are put out of joint.
struct Scene {
    clinic: TestDatabase,
    _postgres: Postgres,
    server: Server,
    caller: Caller,
    agent: String,
    skill: String,
    sound: Vec<(Method, &'static str, Value)>,
}

fn binding() -> Value {
    json!({ "toolName": "Look up an appointment", "operation": "appointments.read", "enabled": true,
        "inputs": [{ "param": "caller_phone", "arg": "phone", "required": true }],
        "sqlSearch": { "table": "appointments", "limit": 5, "orderBy": "starts_at", "descending": true },
        "projection": [{ "path": ["appointment", "status"], "leaf": "appointment_status" }] })
}

fn write() -> Value {
    json!({ "toolName": "Call off", "operation": "appointments.update", "isWrite": true,
        "inputObjectMap": [{ "field": "status", "const": "cancelled" }, { "field": "reason", "param": "reason" }],
        "sqlWrite": { "mode": "update", "table": "appointments", "keyColumn": "id", "keyParam": "number" },
        "parameters": [{ "param": "reason", "required": false, "max_length": 20 }] })
}

impl Scene {
    async fn new() -> Scene {
        let postgres = Postgres::shared().await.unwrap();
        let clinic = postgres.fresh_database("generated").await.unwrap();
        let home = common::Home::new().await;
        let mut options = home.options();
        for limit in [
            &mut options.limits.key,
            &mut options.limits.address,
            &mut options.limits.invoke_key,
            &mut options.limits.invoke_address,
        ] {
            *limit = Quota::new(1_000_000, 1);
        }
        let server = Server::start_with(home, options).await;
        let caller = server.caller("clinic").await;
        let agent = caller.agent().await;
        let login = serde_json::to_value(clinic.reader().body()).unwrap();
        let sound = vec![
            (Method::GET, "/agents", Value::Null),
            (Method::POST, "/agents", json!({ "name": "Reception" })),
            (Method::GET, "/agents/AGENT/skills", Value::Null),
            (Method::GET, "/agents/AGENT/skills/SKILL", Value::Null),
            (Method::GET, "/agents/AGENT/skills/SKILL/binding", Value::Null),
            (Method::PATCH, "/agents/AGENT/skills/SKILL", json!({ "isEnabled": true, "description": "When asked." })),
            (Method::DELETE, "/agents/AGENT/skills/SKILL", Value::Null),
            (
                Method::POST,
                "/agents/AGENT/skills/SKILL/invoke",
                json!({ "arguments": { "caller_phone": "+12105550122" } }),
            ),
            (Method::POST, "/agents/AGENT/integrations/postgres/bindings", binding()),
            (Method::POST, "/agents/AGENT/integrations/postgres/bindings", write()),
            (Method::POST, "/agents/AGENT/integrations/postgres/bindings/auto", json!({ "goal": "look up by phone" })),
            (Method::POST, "/agents/AGENT/publish", json!({ "note": "First" })),
            (Method::POST, "/agents/AGENT/rollback", json!({ "versionId": "none" })),
            (Method::GET, "/agents/AGENT/versions", Value::Null),
            (Method::POST, "/agents/AGENT/mcp", json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/list" })),
            (Method::GET, "/audit-logs", Value::Null),
            (Method::GET, "/integrations/catalog", Value::Null),
            (Method::GET, "/integrations/postgres/schema", Value::Null),
            (Method::GET, "/integrations/postgres/objects", Value::Null),
            (Method::GET, "/integrations/postgres/search", Value::Null),
            (Method::GET, "/integrations/postgres/sql/scripts", Value::Null),
            (Method::GET, "/integrations/postgres/scoping", Value::Null),
            (
                Method::PATCH,
                "/integrations/postgres/scoping",
                json!({ "blockedTables": ["payments"], "blockedColumns": { "patients": ["ssn"] } }),
            ),
            (Method::POST, "/integrations/postgres/connect", login),
            (Method::GET, "/openapi.json", Value::Null),
        ];
        let skill = String::new();
        let mut scene = Scene { clinic, _postgres: postgres, server, caller, agent, skill, sound };
        scene.skill = scene.prepare().await;
        scene
    }

    /// What the requests may have undone is done again, as often as others come between; the skill's id.
    async fn prepare(&self) -> String {
        for _ in 0..100 {
            if let Some(skill) = self.prepared().await {
                return skill;
            }
        }
        panic!("the clinic cannot be connected any more");
    }

    async fn prepared(&self) -> Option<String> {
        let client = self.caller.client();
        client.connect(Engine::Postgres, &self.clinic.reader()).await.ok()?;
        client.discover(Engine::Postgres).await.ok()?;
        let none = json!({ "blockedTables": [], "blockedColumns": {} });
        assert_eq!(self.caller.patch("/integrations/postgres/scoping", &none).await.0, 200);
        let path = format!("/agents/{}/integrations/postgres/bindings", self.agent);
        let (_, answer) = self.caller.post(&path, &binding()).await;
        client.publish(&self.agent, None).await.ok()?;
        answer["data"]["id"].as_str().map(str::to_owned)
    }

    fn request(&self, chance: &mut Chance, skill: &str) -> (String, reqwest::RequestBuilder) {
        let (method, path, body) = chance.of(&self.sound);
        let id = |chance: &mut Chance, real: &str| match chance.below(10) {
            0 => format!("%00{CANARY}"),
            1 => CANARY.into(),
            2 => "..%2f..".into(),
            _ => real.to_owned(),
        };
        let mut path = path.replace("AGENT", &id(chance, &self.agent)).replace("SKILL", &id(chance, skill));
        if chance.one_in(12) {
            let other = *chance.of::<&str>(&["mysql", "oracle", CANARY, "%ff", "Postgres"]);
            path = path.replace("postgres", other);
        }
        if chance.one_in(3) {
            let name = chance.of(&["limit", "cursor", "q", "tables", "user", "password", "database", "host", MEMBER]);
            let long = "x".repeat(5000);
            let value =
                *chance.of(&["1", "-1", "", "%00", "%ff%fe", CANARY, "'%22%3B--", "type:jsonb -fk:", long.as_str()]);
            path = format!("{path}?{name}={value}");
        }
        let method = if chance.one_in(15) {
            chance.of(&[Method::PUT, Method::DELETE, Method::PATCH, Method::POST, Method::GET, Method::HEAD]).clone()
        } else {
            method.clone()
        };
        let mut request = self.caller.request(method.clone(), &path);
        for (name, values) in [
            ("idempotency-key", ["", CANARY, "k", "\u{7f}"]),
            ("if-match", ["*", "\"0\"", CANARY, "W/\"x\""]),
            ("if-none-match", ["*", "\"0\"", CANARY, ""]),
            ("x-request-id", ["a b", "é", "", "x"]),
            ("accept", ["text/html", "*/*", CANARY, "application/json, text/event-stream"]),
            ("expect", ["100-continue", CANARY, "", "x"]),
        ] {
            let value = *chance.of(&values);
            if chance.one_in(12)
                && let Ok(value) = reqwest::header::HeaderValue::from_bytes(value.as_bytes())
            {
                request = request.header(name, value);
            }
        }
        let mut body = body.clone();
        for _ in 0..chance.below(4) {
            chance.disjoint(&mut body);
        }
        let mut bytes = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
        match chance.below(25) {
            0 => bytes.truncate(chance.below(bytes.len() + 1)),
            1 => bytes.extend_from_slice(b"\xff\xfe"),
            2 => bytes = format!("{}1{}", "[".repeat(5000), "]".repeat(5000)).into_bytes(),
            _ => {}
        }
        let media = if chance.one_in(15) {
            *chance.of(&["text/plain", "application/json; charset=utf-16", "", CANARY, "application/jsonx"])
        } else {
            "application/json"
        };
        let start = &path[..path.len().min(200)];
        let shown = format!("{method} {start} {}", String::from_utf8_lossy(&bytes[..bytes.len().min(400)]));
        let media = reqwest::header::HeaderValue::from_str(media).unwrap();
        (shown, request.header("content-type", media).body(bytes))
    }
}

/// What a connection or a binding failed by may name the database, the table or the column it is about.
fn names_names(problem: &str) -> bool {
    let problem: Value = serde_json::from_str(problem).unwrap();
    ["connection_failed", "binding_rejected"].iter().any(|code| problem["code"] == *code)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_request_makes_a_server_error_or_is_repeated_in_a_problem() {
    let (requests, seed) = (number("GATEHOUSE_REQUESTS", 2_000), number("GATEHOUSE_SEED", 4711));
    // A handler's panic would be a connection that is closed.
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        PANICS.fetch_add(1, Ordering::Relaxed);
        usual(panic);
    }));
    println!("GATEHOUSE_REQUESTS={requests} GATEHOUSE_SEED={seed}");
    let scene = Arc::new(Scene::new().await);
    let mut tasks = Vec::new();
    for task in 0..TASKS {
        let scene = Arc::clone(&scene);
        tasks.push(tokio::spawn(async move {
            let mut chance = Chance(seed.wrapping_mul(TASKS) + task);
            let mut counts = BTreeMap::<u16, u64>::new();
            let mut skill = scene.skill.clone();
            for at in 0..requests.div_ceil(TASKS) {
                if task == 0 && at % 100 == 99 {
                    skill = scene.prepare().await;
                }
                let (shown, request) = scene.request(&mut chance, &skill);
                let answer = match request.send().await {
                    Ok(answer) => answer,
                    // Refused before the body was read, and closed while it was still being sent: nothing was answered wrongly.
                    Err(error) if format!("{error:?}").contains("BodyWrite") => {
                        *counts.entry(0).or_default() += 1;
                        continue;
                    }
                    Err(error) => panic!("{shown}: {error:?}"),
                };
                let status = answer.status().as_u16();
                let media = answer.headers().get("content-type").map(|media| media.to_str().unwrap().to_owned());
                let text = answer.text().await.unwrap_or_else(|error| panic!("{shown}: {status}: {error:?}"));
                assert!(status < 500, "{shown}\n→ {status} {text}");
                assert!(!text.contains(&scene.clinic.agent_password), "{shown}\n→ {status} {text}");
                // What has no body (HEAD, 202 of the protocol) has nothing to be judged.
                if status >= 400 && !text.is_empty() && !shown.contains("/mcp") {
                    assert_eq!(media.as_deref(), Some("application/problem+json"), "{shown}\n→ {status} {text}");
                    assert!(!text.contains(CANARY) || names_names(&text), "{shown}\n→ {status} {text}");
                }
                *counts.entry(status).or_default() += 1;
            }
            counts
        }));
    }
    let mut counts = BTreeMap::<u16, u64>::new();
    for task in tasks {
        for (status, count) in task.await.unwrap() {
            *counts.entry(status).or_default() += count;
        }
    }
    println!("{counts:?}");
    assert!(counts.get(&0).is_none_or(|unread| unread * 100 < requests), "{counts:?}");
    assert_eq!(PANICS.load(Ordering::Relaxed), 0);
    // The requests are not all refused at the door: the handlers are reached.
    assert!(counts.values().sum::<u64>() >= requests && counts[&200] * 20 > requests, "{counts:?}");
    for status in [400, 404, 422] {
        assert!(counts.contains_key(&status), "{counts:?}");
    }
    assert!(scene.server.caller("clinic").await.get("/agents").await.0 == 200, "it still stands");
}
