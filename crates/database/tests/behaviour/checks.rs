//! The six checks over logins that work.

use gatehouse_core::connection::{Check, CheckId, CheckStatus, Descriptor, SslMode};
use gatehouse_database::{CheckEvent, check};
use gatehouse_testkit::TestDatabase;
use secrecy::{ExposeSecret, SecretString};

use crate::support::{agent, clinic, patient, run};

async fn one(database: &TestDatabase, id: CheckId) -> Check {
    let (descriptor, password) = agent(database);
    let (report, _) = run(&descriptor, password.expose_secret(), &patient()).await;
    report.checks.into_iter().find(|check| check.id == id).unwrap()
}

#[tokio::test]
async fn a_good_login_passes_all_six_and_tells_each_as_it_happens() {
    let database = clinic().await;
    let (descriptor, password) = agent(&database);
    let (report, events) = run(&descriptor, password.expose_secret(), &patient()).await;
    println!("{report:#?}");
    assert!(report.ok);
    let ids: Vec<CheckId> = report.checks.iter().map(|check| check.id).collect();
    assert_eq!(ids, CheckId::ALL);
    for check in &report.checks {
        // A busy machine may be slow; that is an honest warning, not a bug.
        let honest = check.id == CheckId::LiveCallLatency && check.status == CheckStatus::Warn;
        assert!(check.status == CheckStatus::Pass || honest, "{check:?}");
        assert!(check.duration_ms > 0.0 || check.id == CheckId::ReachabilityTls);
    }
    let told: Vec<(CheckId, bool)> = events
        .iter()
        .map(|event| match event {
            CheckEvent::Started { id } => (*id, false),
            CheckEvent::Finished { check } => (check.id, true),
        })
        .collect();
    let expected: Vec<(CheckId, bool)> = CheckId::ALL.into_iter().flat_map(|id| [(id, false), (id, true)]).collect();
    assert_eq!(told, expected);
    let evidence = &report.checks[0].evidence;
    assert!(evidence["certificate_names"].contains("127.0.0.1"));
    assert!(evidence["protocol"].starts_with("TLSv1."));
    assert_eq!(report.checks[3].evidence["rounds_ms"].split(", ").count(), 9);
    assert!(report.checks[4].evidence["session"].contains("25006"));
}

#[tokio::test]
async fn the_password_is_in_nothing_that_is_said() {
    let database = clinic().await;
    let (descriptor, password) = agent(&database);
    let (report, events) = run(&descriptor, password.expose_secret(), &patient()).await;
    let opened = gatehouse_database::door::Door::open(&descriptor, &password, &patient()).await.unwrap();
    let told = format!("{report:?}{events:?}{opened:?}{}", serde_json::to_string(&events).unwrap());
    assert!(!told.contains(password.expose_secret()));
}

#[tokio::test]
async fn require_without_a_ca_is_encrypted_and_honestly_warned_about() {
    let database = clinic().await;
    let (descriptor, password) = agent(&database);
    let bare = Descriptor { sslmode: SslMode::Require, ca_pem: None, ..descriptor };
    let (report, _) = run(&bare, password.expose_secret(), &patient()).await;
    assert!(report.ok);
    assert_eq!(report.checks[0].status, CheckStatus::Warn);
    assert_eq!(report.checks[0].evidence["verified"], "no");
    assert!(report.checks[0].detail.contains("verify-full would refuse it"), "{}", report.checks[0].detail);
}

#[tokio::test]
async fn a_superuser_is_warned_about_by_name() {
    let database = clinic().await;
    let (descriptor, _) = agent(&database);
    let admin = Descriptor { user: database.admin_user.clone(), ..descriptor };
    let (report, _) = run(&admin, &database.admin_password, &patient()).await;
    assert_eq!(report.checks[1].status, CheckStatus::Warn);
    assert!(report.checks[1].detail.contains("SUPERUSER"));
    assert_eq!(report.checks[4].status, CheckStatus::Warn);
    assert!(report.checks[4].detail.starts_with("Read-only by session only"), "{}", report.checks[4].detail);
}

#[tokio::test]
async fn every_way_to_write_is_found() {
    let database = clinic().await;
    assert_eq!(one(&database, CheckId::ReadOnlySession).await.status, CheckStatus::Pass);
    let ways = [
        ("GRANT INSERT ON patients TO gatehouse_ro", "REVOKE INSERT ON patients FROM gatehouse_ro", "table write"),
        ("GRANT UPDATE (phone) ON patients TO PUBLIC", "REVOKE UPDATE (phone) ON patients FROM PUBLIC", "column write"),
        (
            "GRANT CREATE ON SCHEMA billing TO gatehouse_ro",
            "REVOKE CREATE ON SCHEMA billing FROM gatehouse_ro",
            "create in schema",
        ),
        (
            "CREATE FUNCTION gap() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
            "DROP FUNCTION gap()",
            "function with its owner's rights",
        ),
        (
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT DELETE ON TABLES TO gatehouse_ro",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE DELETE ON TABLES FROM gatehouse_ro",
            "write to objects made later",
        ),
        (
            "ALTER VIEW patient_export OWNER TO gatehouse_ro",
            "ALTER VIEW patient_export OWNER TO clinic_admin",
            "owner on public.patient_export",
        ),
    ];
    for (grant, undo, named) in ways {
        database.run_script(grant).await.unwrap();
        let check = one(&database, CheckId::ReadOnlySession).await;
        assert_eq!(check.status, CheckStatus::Warn, "{grant}");
        assert!(check.detail.contains(named), "{grant}: {}", check.detail);
        database.run_script(undo).await.unwrap();
    }
    assert_eq!(one(&database, CheckId::ReadOnlySession).await.status, CheckStatus::Pass);
}

#[tokio::test]
async fn a_login_that_may_read_nothing_fails_the_schema_and_nothing_else() {
    let database = clinic().await;
    database.run_script("REVOKE SELECT ON ALL TABLES IN SCHEMA public, billing FROM gatehouse_ro").await.unwrap();
    let (descriptor, password) = agent(&database);
    let (report, _) = run(&descriptor, password.expose_secret(), &patient()).await;
    assert!(!report.ok);
    assert_eq!(report.checks[2].status, CheckStatus::Fail);
    assert!(report.checks[3..].iter().all(|check| check.status != CheckStatus::Skipped));
    // One column is enough to go on.
    database.run_script("GRANT SELECT (id, name) ON locations TO gatehouse_ro").await.unwrap();
    let check = one(&database, CheckId::SchemaRead).await;
    assert_eq!((check.status, check.evidence["columns_readable"].as_str()), (CheckStatus::Pass, "2"));
}

#[tokio::test]
async fn the_canary_leaves_nothing_behind() {
    let database = clinic().await;
    one(&database, CheckId::ReadOnlySession).await;
    database
        .run_script("DO $$ BEGIN ASSERT NOT EXISTS (SELECT FROM pg_class WHERE relname LIKE 'gatehouse%'); END $$")
        .await
        .unwrap();
}

#[test]
fn a_check_can_run_on_any_thread() {
    fn sendable<T: Send>(_: &T) {}
    let descriptor = crate::support::local(1);
    let password = SecretString::from("x");
    sendable(&check(&descriptor, &password, |_| {}));
    sendable(&gatehouse_database::discover(&descriptor, &password, |_| {}));
}
