//! The clinic loads, the agent may read it and nothing more, and each test has a database of its own.

use anyhow::Result;
use gatehouse_testkit::{Postgres, TestDatabase};
use sqlx::postgres::{PgConnectOptions, PgSslMode};
use sqlx::{ConnectOptions, PgConnection, Row};

async fn agent(server: &Postgres, database: &TestDatabase) -> Result<PgConnection> {
    let options = PgConnectOptions::new_without_pgpass()
        .host(&database.host)
        .socket(&server.facts().socket_directory)
        .port(database.port)
        .username(&database.agent_user)
        .password(&database.agent_password)
        .database(&database.name)
        .ssl_mode(PgSslMode::Disable);
    Ok(options.connect().await?)
}

#[tokio::test]
async fn holds_a_clinic_that_the_agent_may_read_only() -> Result<()> {
    let server = Postgres::shared().await?;
    let database = server.fresh_database("clinic").await?;
    let mut session = agent(&server, &database).await?;

    let tables = "SELECT count(*) FROM pg_class JOIN pg_namespace AS n ON n.oid = relnamespace
                  WHERE relkind IN ('r', 'p') AND NOT relispartition AND n.nspname IN ('public', 'billing')";
    assert_eq!(sqlx::query(tables).fetch_one(&mut session).await?.get::<i64, _>(0), 24);

    let fingerprint = "SELECT md5(string_agg(md5(a::text), '' ORDER BY id)) FROM appointments AS a";
    let first: String = sqlx::query_scalar(fingerprint).fetch_one(&mut session).await?;
    let again = server.fresh_database("clinic").await?;
    let second: String = sqlx::query_scalar(fingerprint).fetch_one(&mut agent(&server, &again).await?).await?;
    assert_eq!(first, second, "the same rows every time");
    assert_ne!(database.name, again.name);

    for refused in [
        "DELETE FROM appointments",
        "INSERT INTO locations (name) VALUES ('x')",
        "CREATE TABLE x ()",
        "CREATE TEMP TABLE x ()",
        r#"UPDATE billing."Legacy Import" SET "Balance (USD)" = 0"#,
    ] {
        let error = sqlx::raw_sql(refused).execute(&mut session).await.expect_err(refused);
        let code = error.as_database_error().and_then(|error| error.code()).map(|code| code.into_owned());
        assert_eq!(code.as_deref(), Some("42501"), "{refused}: {error}");
    }
    Ok(())
}

#[tokio::test]
async fn shows_a_list_for_today_and_a_caller_with_a_visit() -> Result<()> {
    let server = Postgres::shared().await?;
    let database = server.fresh_database("clinic").await?;
    let mut session = agent(&server, &database).await?;
    let caller = "SELECT count(*) FROM appointments WHERE phone = (SELECT phone FROM appointments WHERE id = 1)";
    assert!(sqlx::query(caller).fetch_one(&mut session).await?.get::<i64, _>(0) >= 1);
    let leak = "SELECT count(*) FROM patient_export AS e JOIN patients AS p ON p.id = e.id WHERE e.national_id = p.ssn";
    assert_eq!(sqlx::query(leak).fetch_one(&mut session).await?.get::<i64, _>(0), 4000);
    Ok(())
}

#[tokio::test]
async fn drops_a_test_database_even_while_somebody_is_connected() -> Result<()> {
    let server = Postgres::shared().await?;
    let kept = server.empty_database("kept").await?;
    let dropped = server.empty_database("dropped").await?;
    dropped.run_script("CREATE TABLE t (id integer); INSERT INTO t VALUES (1)").await?;
    let name = dropped.name.clone();
    let _connected = agent(&server, &dropped).await?;
    drop(dropped);
    let mut session = agent(&server, &kept).await?;
    let found: bool = sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)")
        .bind(&name)
        .fetch_one(&mut session)
        .await?;
    assert!(!found);
    Ok(())
}

#[tokio::test]
async fn two_tests_may_ask_for_their_first_clinic_at_once() -> Result<()> {
    let server = Postgres::start(Default::default()).await?;
    let (one, two) = tokio::join!(server.fresh_database("a"), server.fresh_database("b"));
    assert_ne!(one?.name, two?.name);
    Ok(())
}

#[tokio::test]
async fn refuses_a_database_name_that_would_need_quoting() -> Result<()> {
    let server = Postgres::shared().await?;
    assert!(server.create_database("a\"b").await.is_err());
    Ok(())
}
