//! The checks over servers that are older, replicas, pooled, busy or slow.

use std::time::{Duration, Instant};

use gatehouse_core::connection::{CheckId, CheckStatus, Descriptor, FailureCode};
use gatehouse_database::door::Door;
use gatehouse_database::{Deadlines, check_until, discover_within};
use gatehouse_testkit::{PgBouncer, Postgres, PostgresOptions, PostgresVersion, SlowRelay, Slowness, TestDatabase};
use secrecy::ExposeSecret;
use sqlx::Row;

use crate::support::{agent, clinic, failing, patient, run, server};

const AUTHENTICATION: usize = 1;
const READ_PROBE: usize = 3;
const LATENCY: usize = 5;

async fn the_checks_and_discovery_hold(version: PostgresVersion, test: &str) {
    if !version.is_installed() {
        version.say_not_run(test);
        return;
    }
    let server = Postgres::start(PostgresOptions { version, ..PostgresOptions::default() }).await.unwrap();
    let database = server.fresh_database("older").await.unwrap();
    let (descriptor, password) = agent(&database);
    let (report, _) = run(&descriptor, password.expose_secret(), &patient()).await;
    assert!(report.ok, "{report:#?}");
    for check in &report.checks[..LATENCY] {
        assert_eq!(check.status, CheckStatus::Pass, "{check:#?}");
    }
    let told = &report.checks[AUTHENTICATION].evidence["server_version"];
    assert!(told.starts_with(&version.major().unwrap().to_string()), "{told}");
    let found = discover_within(&descriptor, &password, &patient(), |_| {}).await.unwrap();
    assert_eq!((found.catalog.tables.len(), found.findings.len()), (27, 0));
}

#[tokio::test]
async fn postgres_15() {
    the_checks_and_discovery_hold(PostgresVersion::Fifteen, "variants::postgres_15").await;
}

#[tokio::test]
async fn postgres_16() {
    the_checks_and_discovery_hold(PostgresVersion::Sixteen, "variants::postgres_16").await;
}

#[tokio::test]
async fn postgres_17() {
    the_checks_and_discovery_hold(PostgresVersion::Seventeen, "variants::postgres_17").await;
}

#[tokio::test]
async fn a_replica_is_noticed_and_explained() {
    let settings = Postgres::REPLICATING;
    let primary = Postgres::start(PostgresOptions { settings, ..PostgresOptions::default() }).await.unwrap();
    let database = primary.fresh_database("replicated").await.unwrap();
    let standby = primary.start_standby().await.unwrap();
    let (descriptor, password) = agent(&database);
    let descriptor = Descriptor { port: standby.port(), ..descriptor };
    let (report, _) = run(&descriptor, password.expose_secret(), &patient()).await;
    assert!(report.ok, "{report:#?}");
    let check = &report.checks[AUTHENTICATION];
    assert_eq!(check.evidence["replica"], "yes");
    assert!(check.detail.contains("read replica"), "{}", check.detail);
    discover_within(&descriptor, &password, &patient(), |_| {}).await.unwrap();
}

/// A pooler with one server connection for all clients: whatever one leaves there is the next one's.
async fn pooled(database: &TestDatabase, test: &str) -> Option<PgBouncer> {
    let bouncer = PgBouncer::start(server().await.facts(), 1).await.unwrap();
    if bouncer.is_none() {
        PgBouncer::say_not_run(test);
    }
    assert!(database.port != 0);
    bouncer
}

#[tokio::test]
async fn pgbouncer_is_noticed_and_everything_works_through_it() {
    let database = clinic().await;
    let Some(bouncer) = pooled(&database, "pgbouncer_is_noticed_and_everything_works_through_it").await else { return };
    let (direct, password) = agent(&database);
    let through = Descriptor { port: bouncer.port(), ..direct.clone() };
    let (report, _) = run(&through, password.expose_secret(), &patient()).await;
    assert!(report.ok, "{report:#?}");
    let check = &report.checks[AUTHENTICATION];
    assert_eq!(check.status, CheckStatus::Warn);
    assert!(check.evidence["pooler"].starts_with("noticed, by transaction"), "{}", check.evidence["pooler"]);
    assert!(check.remedy.is_some() && check.detail.contains("pooler"));
    assert!(report.checks[READ_PROBE].evidence["reads"].contains("primary key"));
    let found = discover_within(&through, &password, &patient(), |_| {}).await.unwrap();
    let plain = discover_within(&direct, &password, &patient(), |_| {}).await.unwrap();
    assert_eq!(found.catalog, plain.catalog);
    let (report, _) = run(&direct, password.expose_secret(), &patient()).await;
    assert_eq!(report.checks[AUTHENTICATION].evidence["pooler"], "none noticed");
}

