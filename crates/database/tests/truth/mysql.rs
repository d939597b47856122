//! MySQL and MariaDB: against `SHOW CREATE TABLE`.

use gatehouse_core::connection::{Descriptor, Engine};
use gatehouse_database::discover_within;
use gatehouse_testkit::{Mysql, MysqlDatabase, MysqlFlavor};
use secrecy::SecretString;
use sqlx::mysql::{MySqlConnectOptions, MySqlSslMode};
use sqlx::{AssertSqlSafe, ConnectOptions, Row};

use crate::client::{is_there, mysql as client};
use crate::lines::{differences, lines};
use crate::postgres::patient;
use crate::{hostile, show_create};

async fn server(flavor: MysqlFlavor, test: &str) -> Option<Mysql> {
    let server = Mysql::shared(flavor).await.unwrap();
    if server.is_none() {
        flavor.say_not_run(test);
    }
    server.filter(|_| is_there("mariadb", test))
}

/// Each table's own statement; a view is only named.
async fn truth(database: &MysqlDatabase, flavor: MysqlFlavor) -> Vec<String> {
    let mut session = MySqlConnectOptions::new()
        .host(&database.host)
        .port(database.port)
        .username(&database.admin_user)
        .password(&database.admin_password)
        .database(&database.name)
        .ssl_mode(MySqlSslMode::Required)
        .connect()
        .await
        .unwrap();
    let tables = sqlx::raw_sql("SHOW FULL TABLES").fetch_all(&mut session).await.unwrap();
    let mut lines = Vec::new();
    for row in tables {
        let (name, kind): (String, String) = (row.try_get_unchecked(0).unwrap(), row.try_get_unchecked(1).unwrap());
        if kind == "VIEW" {
            lines.push(format!("view {}.{name}", database.name));
            continue;
        }
        let show = format!("SHOW CREATE TABLE `{}`", name.replace('`', "``"));
        let row = sqlx::raw_sql(AssertSqlSafe(show)).fetch_one(&mut session).await.unwrap();
        let ddl: String = row.try_get_unchecked(1).unwrap();
        lines.extend(show_create::lines(&database.name, &ddl, flavor == MysqlFlavor::MariaDb));
    }
    lines.sort();
    lines
}

async fn agrees(flavor: MysqlFlavor, text: &str, test: &str, at_least: usize) {
    let Some(server) = server(flavor, test).await else { return };
    let database = server.empty_database("truth").await.unwrap();
    client(server.facts(), &format!("USE `{}`;\n{text}", database.name), "NO_AUTO_VALUE_ON_ZERO").unwrap();
    let descriptor = Descriptor {
        host: database.host.clone(),
        port: database.port,
        database: database.name.clone(),
        user: database.admin_user.clone(),
        ca_pem: Some(database.ca_pem.clone()),
        local_only: true,
        ..Descriptor::blank(Engine::Mysql)
    };
    let password = SecretString::from(database.admin_password.clone());
    let found = discover_within(&descriptor, &password, &patient(), |_| {}).await.unwrap();
    assert_eq!(found.findings, []);
    let (found, truth) = (lines(&found.catalog), truth(&database, flavor).await);
    println!("{test}: {} facts", truth.len());
    assert!(truth.len() >= at_least, "only {} facts", truth.len());
    assert_eq!(differences(&found, &truth), Vec::<String>::new());
    assert_eq!(found.len(), truth.len());
}

/// Without the lines that make a database of their own.
fn ours(text: &str) -> String {
    let ours = |line: &&str| !["DROP DATABASE", "CREATE DATABASE", "USE "].iter().any(|word| line.starts_with(word));
    // Its views name it.
    text.replace("sakila.", "").lines().filter(ours).collect::<Vec<_>>().join("\n")
}

macro_rules! on {
    ($module:ident, $flavor:expr) => {
        mod $module {
            use super::*;

            async fn known(file: &str, test: &str, at_least: usize) {
                let test = format!("mysql::{}::{test}", stringify!($module));
                let Some(text) = crate::schema(file, &test) else { return };
                agrees($flavor, &ours(&text), &test, at_least).await;
            }

            #[tokio::test]
            async fn chinook_agrees_with_show_create_table() {
                known("chinook-mysql.sql", "chinook_agrees_with_show_create_table", 100).await;
            }

            #[tokio::test]
            async fn sakila_agrees_with_show_create_table() {
                known("sakila-mysql.sql", "sakila_agrees_with_show_create_table", 150).await;
            }

            #[tokio::test]
            async fn hostile_names_agree_with_show_create_table() {
                let test = concat!("mysql::", stringify!($module), "::hostile_names_agree_with_show_create_table");
                agrees($flavor, &hostile::mysql(), test, 1_200).await;
            }
        }
    };
}

on!(mariadb, MysqlFlavor::MariaDb);
on!(mysql_9, MysqlFlavor::Mysql);
