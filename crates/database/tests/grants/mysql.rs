//! MariaDB and MySQL: 200 generated databases, each with an account of its own.

use std::time::Duration;

use gatehouse_core::catalog::Catalog;
use gatehouse_core::connection::grant::{
    Account, Credential, GrantPlan, GrantRequest, GrantServer, NewPassword, create_script, revoke_script, rotate_script,
};
use gatehouse_core::connection::{Descriptor, Engine};
use gatehouse_core::scoping::Scoping;
use gatehouse_database::{Deadlines, discover_within};
use gatehouse_testkit::{Facts, Mysql, MysqlFlavor};
use secrecy::SecretString;
use sqlx::mysql::MySqlSslMode;

use crate::cases::Case;
use crate::client::{is_there, mysql as client};
use crate::ddl;
use crate::mysql_oracle::{judge, login};
use crate::names::{Dice, name};
use crate::verdict::differences;

const SCHEMAS: usize = 200;
const MODES: [&str; 4] = ["", "ANSI_QUOTES", "NO_BACKSLASH_ESCAPES", "ANSI_QUOTES,NO_BACKSLASH_ESCAPES"];

/// The database as its administrator discovers it.
pub(crate) async fn catalog_of(facts: &Facts, database: &str) -> Catalog {
    let long = Duration::from_secs(60);
    let deadlines =
        Deadlines { resolve: long, dial: long, tls: long, login: long, query: long, total: long, discovery: long };
    let descriptor = Descriptor {
        host: facts.host.clone(),
        port: facts.port,
        database: database.to_owned(),
        user: facts.admin_user.clone(),
        ca_pem: Some(facts.ca_pem.clone()),
        local_only: true,
        ..Descriptor::blank(Engine::Mysql)
    };
    let password = SecretString::from(facts.admin_password.clone());
    discover_within(&descriptor, &password, &deadlines, |_| {}).await.unwrap().catalog
}

/// A server, where both it and the client are there.
pub(crate) async fn server(flavor: MysqlFlavor, test: &str) -> Option<Mysql> {
    let server = Mysql::shared(flavor).await.unwrap();
    if server.is_none() {
        flavor.say_not_run(test);
    }
    server.filter(|_| is_there("mariadb", test))
}

#[tokio::test]
async fn mariadb_s_hostile_schemas_give_exactly_the_plan() {
    if let Some(server) = server(MysqlFlavor::MariaDb, "mysql::mariadb_s_hostile_schemas_give_exactly_the_plan").await {
        hostile_schemas_give_exactly_the_plan(&server).await;
    }
}

#[tokio::test]
async fn mysql_9_s_hostile_schemas_give_exactly_the_plan() {
    if let Some(server) = server(MysqlFlavor::Mysql, "mysql::mysql_9_s_hostile_schemas_give_exactly_the_plan").await {
        hostile_schemas_give_exactly_the_plan(&server).await;
    }
}

#[tokio::test]
async fn mariadb_s_password_is_rotated() {
    if let Some(server) = server(MysqlFlavor::MariaDb, "mysql::mariadb_s_password_is_rotated").await {
        rotating_takes_the_old_password_away(&server).await;
    }
}

#[tokio::test]
async fn mysql_9_s_password_is_rotated() {
    if let Some(server) = server(MysqlFlavor::Mysql, "mysql::mysql_9_s_password_is_rotated").await {
        rotating_takes_the_old_password_away(&server).await;
    }
}

/// Databases whose names are each other's patterns, and hostile ones. Unique on a shared server.
fn databases(dice: &mut Dice) -> Vec<String> {
    let first = usize::try_from(std::process::id()).unwrap() * 1000;
    let twins = ["app_db", "appXdb", "a%b", "aXXb", r"app\_db"].map(|name| format!("{name}{first}"));
    let others = (twins.len()..SCHEMAS).map(|number| name(dice, first + number));
    twins.iter().cloned().chain(others).collect()
}

