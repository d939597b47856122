//! The servers that only some tests ask for: older versions, a replica, a pooler, a slow one.

use std::time::{Duration, Instant};

use anyhow::Result;
use gatehouse_testkit::{PgBouncer, Postgres, PostgresOptions, PostgresVersion, SlowRelay, Slowness};
use sqlx::postgres::{PgConnectOptions, PgSslMode};
use sqlx::{ConnectOptions, Connection, PgConnection, Row};

async fn admin(server: &Postgres, port: u16, database: &str) -> Result<PgConnection> {
    let facts = server.facts();
    let options = PgConnectOptions::new_without_pgpass()
        .host(&facts.host)
        .port(port)
        .username(&facts.admin_user)
        .password(&facts.admin_password)
        .database(database)
        .ssl_mode(PgSslMode::Require)
        // A pooler refuses what sqlx would send by itself.
        .extra_float_digits(None)
        .statement_cache_capacity(0);
    Ok(options.connect().await?)
}

async fn holds_the_clinic(version: PostgresVersion, test: &str) -> Result<()> {
    if !version.is_installed() {
        version.say_not_run(test);
        return Ok(());
    }
    let server = Postgres::start(PostgresOptions { version, ..PostgresOptions::default() }).await?;
    let database = server.fresh_database("clinic").await?;
    let mut session = admin(&server, server.port(), &database.name).await?;
    let told: i32 =
        sqlx::query_scalar("SELECT current_setting('server_version_num')::int / 10000").fetch_one(&mut session).await?;
    assert_eq!(Some(told), version.major().map(i32::from));
    Ok(())
}

#[tokio::test]
async fn postgres_15_holds_the_clinic() -> Result<()> {
    holds_the_clinic(PostgresVersion::Fifteen, "postgres_15_holds_the_clinic").await
}

#[tokio::test]
async fn postgres_16_holds_the_clinic() -> Result<()> {
    holds_the_clinic(PostgresVersion::Sixteen, "postgres_16_holds_the_clinic").await
}

#[tokio::test]
async fn postgres_17_holds_the_clinic() -> Result<()> {
    holds_the_clinic(PostgresVersion::Seventeen, "postgres_17_holds_the_clinic").await
}

#[tokio::test]
async fn a_standby_follows_its_primary_and_takes_no_writes() -> Result<()> {
    let settings = Postgres::REPLICATING;
    let primary = Postgres::start(PostgresOptions { settings, ..PostgresOptions::default() }).await?;
    primary.create_clinic("clinic").await?;
    let standby = primary.start_standby().await?;
    primary.run_script("clinic", "CREATE TABLE made_later (id integer)").await?;
    let mut session = admin(&standby, standby.port(), "clinic").await?;
    let begun = Instant::now();
    while sqlx::query_scalar::<_, Option<String>>("SELECT to_regclass('made_later')::text")
        .fetch_one(&mut session)
        .await?
        .is_none()
    {
        assert!(begun.elapsed() < Duration::from_secs(60), "the standby does not follow");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let refused = sqlx::raw_sql("CREATE TABLE nowhere ()").execute(&mut session).await.expect_err("a write");
    let code = refused.as_database_error().and_then(|error| error.code()).map(|code| code.into_owned());
    assert_eq!(code.as_deref(), Some("25006"));
    Ok(())
}

#[tokio::test]
async fn pgbouncer_pools_transactions() -> Result<()> {
    let server = Postgres::shared().await?;
    let database = server.fresh_database("pooled").await?;
    let Some(bouncer) = PgBouncer::start(server.facts(), 1).await? else {
        PgBouncer::say_not_run("pgbouncer_pools_transactions");
        return Ok(());
    };
    let mut one = admin(&server, bouncer.port(), &database.name).await?;
    let mut other = admin(&server, bouncer.port(), &database.name).await?;
    let process = "SELECT pg_backend_pid()";
    // Not prepared: a prepared statement's name would be another client's on the shared server connection.
    let first: i32 = sqlx::raw_sql(process).fetch_one(&mut one).await?.try_get(0)?;
    let second: i32 = sqlx::raw_sql(process).fetch_one(&mut other).await?.try_get(0)?;
    assert_eq!(first, second, "two clients, one server connection");
    one.close().await?;
    Ok(other.close().await?)
}

#[tokio::test]
async fn a_slow_relay_is_slow() -> Result<()> {
    let server = Postgres::shared().await?;
    let wait = Duration::from_millis(50);
    let relay = SlowRelay::start(server.port(), Slowness::Late(wait)).await?;
    let begun = Instant::now();
    let mut session = admin(&server, relay.port(), "postgres").await?;
    // The answer about TLS, the handshake, the login, the query: at least four pieces.
    sqlx::raw_sql("SELECT 1").execute(&mut session).await?;
    assert!(begun.elapsed() >= wait * 4, "{:?}", begun.elapsed());
    Ok(())
}
