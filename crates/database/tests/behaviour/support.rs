//! What the tests share: one server, short deadlines, descriptors.

use std::time::Duration;

use gatehouse_core::connection::{Check, CheckReport, Descriptor, Engine, FailureCode};
use gatehouse_database::{CheckEvent, Deadlines, check_within};
use gatehouse_testkit::{Postgres, TestDatabase};
use secrecy::SecretString;
use tokio::sync::OnceCell;

static SERVER: OnceCell<Postgres> = OnceCell::const_new();

/// The server of this program.
pub(crate) async fn server() -> &'static Postgres {
    SERVER.get_or_init(async || Postgres::shared().await.unwrap()).await
}

pub(crate) async fn clinic() -> TestDatabase {
    server().await.fresh_database("door").await.unwrap()
}

/// Short enough for a test, long enough for a busy machine.
pub(crate) fn quick() -> Deadlines {
    let short = Duration::from_millis(700);
    Deadlines { resolve: short, dial: short, tls: short, login: short, ..Deadlines::default() }
}

pub(crate) fn patient() -> Deadlines {
    let long = Duration::from_secs(20);
    Deadlines { resolve: long, dial: long, tls: long, login: long, query: long, total: long * 6, discovery: long }
}

/// A connection to this machine, verified in full.
pub(crate) fn local(port: u16) -> Descriptor {
    Descriptor {
        host: "127.0.0.1".into(),
        port,
        database: "clinic".into(),
        user: "gatehouse_ro".into(),
        local_only: true,
        ..Descriptor::blank(Engine::Postgres)
    }
}

/// The agent's connection to a test database.
pub(crate) fn agent(database: &TestDatabase) -> (Descriptor, SecretString) {
    let descriptor = Descriptor {
        database: database.name.clone(),
        user: database.agent_user.clone(),
        ca_pem: Some(database.ca_pem.clone()),
        ..local(database.port)
    };
    (descriptor, SecretString::from(database.agent_password.clone()))
}

/// Runs the checks, expects the first failure at `failed_at`, and returns its code. Everything after it was skipped, and
/// nothing that was said holds the password.
pub(crate) async fn failing(
    descriptor: &Descriptor,
    password: &str,
    deadlines: &Deadlines,
    failed_at: usize,
) -> FailureCode {
    failing_check(descriptor, password, deadlines, failed_at).await.code.unwrap()
}

/// The same, and the whole check.
pub(crate) async fn failing_check(
    descriptor: &Descriptor,
    password: &str,
    deadlines: &Deadlines,
    failed_at: usize,
) -> Check {
    let (report, events) = run(descriptor, password, deadlines).await;
    let told = format!("{report:?} {events:?} {}", serde_json::to_string(&report).unwrap());
    assert!(!told.contains(password), "the password is in the report");
    assert!(!report.ok);
    assert_eq!(report.checks.len(), 6);
    let statuses: Vec<String> = report.checks.iter().map(|check| format!("{:?}", check.status)).collect();
    assert_eq!(statuses[failed_at], "Fail", "{told}");
    assert!(statuses[failed_at + 1..].iter().all(|status| status == "Skipped"), "{statuses:?}");
    let failed = &report.checks[failed_at];
    assert!(failed.remedy.as_ref().is_some_and(|remedy| !remedy.is_empty()));
    failed.clone()
}

pub(crate) async fn run(
    descriptor: &Descriptor,
    password: &str,
    deadlines: &Deadlines,
) -> (CheckReport, Vec<CheckEvent>) {
    let mut events = Vec::new();
    let password = SecretString::from(password);
    let report = check_within(descriptor, &password, deadlines, |event| events.push(event)).await;
    (report, events)
}