/// What the next client of the same server connection finds.
#[tokio::test]
async fn nothing_stays_behind_pgbouncer() {
    let database = clinic().await;
    let Some(bouncer) = pooled(&database, "nothing_stays_behind_pgbouncer").await else { return };
    let (descriptor, password) = agent(&database);
    let descriptor = Descriptor { port: bouncer.port(), ..descriptor };
    let left = "SELECT concat_ws(' ', pg_backend_pid(), current_setting('statement_timeout'), current_setting('lock_timeout'), \
                current_setting('default_transaction_read_only'), current_setting('search_path'), current_setting('jit'), \
                (SELECT count(*) FROM pg_prepared_statements), (SELECT count(*) FROM pg_cursors), \
                (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()), \
                (SELECT count(*) FROM pg_class WHERE relpersistence = 't'))";
    let ask = async || -> String {
        let mut opened = Door::open(&descriptor, &password, &patient()).await.unwrap();
        let row = sqlx::raw_sql(left).fetch_one(opened.postgres().unwrap()).await.unwrap();
        opened.close().await;
        row.get(0)
    };
    let before = ask().await;
    let (report, _) = run(&descriptor, password.expose_secret(), &patient()).await;
    assert!(report.ok, "{report:#?}");
    discover_within(&descriptor, &password, &patient(), |_| {}).await.unwrap();
    let mut opened = Door::open(&descriptor, &password, &patient()).await.unwrap();
    let read = sqlx::query("SELECT count(*) FROM appointments WHERE id > $1").bind(1_i64).persistent(false);
    assert!(read.fetch_one(opened.postgres().unwrap()).await.unwrap().get::<i64, _>(0) > 0);
    opened.close().await;
    // The same process: the answer is about what we left, not about a new one.
    assert_eq!(ask().await, before);
}

#[tokio::test]
async fn no_free_connection_for_the_role_or_the_server() {
    let settings = &["max_connections=6", "superuser_reserved_connections=2"];
    let server = Postgres::start(PostgresOptions { settings, ..PostgresOptions::default() }).await.unwrap();
    let database = server.fresh_database("full").await.unwrap();
    let (descriptor, password) = agent(&database);
    let limit = async |to: &str| database.run_script(&format!("ALTER ROLE gatehouse_ro CONNECTION LIMIT {to}")).await;
    limit("1").await.unwrap();
    // The checks themselves need no second one.
    let (report, _) = run(&descriptor, password.expose_secret(), &patient()).await;
    assert!(report.ok, "{report:#?}");
    assert!(!report.checks[LATENCY].evidence.contains_key("first_statement"));
    let held = Door::open(&descriptor, &password, &patient()).await.unwrap();
    let code = failing(&descriptor, password.expose_secret(), &patient(), AUTHENTICATION).await;
    assert_eq!(code, FailureCode::TooManyConnections);
    held.close().await;
    limit("-1").await.unwrap();
    let mut all = Vec::new();
    let refused = loop {
        match Door::open(&descriptor, &password, &patient()).await {
            Ok(opened) => all.push(opened),
            Err(failure) => break failure.code(),
        }
        assert!(all.len() < 10, "no limit");
    };
    assert_eq!(refused, FailureCode::TooManyConnections);
}

#[tokio::test]
async fn a_locked_table_delays_the_checks_and_stops_none() {
    let database = clinic().await;
    let (descriptor, password) = agent(&database);
    let (report, _) = run(&descriptor, password.expose_secret(), &patient()).await;
    let reads = &report.checks[READ_PROBE].evidence["reads"];
    let table = reads.strip_prefix("one row of ").unwrap().split(' ').next().unwrap().to_owned();
    let holding = {
        let script = format!("BEGIN; LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(30)");
        let admin = server().await.admin_url(&database.name);
        tokio::spawn(async move {
            let mut session =
                <sqlx::PgConnection as sqlx::Connection>::connect(&format!("{admin}?sslmode=require")).await.unwrap();
            sqlx::raw_sql(sqlx::AssertSqlSafe(script)).execute(&mut session).await
        })
    };
    let locked = "DO $$ BEGIN FOR round IN 1..500 LOOP IF EXISTS (SELECT FROM pg_locks WHERE mode = 'AccessExclusiveLock' \
                  AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND relation > 16384) \
                  THEN RETURN; END IF; PERFORM pg_sleep(0.02); END LOOP; RAISE 'not locked'; END $$";
    database.run_script(locked).await.unwrap();
    let begun = Instant::now();
    let (report, _) = run(&descriptor, password.expose_secret(), &patient()).await;
    assert!(begun.elapsed() < Duration::from_secs(25), "{:?}", begun.elapsed());
    assert!(report.ok, "{report:#?}");
    let reads = &report.checks[READ_PROBE].evidence["reads"];
    assert!(reads.starts_with("one row of the server's catalogue, because ") && reads.contains(&table), "{reads}");
    holding.abort();
}

