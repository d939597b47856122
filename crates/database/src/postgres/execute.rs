//! A frozen statement on PostgreSQL.

use std::future::poll_fn;
use std::time::Instant;

use gatehouse_core::binding::{Statement, StatementKind};
use gatehouse_core::connection::ConnectionFailure;
use sqlx::postgres::PgRow;
use sqlx::{Either, Executor, PgConnection, Row, SqlSafeStr};

use crate::execute::{Effect, MAX_ANSWER_BYTES, Raw, Refused, Rejection, Run};
use crate::sql::composed;

use super::session::PostgresSession;

/// For each statement of the transaction by itself; nothing outlives it, so it holds behind a pooler, too. Names in the text have their
/// schema, so an empty search path changes nothing but what somebody might have put there.
const SETTINGS: &str = "SET LOCAL statement_timeout = '3s';
SET LOCAL lock_timeout = '500ms';
SET LOCAL idle_in_transaction_session_timeout = '5s';
SET LOCAL search_path = pg_catalog;
SET LOCAL datestyle = 'ISO, YMD';
SET LOCAL intervalstyle = 'iso_8601'";

impl PostgresSession {
    /// Runs it in a transaction of its own.
    pub(crate) async fn execute(&mut self, run: &Run<'_>) -> Result<Raw, Refused> {
        const DOING: &str = "running the statement";
        let answer = self.run(DOING, async |connection| attempt(connection, run).await).await?;
        match answer {
            Attempt::Done(raw) => Ok(raw),
            Attempt::Refused(refused) => Err(refused),
        }
    }

    /// Has the server prepare it.
    pub(crate) async fn prepare(&mut self, statement: &Statement) -> Result<Option<Rejection>, ConnectionFailure> {
        let text = statement.sql.clone();
        self.run("preparing the statement", async |connection| {
            match connection.prepare(composed(text).into_sql_str()).await {
                Ok(_) => Ok(None),
                Err(error) => rejection(&error).map(Some).ok_or(error),
            }
        })
        .await
    }
}

/// What the transaction came to; the session itself is in order either way.
enum Attempt {
    Done(Raw),
    Refused(Refused),
}

async fn attempt(connection: &mut PgConnection, run: &Run<'_>) -> Result<Attempt, sqlx::Error> {
    let mode = if run.statement.kind == StatementKind::Read { "READ ONLY" } else { "READ WRITE" };
    let begin = format!("BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED {mode};\n{SETTINGS}");
    sqlx::raw_sql(composed(begin)).execute(&mut *connection).await?;
    let tried = within(connection, run).await;
    let keep = matches!(&tried, Ok(Attempt::Done(_))) && run.effect == Effect::Kept;
    let ended = sqlx::raw_sql(if keep { "COMMIT" } else { "ROLLBACK" }).execute(connection).await;
    match tried {
        Err(error) => match rejection(&error) {
            Some(rejection) => ended.map(|_| Attempt::Refused(Refused::Rejected(rejection))),
            None => Err(error),
        },
        // A constraint that waits for the end of the transaction speaks now.
        Ok(attempt) => match ended {
            Ok(_) => Ok(attempt),
            Err(error) => {
                rejection(&error).map(|rejection| Attempt::Refused(Refused::Rejected(rejection))).ok_or(error)
            }
        },
    }
}

async fn within(connection: &mut PgConnection, run: &Run<'_>) -> Result<Attempt, sqlx::Error> {
    let mut raw = Raw::default();
    if run.effect == Effect::RolledBack {
        let text = format!("EXPLAIN (FORMAT JSON) {}", run.statement.sql);
        let explained = query(text, run).fetch_one(&mut *connection).await?;
        raw.explained = explained.try_get::<serde_json::Value, _>(0).ok();
    }
    let begun = Instant::now();
    let mut answers = (&mut *connection).fetch_many(query(run.statement.sql.clone(), run));
    while let Some(answer) = poll_fn(|context| answers.as_mut().poll_next(context)).await {
        match answer? {
            Either::Left(done) => raw.touched = done.rows_affected(),
            Either::Right(row) => {
                if !raw.take(texts(&row)?, run.statement.limit) {
                    // The rest is read and dropped, so that the session stays in order: the statement has a limit of its own.
                    while let Some(rest) = poll_fn(|context| answers.as_mut().poll_next(context)).await {
                        rest?;
                    }
                    return Ok(Attempt::Refused(Refused::TooLarge(MAX_ANSWER_BYTES)));
                }
            }
        }
    }
    drop(answers);
    raw.elapsed = begun.elapsed();
    if run.statement.kind != StatementKind::Read && raw.touched != 1 {
        return Ok(Attempt::Refused(Refused::Touched(raw.touched)));
    }
    if run.effect == Effect::RolledBack && run.statement.kind != StatementKind::Read {
        // Deferred constraints would only speak at a COMMIT that never comes.
        sqlx::raw_sql("SET CONSTRAINTS ALL IMMEDIATE").execute(connection).await?;
    }
    Ok(Attempt::Done(raw))
}

fn query<'q>(text: String, run: &Run<'_>) -> sqlx::query::Query<'q, sqlx::Postgres, sqlx::postgres::PgArguments> {
    let query = sqlx::query(composed(text)).persistent(false);
    run.bound.iter().fold(query, |query, value| query.bind(value.clone()))
}

fn texts(row: &PgRow) -> Result<Vec<Option<String>>, sqlx::Error> {
    (0..row.len()).map(|at| row.try_get(at)).collect()
}

/// What the server's code says of a statement it refused; none when the session itself is at fault, or time was up.
/// <https://www.postgresql.org/docs/current/errcodes-appendix.html>
fn rejection(error: &sqlx::Error) -> Option<Rejection> {
    let sqlx::Error::Database(error) = error else { return None };
    let code = error.code()?;
    match code.as_ref() {
        "23505" | "23P01" => Some(Rejection::Duplicate),
        "23503" => Some(Rejection::Reference),
        "23502" => Some(Rejection::Missing),
        "23514" => Some(Rejection::Check),
        "42501" => Some(Rejection::Privilege),
        "25006" => Some(Rejection::ReadOnly),
        code if code.starts_with("22") => Some(Rejection::Value),
        code if code.starts_with("42") => Some(Rejection::Schema),
        code if code.starts_with("23") || code.starts_with("P0") || code.starts_with("44") => Some(Rejection::Other),
        _ => None,
    }
}
