//! What a login may do with each column of MySQL or MariaDB, against the server's own answer for every column: rights at large, on
//! tables and on columns, by the account itself, by roles within roles, by mandatory roles, and what partial revokes leave.

use gatehouse_core::connection::{Descriptor, Engine};
use gatehouse_database::{DiscoverOptions, discover_with};
use gatehouse_testkit::{Facts, Mysql, MysqlFlavor, MysqlOptions};
use secrecy::SecretString;
use sqlx::mysql::{MySqlConnectOptions, MySqlSslMode};
use sqlx::{ConnectOptions, Row};

use crate::postgres::patient;

const PASSWORD: &str = "Only-for-a-test-1";

/// Two databases with the same tables, so that a name alone says nothing; `made` has a hidden key on MySQL.
const TABLES: &str = "
    CREATE DATABASE shop; CREATE DATABASE shop_b; CREATE DATABASE other;
    CREATE TABLE shop.orders (id int PRIMARY KEY, a int, b int, c int);
    CREATE TABLE shop.lines (id int PRIMARY KEY, a int, b int);
    CREATE TABLE shop.made (a int, b int, c int);
    CREATE TABLE shop.single (a int);
    CREATE VIEW shop.seen AS SELECT id, a, b FROM shop.orders;
    CREATE TABLE shop_b.orders (id int PRIMARY KEY, a int, b int, c int);
    CREATE TABLE other.`o'rd\"ers` (`i``d` int PRIMARY KEY, a int, b int);
";

/// What each account is granted; `{me}` is the account.
const ACCOUNTS: [(&str, &str); 9] = [
    ("everything", "GRANT ALL ON *.* TO {me}"),
    ("one_database", "GRANT SELECT, UPDATE ON `shop`.* TO {me}; GRANT SELECT ON other.* TO {me}"),
    ("pattern", "GRANT SELECT ON `shop%`.* TO {me}; GRANT INSERT (b) ON shop_b.orders TO {me}"),
    (
        "tables",
        "GRANT SELECT ON shop.orders TO {me}; GRANT INSERT ON shop.made TO {me}; GRANT UPDATE ON shop.seen TO {me}",
    ),
    (
        "columns",
        "GRANT SELECT (a), UPDATE (a, c) ON shop.orders TO {me}; GRANT INSERT ON shop.orders TO {me};
         GRANT SELECT (b) ON shop.made TO {me}; GRANT SELECT (b) ON shop.seen TO {me};
         GRANT INSERT (a) ON other.`o'rd\"ers` TO {me}; GRANT SELECT (`i``d`) ON other.`o'rd\"ers` TO {me}",
    ),
    ("by_role", "GRANT outer_role TO {me}; {default}; GRANT SELECT ON shop.lines TO {me}"),
    ("role_not_taken", "GRANT outer_role TO {me}; GRANT SELECT ON shop.orders TO {me}"),
    (
        "both",
        "GRANT outer_role TO {me}; {default}; GRANT SELECT (id) ON shop.orders TO {me}; GRANT INSERT ON shop.* TO {me}",
    ),
    ("nothing", ""),
];

/// Rights on columns are those of a role within the role.
const ROLES: &str = "
    CREATE ROLE inner_role; CREATE ROLE outer_role; CREATE ROLE everybody;
    GRANT SELECT (b), INSERT (c) ON shop.orders TO inner_role;
    GRANT SELECT (a) ON shop.single TO inner_role;
    GRANT UPDATE ON shop.lines TO outer_role;
    GRANT UPDATE (c) ON shop_b.orders TO everybody;
    GRANT inner_role TO outer_role;
";

#[tokio::test]
async fn mariadb_s_rights_agree_with_its_own_answer() {
    rights_agree(MysqlFlavor::MariaDb, &[], "rights::mariadb_s_rights_agree_with_its_own_answer").await;
}

#[tokio::test]
async fn mysql_9_s_rights_agree_with_its_own_answer() {
    const SETTINGS: &[&str] = &[
        "--partial-revokes=ON",
        "--mandatory-roles=everybody",
        "--sql-generate-invisible-primary-key=ON",
        "--show-gipk-in-create-table-and-information-schema=OFF",
    ];
    rights_agree(MysqlFlavor::Mysql, SETTINGS, "rights::mysql_9_s_rights_agree_with_its_own_answer").await;
}

