//! A frozen statement on PostgreSQL.

use std::future::poll_fn;
use std::time::Instant;

use gatehouse_core::binding::{Statement, StatementKind};
use gatehouse_core::connection::ConnectionFailure;
use serde_json::Value;
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::query::Query;
use sqlx::{Either, Executor, PgConnection, Postgres, Row, SqlSafeStr};

use crate::execute::{Attempt, Call, Effect, MAX_ANSWER_BYTES, Raw, Refused, Rejection, Stage, WORTH_REPEATING};
use crate::sql::composed;

use super::session::PostgresSession;

/// For each transaction by itself; nothing outlives it, so it holds behind a pooler, too. The search path stays the login's: names in the text
/// have their schema, but what the owner's triggers and policies call is often looked up by it.
const SETTINGS: &str = "SET LOCAL statement_timeout = '3s';
SET LOCAL lock_timeout = '500ms';
SET LOCAL idle_in_transaction_session_timeout = '5s';
SET LOCAL datestyle = 'ISO, YMD';
SET LOCAL intervalstyle = 'iso_8601'";

/// The first that explains a statement without its parameters' values.
const EXPLAINS_GENERIC_PLANS: u32 = 160_000;

impl PostgresSession {
    /// Runs it in a transaction of its own.
    pub(crate) async fn execute(&mut self, call: &Call) -> Result<Raw, Refused> {
        let mut stage = Stage::Open;
        let attempt =
            self.run("running the statement", async |connection| attempt(connection, call, &mut stage).await).await;
        stage.conclude(attempt, &mut self.lost)
    }

    /// Has the server prepare and plan it in a read-only transaction: planning is what looks at rights, and runs nothing.
    pub(crate) async fn prepare(&mut self, statement: &Statement) -> Result<Option<Rejection>, ConnectionFailure> {
        self.run("preparing the statement", async |connection| {
            begin(connection, "READ ONLY").await?;
            let planned = planned(connection, statement).await;
            sqlx::raw_sql("ROLLBACK").execute(connection).await?;
            match planned {
                Ok(()) => Ok(None),
                Err(error) => rejection(&error).map(Some).ok_or(error),
            }
        })
        .await
    }
}

async fn begin(connection: &mut PgConnection, mode: &'static str) -> Result<(), sqlx::Error> {
    let begin = format!("BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED {mode};\n{SETTINGS}");
    sqlx::raw_sql(composed(begin)).execute(connection).await.map(|_| ())
}

async fn planned(connection: &mut PgConnection, statement: &Statement) -> Result<(), sqlx::Error> {
    connection.prepare(composed(statement.sql.clone()).into_sql_str()).await?;
    let explain = sqlx::query(composed(format!("EXPLAIN {}", statement.sql))).persistent(false);
    let unbound = statement.parameters.iter().fold(explain, |query, _| query.bind(None::<String>));
    unbound.execute(connection).await.map(|_| ())
}

async fn attempt(connection: &mut PgConnection, call: &Call, stage: &mut Stage) -> Result<Attempt, sqlx::Error> {
    let reads = call.statement.kind == StatementKind::Read;
    begin(connection, if reads { "READ ONLY" } else { "READ WRITE" }).await?;
    let tried = within(connection, call).await;
    if call.effect == Effect::Kept && matches!(tried, Ok(Attempt::Done(_))) {
        *stage = Stage::Committing;
        let committed = sqlx::raw_sql("COMMIT").execute(connection).await;
        // A constraint that waits for the end of the transaction speaks now, and then it is rolled back.
        return match committed.map_err(|error| (rejection(&error), error)) {
            Ok(_) => {
                *stage = Stage::Ended;
                tried
            }
            Err((Some(rejection), _)) => {
                *stage = Stage::Ended;
                Ok(Attempt::Refused(Refused::Rejected(rejection)))
            }
            Err((None, error)) => Err(error),
        };
    }
    let ended = sqlx::raw_sql("ROLLBACK").execute(connection).await;
    if ended.is_ok() {
        *stage = Stage::Ended;
    }
    match tried {
        Ok(attempt) => ended.map(|_| attempt),
        Err(error) => rejection(&error).map(|rejection| Attempt::Refused(Refused::Rejected(rejection))).ok_or(error),
    }
}

