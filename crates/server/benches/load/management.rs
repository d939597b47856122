//! One caller's calls while somebody manages: a schema of 10,000 tables is read, discovered again, and a block is set and lifted.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use gatehouse_api::Client;
use gatehouse_core::connection::Engine;
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

use crate::generator::{self, Measured};
use crate::scene::Scene;

const TABLES: usize = 10_000;
/// More in one transaction take more locks than a server has room for.
const TOGETHER: usize = 500;
const ROUND: Duration = Duration::from_secs(6);

pub(crate) fn beside(scene: &Scene) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    runtime.block_on(grow(scene));
    let calls = || generator::run(&scene.requests(), scene.address(), 1, ROUND);
    // The first call after a discovery waits until its statement is compiled again.
    drop(calls());
    let alone = calls();
    let (over, managed) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let managing =
        runtime.spawn(manage(scene.client(), scene.base(), scene.key(), Arc::clone(&over), Arc::clone(&managed)));
    let beside = calls();
    over.store(true, Ordering::Relaxed);
    runtime.block_on(managing).unwrap();
    println!("\nOne caller, {} s, while the schema of {TABLES} tables is managed", ROUND.as_secs());
    println!("{:<34} {:>12} {:>10} {:>10} {:>16}", "", "calls/s", "p50 ms", "p99 ms", "worst ms");
    row("nobody manages", &alone);
    row(&format!("{} requests of management", managed.load(Ordering::Relaxed)), &beside);
}

fn row(name: &str, measured: &Measured) {
    let [p50, p99, worst] = [0.5, 0.99, 1.0].map(|part| measured.quantile(part));
    println!("{name:<34} {:>12.0} {p50:>10.2} {p99:>10.2} {worst:>16.1}", measured.rate());
}

async fn grow(scene: &Scene) {
    for from in (0..TABLES).step_by(TOGETHER) {
        let columns = (1..20).map(|column| format!("c_{column} text")).collect::<Vec<_>>().join(", ");
        let tables =
            (from..from + TOGETHER).map(|n| format!("CREATE TABLE t_{n:05} (id bigint PRIMARY KEY, {columns})"));
        scene.database().run_script(&tables.collect::<Vec<_>>().join("; ")).await.unwrap();
    }
    scene.client().discover(Engine::Postgres).await.unwrap();
}

async fn manage(client: Client, base: String, key: SecretString, over: Arc<AtomicBool>, managed: Arc<AtomicUsize>) {
    let http = reqwest::Client::new();
    let scoping = format!("{base}/integrations/postgres/scoping");
    while !over.load(Ordering::Relaxed) {
        for blocked in [json!(["t_00001"]), json!([])] {
            let schema = http
                .get(format!("{base}/integrations/postgres/schema"))
                .bearer_auth(key.expose_secret())
                .send()
                .await
                .unwrap();
            assert!(schema.status().is_success());
            drop(schema.bytes().await.unwrap());
            let patch =
                http.patch(&scoping).bearer_auth(key.expose_secret()).json(&json!({ "blockedTables": blocked }));
            assert!(patch.send().await.unwrap().status().is_success());
            managed.fetch_add(2, Ordering::Relaxed);
        }
        client.discover(Engine::Postgres).await.unwrap();
        managed.fetch_add(1, Ordering::Relaxed);
    }
}
