//! What a write sets off is named from the live catalogue before it is tried, and what cannot be rolled back is not tried at all.

use gatehouse_core::binding::{CascadeAction, Hazard, Statement};
use gatehouse_core::catalog::TableName;
use gatehouse_database::{Effect, Refused, Rejection, Trial, try_out};
use serde_json::{Value, json};

use crate::scene::{INSERT, On, Scene, UPDATE};

/// The names of what a trial asks about; what it ran to is left to others.
async fn asked(scene: &Scene, statement: &Statement, arguments: Value) -> Vec<Hazard> {
    let Value::Object(arguments) = arguments else { panic!("arguments are an object") };
    match try_out(&scene.descriptor, scene.password(), statement, &arguments, false).await.unwrap() {
        Trial::Asks(hazards) => hazards,
        Trial::Ran(_) => Vec::new(),
    }
}

fn booking(on: On) -> Value {
    json!({ "doctor": 1, "caller_phone": "+1999", "starts_at": moment(on) })
}

fn moment(on: On) -> &'static str {
    if on == On::Postgres { "2026-04-01T10:00:00Z" } else { "2026-04-01T10:00:00" }
}

/// Doctors by a code that others refer to.
const RENAME: &str = r#"{ "tool_name": "Rename a doctor", "connection": "c", "operation": "doctors.update",
    "input_object_map": [{ "field": "code", "param": "code" }], "sql_write": { "key_column": "id", "key_param": "number" } }"#;

const POSTGRES: &str = "
ALTER TABLE doctors ADD code text UNIQUE;
UPDATE doctors SET code = 'ada';
CREATE TABLE rooms (number integer PRIMARY KEY, doctor text UNIQUE REFERENCES doctors (code) ON UPDATE CASCADE);
CREATE TABLE keys (number integer PRIMARY KEY, doctor text REFERENCES rooms (doctor) ON UPDATE SET NULL);
CREATE TABLE bills (number integer PRIMARY KEY, doctor text REFERENCES doctors (code));
CREATE TABLE news (line text);
CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO news VALUES (TG_TABLE_NAME); RETURN NEW; END $$;
CREATE FUNCTION note_of_the_day() RETURNS text LANGUAGE sql VOLATILE AS $$ SELECT 'sunny' $$;
CREATE TRIGGER told AFTER INSERT OR UPDATE OF starts_at ON visits FOR EACH ROW EXECUTE FUNCTION tell();
CREATE TRIGGER silent AFTER UPDATE OF note ON visits FOR EACH ROW EXECUTE FUNCTION tell();
CREATE TRIGGER off AFTER INSERT ON visits FOR EACH ROW EXECUTE FUNCTION tell();
ALTER TABLE visits DISABLE TRIGGER off;
CREATE TRIGGER moved AFTER UPDATE ON rooms FOR EACH ROW EXECUTE FUNCTION tell();
CREATE SEQUENCE numbers;
ALTER TABLE visits ALTER code SET DEFAULT gen_random_uuid(), ALTER paid DROP DEFAULT, ALTER paid SET DEFAULT false,
    ADD number bigint DEFAULT nextval('numbers'), ADD weather text DEFAULT note_of_the_day();
";

