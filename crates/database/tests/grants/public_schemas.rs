//! The same on schemas that everybody knows, where the project's shared folder has them: Pagila, Sakila and Chinook.

use std::io::Write;
use std::path::PathBuf;

use gatehouse_core::catalog::Catalog;
use gatehouse_core::connection::grant::{
    Account, Credential, Grain, GrantPlan, GrantRequest, GrantRole, GrantServer, NewPassword, create_script,
    revoke_script,
};
use gatehouse_core::scoping::{BlockTarget, Scoping};
use gatehouse_testkit::{Facts, MysqlFlavor, Postgres};
use sqlx::mysql::MySqlSslMode;

use crate::client::{is_there, mysql as client, psql};
use crate::names::Dice;
use crate::verdict::{Verdict, differences};
use crate::{mysql, mysql_oracle, postgres, postgres_oracle};

/// The file's text; says by name what did not run when it is not there.
fn schema(file: &str, test: &str) -> Option<String> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/schemas").join(file);
    let text = std::fs::read_to_string(&path).ok();
    if text.is_none() {
        // A closed stderr leaves nobody to tell.
        let _ = writeln!(std::io::stderr(), "NOT RUN: {test}: there is no {}", path.display());
    }
    text
}

fn credential() -> Credential {
    let mut dice = Dice::new(8);
    Credential { password: NewPassword::from_random(&dice.bytes::<64>()).unwrap(), salt: dice.bytes() }
}

/// Every third table and every fourth column blocked; a read-only user of single columns, then the first two tables that are
/// left for writing.
fn plans(catalog: &Catalog) -> Vec<GrantPlan> {
    let columns = catalog.tables.iter().flat_map(|table| table.columns.iter().map(|one| table.name.column(&one.name)));
    let tables = catalog.tables.iter().step_by(3).map(|table| BlockTarget { table: table.name.clone(), column: None });
    // Sakila's view that reads with the rights of whoever asks: a grant on it alone opens nothing.
    let invoker = catalog.tables.iter().filter(|table| table.name.table == "actor_info");
    let tables = tables.chain(invoker.map(|table| BlockTarget { table: table.name.clone(), column: None }));
    let columns = columns.step_by(4).map(|one| BlockTarget { table: one.table, column: Some(one.column) });
    let mut scoping = Scoping::default();
    scoping.set(&tables.chain(columns).collect::<Vec<_>>(), true);
    let read = GrantRequest { role: GrantRole::ReadOnly, grain: Grain::Columns, tables: vec![] };
    let writable = catalog.tables.iter().map(|table| GrantRequest {
        role: GrantRole::Write,
        grain: Grain::Columns,
        tables: vec![table.name.clone()],
    });
    let first = GrantPlan::of(catalog, &scoping, &read).unwrap();
    let then = writable.filter_map(|request| GrantPlan::of(catalog, &scoping, &request).ok()).take(2);
    std::iter::once(first).chain(then).collect()
}

fn scripts(catalog: &Catalog, account: &Account) -> (Vec<GrantPlan>, Vec<String>) {
    let plans = plans(catalog);
    assert_eq!(plans.len(), 3);
    let script = |plan| create_script(catalog, plan, account, &credential()).unwrap().sql;
    let scripts = plans.iter().map(script).collect();
    (plans, scripts)
}

fn compare(plans: &[GrantPlan], catalog: &Catalog, seen: &Verdict) {
    assert_eq!(seen.len(), catalog.column_count() * 4);
    println!("{} privileges compared", seen.len());
    assert_eq!(differences(plans, seen), Vec::<String>::new());
}

async fn on_postgres(file: &str, test: &str) {
    let Some(text) = schema(file, test).filter(|_| is_there("psql", test)) else { return };
    let server = Postgres::shared().await.unwrap();
    let database = server.empty_database("public").await.unwrap();
    // Who owns it there is nobody here; Chinook makes a database of its own, and Pagila has a column of an extension's type.
    let text = text.replace("public.vector(20)", "text");
    let ours = |line: &&str| {
        !["OWNER TO postgres", " EXTENSION ", " USING hnsw "].iter().any(|word| line.contains(word))
            && !["DROP DATABASE", "CREATE DATABASE", "\\c"].iter().any(|word| line.trim_start().starts_with(word))
    };
    let text: Vec<&str> = text.lines().filter(ours).collect();
    psql(server.facts(), &database.name, &[&text.join("\n")], "").unwrap();
    let catalog = postgres::catalog_of(&database).await;
    let user = format!("known_{}", database.name);
    let account = Account::parse(GrantServer::Postgres, &user, None).unwrap();
    let (plans, scripts) = scripts(&catalog, &account);
    psql(server.facts(), &database.name, &scripts.iter().map(String::as_str).collect::<Vec<_>>(), "").unwrap();
    let mut session =
        postgres_oracle::login(server.facts(), &database.name, &user, credential().password.expose()).await.unwrap();
    let mut schemas: Vec<&str> = catalog.tables.iter().map(|table| table.name.schema.as_str()).collect();
    schemas.dedup();
    compare(&plans, &catalog, &postgres_oracle::judge(&mut session, &schemas).await);
    drop(session);
    psql(server.facts(), &database.name, &[&revoke_script(&account).sql], "").unwrap();
}

async fn on_mysql(flavor: MysqlFlavor, file: &str, database: &str, test: &str) {
    let Some(text) = schema(file, test) else { return };
    let Some(server) = mysql::server(flavor, test).await else { return };
    let facts: &Facts = server.facts();
    // Sakila's tables come without their database.
    let begin = if text.contains("CREATE DATABASE") { "" } else { "CREATE DATABASE `sakila`;\nUSE `sakila`;\n" };
    client(facts, &format!("{begin}{text}"), "NO_AUTO_VALUE_ON_ZERO").unwrap();
    let catalog = mysql::catalog_of(facts, database).await;
    let user = format!("known_{database}");
    let account = Account::parse(GrantServer::of(&catalog), &user, Some("127.0.0.1")).unwrap();
    let (plans, scripts) = scripts(&catalog, &account);
    client(facts, &scripts.concat(), "").unwrap();
    let mut session =
        mysql_oracle::login(facts, &user, credential().password.expose(), MySqlSslMode::VerifyIdentity).await.unwrap();
    compare(&plans, &catalog, &mysql_oracle::judge(&mut session, &[&catalog]).await);
    client(facts, &revoke_script(&account).sql, "").unwrap();
    server.run_script(&format!("DROP DATABASE `{database}`")).await.unwrap();
}

#[tokio::test]
async fn pagila() {
    on_postgres("pagila-postgres.sql", "public_schemas::pagila").await;
}

#[tokio::test]
async fn chinook() {
    on_postgres("chinook-postgres.sql", "public_schemas::chinook").await;
}

#[tokio::test]
async fn chinook_on_mariadb() {
    on_mysql(MysqlFlavor::MariaDb, "chinook-mysql.sql", "Chinook", "public_schemas::chinook_on_mariadb").await;
}

#[tokio::test]
async fn sakila_on_mariadb() {
    on_mysql(MysqlFlavor::MariaDb, "sakila-mysql.sql", "sakila", "public_schemas::sakila_on_mariadb").await;
}

#[tokio::test]
async fn sakila_on_mysql_9() {
    on_mysql(MysqlFlavor::Mysql, "sakila-mysql.sql", "sakila", "public_schemas::sakila_on_mysql_9").await;
}
