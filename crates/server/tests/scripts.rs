//! The scripts endpoint, proved: an administrator runs what it answers on real servers, and the user that it makes passes the
//! checks of `sql/test` and can do no more than it should.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test's helper is a test")]

mod common;

use common::{Caller, Server, Target, problem};
use gatehouse_testkit::{Mysql, MysqlDatabase, MysqlFlavor, Postgres, TestDatabase};
use serde_json::{Value, json};

const PATH: &str = "/integrations/postgres/sql/scripts";

async fn scripts(caller: &Caller, path: &str) -> Value {
    let (status, answer) = caller.get(path).await;
    assert_eq!(status, 200, "{answer}");
    answer["data"].clone()
}

fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("{pointer}: {value}"))
}

/// Whether every check of `sql/test` passes for this login, but for the latency, which is no right.
async fn passes(caller: &Caller, kind: &str, credentials: &gatehouse_api::Credentials, but: &[&str]) {
    let (status, answer) = caller.post(&format!("/integrations/{kind}/sql/test"), &credentials.body()).await;
    assert_eq!(status, 200, "{answer}");
    for check in answer["data"]["checks"].as_array().unwrap() {
        let (id, status) = (check["id"].as_str().unwrap(), check["status"].as_str().unwrap());
        assert!(status == "pass" || but.contains(&id), "{id}: {check}");
    }
}

async fn postgres() -> (Postgres, TestDatabase) {
    let server = Postgres::shared().await.unwrap();
    let database = server.fresh_database("scripts").await.unwrap();
    (server, database)
}

#[tokio::test]
async fn postgresql_s_scripts_make_users_that_can_do_just_that() {
    let (_postgres, database) = postgres().await;
    let server = Server::start().await;
    let caller = server.caller("one").await;
    let name = &database.name;
    // Roles belong to the whole server, which other tests use, too.
    let user = format!("ro_{name}");
    let answer = scripts(&caller, &format!("{PATH}?database={name}&tables=appointments&user={user}")).await;
    assert_eq!(answer["write"]["tables"], json!(["appointments"]));
    let password = text(&answer, "/generatedPassword").to_owned();
    assert!(!answer["readOnly"].to_string().contains(&password), "only a verifier stands in it");
    database.run_script(text(&answer, "/readOnly/sql")).await.unwrap();
    let login = database.login_as(&user, &password);
    passes(&caller, "postgres", &login, &["latency_verdict"]).await;
    let pool = connected(&database, &user, &password).await;
    sqlx::query("SELECT 1 FROM public.appointments").fetch_all(&pool).await.unwrap();
    for refused in ["SELECT 1 FROM public.patients", "DELETE FROM public.appointments"] {
        let error = sqlx::query(refused).execute(&pool).await.unwrap_err().to_string();
        assert!(error.contains("permission denied") || error.contains("read-only"), "{refused}: {error}");
    }
    pool.close().await;
    database.run_script(text(&answer, "/write/sql")).await.unwrap();
    let pool = connected(&database, &user, &password).await;
    sqlx::query("UPDATE public.appointments SET status = status").execute(&pool).await.unwrap();
    let error = sqlx::query("DELETE FROM public.appointments").execute(&pool).await.unwrap_err().to_string();
    assert!(error.contains("permission denied"), "{error}");
    pool.close().await;
    // Without tables: the schema as it is, for reading.
    let whole = scripts(&caller, &format!("{PATH}?database={name}&user={user}")).await;
    assert!(whole.get("write").is_none(), "{whole}");
    database.run_script(text(&whole, "/readOnly/sql")).await.unwrap();
    let login = database.login_as(&user, text(&whole, "/generatedPassword"));
    passes(&caller, "postgres", &login, &["latency_verdict"]).await;
    let pool = connected(&database, &user, text(&whole, "/generatedPassword")).await;
    sqlx::query("SELECT 1 FROM public.patients").fetch_all(&pool).await.unwrap();
    assert!(sqlx::query("UPDATE public.appointments SET status = status").execute(&pool).await.is_err());
    pool.close().await;
    drop_role(&database, &user).await;
}