#[tokio::test]
async fn postgres_names_what_a_write_sets_off() {
    let Some(scene) = Scene::with(On::Postgres, POSTGRES).await else { return };
    let visits = || TableName::new("public", "visits");
    let told = || Hazard::Trigger { table: visits(), name: "told".into(), function: Some("public.tell".into()) };
    let found = asked(&scene, &scene.compiled(INSERT), booking(On::Postgres)).await;
    let column = |column: &str, sequence: &str| Hazard::Sequence { column: column.into(), sequence: sequence.into() };
    let weather = Hazard::DefaultFunction { column: "weather".into(), function: "public.note_of_the_day".into() };
    assert_eq!(found, [told(), column("id", "public.visits_id_seq"), column("number", "public.numbers"), weather]);
    assert!(found.iter().all(Hazard::outlives_a_rollback));

    let moved = json!({ "starts_at": moment(On::Postgres), "number": 1 });
    assert_eq!(asked(&scene, &scene.compiled(UPDATE), moved).await, [told()]);

    let renamed = asked(&scene, &scene.compiled(RENAME), json!({ "code": "lovelace", "number": 1 })).await;
    let cascade = |table: &str, constraint: &str, action| Hazard::Cascade {
        table: TableName::new("public", table),
        constraint: constraint.into(),
        action,
    };
    let moved = Hazard::Trigger {
        table: TableName::new("public", "rooms"),
        name: "moved".into(),
        function: Some("public.tell".into()),
    };
    let follows = cascade("rooms", "rooms_doctor_fkey", CascadeAction::Cascade);
    let emptied = cascade("keys", "keys_doctor_fkey", CascadeAction::SetNull);
    assert_eq!(renamed, [moved, emptied, follows]);

    // Once agreed, it runs, and the trigger's row goes with it.
    let Value::Object(arguments) = booking(On::Postgres) else { panic!() };
    let ran = try_out(&scene.descriptor, scene.password(), &scene.compiled(INSERT), &arguments, true).await.unwrap();
    let Trial::Ran(ran) = ran else { panic!("{ran:?}") };
    assert_eq!((ran.answer.touched, ran.hazards.len()), (1, 4));
    assert_eq!(scene.ask("SELECT count(*)::text FROM news").await, "0");
}

const RULE: &str = "CREATE TABLE log (n bigint);
CREATE RULE also AS ON UPDATE TO visits DO ALSO INSERT INTO log VALUES (NEW.id);";

/// A child of the table, with a row of a key that the table has, too.
const HEIR: &str = "CREATE TABLE archived_visits () INHERITS (visits);
INSERT INTO archived_visits (id, doctor_id, phone, starts_at) VALUES (7, 1, '+1', now());";

#[tokio::test]
async fn a_rule_is_named_and_a_second_row_is_rolled_back() {
    let Some(scene) = Scene::with(On::Postgres, RULE).await else { return };
    let update = scene.compiled(UPDATE);
    let moved = json!({ "starts_at": moment(On::Postgres), "number": 7 });
    let rule = Hazard::Rule { table: TableName::new("public", "visits"), name: "also".into() };
    assert_eq!(asked(&scene, &update, moved.clone()).await, [rule]);
    // Since the binding was compiled, a child of the table got a row of this key: the key does not tell them apart.
    scene.script(HEIR).await;
    let sum = "SELECT md5(string_agg(v::text, '' ORDER BY tableoid, id)) FROM visits v";
    let before = scene.ask(sum).await;
    for effect in [Effect::RolledBack, Effect::Kept] {
        assert_eq!(scene.run(&update, moved.clone(), effect).await.unwrap_err(), Refused::Touched(2));
    }
    assert_eq!((scene.ask(sum).await, scene.ask("SELECT count(*)::text FROM log").await), (before, "0".into()));
}

const MYSQL: &str = "
ALTER TABLE doctors ADD code varchar(20) UNIQUE;
UPDATE doctors SET code = 'ada';
CREATE TABLE rooms (number int PRIMARY KEY, doctor varchar(20) UNIQUE, CONSTRAINT rooms_doctor FOREIGN KEY (doctor) REFERENCES doctors (code) ON UPDATE CASCADE);
CREATE TABLE door_keys (number int PRIMARY KEY, doctor varchar(20), CONSTRAINT keys_room FOREIGN KEY (doctor) REFERENCES rooms (doctor) ON UPDATE SET NULL);
ALTER TABLE doctors ADD changed_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP;
CREATE TABLE bills (number int PRIMARY KEY, doctor varchar(20), CONSTRAINT bills_doctor FOREIGN KEY (doctor) REFERENCES doctors (code));
CREATE TABLE news (line varchar(20));
CREATE TRIGGER told AFTER INSERT ON visits FOR EACH ROW INSERT INTO news VALUES ('visits');
CREATE TABLE logbook (id int NOT NULL AUTO_INCREMENT PRIMARY KEY, line varchar(40) NOT NULL) ENGINE=MyISAM;
INSERT INTO logbook VALUES (1, 'first');
";

