//! The testkit's own sessions: the administrator over TCP with TLS, apart from every path that tests are about.

use anyhow::{Context, Result};
use sqlx::mysql::{MySqlConnectOptions, MySqlSslMode};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, MySqlConnection};

use crate::postgres::Facts;

/// Logs in as the administrator.
pub(super) async fn open(facts: &Facts, database: Option<&str>) -> Result<MySqlConnection> {
    let options = MySqlConnectOptions::new()
        .host(&facts.host)
        .port(facts.port)
        .username(&facts.admin_user)
        .password(&facts.admin_password)
        // Encrypted, whatever certificate the server was given: that is for the tests to judge.
        .ssl_mode(MySqlSslMode::Required)
        .disable_statement_logging();
    let options = match database {
        Some(database) => options.database(database),
        None => options,
    };
    options.connect().await.context("the test server does not let us in")
}

/// Runs a script: any number of statements, without parameters.
pub(super) async fn run(facts: &Facts, database: Option<&str>, sql: &str) -> Result<()> {
    let mut session = open(facts, database).await?;
    // The text is a test's or our own; nothing in it comes from a user.
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut session).await?;
    Ok(session.close().await?)
}
