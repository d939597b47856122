//! A discovery that is given up ends on the server, too: its sessions, and the statements that they were running.

use std::time::Duration;

use gatehouse_database::door::Door;
use gatehouse_database::{DiscoverProgress, discover_within};
use tokio::sync::watch;

use crate::scene::{On, Scene, patient};

const ALL: [On; 3] = [On::Postgres, On::MariaDb, On::Mysql];

/// How long the server may take to notice: far beyond what it needs, short of any statement's own timeout.
const DEADLINE: Duration = Duration::from_secs(20);

/// Enough tables that a discovery is far from its end when it is given up.
fn many_tables(on: On) -> String {
    let columns: Vec<String> = (0..30).map(|at| format!("c{at} varchar(40) NOT NULL DEFAULT 'x{at}'")).collect();
    let columns = columns.join(", ");
    if on == On::Postgres {
        let columns = columns.replace('\'', "''");
        return format!(
            "DO $$ BEGIN FOR n IN 1..2000 LOOP EXECUTE format('CREATE TABLE many_%s (id integer PRIMARY KEY, {columns})', n); END LOOP; END $$;"
        );
    }
    (1..=300).map(|n| format!("CREATE TABLE many_{n} (id integer PRIMARY KEY, {columns});\n")).collect()
}

/// Discovers until so many questions are answered, and gives it up there.
async fn given_up(scene: &Scene, on: On, answered: usize) {
    let (tell, mut told) = watch::channel(0);
    let progress = move |so_far: DiscoverProgress| {
        tell.send_replace(so_far.step);
    };
    let deadlines = patient();
    tokio::select! {
        biased;
        ended = told.wait_for(|step| *step >= answered) => assert!(ended.is_ok(), "{on:?}"),
        found = discover_within(&scene.descriptor, scene.password(), &deadlines, progress) => {
            panic!("{on:?}: it ended first: {:?}", found.map(|found| found.catalog.tables.len()))
        }
    }
}

/// Waits until no session of a discovery is left on the server; `others` are known.
async fn nothing_is_left(scene: &Scene, on: On, others: usize) {
    let sessions = match on {
        On::Postgres => {
            "SELECT coalesce(string_agg(concat_ws(' ', state, wait_event, left(query, 60)), '; '), '') || '|' || count(*)
             FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'gatehouse'"
        }
        _ => {
            "SELECT CONCAT(COALESCE(GROUP_CONCAT(command, ' ', COALESCE(state, ''), ' ', LEFT(COALESCE(info, ''), 60) SEPARATOR '; '), ''), '|', COUNT(*))
             FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID()"
        }
    };
    let wanted = format!("|{others}");
    let until = async {
        while !scene.ask(sessions).await.ends_with(&wanted) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    if tokio::time::timeout(DEADLINE, until).await.is_err() {
        panic!("{on:?}: still there: {}", scene.ask(sessions).await);
    }
}

#[tokio::test]
async fn a_discovery_given_up_leaves_no_session_behind() {
    for on in ALL {
        let Some(scene) = Scene::with(on, &many_tables(on)).await else { continue };
        nothing_is_left(&scene, on, 0).await;
        for answered in [1, 4, 7] {
            given_up(&scene, on, answered).await;
            nothing_is_left(&scene, on, 0).await;
        }
    }
}

/// The same while a statement waits for a lock that nobody lets go of. MariaDB and MySQL tell of a table whoever has locked it.
#[tokio::test]
async fn a_statement_that_waits_ends_with_the_discovery() {
    let Some(scene) = Scene::on(On::Postgres).await else { return };
    let mut holder = Door::open(&scene.descriptor, scene.password(), &patient()).await.unwrap();
    let lock = "BEGIN; LOCK TABLE pg_catalog.pg_attrdef IN ACCESS EXCLUSIVE MODE";
    sqlx::raw_sql(lock).execute(holder.postgres().unwrap()).await.unwrap();
    let waiting =
        "SELECT count(*)::text FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let waits = async {
        while scene.ask(waiting).await == "0" {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let deadlines = patient();
    tokio::select! {
        () = waits => {}
        found = discover_within(&scene.descriptor, scene.password(), &deadlines, |_| ()) => {
            panic!("it did not wait: {:?}", found.map(|found| found.catalog.tables.len()))
        }
    }
    nothing_is_left(&scene, On::Postgres, 1).await;
    holder.close().await;
}