const LOG: &str = r#"{ "tool_name": "Log", "connection": "c", "operation": "logbook.create",
    "input_object_map": [{ "field": "line", "param": "line" }] }"#;
const CORRECT: &str = r#"{ "tool_name": "Correct", "connection": "c", "operation": "logbook.update",
    "input_object_map": [{ "field": "line", "param": "line" }], "sql_write": { "key_column": "id", "key_param": "number" } }"#;

async fn mysql_names_what_a_write_sets_off(on: On) {
    let Some(scene) = Scene::with(on, MYSQL).await else { return };
    let schema = scene.descriptor.database.clone();
    let told = Hazard::Trigger { table: TableName::new(&*schema, "visits"), name: "told".into(), function: None };
    let counted = Hazard::AutoIncrement { column: "id".into() };
    let found = asked(&scene, &scene.compiled(INSERT), booking(on)).await;
    assert_eq!(found, [told.clone(), counted.clone()]);
    let renamed = asked(&scene, &scene.compiled(RENAME), json!({ "code": "lovelace", "number": 1 })).await;
    let cascade = |table: &str, constraint: &str, action| Hazard::Cascade {
        table: TableName::new(&*schema, table),
        constraint: constraint.into(),
        action,
    };
    // One step on, and the next one from there.
    let emptied = cascade("door_keys", "keys_room", CascadeAction::SetNull);
    let follows = cascade("rooms", "rooms_doctor", CascadeAction::Cascade);
    assert_eq!(renamed, [emptied, follows, Hazard::Touched { column: "changed_at".into() }]);
    assert!(renamed.iter().all(|hazard| !hazard.outlives_a_rollback()));
    assert_eq!(asked(&scene, &scene.compiled(UPDATE), json!({ "starts_at": moment(on), "number": 1 })).await, []);

    // What a table without transactions is given stays: it gets nothing, in a trial and in a call alike.
    for (draft, arguments) in [(LOG, json!({ "line": "x" })), (CORRECT, json!({ "line": "x", "number": 1 }))] {
        let statement = scene.compiled(draft);
        let Value::Object(given) = arguments.clone() else { panic!() };
        let tried = try_out(&scene.descriptor, scene.password(), &statement, &given, true).await;
        assert_eq!(tried.unwrap_err(), Refused::NotTransactional("MyISAM".into()));
        let kept = scene.run(&statement, arguments, Effect::Kept).await;
        assert_eq!(kept.unwrap_err(), Refused::NotTransactional("MyISAM".into()));
    }
    assert_eq!(scene.ask("SELECT CONCAT(COUNT(*), MAX(line)) FROM logbook").await, "1first");

    // To a login that may write and no more, MySQL does not show the trigger, and that is said; MariaDB shows it.
    let agent = scene.into_agents("SELECT, INSERT, UPDATE").await;
    let seen = if on == On::MariaDb {
        vec![told.clone(), counted.clone()]
    } else {
        vec![counted.clone(), Hazard::TriggersHidden]
    };
    assert_eq!(asked(&agent, &agent.compiled(INSERT), booking(on)).await, seen);
    let agent = agent.into_agents("TRIGGER").await;
    assert_eq!(asked(&agent, &agent.compiled(INSERT), booking(on)).await, [told, counted]);
}

#[tokio::test]
async fn mariadb_names_them_too() {
    mysql_names_what_a_write_sets_off(On::MariaDb).await;
}

#[tokio::test]
async fn mysql_names_them_too() {
    mysql_names_what_a_write_sets_off(On::Mysql).await;
}

#[tokio::test]
async fn what_is_set_to_what_it_was_is_one_row_all_the_same() {
    for on in [On::Postgres, On::MariaDb, On::Mysql] {
        let Some(scene) = Scene::on(on).await else { continue };
        let moved = json!({ "starts_at": moment(on), "number": 3 });
        let update = scene.compiled(UPDATE);
        for _ in 0..2 {
            assert_eq!(scene.run(&update, moved.clone(), Effect::Kept).await.unwrap().touched, 1, "{on:?}");
        }
    }
}

