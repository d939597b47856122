//! `PG*` variables, which the driver reads on its own, change nothing.

use std::process::Command;

use gatehouse_core::connection::Descriptor;
use gatehouse_database::door::Door;
use secrecy::SecretString;
use sqlx::Row;

use crate::support::{agent, clinic, local, patient};
use secrecy::ExposeSecret;

/// The child's own variables: how to reach the database that the parent made.
const REACH: &str = "GATEHOUSE_TEST_REACH";

#[tokio::test]
async fn hostile_variables_change_nothing() {
    let database = clinic().await;
    let (descriptor, password) = agent(&database);
    let ca = descriptor.ca_pem.clone().unwrap();
    let reach =
        [&descriptor.port.to_string(), &descriptor.database, &descriptor.user, password.expose_secret(), &ca].join("|");
    let program = std::env::current_exe().unwrap();
    let child = tokio::task::spawn_blocking(move || {
        Command::new(program)
            .args(["--exact", "environment::in_a_hostile_environment", "--ignored", "--nocapture"])
            .env(REACH, reach)
            .env("PGHOST", "evil.example.com")
            .env("PGHOSTADDR", "203.0.113.9")
            .env("PGPORT", "9")
            .env("PGUSER", "postgres")
            .env("PGPASSWORD", "wrong")
            .env("PGDATABASE", "elsewhere")
            .env("PGSSLMODE", "verify-full")
            .env("PGSSLROOTCERT", "/nonexistent")
            .env("PGSSLCERT", "/nonexistent")
            .env("PGSSLKEY", "/nonexistent")
            .env("PGAPPNAME", "evil")
            .env("PGOPTIONS", "-c default_transaction_read_only=on -c statement_timeout=1 -c search_path=evil")
            .output()
            .unwrap()
    });
    let output = child.await.unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && told.contains("1 passed"), "{told}");
}

#[tokio::test]
#[ignore = "the child of hostile_variables_change_nothing"]
async fn in_a_hostile_environment() {
    let reach = std::env::var(REACH).unwrap();
    let [port, database, user, password, ca] = reach.split('|').collect::<Vec<_>>().try_into().unwrap();
    let descriptor = Descriptor {
        database: database.into(),
        user: user.into(),
        ca_pem: Some(ca.into()),
        ..local(port.parse().unwrap())
    };
    let mut opened = Door::open(&descriptor, &SecretString::from(password), &patient()).await.unwrap();
    let asked = "SELECT current_user::text, current_database()::text, current_setting('application_name'), \
                 current_setting('statement_timeout'), current_setting('search_path'), \
                 current_setting('default_transaction_read_only'), current_setting('TimeZone'), current_setting('client_encoding')";
    let row = sqlx::raw_sql(asked).fetch_one(opened.postgres().unwrap()).await.unwrap();
    let told: Vec<String> = (0..8).map(|at| row.get(at)).collect();
    assert_eq!(told, [user, database, "gatehouse", "0", "\"$user\", public", "off", "UTC", "UTF8"]);
}
