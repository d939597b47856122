//! Calls over warm sessions: the same answers as over sessions of their own, and every guard on.

use std::collections::HashSet;
use std::time::Duration;

use gatehouse_core::connection::FailureCode;
use gatehouse_database::{Approved, Effect, Pool, PoolOptions, Refused, Rejection};
use gatehouse_testkit::{PgBouncer, Postgres};
use serde_json::{Value, json};

use crate::scene::{INSERT, On, READ, Scene, UPDATE, call};

const ALL: [On; 3] = [On::Postgres, On::MariaDb, On::Mysql];

fn moment(on: On) -> &'static str {
    if on == On::Postgres { "2026-04-01T10:00:00Z" } else { "2026-04-01T10:00:00" }
}

/// How many sessions this scene's login has on the server, beside the one that asks.
async fn sessions(scene: &Scene, on: On) -> usize {
    let counted = match on {
        On::Postgres => {
            "SELECT count(*)::text FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'gatehouse'"
        }
        _ => {
            "SELECT CAST(COUNT(*) AS CHAR) FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID()"
        }
    };
    scene.ask(counted).await.parse().unwrap()
}

/// Until no session is left, or it is clear that one stays.
async fn sessions_end(scene: &Scene, on: On) -> bool {
    for _ in 0..100 {
        if sessions(scene, on).await == 0 {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    false
}

#[tokio::test]
async fn a_warm_read_says_what_a_trial_says() {
    for on in ALL {
        let Some(scene) = Scene::on(on).await else { continue };
        let (pool, read) = (scene.pool(PoolOptions::default()), scene.approved(READ));
        for phone in ["+15557", "+1", "+15557", "+15558"] {
            let arguments = json!({ "caller_phone": phone });
            let trial = scene.run(read.statement(), arguments.clone(), Effect::RolledBack).await.unwrap();
            let warm = call(&pool, &read, arguments).await.unwrap();
            assert_eq!(warm, trial.document(read.statement().kind), "{on:?}");
        }
        assert_eq!((pool.idle(), sessions(&scene, on).await), ((1, 0), 1), "{on:?}: one after another they share one");
    }
}

#[tokio::test]
async fn more_calls_than_sessions_wait_for_their_turn() {
    for on in ALL {
        let Some(scene) = Scene::on(on).await else { continue };
        let pool = scene.pool(PoolOptions { reads: 3, wait: Duration::from_secs(20), ..PoolOptions::default() });
        let read = scene.approved(READ);
        let calls = (1..=60).map(|n| (n, json!({ "caller_phone": format!("+1555{n}") })));
        let mut running = tokio::task::JoinSet::new();
        let pool = std::sync::Arc::new(pool);
        for (n, arguments) in calls {
            let (pool, read) = (std::sync::Arc::clone(&pool), read.clone());
            running.spawn(async move { (n, call(&pool, &read, arguments).await.unwrap()) });
        }
        let mut seen = HashSet::new();
        while let Some(done) = running.join_next().await {
            let (n, answer) = done.unwrap();
            assert_eq!(answer["rows"][0]["number"], n, "{on:?}: nobody gets another's answer");
            seen.insert(n);
        }
        assert_eq!(seen.len(), 60);
        let (reads, writes) = pool.idle();
        assert!(reads <= 3 && writes == 0 && sessions(&scene, on).await == reads, "{on:?}: {reads}");
        drop(pool);
        assert!(sessions_end(&scene, on).await, "{on:?}: a pool that is gone leaves nothing behind");
    }
}

#[tokio::test]
async fn who_waits_too_long_is_told_so() {
    let Some(scene) = Scene::on(On::Postgres).await else { return };
    let pool = scene.pool(PoolOptions { reads: 1, wait: Duration::from_millis(200), ..PoolOptions::default() });
    let read = scene.approved(READ);
    // Somebody has locked the table: the first call waits for its lock, half a second at most.
    let held = scene.script("BEGIN; LOCK TABLE visits; SELECT pg_sleep(3); ROLLBACK");
    let calls = async {
        while scene.ask("SELECT count(*)::text FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND relation = 'visits'::regclass").await == "0" {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let arguments = || json!({ "caller_phone": "+15557" });
        let late = async {
            while scene
                .ask("SELECT count(*)::text FROM pg_locks WHERE NOT granted AND relation = 'visits'::regclass")
                .await
                == "0"
            {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            call(&pool, &read, arguments()).await
        };
        tokio::join!(call(&pool, &read, arguments()), late)
    };
    let ((), (first, second)) = tokio::join!(held, calls);
    assert_eq!(first.unwrap_err(), Refused::Rejected(Rejection::Locked));
    assert_eq!(second.unwrap_err(), Refused::Busy);
}

#[tokio::test]
async fn a_write_changes_one_row_or_nothing() {
    for on in ALL {
        let Some(scene) = Scene::on(on).await else { continue };
        let (pool, insert, update) =
            (scene.pool(PoolOptions::default()), scene.approved(INSERT), scene.approved(UPDATE));
        let booking = json!({ "doctor": 1, "caller_phone": "+1999", "starts_at": moment(on) });
        let made = call(&pool, &insert, booking).await.unwrap();
        let number = made["rows"][0]["number"].as_i64().unwrap();
        assert_eq!(made["changed"], 1, "{on:?}");
        let moved = call(&pool, &update, json!({ "starts_at": moment(on), "number": number })).await.unwrap();
        assert_eq!(moved, json!({ "rows": [], "changed": 1 }), "{on:?}");
        let nobody = call(&pool, &update, json!({ "starts_at": moment(on), "number": 999_999 })).await;
        assert_eq!(nobody.unwrap_err(), Refused::Touched(0), "{on:?}");
        assert_eq!(pool.idle(), (0, 1), "{on:?}: writes have a session of their own, and keep it");
        let orphan = json!({ "doctor": 42, "caller_phone": "+1888", "starts_at": moment(on) });
        assert_eq!(call(&pool, &insert, orphan).await.unwrap_err(), Refused::Rejected(Rejection::Reference), "{on:?}");
        assert_eq!(pool.idle(), (0, 0), "{on:?}: what the server refused costs the session");
        let counted = if on == On::Postgres { "count(*)::text" } else { "CAST(COUNT(*) AS CHAR)" };
        let made = scene.ask(&format!("SELECT {counted} FROM visits WHERE phone IN ('+1999', '+1888')")).await;
        assert_eq!(made, "1", "{on:?}");
    }
}

#[tokio::test]
async fn two_rows_are_rolled_back() {
    let Some(scene) = Scene::on(On::Postgres).await else { return };
    let update = scene.approved(UPDATE);
    scene.script("CREATE TABLE log (n bigint); CREATE RULE also AS ON UPDATE TO visits DO ALSO INSERT INTO log VALUES (NEW.id); ALTER TABLE visits DROP CONSTRAINT visits_pkey; INSERT INTO visits (id, doctor_id, phone, starts_at) VALUES (7, 1, '+1', now())").await;
    let pool = scene.pool(PoolOptions::default());
    let sum = "SELECT md5(string_agg(v::text, '' ORDER BY id, phone)) FROM visits v";
    let before = scene.ask(sum).await;
    let moved = call(&pool, &update, json!({ "starts_at": moment(On::Postgres), "number": 7 })).await;
    assert_eq!(moved.unwrap_err(), Refused::Touched(2));
    assert_eq!((scene.ask(sum).await, scene.ask("SELECT count(*)::text FROM log").await), (before, "0".into()));
}

#[tokio::test]
async fn a_wrong_call_reaches_no_database() {
    // Nothing listens there: whoever asks the database would hear of it.
    let Some(scene) = Scene::on(On::Postgres).await else { return };
    let mut nowhere = scene.descriptor.clone();
    nowhere.port = 1;
    let pool = Pool::new(nowhere, scene.password().clone(), PoolOptions::default());
    let read = scene.approved(READ);
    for wrong in [
        json!({}),
        json!({ "caller_phone": 7 }),
        json!({ "caller_phone": "+1", "sql": "x" }),
        json!({ "caller_phone": "a\0" }),
    ] {
        let refused = call(&pool, &read, wrong).await.unwrap_err();
        assert!(matches!(refused, Refused::Arguments(_)), "{refused:?}");
    }
    let Refused::Failed(failure) = call(&pool, &read, json!({ "caller_phone": "+1" })).await.unwrap_err() else {
        panic!()
    };
    assert_eq!(failure.code(), FailureCode::ConnectionRefused);
    // And a statement that differs from the approved one does not even become one.
    let mut other = read.statement().clone();
    other.sql.push(' ');
    assert_eq!(Approved::new(other, &read.statement().sha256).unwrap_err(), Refused::Unapproved);
    assert_eq!(Approved::new(read.statement().clone(), "00").unwrap_err(), Refused::Unapproved);
}

/// A function that writes, behind a view that reads.
const SLY: &str = "CREATE TABLE log (n bigint);
CREATE FUNCTION sly(n bigint) RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$ BEGIN INSERT INTO log VALUES (n); RETURN n; END $$;
CREATE FUNCTION loosen(n bigint) RETURNS bigint LANGUAGE plpgsql VOLATILE AS
    $$ BEGIN PERFORM set_config('default_transaction_read_only', 'off', false); RETURN n; END $$;
CREATE TABLE doors (id bigint PRIMARY KEY, phone text);
CREATE INDEX doors_phone ON doors (phone);
INSERT INTO doors VALUES (1, '+1'), (2, '+2');";

#[tokio::test]
async fn a_read_reads_only_and_what_loosens_that_costs_the_session() {
    let Some(scene) = Scene::with(On::Postgres, SLY).await else { return };
    let read = scene.approved(
        r#"{ "tool_name": "Doors", "connection": "c", "operation": "doors.read", "inputs": [{ "param": "phone", "arg": "phone" }],
            "projection": [{ "path": ["id"], "leaf": "number" }] }"#,
    );
    // Since it was compiled, the table became a view that writes when it is read.
    scene
        .script(
            "ALTER TABLE doors RENAME TO doors_kept; CREATE VIEW doors AS SELECT sly(id) AS id, phone FROM doors_kept",
        )
        .await;
    let pool = scene.pool(PoolOptions::default());
    let arguments = || json!({ "phone": "+1" });
    assert_eq!(call(&pool, &read, arguments()).await.unwrap_err(), Refused::Rejected(Rejection::ReadOnly));
    assert_eq!(scene.ask("SELECT count(*)::text FROM log").await, "0");
    // Or one that makes later reads of the same session anything but read-only.
    scene.script("CREATE OR REPLACE VIEW doors AS SELECT loosen(id) AS id, phone FROM doors_kept").await;
    assert_eq!(call(&pool, &read, arguments()).await.unwrap(), json!({ "rows": [{ "number": 1 }] }));
    assert_eq!(pool.idle(), (0, 0));
}

#[tokio::test]
async fn behind_a_transaction_pooler_each_call_bounds_itself() {
    let server = Postgres::shared().await.unwrap();
    let Some(bouncer) = PgBouncer::start(server.facts(), 1).await.unwrap() else {
        PgBouncer::say_not_run("behind_a_transaction_pooler_each_call_bounds_itself");
        return;
    };
    let Some(mut scene) = Scene::with(On::Postgres, SLY).await else { return };
    // Where no run has started a shared server, the scene's is another one.
    if scene.descriptor.port != server.port() {
        PgBouncer::say_not_run("behind_a_transaction_pooler_each_call_bounds_itself (needs the run's server)");
        return;
    }
    scene.descriptor.port = bouncer.port();
    let (pool, read, insert) = (scene.pool(PoolOptions::default()), scene.approved(READ), scene.approved(INSERT));
    for n in 1..=5 {
        let answer = call(&pool, &read, json!({ "caller_phone": format!("+1555{n}") })).await.unwrap();
        assert_eq!(answer["rows"][0]["number"], n);
    }
    let booking = json!({ "doctor": 1, "caller_phone": "+1999", "starts_at": moment(On::Postgres) });
    assert_eq!(call(&pool, &insert, booking).await.unwrap()["changed"], 1);
    // The one server session that all share is left as it was.
    let left: Value = serde_json::from_str(
        &scene.ask("SELECT json_build_array(current_setting('default_transaction_read_only'), current_setting('statement_timeout'), (SELECT count(*) FROM pg_prepared_statements))::text").await,
    )
    .unwrap();
    assert_eq!(left, json!(["off", "0", 0]));
}