#[tokio::test]
async fn once_discovered_what_is_blocked_is_not_granted() {
    let (_postgres, database) = postgres().await;
    let server = Server::start().await;
    let caller = server.caller("one").await;
    let user = format!("rd_{}", database.name);
    let agent = database.reader();
    assert_eq!(caller.post("/integrations/postgres/connect", &agent.body()).await.0, 200);
    assert_eq!(caller.post("/integrations/postgres/discover", &json!({})).await.0, 200);
    let blocks = json!({ "blockedTables": ["payments"], "blockedColumns": { "patients": ["ssn"] } });
    assert_eq!(caller.patch("/integrations/postgres/scoping", &blocks).await.0, 200);
    let answer = scripts(&caller, &format!("{PATH}?user={user}")).await;
    database.run_script(text(&answer, "/readOnly/sql")).await.unwrap();
    let password = text(&answer, "/generatedPassword");
    let login = database.login_as(&user, password);
    passes(&caller, "postgres", &login, &["latency_verdict"]).await;
    let pool = connected(&database, &user, password).await;
    sqlx::query("SELECT id FROM public.patients").fetch_all(&pool).await.unwrap();
    for refused in ["SELECT ssn FROM public.patients", "SELECT 1 FROM public.payments"] {
        assert!(sqlx::query(refused).execute(&pool).await.is_err(), "{refused}");
    }
    pool.close().await;
    for (tables, word) in [("payments", "blocked"), ("nowhere", "not in the discovered")] {
        let refused = caller.get(&format!("{PATH}?tables={tables}")).await;
        assert_eq!((problem(&refused), &refused.1["errors"][0]["field"]), ((422, "invalid"), &json!("tables")));
        assert!(text(&refused.1, "/errors/0/message").contains(word), "{refused:?}");
    }
    // Of another database nothing is known.
    let other = scripts(&caller, &format!("{PATH}?database=other&tables=x")).await;
    assert!(text(&other, "/readOnly/sql").contains(r#"GRANT SELECT ON TABLE "public"."x""#), "{other}");
    drop_role(&database, &user).await;
}

#[tokio::test]
async fn a_passed_password_works_and_is_answered_nowhere() {
    let (_postgres, database) = postgres().await;
    let server = Server::start().await;
    let caller = server.caller("one").await;
    let (name, user, password) = (&database.name, format!("rp_{}", database.name), "a-long-canary-of-mine");
    let answer =
        scripts(&caller, &format!("{PATH}?database={name}&tables=appointments&user={user}&password={password}")).await;
    assert!(!answer.to_string().contains("canary") && answer.get("generatedPassword").is_none(), "{answer}");
    database.run_script(text(&answer, "/readOnly/sql")).await.unwrap();
    let login = database.login_as(&user, password);
    passes(&caller, "postgres", &login, &["latency_verdict"]).await;
    drop_role(&database, &user).await;
    let path = format!("/integrations/mysql/sql/scripts?database=d&tables=t&password={password}");
    let (status, answer) = caller.get(&path).await;
    assert_eq!(status, 200);
    assert!(!answer.to_string().contains("canary") && answer["data"].get("generatedPassword").is_none(), "{answer}");
    for pointer in ["/data/readOnly/sql", "/data/write/sql"] {
        assert_eq!(text(&answer, pointer).matches("<the password that you passed").count(), 2, "{answer}");
    }
    let two =
        [scripts(&caller, &format!("{PATH}?database=d")).await, scripts(&caller, &format!("{PATH}?database=d")).await];
    assert_ne!(two[0]["generatedPassword"], two[1]["generatedPassword"]);
}

#[tokio::test]
async fn what_cannot_be_written_is_refused_by_field() {
    let server = Server::start().await;
    let caller = server.caller("one").await;
    for (kind, query, expected, field) in [
        ("postgres", "tables=t", (400, "validation_error"), "database"),
        ("postgres", "database=a&database=b", (400, "validation_error"), ""),
        ("postgres", "database=", (422, "invalid"), "database"),
        ("postgres", "database=a%0Ab-canary", (422, "invalid"), "database"),
        ("postgres", "database=a&tables=x,,y", (422, "invalid"), "tables"),
        ("postgres", "database=a&tables=canary%00", (422, "invalid"), "tables"),
        ("postgres", "database=a&schema=canary%0A", (422, "invalid"), "schema"),
        ("postgres", "database=a&user=postgres", (422, "invalid"), "user"),
        ("postgres", "database=a&user=pg_canary", (422, "invalid"), "user"),
        ("postgres", "database=a&host=10.0.0.1", (422, "invalid"), "host"),
        ("postgres", "database=a&password=canary", (422, "invalid"), "password"),
        ("mysql", "database=a&password=0123456789canary%27", (422, "invalid"), "password"),
        ("mysql", "database=a&host=canary%20x", (422, "invalid"), "host"),
        ("mysql", "database=a&user=root", (422, "invalid"), "user"),
    ] {
        let refused = caller.get(&format!("/integrations/{kind}/sql/scripts?{query}")).await;
        assert_eq!(
            (problem(&refused), &refused.1["errors"][0]["field"]),
            (expected, &json!(field)),
            "{query}: {refused:?}"
        );
        assert!(!refused.1.to_string().contains("canary"), "{query}: {refused:?}");
    }
    let quoted = scripts(&caller, &format!("{PATH}?database=d&tables=a%22%3B%20DROP%20TABLE%20x%3B%20--")).await;
    assert!(text(&quoted, "/write/sql").contains(r#"ON TABLE "public"."a""; DROP TABLE x; --" TO"#), "{quoted}");
}

#[tokio::test]
async fn mariadb_s_scripts_make_users_that_can_do_just_that() {
    on_mysql(MysqlFlavor::MariaDb, "mariadb_s_scripts_make_users_that_can_do_just_that").await;
}

#[tokio::test]
async fn mysql_9_s_scripts_make_users_that_can_do_just_that() {
    on_mysql(MysqlFlavor::Mysql, "mysql_9_s_scripts_make_users_that_can_do_just_that").await;
}

async fn on_mysql(flavor: MysqlFlavor, test: &str) {
    let Some(mysql) = Mysql::shared(flavor).await.unwrap() else { return flavor.say_not_run(test) };
    let database = mysql.fresh_database("scripts_x").await.unwrap();
    // A name that the database's own would open, were its underscore a wildcard.
    let neighbour = database.name.replacen('_', "Z", 1);
    let _ = mysql
        .run_script(&format!("CREATE DATABASE `{neighbour}`; CREATE TABLE `{neighbour}`.t (id INT PRIMARY KEY)"))
        .await;
    let server = Server::start().await;
    let caller = server.caller("one").await;
    let user = format!("s{}", database.name.rsplit('_').next().unwrap_or_default());
    let path = format!("/integrations/mysql/sql/scripts?database={}&user={user}", database.name);
    let answer = scripts(&caller, &format!("{path}&tables=appointments")).await;
    mysql.run_script(text(&answer, "/readOnly/sql")).await.unwrap();
    let password = text(&answer, "/generatedPassword").to_owned();
    passes(&caller, "mysql", &database.login_as(&user, &password), &["latency_verdict"]).await;
    assert!(asked(&database, &user, &password, "SELECT 1 FROM appointments LIMIT 1").await);
    assert!(!asked(&database, &user, &password, "SELECT 1 FROM patients LIMIT 1").await);
    assert!(!asked(&database, &user, &password, "UPDATE appointments SET status = status WHERE id = 0").await);
    mysql.run_script(text(&answer, "/write/sql")).await.unwrap();
    assert!(asked(&database, &user, &password, "UPDATE appointments SET status = status WHERE id = 0").await);
    assert!(!asked(&database, &user, &password, "DELETE FROM appointments WHERE id = 0").await);
    let whole = scripts(&caller, &path).await;
    mysql.run_script(text(&whole, "/readOnly/sql")).await.unwrap();
    let password = text(&whole, "/generatedPassword").to_owned();
    passes(&caller, "mysql", &database.login_as(&user, &password), &["latency_verdict"]).await;
    assert!(asked(&database, &user, &password, "SELECT 1 FROM patients LIMIT 1").await);
    assert!(!asked(&database, &user, &password, "UPDATE appointments SET status = status WHERE id = 0").await);
    assert!(!asked(&database, &user, &password, &format!("SELECT 1 FROM `{neighbour}`.t")).await);
    mysql.run_script(&format!("DROP USER `{user}`@`%`; DROP DATABASE `{neighbour}`")).await.unwrap();
}

/// Whether the statement is allowed. That it is refused for another reason than rights would be a mistake of the test.
async fn asked(database: &MysqlDatabase, user: &str, password: &str, sql: &str) -> bool {
    use sqlx::ConnectOptions;
    let options = sqlx::mysql::MySqlConnectOptions::new()
        .host(&database.host)
        .port(database.port)
        .database(&database.name)
        .username(user)
        .password(password)
        .ssl_mode(sqlx::mysql::MySqlSslMode::VerifyIdentity)
        .ssl_ca_from_pem(database.ca_pem.clone().into_bytes());
    let mut session = options.connect().await.unwrap();
    match sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut session).await {
        Ok(_) => true,
        Err(error) => {
            assert!(error.to_string().contains("denied"), "{sql}: {error}");
            false
        }
    }
}

async fn connected(database: &TestDatabase, user: &str, password: &str) -> sqlx::PgPool {
    let options = sqlx::postgres::PgConnectOptions::new()
        .host(&database.host)
        .port(database.port)
        .database(&database.name)
        .username(user)
        .password(password)
        .ssl_mode(sqlx::postgres::PgSslMode::VerifyFull)
        .ssl_root_cert_from_pem(database.ca_pem.clone().into_bytes());
    sqlx::postgres::PgPoolOptions::new().max_connections(1).connect_with(options).await.unwrap()
}

async fn drop_role(database: &TestDatabase, user: &str) {
    database.run_script(&format!("DROP OWNED BY \"{user}\"; DROP ROLE \"{user}\"")).await.unwrap();
}
