//! What a statement gives, and that a trial changes nothing.

use gatehouse_core::binding::PlanBasis;
use gatehouse_core::connection::Engine;
use gatehouse_database::{Effect, Refused, Rejection, prepare_all};
use serde_json::{Value, json};

use crate::scene::{INSERT, On, READ, Scene, UPDATE};

macro_rules! on_all {
    ($($name:ident),+ $(,)?) => {
        mod postgres { $(#[tokio::test] async fn $name() { super::$name(super::On::Postgres).await; })+ }
        mod mariadb { $(#[tokio::test] async fn $name() { super::$name(super::On::MariaDb).await; })+ }
        mod mysql { $(#[tokio::test] async fn $name() { super::$name(super::On::Mysql).await; })+ }
    };
}

on_all!(
    a_read_gives_the_json_that_an_agent_gets,
    a_trial_of_a_write_leaves_nothing_behind,
    a_kept_write_stays_and_touches_one_row,
    values_that_the_database_refuses_are_named,
    a_statement_that_is_not_the_approved_one_does_not_run,
    every_statement_is_prepared_in_one_go,
);

/// The whole table, as one line a row would be too much: what a write could have changed.
async fn checksum(scene: &Scene) -> Value {
    let read = scene.compiled(
        r#"{ "tool_name": "All", "connection": "c", "operation": "visits.read", "inputs": [{ "param": "phone", "arg": "phone" }],
            "projection": [{ "path": ["id"], "leaf": "id" }, { "path": ["starts_at"], "leaf": "at" }, { "path": ["state"], "leaf": "state" }],
            "sql_search": { "limit": 50, "order_by": "id" } }"#,
    );
    let mut all = Vec::new();
    for phone in ["+15551", "+15552", "+1999"] {
        all.push(scene.run(&read, json!({ "phone": phone }), Effect::RolledBack).await.unwrap().rows);
    }
    json!(all)
}

async fn a_read_gives_the_json_that_an_agent_gets(on: On) {
    let Some(scene) = Scene::on(on).await else { return };
    let read = scene.compiled(READ);
    let answer = scene.run(&read, json!({ "caller_phone": "+15557" }), Effect::RolledBack).await.unwrap();
    let row = Value::Object(answer.rows[0].clone());
    let starts_at =
        if scene.descriptor.engine == Engine::Postgres { "2026-03-01T09:30:00+00" } else { "2026-03-01T09:30:00" };
    assert_eq!(
        row,
        json!({ "number": 7, "starts_at": starts_at, "day": "2026-01-02", "state": "booked", "fee": "19.90", "paid": false,
                "code": null, "doctor": "Dr. Ada O'Hara" })
    );
    assert_eq!((answer.rows.len(), answer.touched), (1, 1));
    let [plan, generic @ ..] = answer.plans.as_slice() else { panic!("no plan") };
    assert_eq!((plan.basis, plan.index()), (PlanBasis::Values, Some("visits_phone")), "{plan:?}");
    assert!(plan.estimated_rows.is_some_and(|rows| rows < 10.0), "{plan:?}");
    // PostgreSQL tells what it would do with a statement that is kept prepared.
    assert_eq!(generic.len(), usize::from(on == On::Postgres));
    assert!(generic.iter().all(|plan| (plan.basis, plan.index()) == (PlanBasis::Generic, Some("visits_phone"))));
    assert!(answer.again.is_some());
    let nobody = scene.run(&read, json!({ "caller_phone": "' OR '1'='1" }), Effect::RolledBack).await.unwrap();
    assert!(nobody.rows.is_empty());
}

async fn a_trial_of_a_write_leaves_nothing_behind(on: On) {
    let Some(scene) = Scene::on(on).await else { return };
    let before = checksum(&scene).await;
    let update = scene.compiled(UPDATE);
    let at = if on == On::Postgres { "2026-04-01T10:00:00Z" } else { "2026-04-01T10:00:00" };
    let moved = scene.run(&update, json!({ "starts_at": at, "number": 1 }), Effect::RolledBack).await.unwrap();
    assert_eq!(moved.touched, 1);
    let insert = scene.compiled(INSERT);
    let booking = json!({ "doctor": 1, "caller_phone": "+1999", "starts_at": at });
    let booked = scene.run(&insert, booking, Effect::RolledBack).await.unwrap();
    assert_eq!(booked.rows.len(), 1);
    assert!(booked.rows[0]["number"].as_i64().unwrap() > 900);
    assert_eq!(checksum(&scene).await, before);
    // Nobody has this number: no row, and that is said.
    let nobody = scene.run(&update, json!({ "starts_at": at, "number": 99_999 }), Effect::RolledBack).await;
    assert_eq!(nobody.unwrap_err(), Refused::Touched(0));
}

async fn a_kept_write_stays_and_touches_one_row(on: On) {
    let Some(scene) = Scene::on(on).await else { return };
    let at = if on == On::Postgres { "2026-04-01T10:00:00Z" } else { "2026-04-01T10:00:00" };
    let insert = scene.compiled(INSERT);
    let booking = json!({ "doctor": 1, "caller_phone": "+1999", "starts_at": at, "note": "'; DROP TABLE visits; --" });
    scene.run(&insert, booking, Effect::Kept).await.unwrap();
    let read = scene.compiled(READ);
    let found = scene.run(&read, json!({ "caller_phone": "+1999" }), Effect::RolledBack).await.unwrap();
    assert_eq!((found.rows.len(), &found.rows[0]["state"]), (1, &json!("it's over")));
}

async fn values_that_the_database_refuses_are_named(on: On) {
    let Some(scene) = Scene::on(on).await else { return };
    let insert = scene.compiled(INSERT);
    let at = if on == On::Postgres { "2026-04-01T10:00:00Z" } else { "2026-04-01T10:00:00" };
    let booking =
        |doctor: i64, seats: i64| json!({ "doctor": doctor, "caller_phone": "+1", "starts_at": at, "seats": seats });
    for (arguments, rejection) in [
        (booking(42, 1), Rejection::Reference),
        (booking(1, 0), Rejection::Check),
        (booking(1, 99_999), Rejection::Value),
    ] {
        let refused = scene.run(&insert, arguments.clone(), Effect::RolledBack).await.unwrap_err();
        assert_eq!(refused, Refused::Rejected(rejection), "{arguments}");
    }
    // These never reach the database.
    let before =
        scene.run(&insert, json!({ "doctor": "one", "starts_at": "tomorrow", "extra": 1 }), Effect::Kept).await;
    let Err(Refused::Arguments(problems)) = before else { panic!("{before:?}") };
    let names: Vec<&str> = problems.iter().map(|problem| problem.name.as_str()).collect();
    assert_eq!(names, ["extra", "doctor", "caller_phone", "starts_at"]);
}

async fn a_statement_that_is_not_the_approved_one_does_not_run(on: On) {
    let Some(scene) = Scene::on(on).await else { return };
    let read = scene.compiled(READ);
    let arguments = serde_json::Map::from_iter([("caller_phone".to_owned(), json!("+15557"))]);
    let mut forged = read.clone();
    forged.sql = forged.sql.replace("LIMIT 2", "LIMIT 50");
    let mut refingerprinted = forged.clone();
    refingerprinted.sha256 = refingerprinted.fingerprint();
    for statement in [&forged, &refingerprinted] {
        let ran = gatehouse_database::execute(
            &scene.descriptor,
            scene.password(),
            statement,
            &read.sha256,
            &arguments,
            Effect::Kept,
        );
        assert_eq!(ran.await.unwrap_err(), Refused::Unapproved);
    }
}

async fn every_statement_is_prepared_in_one_go(on: On) {
    let Some(scene) = Scene::on(on).await else { return };
    let statements = [scene.compiled(READ), scene.compiled(INSERT), scene.compiled(UPDATE)];
    let all: Vec<_> = statements.iter().collect();
    let verdicts = prepare_all(&scene.descriptor, scene.password(), &all).await.unwrap();
    assert_eq!(verdicts, [None, None, None]);
    if on != On::Postgres {
        // Rights are looked at, too: a login that only reads cannot write.
        let scene = Scene::on(on).await.unwrap().into_agents("SELECT").await;
        let statements = [scene.compiled(READ), scene.compiled(INSERT), scene.compiled(UPDATE)];
        let all: Vec<_> = statements.iter().collect();
        let verdicts = prepare_all(&scene.descriptor, scene.password(), &all).await.unwrap();
        assert_eq!(verdicts, [None, Some(Rejection::Privilege), Some(Rejection::Privilege)]);
    }
    scene.script("ALTER TABLE visits DROP COLUMN fee").await;
    let verdicts = prepare_all(&scene.descriptor, scene.password(), &all).await.unwrap();
    assert_eq!(verdicts, [Some(Rejection::Schema), None, None]);
}

/// Without `ONLY` the read would give the heir's row, too, and the update would find two rows of one key.
#[tokio::test]
async fn rows_of_a_table_that_inherits_are_not_reached() {
    let heir = "CREATE TABLE staff_visits () INHERITS (visits);
                INSERT INTO staff_visits (id, doctor_id, phone, starts_at, note) VALUES (7, 1, '+15557', '2026-03-02 09:30:00+00', 'heir');";
    let Some(scene) = Scene::with(On::Postgres, heir).await else { return };
    let (read, update) = (scene.compiled(READ), scene.compiled(UPDATE));
    assert!(read.sql.contains("FROM ONLY") && update.sql.starts_with("UPDATE ONLY"), "{} {}", read.sql, update.sql);
    let answer = scene.run(&read, json!({ "caller_phone": "+15557" }), Effect::Kept).await.unwrap();
    assert_eq!((answer.rows.len(), &answer.rows[0]["starts_at"]), (1, &json!("2026-03-01T09:30:00+00")));
    let before = scene.ask("SELECT staff_visits::text FROM staff_visits").await;
    let moved = json!({ "number": 7, "starts_at": "2026-04-01T10:00:00Z" });
    assert_eq!(scene.run(&update, moved, Effect::Kept).await.unwrap().touched, 1);
    assert_eq!(scene.ask("SELECT staff_visits::text FROM staff_visits").await, before);
}
