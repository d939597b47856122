//! Warm sessions that end otherwise than they should: a server that restarts, one that hangs, a caller who goes away.

use std::time::Duration;

use gatehouse_database::{PoolOptions, Refused, Rejection};
use serde_json::json;

use crate::scene::{INSERT, On, READ, Scene, UPDATE, call};

const ALL: [On; 3] = [On::Postgres, On::MariaDb, On::Mysql];

fn moment(on: On) -> &'static str {
    if on == On::Postgres { "2026-04-01T10:00:00Z" } else { "2026-04-01T10:00:00" }
}

/// Ends every session of this scene's database but the one that asks, as a restart of the server does.
async fn end_sessions(scene: &Scene, on: On) {
    if on == On::Postgres {
        scene
            .ask("SELECT count(pg_terminate_backend(pid, 3000))::text FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
            .await;
        return;
    }
    let others = "SELECT COALESCE(GROUP_CONCAT(id), '') FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID()";
    for thread in scene.ask(others).await.split(',').filter(|thread| !thread.is_empty()) {
        scene.script(&format!("KILL {thread}")).await;
    }
}

#[tokio::test]
async fn a_session_that_died_while_idle_is_replaced() {
    for on in ALL {
        let Some(scene) = Scene::on(on).await else { continue };
        let (pool, read, insert) = (scene.pool(PoolOptions::default()), scene.approved(READ), scene.approved(INSERT));
        let arguments = || json!({ "caller_phone": "+15557" });
        let booking = || json!({ "doctor": 1, "caller_phone": "+1999", "starts_at": moment(on) });
        for round in 1..=3 {
            assert_eq!(call(&pool, &read, arguments()).await.unwrap()["rows"][0]["number"], 7, "{on:?} {round}");
            assert_eq!(call(&pool, &insert, booking()).await.unwrap()["changed"], 1, "{on:?} {round}");
            assert_eq!(pool.idle(), (1, 1), "{on:?} {round}");
            end_sessions(&scene, on).await;
        }
        let counted = if on == On::Postgres { "count(*)::text" } else { "CAST(COUNT(*) AS CHAR)" };
        let made = scene.ask(&format!("SELECT {counted} FROM visits WHERE phone = '+1999'")).await;
        assert_eq!(made, "3", "{on:?}: no write was made twice");
    }
}

const DOORS: &str = "CREATE TABLE doors (id bigint PRIMARY KEY, phone text);
CREATE INDEX doors_phone ON doors (phone);
INSERT INTO doors VALUES (1, '+1');";

/// The table becomes a view that ends its server process whenever it is read.
const QUITS: &str = "ALTER TABLE doors RENAME TO doors_kept;
CREATE FUNCTION ends(n bigint) RETURNS bigint LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN n; END $$;
CREATE VIEW doors AS SELECT ends(id) AS id, phone FROM doors_kept";

/// How many sessions of this database were ended by somebody, once all that ended have said so.
async fn killed(scene: &Scene) -> String {
    tokio::time::sleep(Duration::from_millis(1500)).await;
    scene.ask("SELECT sessions_killed::text FROM pg_stat_database WHERE datname = current_database()").await
}

#[tokio::test]
async fn a_read_is_made_once_more_at_most() {
    let Some(scene) = Scene::with(On::Postgres, DOORS).await else { return };
    let read = scene.approved(
        r#"{ "tool_name": "Doors", "connection": "c", "operation": "doors.read", "inputs": [{ "param": "phone", "arg": "phone" }],
            "projection": [{ "path": ["id"], "leaf": "number" }] }"#,
    );
    let pool = scene.pool(PoolOptions::default());
    call(&pool, &read, json!({ "phone": "+1" })).await.unwrap();
    scene.script(QUITS).await;
    assert_eq!(killed(&scene).await, "0");
    let broken = call(&pool, &read, json!({ "phone": "+1" })).await.unwrap_err();
    assert!(matches!(broken, Refused::Failed(_)), "{broken:?}");
    assert_eq!((pool.idle(), killed(&scene).await), ((0, 0), "2".into()));
    // On a new session there is no reason to think that it died while idle.
    assert!(call(&pool, &read, json!({ "phone": "+1" })).await.is_err());
    assert_eq!(killed(&scene).await, "3");
}

