//! PostgreSQL: against `pg_dump --schema-only`.

use std::process::Command;
use std::time::Duration;

use gatehouse_core::catalog::Catalog;
use gatehouse_core::connection::{Descriptor, Engine};
use gatehouse_database::{Deadlines, discover_within};
use gatehouse_testkit::{Facts, Postgres, PostgresOptions, PostgresVersion};
use secrecy::SecretString;

use crate::client::{is_there, psql};
use crate::hostile;
use crate::lines::{differences, lines};
use crate::pg_dump;

/// A server that this machine's pg_dump can dump, which is one of its own version or an older one.
async fn server(test: &str) -> Option<Postgres> {
    if !is_there("pg_dump", test) || !is_there("psql", test) {
        return None;
    }
    if !PostgresVersion::Fifteen.is_installed() {
        PostgresVersion::Fifteen.say_not_run(test);
        return None;
    }
    let options = PostgresOptions { version: PostgresVersion::Fifteen, ..PostgresOptions::default() };
    Some(Postgres::start(options).await.unwrap())
}

pub(crate) fn patient() -> Deadlines {
    let long = Duration::from_secs(60);
    Deadlines { resolve: long, dial: long, tls: long, login: long, query: long, total: long, discovery: long }
}

async fn catalog(facts: &Facts, database: &str) -> Catalog {
    let descriptor = Descriptor {
        host: facts.host.clone(),
        port: facts.port,
        database: database.to_owned(),
        user: facts.admin_user.clone(),
        ca_pem: Some(facts.ca_pem.clone()),
        local_only: true,
        ..Descriptor::blank(Engine::Postgres)
    };
    let password = SecretString::from(facts.admin_password.clone());
    let found = discover_within(&descriptor, &password, &patient(), |_| {}).await.unwrap();
    assert_eq!(found.findings, []);
    found.catalog
}

fn dump(facts: &Facts, database: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let ca = folder.path().join("ca.pem");
    std::fs::write(&ca, &facts.ca_pem).unwrap();
    let mut command = Command::new("pg_dump");
    command.args(["--schema-only", "--no-owner", "--no-privileges"]);
    command.env("PGHOST", &facts.host).env("PGPORT", facts.port.to_string()).env("PGUSER", &facts.admin_user);
    command.env("PGPASSWORD", &facts.admin_password).env("PGDATABASE", database);
    command.env("PGSSLMODE", "verify-full").env("PGSSLROOTCERT", &ca);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

async fn agrees(text: &str, test: &str, at_least: usize) {
    let Some(server) = server(test).await else { return };
    let database = server.empty_database("truth").await.unwrap();
    psql(server.facts(), &database.name, &[text], "").unwrap();
    let found = lines(&catalog(server.facts(), &database.name).await);
    let truth = pg_dump::lines(&dump(server.facts(), &database.name));
    println!("{test}: {} facts", truth.len());
    assert!(truth.len() >= at_least, "only {} facts", truth.len());
    assert_eq!(differences(&found, &truth), Vec::<String>::new());
    assert_eq!(found.len(), truth.len());
}

/// Who owns it there is nobody here; Chinook makes a database of its own, and Pagila has a column of an extension's type, and
/// a function and a computed column as only PostgreSQL 18 has them.
fn ours(text: &str) -> String {
    let ours = |line: &&str| {
        !["OWNER TO postgres", " EXTENSION ", " USING hnsw "].iter().any(|word| line.contains(word))
            && !["DROP DATABASE", "CREATE DATABASE", "\\c"].iter().any(|word| line.trim_start().starts_with(word))
    };
    let text = text.replace("public.vector(20)", "text").replace("uuidv7()", "gen_random_uuid()");
    text.replace(") VIRTUAL", ") STORED").lines().filter(ours).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn pagila_agrees_with_pg_dump() {
    let test = "postgres::pagila_agrees_with_pg_dump";
    let Some(text) = crate::schema("pagila-postgres.sql", test) else { return };
    agrees(&ours(&text), test, 150).await;
}

#[tokio::test]
async fn chinook_agrees_with_pg_dump() {
    let test = "postgres::chinook_agrees_with_pg_dump";
    let Some(text) = crate::schema("chinook-postgres.sql", test) else { return };
    agrees(&ours(&text), test, 100).await;
}

#[tokio::test]
async fn hostile_names_agree_with_pg_dump() {
    agrees(&hostile::postgres(), "postgres::hostile_names_agree_with_pg_dump", 2_000).await;
}
