//! PostgreSQL: 200 generated schemas in one database, each with a user of its own.

use gatehouse_core::binding::{Binding, compile};
use gatehouse_core::catalog::Catalog;
use gatehouse_core::connection::grant::{
    Account, Credential, GrantPlan, GrantRequest, GrantServer, NewPassword, create_script, hardening_script,
    revoke_script, rotate_script,
};
use gatehouse_core::connection::{Descriptor, Engine};
use gatehouse_core::scoping::{BlockTarget, Scoping};
use gatehouse_database::{Deadlines, Effect, discover_within, execute};
use gatehouse_testkit::{Postgres, TestDatabase};
use secrecy::SecretString;
use std::time::Duration;

use crate::cases::Case;
use crate::client::{is_there, psql};
use crate::ddl;
use crate::names::{Dice, name};
use crate::postgres_oracle::{judge, login};
use crate::verdict::differences;

const SCHEMAS: usize = 200;

/// The whole database as its administrator discovers it.
pub(crate) async fn catalog_of(database: &TestDatabase) -> Catalog {
    let long = Duration::from_secs(60);
    let deadlines =
        Deadlines { resolve: long, dial: long, tls: long, login: long, query: long, total: long, discovery: long };
    let descriptor = Descriptor {
        host: database.host.clone(),
        port: database.port,
        database: database.name.clone(),
        user: database.admin_user.clone(),
        ca_pem: Some(database.ca_pem.clone()),
        local_only: true,
        ..Descriptor::blank(Engine::Postgres)
    };
    let password = SecretString::from(database.admin_password.clone());
    discover_within(&descriptor, &password, &deadlines, |_| {}).await.unwrap().catalog
}

fn only(catalog: &Catalog, schema: &str) -> Catalog {
    let tables = catalog.tables.iter().filter(|table| table.name.schema == schema).cloned().collect();
    Catalog { tables, ..catalog.clone() }
}

#[tokio::test]
async fn hostile_schemas_give_exactly_the_plan() {
    if !is_there("psql", "postgres::hostile_schemas_give_exactly_the_plan") {
        return;
    }
    let server = Postgres::shared().await.unwrap();
    let database = server.empty_database("grants").await.unwrap();
    let mut dice = Dice::new(3);
    let schemas: Vec<String> = (0..SCHEMAS).map(|number| name(&mut dice, number)).collect();
    let ddl: Vec<String> = schemas.iter().map(|schema| ddl::postgres_schema(&mut dice, schema)).collect();
    database.run_script(&ddl.concat()).await.unwrap();
    let whole = catalog_of(&database).await;
    // Users outlive the database, and the server may be shared.
    let first = usize::try_from(std::process::id()).unwrap() * 1000;
    let cases: Vec<Case> = schemas
        .iter()
        .enumerate()
        .map(|(number, schema)| Case::new(&mut dice, &only(&whole, schema), first + number))
        .filter(|case| !case.plans.is_empty())
        .collect();
    assert!(cases.len() > SCHEMAS * 9 / 10, "{} of {SCHEMAS} schemas have a plan", cases.len());
    // Half of it in sessions that read backslashes in literals; then the last script of each once more.
    for (options, half) in
        ["", "-c standard_conforming_strings=off"].into_iter().zip(cases.chunks(cases.len().div_ceil(2)))
    {
        let all = half.iter().flat_map(|case| &case.scripts).chain(half.iter().filter_map(|case| case.scripts.last()));
        psql(server.facts(), &database.name, &all.map(String::as_str).collect::<Vec<_>>(), options).unwrap();
    }
    let (mut compared, mut wrong) = (0, Vec::new());
    for (at, case) in cases.iter().enumerate() {
        let mut session = login(server.facts(), &database.name, &case.user, &case.password).await.unwrap();
        let own = &case.plans[0].tables[0].name.schema;
        let other = &cases[(at + 1) % cases.len()].plans[0].tables[0].name.schema;
        let seen = judge(&mut session, &[own, other]).await;
        compared += seen.len();
        wrong.extend(differences(&case.plans, &seen).into_iter().map(|line| format!("{:?}: {line}", case.user)));
    }
    println!("{} users, {compared} privileges compared", cases.len());
    assert!(compared > SCHEMAS * 50, "{compared}");
    assert_eq!(wrong, Vec::<String>::new());
    // The teardown, twice, leaves nothing of any of them.
    let gone: Vec<String> = cases.iter().map(|case| revoke_script(&case.account).sql).collect();
    let twice: Vec<&str> = gone.iter().chain(&gone).map(String::as_str).collect();
    psql(server.facts(), &database.name, &twice, "").unwrap();
    let names: Vec<String> = cases.iter().map(|case| case.user.clone()).collect();
    let mut admin =
        login(server.facts(), &database.name, &database.admin_user, &database.admin_password).await.unwrap();
    let left: i64 = sqlx::query_scalar("SELECT count(*) FROM pg_roles WHERE rolname = ANY ($1)")
        .bind(names)
        .fetch_one(&mut admin)
        .await
        .unwrap();
    assert_eq!(left, 0);
}

