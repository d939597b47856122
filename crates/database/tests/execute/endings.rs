//! Transactions that end otherwise than they should: what is said then is what is known.

use gatehouse_core::connection::FailureCode;
use gatehouse_database::{Effect, Refused, Rejection};
use serde_json::json;

use crate::scene::{INSERT, On, Scene};

const BOOKED: &str = "SELECT count(*)::text FROM visits WHERE phone = '+1999'";

/// The server process ends itself when a visit is booked: at once, or when it is made permanent.
fn ending(when: &str) -> String {
    format!(
        "CREATE FUNCTION quit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;
         CREATE CONSTRAINT TRIGGER quits AFTER INSERT ON visits {when} FOR EACH ROW EXECUTE FUNCTION quit();"
    )
}

#[tokio::test]
async fn a_session_that_breaks_in_the_middle_has_written_nothing() {
    let Some(scene) = Scene::with(On::Postgres, &ending("NOT DEFERRABLE")).await else { return };
    let booking = json!({ "doctor": 1, "caller_phone": "+1999", "starts_at": "2026-04-01T10:00:00Z" });
    for effect in [Effect::RolledBack, Effect::Kept] {
        let broken = scene.run(&scene.compiled(INSERT), booking.clone(), effect).await.unwrap_err();
        let Refused::Failed(failure) = &broken else { panic!("{broken:?}") };
        assert_eq!(failure.code(), FailureCode::ConnectionLost, "{broken:?}");
    }
    assert_eq!(scene.ask(BOOKED).await, "0");
}

#[tokio::test]
async fn one_that_breaks_while_it_is_made_permanent_is_not_called_undone() {
    let Some(scene) = Scene::with(On::Postgres, &ending("DEFERRABLE INITIALLY DEFERRED")).await else { return };
    let booking = json!({ "doctor": 1, "caller_phone": "+1999", "starts_at": "2026-04-01T10:00:00Z" });
    let broken = scene.run(&scene.compiled(INSERT), booking, Effect::Kept).await.unwrap_err();
    assert_eq!(broken, Refused::OutcomeUnknown);
    assert_eq!(broken.code(), Some("outcome_unknown"));
}

#[tokio::test]
async fn a_constraint_that_speaks_at_the_end_is_heard() {
    let Some(scene) = Scene::on(On::Postgres).await else { return };
    // The reference is looked at when the transaction ends.
    let booking = json!({ "doctor": 42, "caller_phone": "+1999", "starts_at": "2026-04-01T10:00:00Z" });
    for effect in [Effect::RolledBack, Effect::Kept] {
        let refused = scene.run(&scene.compiled(INSERT), booking.clone(), effect).await.unwrap_err();
        assert_eq!(refused, Refused::Rejected(Rejection::Reference), "{effect:?}");
    }
    assert_eq!(scene.ask(BOOKED).await, "0");
}

#[tokio::test]
async fn an_answer_that_is_too_large_is_refused() {
    for on in [On::Postgres, On::MariaDb, On::Mysql] {
        let long = if on == On::Postgres {
            "UPDATE visits SET note = repeat('x', 70000) WHERE id = 5"
        } else {
            "ALTER TABLE visits MODIFY note longtext; UPDATE visits SET note = REPEAT('x', 70000) WHERE id = 5"
        };
        let Some(scene) = Scene::with(on, long).await else { continue };
        let read = scene.compiled(
            r#"{ "tool_name": "Note", "connection": "c", "operation": "visits.read", "inputs": [{ "param": "number", "arg": "id" }],
                "projection": [{ "path": ["note"], "leaf": "note" }] }"#,
        );
        for (number, fits) in [(5, false), (6, true)] {
            let ran = scene.run(&read, json!({ "number": number }), Effect::RolledBack).await;
            assert_eq!(ran.is_ok(), fits, "{on:?} {number}");
            assert!(fits || matches!(ran, Err(Refused::TooLarge(65_536))), "{on:?}");
        }
    }
}