#[tokio::test]
async fn a_row_that_somebody_holds_is_not_waited_for() {
    for on in [On::Postgres, On::MariaDb, On::Mysql] {
        let Some(scene) = Scene::on(on).await else { continue };
        let hold = if on == On::Postgres {
            "BEGIN; UPDATE visits SET note = 'held' WHERE id = 3; SELECT pg_sleep(6); ROLLBACK"
        } else {
            "BEGIN; UPDATE visits SET note = 'held' WHERE id = 3; DO SLEEP(6); ROLLBACK"
        };
        let update = scene.compiled(UPDATE);
        let tried = async {
            tokio::time::sleep(std::time::Duration::from_millis(700)).await;
            scene.run(&update, json!({ "starts_at": moment(on), "number": 3 }), Effect::Kept).await
        };
        tokio::select! {
            () = scene.script(hold) => panic!("{on:?}: it waited"),
            tried = tried => assert_eq!(tried.unwrap_err(), Refused::Rejected(Rejection::Locked), "{on:?}"),
        }
    }
}

#[tokio::test]
async fn a_statement_that_takes_too_long_is_ended() {
    let slow = [
        (On::Postgres, "CREATE FUNCTION doze() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(8); RETURN NEW; END $$;
            CREATE TRIGGER dozes BEFORE INSERT ON visits FOR EACH ROW EXECUTE FUNCTION doze();"),
        (On::MariaDb, "CREATE TRIGGER dozes BEFORE INSERT ON visits FOR EACH ROW SET NEW.note = SLEEP(8);"),
    ];
    for (on, trigger) in slow {
        let Some(scene) = Scene::with(on, trigger).await else { continue };
        let ran = scene.run(&scene.compiled(INSERT), booking(on), Effect::Kept).await;
        assert_eq!(ran.unwrap_err(), Refused::Rejected(Rejection::TookTooLong), "{on:?}");
    }
}

/// Cancelling drops the work: the server's session ends with its statement, and what was begun is undone, even what was meant to be kept.
#[tokio::test]
async fn what_is_canceled_ends_on_the_server_and_leaves_nothing() {
    let slow = [
        (On::Postgres, "CREATE FUNCTION doze() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(2); RETURN NEW; END $$;
            CREATE TRIGGER dozes BEFORE INSERT ON visits FOR EACH ROW EXECUTE FUNCTION doze();"),
        (On::MariaDb, "CREATE TRIGGER dozes BEFORE INSERT ON visits FOR EACH ROW SET NEW.note = SLEEP(2);"),
        (On::Mysql, "CREATE TRIGGER dozes BEFORE INSERT ON visits FOR EACH ROW SET NEW.note = SLEEP(2);"),
    ];
    for (on, trigger) in slow {
        let Some(scene) = Scene::with(on, trigger).await else { continue };
        let statements = match on {
            On::Postgres => {
                "SELECT count(*)::text FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'INSERT%'"
            }
            _ => {
                "SELECT CONCAT(COUNT(*), '') FROM information_schema.processlist WHERE db = DATABASE() AND (info LIKE 'INSERT%' OR info LIKE '%SLEEP(2)%') AND id <> CONNECTION_ID()"
            }
        };
        let insert = scene.compiled(INSERT);
        tokio::select! {
            ran = scene.run(&insert, booking(on), Effect::Kept) => panic!("{on:?}: {ran:?}"),
            () = until(&scene, statements, "1") => {}
        }
        until(&scene, statements, "0").await;
        let booked = if on == On::Postgres { "count(*)::text" } else { "CONCAT(COUNT(*), '')" };
        assert_eq!(scene.ask(&format!("SELECT {booked} FROM visits WHERE phone = '+1999'")).await, "0", "{on:?}");
    }
}

/// Asks until the answer is this; a test that waits for ever is one that fails.
async fn until(scene: &Scene, question: &str, wanted: &str) {
    while scene.ask(question).await != wanted {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}