async fn within(connection: &mut PgConnection, call: &Call) -> Result<Attempt, sqlx::Error> {
    let reads = call.statement.kind == StatementKind::Read;
    let begun = Instant::now();
    let Some(mut raw) = asked(connection, call).await? else {
        return Ok(Attempt::Refused(Refused::TooLarge(MAX_ANSWER_BYTES)));
    };
    raw.elapsed = begun.elapsed();
    if !reads && raw.touched != 1 {
        return Ok(Attempt::Refused(Refused::Touched(raw.touched)));
    }
    if call.effect == Effect::Kept {
        return Ok(Attempt::Done(raw));
    }
    if !reads {
        // Deferred constraints would only speak at a COMMIT that never comes.
        sqlx::raw_sql("SET CONSTRAINTS ALL IMMEDIATE").execute(&mut *connection).await?;
    } else if raw.elapsed < WORTH_REPEATING {
        let begun = Instant::now();
        asked(connection, call).await?;
        raw.again = Some(begun.elapsed());
    }
    raw.explained = explained(connection, bound(format!("EXPLAIN (FORMAT JSON) {}", call.statement.sql), call)).await?;
    if connection.server_version_num().is_some_and(|version| version >= EXPLAINS_GENERIC_PLANS) {
        let text = format!("EXPLAIN (GENERIC_PLAN, FORMAT JSON) {}", call.statement.sql);
        let row = sqlx::raw_sql(composed(text)).fetch_one(connection).await?;
        raw.generic = document(&row);
    }
    Ok(Attempt::Done(raw))
}

/// The answer; none when it is too large. It is read to its end either way, so that the session stays in order: the statement has a
/// limit of its own.
async fn asked(connection: &mut PgConnection, call: &Call) -> Result<Option<Raw>, sqlx::Error> {
    let (mut raw, mut fits) = (Raw::default(), true);
    let mut answers = connection.fetch_many(bound(call.statement.sql.clone(), call));
    while let Some(answer) = poll_fn(|context| answers.as_mut().poll_next(context)).await {
        match answer? {
            Either::Left(done) => raw.touched = done.rows_affected(),
            Either::Right(row) if fits => fits = raw.take(texts(&row)?, &call.statement),
            Either::Right(_) => {}
        }
    }
    Ok(fits.then_some(raw))
}

async fn explained(
    connection: &mut PgConnection,
    query: Query<'_, Postgres, PgArguments>,
) -> Result<Option<Value>, sqlx::Error> {
    Ok(document(&query.fetch_one(connection).await?))
}

/// The one value of the row, whether the driver knows it for JSON or for text.
fn document(row: &PgRow) -> Option<Value> {
    row.try_get_unchecked::<String, _>(0).ok().and_then(|text| serde_json::from_str(&text).ok())
}

fn bound<'q>(text: String, call: &Call) -> Query<'q, Postgres, PgArguments> {
    let query = sqlx::query(composed(text)).persistent(false);
    call.bound.iter().fold(query, |query, value| query.bind(value.clone()))
}

fn texts(row: &PgRow) -> Result<Vec<Option<String>>, sqlx::Error> {
    (0..row.len()).map(|at| row.try_get(at)).collect()
}

/// What the server's code says of a statement it refused; none when the session itself is at fault.
/// <https://www.postgresql.org/docs/current/errcodes-appendix.html>
fn rejection(error: &sqlx::Error) -> Option<Rejection> {
    let sqlx::Error::Database(error) = error else { return None };
    rejection_of(&error.code()?)
}

/// The same by the SQLSTATE alone.
pub(super) fn rejection_of(code: &str) -> Option<Rejection> {
    match code {
        "23505" | "23P01" => Some(Rejection::Duplicate),
        "23503" => Some(Rejection::Reference),
        "23502" => Some(Rejection::Missing),
        "23514" => Some(Rejection::Check),
        "42501" => Some(Rejection::Privilege),
        "25006" => Some(Rejection::ReadOnly),
        "57014" => Some(Rejection::TookTooLong),
        "55P03" | "40P01" | "40001" => Some(Rejection::Locked),
        code if code.starts_with("22") => Some(Rejection::Value),
        code if code.starts_with("42") || code.starts_with("3F") => Some(Rejection::Schema),
        code if ["23", "P0", "44", "09", "2F", "38", "39", "54"].contains(&code.get(..2).unwrap_or_default()) => {
            Some(Rejection::Other)
        }
        _ => None,
    }
}
