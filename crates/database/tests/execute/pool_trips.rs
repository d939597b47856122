//! Reads that share a trip to the database: each gets its own answer, and nobody pays for another.

use std::sync::Arc;
use std::time::Duration;

use gatehouse_database::{Approved, Pool, PoolOptions, Refused, Rejection};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::scene::{On, READ, Scene, call};

const DOCTOR: &str = r#"{ "tool_name": "Doctor", "connection": "c", "operation": "doctors.read",
    "inputs": [{ "param": "id", "arg": "id" }], "projection": [{ "path": ["name"], "leaf": "name" }] }"#;

/// One session, so that whoever comes while it is in use has to share.
fn one(scene: &Scene) -> Arc<Pool> {
    let options = PoolOptions { reads: 1, wait: Duration::from_secs(30), ..PoolOptions::default() };
    Arc::new(scene.pool(options))
}

/// Makes all of these calls at one moment; answers in the same order.
async fn together(pool: &Arc<Pool>, calls: Vec<(Approved, Value)>) -> Vec<Result<Value, Refused>> {
    let mut running = JoinSet::new();
    for (at, (statement, arguments)) in calls.into_iter().enumerate() {
        let pool = Arc::clone(pool);
        running.spawn(async move { (at, call(&pool, &statement, arguments).await) });
    }
    let mut answers = running.join_all().await;
    answers.sort_by_key(|(at, _)| *at);
    answers.into_iter().map(|(_, answer)| answer).collect()
}

/// Transactions that were committed in this scene's database, once every session has told.
async fn transactions(scene: &Scene) -> i64 {
    tokio::time::sleep(Duration::from_millis(1500)).await;
    let counted = "SELECT xact_commit::text FROM pg_stat_database WHERE datname = current_database()";
    scene.ask(counted).await.parse().unwrap()
}

#[tokio::test]
async fn statements_of_several_kinds_share_trips_and_keep_their_answers() {
    let Some(scene) = Scene::on(On::Postgres).await else { return };
    let (pool, visit, doctor) = (one(&scene), scene.approved(READ), scene.approved(DOCTOR));
    together(&pool, vec![(visit.clone(), json!({ "caller_phone": "+15551" }))]).await;
    let before = transactions(&scene).await;
    let calls = (1..=90).map(|n| match n % 3 {
        0 => (doctor.clone(), json!({ "id": 1 })),
        1 => (visit.clone(), json!({ "caller_phone": format!("+1555{n}") })),
        _ => (doctor.clone(), json!({ "id": -n })),
    });
    let answers = together(&pool, calls.collect()).await;
    for (n, answer) in (1..=90).zip(answers) {
        let rows = answer.unwrap()["rows"].clone();
        match n % 3 {
            0 => assert_eq!(rows, json!([{ "name": "Dr. Ada O'Hara" }])),
            1 => assert_eq!((&rows[0]["number"], rows.as_array().unwrap().len()), (&json!(n), 1)),
            _ => assert_eq!(rows, json!([]), "{n}"),
        }
    }
    let made = transactions(&scene).await - before;
    assert!(made < 70, "90 calls took {made} transactions, those of the counting among them");
    assert_eq!(pool.idle(), (1, 0));
}

#[tokio::test]
async fn one_that_the_server_refuses_costs_the_others_nothing() {
    let Some(scene) = Scene::on(On::Postgres).await else { return };
    let (pool, visit, doctor) = (one(&scene), scene.approved(READ), scene.approved(DOCTOR));
    together(&pool, vec![(doctor.clone(), json!({ "id": 1 }))]).await;
    // Whoever reads this table waits for its lock in vain.
    let held = scene.script("BEGIN; LOCK TABLE visits; SELECT pg_sleep(4); ROLLBACK");
    let calls = async {
        while scene.ask("SELECT count(*)::text FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND relation = 'visits'::regclass").await == "0" {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let visit = || (visit.clone(), json!({ "caller_phone": "+15551" }));
        let doctor = || (doctor.clone(), json!({ "id": 1 }));
        together(&pool, vec![doctor(), visit(), doctor(), visit(), doctor(), doctor()]).await
    };
    let ((), answers) = tokio::join!(held, calls);
    for (at, answer) in answers.into_iter().enumerate() {
        match at {
            1 | 3 => assert_eq!(answer.unwrap_err(), Refused::Rejected(Rejection::Locked), "{at}"),
            _ => assert_eq!(answer.unwrap()["rows"], json!([{ "name": "Dr. Ada O'Hara" }]), "{at}"),
        }
    }
}

#[tokio::test]
async fn a_session_that_died_while_idle_is_replaced_for_all_who_share_it() {
    let Some(scene) = Scene::on(On::Postgres).await else { return };
    let (pool, visit) = (one(&scene), scene.approved(READ));
    let calls = || (1..=8).map(|n| (visit.clone(), json!({ "caller_phone": format!("+1555{n}") }))).collect::<Vec<_>>();
    for _ in 0..2 {
        let answers = together(&pool, calls()).await;
        for (n, answer) in (1..=8).zip(answers) {
            assert_eq!(answer.unwrap()["rows"][0]["number"], n);
        }
        scene
            .ask("SELECT count(pg_terminate_backend(pid, 3000))::text FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
            .await;
    }
}

#[tokio::test]
async fn a_caller_who_goes_away_takes_nobody_along() {
    let Some(scene) = Scene::on(On::Postgres).await else { return };
    let (pool, visit) = (one(&scene), scene.approved(READ));
    for round in 0..20 {
        let mut running = JoinSet::new();
        for n in 1..=6 {
            let (pool, visit) = (Arc::clone(&pool), visit.clone());
            let asked = async move { call(&pool, &visit, json!({ "caller_phone": format!("+1555{n}") })).await };
            let leaves = n % 2 == round % 2;
            // Polled once, so that it has asked, and dropped.
            let left = async move {
                if leaves {
                    let _ = tokio::time::timeout(Duration::ZERO, asked).await;
                    return None;
                }
                Some((n, asked.await))
            };
            running.spawn(left);
        }
        for (n, answer) in running.join_all().await.into_iter().flatten() {
            assert_eq!(answer.unwrap()["rows"][0]["number"], n, "{round}");
        }
    }
}