async fn hostile_schemas_give_exactly_the_plan(server: &Mysql) {
    let mut dice = Dice::new(3);
    let databases = databases(&mut dice);
    let ddl: Vec<String> = databases.iter().map(|database| ddl::mysql_schema(&mut dice, database)).collect();
    server.run_script(&ddl.concat()).await.unwrap();
    let mut cases: Vec<(Case, Catalog)> = Vec::new();
    let first = usize::try_from(std::process::id()).unwrap() * 1000;
    for (number, database) in databases.iter().enumerate() {
        let catalog = catalog_of(server.facts(), database).await;
        cases.push((Case::new(&mut dice, &catalog, first + number), catalog));
    }
    cases.retain(|(case, _)| !case.plans.is_empty());
    assert!(cases.len() > SCHEMAS * 9 / 10, "{} of {SCHEMAS} databases have a plan", cases.len());
    // A quarter in each sql_mode; then the last script of each once more.
    for (mode, quarter) in MODES.into_iter().zip(cases.chunks(cases.len().div_ceil(MODES.len()))) {
        let all = quarter.iter().flat_map(|(case, _)| &case.scripts);
        let again = quarter.iter().filter_map(|(case, _)| case.scripts.last());
        client(server.facts(), &all.chain(again).map(String::as_str).collect::<String>(), mode).unwrap();
    }
    let (mut compared, mut wrong) = (0, Vec::new());
    for (at, (case, catalog)) in cases.iter().enumerate() {
        let mut session =
            login(server.facts(), &case.user, &case.password, MySqlSslMode::VerifyIdentity).await.unwrap();
        // The neighbour is the twin where there is one.
        let other = &cases[(at + 1) % cases.len()].1;
        let seen = judge(&mut session, &[catalog, other]).await;
        compared += seen.len();
        wrong.extend(differences(&case.plans, &seen).into_iter().map(|line| format!("{:?}: {line}", case.user)));
    }
    println!("{} users, {compared} privileges compared", cases.len());
    assert!(compared > SCHEMAS * 50, "{compared}");
    assert_eq!(wrong, Vec::<String>::new());
    let gone: String = cases.iter().map(|(case, _)| revoke_script(&case.account).sql).collect();
    client(server.facts(), &gone.repeat(2), "").unwrap();
    for (case, _) in cases.iter().take(5) {
        assert!(login(server.facts(), &case.user, &case.password, MySqlSslMode::VerifyIdentity).await.is_err());
    }
    let drops: Vec<String> = databases.iter().map(|name| format!("DROP DATABASE {};\n", ddl::mysql(name))).collect();
    server.run_script(&drops.concat()).await.unwrap();
}

async fn rotating_takes_the_old_password_away(server: &Mysql) {
    let database = server.fresh_database("grants").await.unwrap();
    let catalog = catalog_of(server.facts(), &database.name).await;
    let user = format!("rotated_{}", std::process::id());
    let account = Account::parse(GrantServer::of(&catalog), &user, Some("127.0.0.1")).unwrap();
    let credential = |seed| {
        let mut dice = Dice::new(seed);
        Credential { password: NewPassword::from_random(&dice.bytes::<64>()).unwrap(), salt: dice.bytes() }
    };
    let (old, new) = (credential(1), credential(2));
    let plan = GrantPlan::of(&catalog, &Scoping::default(), &GrantRequest::default()).unwrap();
    let may_log_in = async |credential: &Credential, mode: MySqlSslMode| {
        login(server.facts(), &user, credential.password.expose(), mode).await.is_ok()
    };
    client(server.facts(), &create_script(&catalog, &plan, &account, &old).unwrap().sql, "").unwrap();
    assert!(
        may_log_in(&old, MySqlSslMode::VerifyIdentity).await && !may_log_in(&new, MySqlSslMode::VerifyIdentity).await
    );
    assert!(!may_log_in(&old, MySqlSslMode::Disabled).await, "the account requires TLS");
    client(server.facts(), &rotate_script(&account, &new).sql, "").unwrap();
    assert!(
        !may_log_in(&old, MySqlSslMode::VerifyIdentity).await && may_log_in(&new, MySqlSslMode::VerifyIdentity).await
    );
    client(server.facts(), &revoke_script(&account).sql, "").unwrap();
    assert!(!may_log_in(&new, MySqlSslMode::VerifyIdentity).await);
}