struct Clinic {
    server: Postgres,
    database: TestDatabase,
    catalog: Catalog,
    account: Account,
    user: String,
}

impl Clinic {
    async fn new(user: &str) -> Clinic {
        let server = Postgres::shared().await.unwrap();
        let database = server.fresh_database("grants").await.unwrap();
        let catalog = catalog_of(&database).await;
        let user = format!("{user}_{}", std::process::id());
        let account = Account::parse(GrantServer::Postgres, &user, None).unwrap();
        Clinic { server, database, catalog, account, user }
    }

    fn create(&self, credential: &Credential) -> String {
        let name = self.catalog.tables.iter().find(|table| table.name.table == "patients").unwrap().name.clone();
        let mut scoping = Scoping::default();
        scoping.set(&[BlockTarget { table: name, column: Some("phone".into()) }], true);
        let plan = GrantPlan::of(&self.catalog, &scoping, &GrantRequest::default()).unwrap();
        create_script(&self.catalog, &plan, &self.account, credential).unwrap().sql
    }

    fn psql(&self, script: &str) -> Result<(), String> {
        psql(self.server.facts(), &self.database.name, &[script], "")
    }

    async fn may_log_in(&self, credential: &Credential) -> bool {
        login(self.server.facts(), &self.database.name, &self.user, credential.password.expose()).await.is_ok()
    }
}

fn credential(seed: u64) -> Credential {
    let mut dice = Dice::new(seed);
    Credential { password: NewPassword::from_random(&dice.bytes::<64>()).unwrap(), salt: dice.bytes() }
}

#[tokio::test]
async fn rotating_takes_the_old_password_away() {
    if !is_there("psql", "postgres::rotating_takes_the_old_password_away") {
        return;
    }
    let clinic = Clinic::new("rotated").await;
    let (old, new) = (credential(1), credential(2));
    clinic.psql(&clinic.create(&old)).unwrap();
    assert!(clinic.may_log_in(&old).await && !clinic.may_log_in(&new).await);
    clinic.psql(&rotate_script(&clinic.account, &new).sql).unwrap();
    assert!(!clinic.may_log_in(&old).await && clinic.may_log_in(&new).await);
    clinic.psql(&hardening_script(&clinic.catalog).unwrap().unwrap()).unwrap();
    clinic.psql(&revoke_script(&clinic.account).sql).unwrap();
    assert!(!clinic.may_log_in(&new).await);
}

