//! `gatehouse serve` killed with SIGKILL at random moments under write load, over and over: it starts clean, no write that it
//! had acknowledged is lost, and no idempotency key has two effects. And `gatehouse master-key rotate`, killed in the same way.
//!
//! GATEHOUSE_CRASHES says how many kills there are over both stores together; 30 unless it is set.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test's helpers may panic as its tests do"
)]
#![allow(clippy::print_stdout, reason = "how much load there was is read by whoever runs it")]

mod plane;
mod rotation;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use plane::{Call, Plane, http, send};
use reqwest::Method;
use serde_json::{Value, json};

/// Longer than a call that died is waited for.
const SETTLED_WITHIN: Duration = Duration::from_secs(60);

fn kills() -> u32 {
    std::env::var("GATEHOUSE_CRASHES").ok().map_or(30, |text| text.parse().unwrap())
}

/// A moment that nobody planned, from the process's own hash seed.
fn random_below(milliseconds: u64) -> Duration {
    use std::hash::{BuildHasher, RandomState};
    Duration::from_millis(RandomState::new().hash_one(Instant::now()) % milliseconds)
}

/// Waits for the load to begin, and then for a while that nobody knows.
async fn under_load(began: impl Fn() -> bool) {
    let begun = Instant::now();
    while !began() && begun.elapsed() < Duration::from_secs(10) {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    tokio::time::sleep(random_below(300)).await;
}

/// What became of the calls of one life of the server.
#[derive(Default)]
struct Told {
    /// With the answers that came.
    acknowledged: Vec<(Call, Value)>,
    /// Nobody knows whether they had their effect.
    unknown: Vec<Call>,
    /// For each scoping, the last value that was acknowledged and the one under way after it.
    scopings: HashMap<(String, String), (Option<String>, Option<String>)>,
}

/// Who writes: the organisations' keys, and the agent that bindings are made for.
struct Writers {
    keys: Vec<String>,
    agent: String,
}

impl Writers {
    async fn prepare(plane: &Plane) -> Writers {
        let keys: Vec<String> = (0..3).map(|number| plane.key(&format!("organisation {number}"))).collect();
        let serving = plane.serve();
        let call = |method: Method, path: &str, body: Value| Call {
            key: keys[0].clone(),
            method,
            path: path.into(),
            body,
            name: format!("prepare {path}"),
        };
        let http = http();
        let connect = call(Method::POST, "/integrations/postgres/connect", plane.credentials());
        let discover = call(Method::POST, "/integrations/postgres/discover", json!({}));
        for call in [connect, discover] {
            let answer = send(&http, &serving.base, &call).await.unwrap();
            assert_eq!(answer.0, 200, "{answer:?}");
        }
        let agents = send(&http, &serving.base, &call(Method::GET, "/agents", json!(null))).await.unwrap();
        let agent = agents.1["data"][0]["id"].as_str().unwrap().to_owned();
        Writers { keys, agent }
    }

    /// The `number`th call of a writer. Every scoping has one writer, so that its values have an order.
    fn call(&self, round: u32, writer: usize, number: u32) -> Call {
        let key = self.keys[writer % self.keys.len()].clone();
        let name = format!("{round}-{writer}-{number}");
        let (method, path, body) = match (writer, number % 3) {
            (_, 0) => (Method::POST, "/agents".into(), json!({ "name": name })),
            (0, 1) => (Method::POST, format!("/agents/{}/integrations/postgres/bindings", self.agent), binding(&name)),
            (0..3, _) => (Method::PATCH, "/integrations/mysql/scoping".into(), json!({ "blockedTables": [name] })),
            _ => (Method::POST, "/agents".into(), json!({ "name": name })),
        };
        Call { key, method, path, body, name }
    }

    /// Writes until the server is gone or `stop` says so.
    async fn write(&self, base: String, round: u32, writer: usize, stop: &AtomicBool, told: &Mutex<Told>) {
        let http = http();
        for number in 0.. {
            if stop.load(Ordering::Relaxed) {
                return;
            }
            let call = self.call(round, writer, number);
            let scoping = (call.method == Method::PATCH).then(|| (call.key.clone(), call.path.clone()));
            if let Some(which) = &scoping {
                told.lock().unwrap().scopings.entry(which.clone()).or_default().1 = Some(call.name.clone());
            }
            let answer = send(&http, &base, &call).await;
            let mut told = told.lock().unwrap();
            match (answer, scoping) {
                (Some((200 | 201, _)), Some(which)) => {
                    told.scopings.insert(which, (Some(call.name), None));
                }
                (Some((200 | 201, body)), None) => told.acknowledged.push((call, body)),
                (Some((503, _)), None) => told.unknown.push(call),
                (Some((503, _)), Some(_)) => {}
                (Some(answer), _) => panic!("{call:?}: {answer:?}"),
                (None, scoping) => {
                    told.unknown.extend(scoping.is_none().then_some(call));
                    return;
                }
            }
        }
    }
}

fn binding(name: &str) -> Value {
    json!({
        "toolName": format!("Tool {name}"), "operation": "appointments.read",
        "inputs": [{ "param": "caller_phone", "arg": "phone", "required": true }],
        "projection": [{ "path": ["appointment", "starts_at"], "leaf": "appointment_time" }],
    })
}

/// What a call made, by its name in the store.
fn made(call: &Call, agents: &HashMap<String, Vec<String>>, skills: &HashMap<String, Vec<String>>) -> Vec<String> {
    let found = match call.path.ends_with("/bindings") {
        true => skills.get(&format!("Tool {}", call.name)),
        false => agents.get(&call.name),
    };
    found.cloned().unwrap_or_default()
}

/// Everything that was acknowledged in one life is there in the next, once, and is answered as it was.
async fn assert_kept(plane: &Plane, base: &str, told: &mut Told) {
    plane.assert_whole().await;
    let (agents, skills) = (plane.table("agents").await, plane.table("skills").await);
    let http = http();
    for (at, (call, body)) in told.acknowledged.iter().enumerate() {
        let id = body["data"]["id"].as_str().unwrap();
        assert_eq!(made(call, &agents, &skills), [id], "{call:?} was acknowledged");
        // The last ones were nearest to the end.
        if at + 20 > told.acknowledged.len() {
            assert_eq!(send(&http, base, call).await.unwrap().1, *body, "{call:?} is answered as before");
        }
    }
    for call in &told.unknown {
        assert!(made(call, &agents, &skills).len() <= 1, "{call:?} had two effects");
    }
    for ((key, path), (last, under_way)) in told.scopings.drain() {
        let get = Call { key, method: Method::GET, path, body: json!(null), name: String::new() };
        let (_, answer) = send(&http, base, &get).await.unwrap();
        let kept = answer["data"]["blockedTables"][0].as_str().map(str::to_owned);
        // Before the first answer of a life, what stood there is the life's before.
        let expected = last.is_none() || kept == last || kept == under_way;
        assert!(expected, "{answer}: acknowledged {last:?}, under way {under_way:?}");
    }
}

/// Every call whose answer never came is made again: it has its effect once, the first one where there was one.
async fn assert_settled(plane: &Plane, base: &str, unknown: Vec<Call>) {
    let before = (plane.table("agents").await, plane.table("skills").await);
    let http = http();
    let mut answers = Vec::new();
    for call in unknown {
        let begun = Instant::now();
        let answer = loop {
            let (status, body) = send(&http, base, &call).await.unwrap();
            if status == 200 || status == 201 {
                break body;
            }
            assert!(matches!(status, 409 | 503) && begun.elapsed() < SETTLED_WITHIN, "{call:?}: {status} {body}");
            tokio::time::sleep(Duration::from_millis(500)).await;
        };
        answers.push((call, answer));
    }
    let after = (plane.table("agents").await, plane.table("skills").await);
    for (call, answer) in answers {
        let id = answer["data"]["id"].as_str().unwrap();
        assert_eq!(made(&call, &after.0, &after.1), [id], "{call:?}");
        let first = made(&call, &before.0, &before.1);
        assert!(first.is_empty() || first == [id], "{call:?}: its first effect was {first:?}, the answer is {answer}");
    }
    plane.assert_whole().await;
}

async fn killed_over_and_over(plane: Plane, kills: u32) {
    let writers = Arc::new(Writers::prepare(&plane).await);
    let (mut unknown, mut acknowledged) = (Vec::new(), 0);
    for round in 0..kills {
        let serving = plane.serve();
        let (told, stop) = (Arc::new(Mutex::new(Told::default())), Arc::new(AtomicBool::new(false)));
        let tasks: Vec<_> = (0..6)
            .map(|writer| {
                let (writers, base, told, stop) = (writers.clone(), serving.base.clone(), told.clone(), stop.clone());
                tokio::spawn(async move { writers.write(base, round, writer, &stop, &told).await })
            })
            .collect();
        under_load(|| !told.lock().unwrap().acknowledged.is_empty()).await;
        serving.kill();
        stop.store(true, Ordering::Relaxed);
        for task in tasks {
            task.await.unwrap();
        }
        let mut told = std::mem::take(&mut *told.lock().unwrap());
        assert_kept(&plane, &plane.serve().base, &mut told).await;
        acknowledged += told.acknowledged.len();
        unknown.append(&mut told.unknown);
    }
    println!("{kills} kills: {acknowledged} calls acknowledged, {} without an answer", unknown.len());
    assert!(acknowledged > usize::try_from(kills).unwrap() && !unknown.is_empty(), "there was load");
    let serving = plane.serve();
    assert_settled(&plane, &serving.base, unknown).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_under_load_on_sqlite_it_loses_nothing() {
    killed_over_and_over(Plane::new(true).await, kills().div_ceil(2)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_under_load_on_postgres_it_loses_nothing() {
    killed_over_and_over(Plane::new(false).await, kills().div_ceil(2)).await;
}

/// Every call goes to two processes at the same time, with one idempotency key; one of them is killed.
#[tokio::test(flavor = "multi_thread")]
async fn of_two_processes_one_is_killed_and_every_key_has_one_effect() {
    let plane = Plane::new(false).await;
    let writers = Arc::new(Writers::prepare(&plane).await);
    let mut unknown = Vec::new();
    let (mut acknowledged, mut both) = (0, 0);
    for round in 0..kills().div_ceil(5) {
        let (dies, lives) = (plane.serve(), plane.serve());
        let told = Arc::new(Mutex::new(Vec::new()));
        let stop = Arc::new(AtomicBool::new(false));
        let tasks: Vec<_> = (3..8)
            .map(|writer| {
                let bases = [dies.base.clone(), lives.base.clone()];
                let (writers, told, stop) = (writers.clone(), told.clone(), stop.clone());
                tokio::spawn(async move {
                    let http = http();
                    for number in 0.. {
                        if stop.load(Ordering::Relaxed) {
                            return;
                        }
                        let call = writers.call(round, writer, number);
                        let (mut a, mut b) = tokio::join!(send(&http, &bases[0], &call), send(&http, &bases[1], &call));
                        // The one that was too late asks again, as a client would.
                        for (answer, base) in [(&mut a, &bases[0]), (&mut b, &bases[1])] {
                            if matches!(answer, Some((409, _))) {
                                *answer = send(&http, base, &call).await;
                            }
                        }
                        told.lock().unwrap().push((call, a, b));
                    }
                })
            })
            .collect();
        under_load(|| !told.lock().unwrap().is_empty()).await;
        dies.kill();
        tokio::time::sleep(random_below(100)).await;
        stop.store(true, Ordering::Relaxed);
        for task in tasks {
            task.await.unwrap();
        }
        plane.assert_whole().await;
        let (agents, skills) = (plane.table("agents").await, plane.table("skills").await);
        for (call, a, b) in std::mem::take(&mut *told.lock().unwrap()) {
            let answered = |answer: Option<(u16, Value)>| match answer {
                Some((200 | 201, body)) => Some(body),
                // The other has the call; or the process is gone.
                Some((409 | 503, _)) | None => None,
                Some(other) => panic!("{call:?}: {other:?}"),
            };
            let (a, b) = (answered(a), answered(b));
            both += usize::from(a.is_some() && b.is_some());
            assert!(a.is_none() || b.is_none() || a == b, "{call:?}: two answers: {a:?} {b:?}");
            let found = made(&call, &agents, &skills);
            assert!(found.len() <= 1, "{call:?} had two effects");
            match a.or(b) {
                Some(body) => {
                    acknowledged += 1;
                    assert_eq!(found, [body["data"]["id"].as_str().unwrap()], "{call:?} was acknowledged");
                }
                None => unknown.push(call),
            }
        }
        drop(lives);
    }
    println!("{acknowledged} calls acknowledged, {both} by both, {} without an answer", unknown.len());
    assert!(acknowledged > 0);
    let serving = plane.serve();
    assert_settled(&plane, &serving.base, unknown).await;
}