/// A statement that takes too long.
fn slow(on: On) -> &'static str {
    match on {
        On::Postgres => {
            "CREATE FUNCTION nap() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(30); RETURN NEW; END $$;
             CREATE TRIGGER naps BEFORE UPDATE ON visits FOR EACH ROW EXECUTE FUNCTION nap();"
        }
        _ => "CREATE TRIGGER naps BEFORE UPDATE ON visits FOR EACH ROW SET NEW.note = IF(SLEEP(30), 'a', 'b')",
    }
}

/// Whether anything still sleeps on the server.
async fn asleep(scene: &Scene, on: On) -> bool {
    let sleeping = match on {
        On::Postgres => {
            "SELECT count(*)::text FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'"
        }
        _ => {
            "SELECT CAST(COUNT(*) AS CHAR) FROM information_schema.processlist WHERE db = DATABASE() AND state LIKE 'User sleep%'"
        }
    };
    scene.ask(sleeping).await != "0"
}

async fn until(scene: &Scene, on: On, wanted: bool, seconds: u32) -> bool {
    for _ in 0..seconds * 20 {
        if asleep(scene, on).await == wanted {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    false
}

#[tokio::test]
async fn a_statement_that_hangs_is_ended_on_the_server_too() {
    for on in ALL {
        let Some(scene) = Scene::with(on, slow(on)).await else { continue };
        let (pool, update) = (scene.pool(PoolOptions::default()), scene.approved(UPDATE));
        let moved = json!({ "starts_at": moment(on), "number": 3 });
        let refused = call(&pool, &update, moved).await.unwrap_err();
        // MySQL bounds no write by itself: that one is ended from here.
        let ended = match on {
            On::Mysql => matches!(refused, Refused::Failed(_)),
            _ => refused == Refused::Rejected(Rejection::TookTooLong),
        };
        assert!(ended, "{on:?}: {refused:?}");
        assert!(until(&scene, on, false, 5).await, "{on:?}: it still runs");
        assert_eq!(pool.idle(), (0, 0), "{on:?}");
        let counted = if on == On::Postgres { "count(*)::text" } else { "CAST(COUNT(*) AS CHAR)" };
        let changed = scene.ask(&format!("SELECT {counted} FROM visits WHERE state = 'cancelled'")).await;
        assert_eq!(changed, "0", "{on:?}: nothing stays");
    }
}

#[tokio::test]
async fn a_call_that_is_given_up_leaves_no_session_in_use() {
    for on in ALL {
        let Some(scene) = Scene::with(on, slow(on)).await else { continue };
        let pool = std::sync::Arc::new(scene.pool(PoolOptions { writes: 1, ..PoolOptions::default() }));
        let update = scene.approved(UPDATE);
        let running = tokio::spawn({
            let (pool, update) = (std::sync::Arc::clone(&pool), update.clone());
            async move { call(&pool, &update, json!({ "starts_at": moment(on), "number": 3 })).await }
        });
        assert!(until(&scene, on, true, 10).await, "{on:?}: it runs");
        running.abort();
        assert!(running.await.unwrap_err().is_cancelled());
        assert!(until(&scene, on, false, 5).await, "{on:?}: it still runs on the server");
        // The one place is free again, and what the call did is gone.
        let trigger = if on == On::Postgres { "DROP TRIGGER naps ON visits" } else { "DROP TRIGGER naps" };
        scene.script(trigger).await;
        let moved = call(&pool, &update, json!({ "starts_at": moment(on), "number": 4 })).await.unwrap();
        assert_eq!(moved["changed"], 1, "{on:?}");
    }
}

#[tokio::test]
async fn what_nobody_uses_is_closed() {
    let Some(scene) = Scene::on(On::Postgres).await else { return };
    let pool = scene.pool(PoolOptions { idle: Duration::from_millis(100), ..PoolOptions::default() });
    let read = scene.approved(READ);
    call(&pool, &read, json!({ "caller_phone": "+15557" })).await.unwrap();
    for _ in 0..200 {
        if pool.idle() == (0, 0) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the session is still there");
}