/// As [`rights_agree`] for MySQL, where every role is active at login: the mandatory one, too.
#[tokio::test]
async fn mysql_9_s_rights_agree_where_all_roles_are_taken() {
    const SETTINGS: &[&str] = &["--mandatory-roles=everybody", "--activate-all-roles-on-login=ON"];
    rights_agree(MysqlFlavor::Mysql, SETTINGS, "rights::mysql_9_s_rights_agree_where_all_roles_are_taken").await;
}

async fn rights_agree(flavor: MysqlFlavor, settings: &'static [&'static str], test: &str) {
    let options = MysqlOptions { flavor, settings, ..MysqlOptions::default() };
    // Of its own, because its settings are.
    let Some(server) = Mysql::start(options).await.unwrap() else { return flavor.say_not_run(test) };
    server.run_script(&format!("{TABLES}{ROLES}")).await.unwrap();
    let mut told = 0;
    for (name, grants) in ACCOUNTS {
        let me = format!("'{name}'@'127.0.0.1'");
        let default = match flavor {
            MysqlFlavor::Mysql => "SET DEFAULT ROLE outer_role TO {me}",
            MysqlFlavor::MariaDb => "SET DEFAULT ROLE outer_role FOR {me}",
        };
        let grants = grants.replace("{default}", default).replace("{me}", &me);
        let script = format!("CREATE USER {me} IDENTIFIED BY '{PASSWORD}';\n{grants}");
        server.run_script(&script).await.unwrap_or_else(|error| panic!("{name}: {error:#}"));
        if flavor == MysqlFlavor::Mysql && settings.contains(&"--partial-revokes=ON") && name == "everything" {
            server.run_script(&format!("REVOKE INSERT, UPDATE ON shop.* FROM {me}")).await.unwrap();
        }
        let (found, truth) = (found(server.facts(), name).await, truth(server.facts(), name).await);
        assert_eq!(found, truth, "{name}");
        told += truth.len();
    }
    println!("{test}: {told} columns");
    assert!(told >= 80, "only {told} columns");
}

/// `schema.table.column rights` as discovery has it.
async fn found(facts: &Facts, user: &str) -> Vec<String> {
    let descriptor = Descriptor {
        host: facts.host.clone(),
        port: facts.port,
        database: "information_schema".into(),
        user: user.into(),
        ca_pem: Some(facts.ca_pem.clone()),
        local_only: true,
        ..Descriptor::blank(Engine::Mysql)
    };
    let password = SecretString::from(PASSWORD);
    let schemas = ask(
        facts,
        user,
        "SELECT schema_name FROM information_schema.schemata WHERE schema_name IN ('shop', 'shop_b', 'other')",
    )
    .await;
    if schemas.is_empty() {
        return Vec::new();
    }
    let options = DiscoverOptions { schemas: Some(schemas), deadlines: patient() };
    let found = discover_with(&descriptor, &password, &options, |_| {}).await.unwrap();
    let mut lines = Vec::new();
    for table in &found.catalog.tables {
        for column in &table.columns {
            let may = column.privileges;
            lines.push(format!("{}.{} {} {} {}", table.name, column.name, may.select, may.insert, may.update));
        }
    }
    lines.sort();
    lines
}

/// The same as the server answers for each column by itself.
async fn truth(facts: &Facts, user: &str) -> Vec<String> {
    let asked = "SELECT CONCAT(table_schema, '.', table_name, '.', column_name,
                     IF(FIND_IN_SET('select', privileges), ' true', ' false'),
                     IF(FIND_IN_SET('insert', privileges), ' true', ' false'),
                     IF(FIND_IN_SET('update', privileges), ' true', ' false'))
                 FROM information_schema.columns WHERE table_schema IN ('shop', 'shop_b', 'other')";
    let mut lines = ask(facts, user, asked).await;
    lines.sort();
    lines
}

async fn ask(facts: &Facts, user: &str, sql: &'static str) -> Vec<String> {
    let mut session = MySqlConnectOptions::new()
        .host(&facts.host)
        .port(facts.port)
        .username(user)
        .password(PASSWORD)
        .ssl_mode(MySqlSslMode::Required)
        .connect()
        .await
        .unwrap();
    let rows = sqlx::raw_sql(sql).fetch_all(&mut session).await.unwrap();
    rows.iter().map(|row| row.try_get_unchecked(0).unwrap()).collect()
}