#[tokio::test]
async fn an_over_privileged_role_is_cut_down_and_its_settings_stand() {
    if !is_there("psql", "postgres::an_over_privileged_role_is_cut_down_and_its_settings_stand") {
        return;
    }
    let clinic = Clinic::new("mighty").await;
    let make = format!(
        "CREATE ROLE {0} SUPERUSER CREATEDB CREATEROLE REPLICATION BYPASSRLS INHERIT; GRANT ALL ON patients TO {0}",
        clinic.user
    );
    clinic.database.run_script(&make).await.unwrap();
    let credential = credential(3);
    clinic.psql(&clinic.create(&credential)).unwrap();
    let mut session =
        login(clinic.server.facts(), &clinic.database.name, &clinic.user, credential.password.expose()).await.unwrap();
    let facts: String = sqlx::query_scalar(
        "SELECT concat_ws(' ', rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls, rolinherit, rolconnlimit,
           current_setting('statement_timeout'), current_setting('lock_timeout'), current_setting('default_transaction_read_only'),
           current_setting('idle_in_transaction_session_timeout'), current_setting('search_path'))
         FROM pg_roles WHERE rolname = current_user",
    )
    .fetch_one(&mut session)
    .await
    .unwrap();
    assert_eq!(facts, "f f f f f f 5 30s 5s on 1min pg_catalog");
    // What it owns is not dropped with it.
    let own = format!("ALTER TABLE patients OWNER TO {}", clinic.user);
    clinic.database.run_script(&own).await.unwrap();
    let refused = clinic.psql(&revoke_script(&clinic.account).sql).unwrap_err();
    assert!(refused.contains("owns objects"), "{refused}");
    clinic.database.run_script("ALTER TABLE patients OWNER TO CURRENT_USER").await.unwrap();
    drop(session);
    clinic.psql(&revoke_script(&clinic.account).sql).unwrap();
}

/// Types and operators in schemas without any table, as extensions are often installed.
const TYPES_APART: &str = "CREATE SCHEMA extensions; CREATE EXTENSION citext SCHEMA extensions;
CREATE SCHEMA kinds; CREATE TYPE kinds.mood AS ENUM ('fine', 'unwell');
CREATE TABLE guests (email extensions.citext PRIMARY KEY, mood kinds.mood NOT NULL);
CREATE INDEX guests_mood ON guests (mood);
INSERT INTO guests VALUES ('Ada@example.org', 'fine');";

#[tokio::test]
async fn types_and_operators_of_other_schemas_can_be_used() {
    if !is_there("psql", "postgres::types_and_operators_of_other_schemas_can_be_used") {
        return;
    }
    let mut clinic = Clinic::new("typed").await;
    clinic.database.run_script(TYPES_APART).await.unwrap();
    clinic.catalog = catalog_of(&clinic.database).await;
    let credential = credential(4);
    clinic.psql(&clinic.create(&credential)).unwrap();
    let TestDatabase { host, port, name, ca_pem, .. } = &clinic.database;
    let descriptor = Descriptor {
        host: host.clone(),
        port: *port,
        database: name.clone(),
        user: clinic.user.clone(),
        ca_pem: Some(ca_pem.clone()),
        local_only: true,
        ..Descriptor::blank(Engine::Postgres)
    };
    let password = SecretString::from(credential.password.expose().to_owned());
    let seen = discover_within(&descriptor, &password, &Deadlines::default(), |_| {}).await.unwrap().catalog;
    for (column, value) in [("email", "ADA@EXAMPLE.ORG"), ("mood", "fine")] {
        let draft = format!(
            r#"{{ "tool_name": "Guest", "connection": "c", "operation": "guests.read", "inputs": [{{ "param": "p", "arg": "{column}" }}],
                "projection": [{{ "path": ["mood"], "leaf": "mood" }}] }}"#
        );
        let binding: Binding = serde_json::from_str(&draft).unwrap();
        let statement = compile(&seen, &Scoping::default(), &binding).statement.unwrap();
        assert!(statement.sql.contains(r#""extensions""#) || statement.sql.contains(r#""kinds""#), "{}", statement.sql);
        let arguments = serde_json::Map::from_iter([("p".to_owned(), value.into())]);
        let answer =
            execute(&descriptor, &password, &statement, &statement.sha256, &arguments, Effect::Kept).await.unwrap();
        assert_eq!(answer.rows.len(), 1, "{column}: {}", statement.sql);
    }
    clinic.psql(&revoke_script(&clinic.account).sql).unwrap();
}