#[tokio::test]
async fn a_server_that_is_late_is_judged_by_the_budget() {
    let database = clinic().await;
    let (descriptor, password) = agent(&database);
    let relay = SlowRelay::start(database.port, Slowness::Late(Duration::from_millis(160))).await.unwrap();
    let late = Descriptor { port: relay.port(), ..descriptor };
    let (report, _) = run(&late, password.expose_secret(), &patient()).await;
    let check = &report.checks[LATENCY];
    assert!(matches!(check.status, CheckStatus::Warn | CheckStatus::Fail), "{check:#?}");
    assert!(check.remedy.is_some() && check.evidence["p95"].ends_with(" ms"));
    let statuses: Vec<CheckStatus> = report.checks[..LATENCY].iter().map(|check| check.status).collect();
    assert_eq!(statuses, [CheckStatus::Pass; LATENCY], "slow is not broken");
}

/// Every phase would end just in time; all of them together do not.
#[tokio::test]
async fn the_total_time_is_bounded_however_the_server_drips() {
    let database = clinic().await;
    let (descriptor, password) = agent(&database);
    let relay = SlowRelay::start(database.port, Slowness::Late(Duration::from_millis(500))).await.unwrap();
    let late = Descriptor { port: relay.port(), ..descriptor };
    let total = Duration::from_secs(4);
    let deadlines = Deadlines { total, ..patient() };
    let begun = Instant::now();
    let (report, events) = run(&late, password.expose_secret(), &deadlines).await;
    assert!(begun.elapsed() < total + Duration::from_secs(4), "{:?}", begun.elapsed());
    assert!(!report.ok);
    assert_eq!(report.checks.len(), 6);
    assert_eq!(report.checks[0].status, CheckStatus::Pass, "what was found stands");
    let cut = report.checks.iter().position(|check| check.status == CheckStatus::Fail).unwrap();
    assert_eq!(report.checks[cut].code, Some(FailureCode::ChecksTookTooLong));
    assert!(report.checks[cut].duration_ms > 0.0);
    for check in &report.checks[cut + 1..] {
        assert_eq!((check.status, check.code), (CheckStatus::Skipped, Some(FailureCode::ChecksTookTooLong)));
    }
    for check in report.checks.iter().filter(|check| check.status != CheckStatus::Pass) {
        assert!(check.remedy.as_ref().is_some_and(|remedy| !remedy.is_empty()), "{check:?}");
    }
    let finished =
        events.iter().filter(|event| matches!(event, gatehouse_database::CheckEvent::Finished { .. })).count();
    assert_eq!(finished, 6, "each is told as well");
}

#[tokio::test]
async fn canceling_keeps_what_was_found() {
    let database = clinic().await;
    let (descriptor, password) = agent(&database);
    let relay = SlowRelay::start(database.port, Slowness::Drip(Duration::from_millis(20))).await.unwrap();
    let dripping = Descriptor { port: relay.port(), ..descriptor };
    let begun = Instant::now();
    let soon = tokio::time::sleep(Duration::from_millis(300));
    let report = check_until(&dripping, &password, &patient(), soon, |_| {}).await;
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    let first = &report.checks[0];
    assert_eq!((first.id, first.code), (CheckId::ReachabilityTls, Some(FailureCode::Canceled)));
    assert!(report.checks[1..].iter().all(|check| check.status == CheckStatus::Skipped));
    assert_eq!(report.checks.len(), 6);
}

/// A policy may make one row cost a look at all of them.
#[tokio::test]
async fn a_table_with_row_security_is_not_what_is_probed() {
    let database = clinic().await;
    let one = "REVOKE SELECT ON ALL TABLES IN SCHEMA public, billing FROM gatehouse_ro; GRANT SELECT ON patients TO gatehouse_ro";
    database.run_script(one).await.unwrap();
    let (descriptor, password) = agent(&database);
    let (report, _) = run(&descriptor, password.expose_secret(), &patient()).await;
    assert_eq!(report.checks[READ_PROBE].evidence["reads"], "one row of public.patients by its primary key");
    let sleepy = "ALTER TABLE patients ENABLE ROW LEVEL SECURITY; CREATE POLICY sleepy ON patients USING (pg_sleep(20) IS NOT NULL)";
    database.run_script(sleepy).await.unwrap();
    let (report, _) = run(&descriptor, password.expose_secret(), &patient()).await;
    assert!(report.ok, "{report:#?}");
    assert!(report.checks[READ_PROBE].evidence["reads"].contains("no table qualifies"));
}
