//! The testkit's own sessions: the superuser over the Unix socket, apart from every path that tests are about.

use anyhow::{Context, Result};
use sqlx::postgres::{PgConnectOptions, PgSslMode};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection};

use super::Facts;

/// Logs in as the superuser.
pub(super) async fn open(facts: &Facts, database: &str) -> Result<PgConnection> {
    let options = PgConnectOptions::new_without_pgpass()
        .host(&facts.host)
        .socket(&facts.socket_directory)
        .port(facts.port)
        .username(&facts.admin_user)
        .password(&facts.admin_password)
        .database(database)
        .ssl_mode(PgSslMode::Disable)
        .disable_statement_logging();
    options.connect().await.with_context(|| format!("the test server does not let us into {database:?}"))
}

/// Runs a script: any number of statements, without parameters.
pub(super) async fn run(facts: &Facts, database: &str, sql: &str) -> Result<()> {
    let mut session = open(facts, database).await?;
    // The text is a test's or our own; nothing in it comes from a user.
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut session).await?;
    Ok(session.close().await?)
}

/// Is there a database of this name?
pub(super) async fn has_database(facts: &Facts, name: &str) -> Result<bool> {
    let mut session = open(facts, "postgres").await?;
    let found = sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)")
        .bind(name)
        .fetch_one(&mut session)
        .await?;
    session.close().await?;
    Ok(found)
}
