//! A frozen statement on MySQL or MariaDB.

use std::future::poll_fn;
use std::time::Instant;

use gatehouse_core::binding::{Statement, StatementKind};
use gatehouse_core::connection::ConnectionFailure;
use serde_json::Value;
use sqlx::mysql::{MySqlArguments, MySqlRow};
use sqlx::query::Query;
use sqlx::{Either, Executor, MySql, MySqlConnection, Row, SqlSafeStr};

use crate::execute::{Attempt, Call, Effect, MAX_ANSWER_BYTES, Raw, Refused, Rejection, Stage, WORTH_REPEATING};
use crate::sql::composed;

use super::failure;
use super::hazards::without_transactions;
use super::session::MysqlSession;

impl MysqlSession {
    /// Runs it in a transaction of its own. A write waits a second for a lock (the session's `innodb_lock_wait_timeout`); MySQL
    /// bounds the time of reads only, so that of a write is bounded from here.
    pub(crate) async fn execute(&mut self, call: &Call) -> Result<Raw, Refused> {
        let (mut stage, mariadb) = (Stage::Open, self.greeting().is_mariadb());
        let attempt = self
            .run("running the statement", async |connection| attempt(connection, call, mariadb, &mut stage).await)
            .await;
        stage.conclude(attempt, self.lost_mut())
    }

    /// Runs a read on a pinned session: one statement, which is a read-only, bounded transaction by itself and stays prepared.
    pub(crate) async fn execute_pinned(&mut self, call: &Call) -> Result<Raw, Refused> {
        let begun = Instant::now();
        let answer = self
            .run("running the statement", async |connection| match asked(connection, call, true).await {
                Ok(answer) => Ok(Ok(answer)),
                Err(error) => rejection(&error).map(Err).ok_or(error),
            })
            .await?;
        let (mut raw, _) = answer.map_err(Refused::Rejected)?.ok_or(Refused::TooLarge(MAX_ANSWER_BYTES))?;
        raw.elapsed = begun.elapsed();
        raw.touched = u64::try_from(raw.rows.len()).unwrap_or(u64::MAX);
        Ok(raw)
    }

    /// Ends another session's thread together with what it runs.
    pub(crate) async fn end_thread(&mut self, thread: u32) -> Result<(), ConnectionFailure> {
        self.run("ending a statement", async |connection| {
            sqlx::raw_sql(composed(format!("KILL {thread}"))).execute(connection).await.map(|_| ())
        })
        .await
    }

    /// Has the server prepare it, which is when it looks at names and rights.
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

async fn attempt(
    connection: &mut MySqlConnection,
    call: &Call,
    mariadb: bool,
    stage: &mut Stage,
) -> Result<Attempt, sqlx::Error> {
    let limit = if mariadb { "SET SESSION max_statement_time = 3" } else { "SET SESSION max_execution_time = 3000" };
    sqlx::raw_sql(limit).execute(&mut *connection).await?;
    if let Some(written) = call.statement.written()
        && let Some(engine) = without_transactions(&mut *connection, written.table).await?
    {
        *stage = Stage::Ended;
        return Ok(Attempt::Refused(Refused::NotTransactional(engine)));
    }
    let reads = call.statement.kind == StatementKind::Read;
    let begin = if reads { "START TRANSACTION READ ONLY" } else { "START TRANSACTION READ WRITE" };
    sqlx::raw_sql(begin).execute(&mut *connection).await?;
    let tried = within(connection, call, mariadb).await;
    if call.effect == Effect::Kept && matches!(tried, Ok(Attempt::Done(_))) {
        *stage = Stage::Committing;
        // Every constraint has spoken by now: what fails here leaves it open what became of the row.
        sqlx::raw_sql("COMMIT").execute(connection).await?;
        *stage = Stage::Ended;
        return tried;
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

async fn within(connection: &mut MySqlConnection, call: &Call, mariadb: bool) -> Result<Attempt, sqlx::Error> {
    let reads = call.statement.kind == StatementKind::Read;
    let begun = Instant::now();
    let Some((mut raw, created)) = asked(connection, call, false).await? else {
        return Ok(Attempt::Refused(Refused::TooLarge(MAX_ANSWER_BYTES)));
    };
    raw.elapsed = begun.elapsed();
    if reads {
        raw.touched = u64::try_from(raw.rows.len()).unwrap_or(u64::MAX);
    } else if raw.touched != 1 {
        return Ok(Attempt::Refused(Refused::Touched(raw.touched)));
    } else if !call.statement.outputs.is_empty() {
        // The compiler lets an insert answer with the number of the new row alone.
        raw.rows = vec![call.statement.outputs.iter().map(|_| Some(created.to_string())).collect()];
    }
    if call.effect == Effect::Kept {
        return Ok(Attempt::Done(raw));
    }
    if reads && raw.elapsed < WORTH_REPEATING {
        let begun = Instant::now();
        asked(connection, call, false).await?;
        raw.again = Some(begun.elapsed());
    }
    if call.statement.kind != StatementKind::Insert {
        raw.explained = explained(connection, call, mariadb).await?;
    }
    Ok(Attempt::Done(raw))
}

/// The answer and the number of a new row; none when it is too large. It is read to its end either way, so that the session stays in
/// order: the statement has a limit of its own.
async fn asked(
    connection: &mut MySqlConnection,
    call: &Call,
    stays_prepared: bool,
) -> Result<Option<(Raw, u64)>, sqlx::Error> {
    let (mut raw, mut created, mut fits) = (Raw::default(), 0, true);
    let mut answers = connection.fetch_many(bound(call.statement.sql.clone(), call).persistent(stays_prepared));
    while let Some(answer) = poll_fn(|context| answers.as_mut().poll_next(context)).await {
        match answer? {
            Either::Left(done) => (raw.touched, created) = (done.rows_affected(), done.last_insert_id()),
            Either::Right(row) if fits => fits = raw.take(texts(&row)?, &call.statement),
            Either::Right(_) => {}
        }
    }
    Ok(fits.then_some((raw, created)))
}

async fn explained(connection: &mut MySqlConnection, call: &Call, mariadb: bool) -> Result<Option<Value>, sqlx::Error> {
    if !mariadb {
        // Unknown before 8.3, where the first form is the only one.
        drop(sqlx::raw_sql("SET SESSION explain_json_format_version = 1").execute(&mut *connection).await);
    }
    let row = bound(format!("EXPLAIN FORMAT=JSON {}", call.statement.sql), call).fetch_one(connection).await?;
    let text: Option<String> = row.try_get_unchecked(0)?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
}

fn bound<'q>(text: String, call: &Call) -> Query<'q, MySql, MySqlArguments> {
    let query = sqlx::query(composed(text)).persistent(false);
    call.bound.iter().fold(query, |query, value| query.bind(value.clone()))
}

fn texts(row: &MySqlRow) -> Result<Vec<Option<String>>, sqlx::Error> {
    (0..row.len()).map(|at| row.try_get_unchecked(at)).collect()
}

/// What the server's number says of a statement it refused; none when the session itself is at fault.
/// <https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html>
fn rejection(error: &sqlx::Error) -> Option<Rejection> {
    match failure::number(error)? {
        1062 | 1586 => Some(Rejection::Duplicate),
        1216 | 1217 | 1451 | 1452 => Some(Rejection::Reference),
        1048 | 1364 => Some(Rejection::Missing),
        3819 | 4025 => Some(Rejection::Check),
        1142 | 1143 | 1044 | 1370 | 1227 => Some(Rejection::Privilege),
        1290 | 1792 | 1836 => Some(Rejection::ReadOnly),
        1969 | 3024 => Some(Rejection::TookTooLong),
        1205 | 1213 | 3572 => Some(Rejection::Locked),
        1054 | 1146 | 1064 | 1305 | 1049 => Some(Rejection::Schema),
        1264 | 1265 | 1267 | 1292 | 1366 | 1367 | 1406 | 1411 | 1690 | 3854 | 3988 => Some(Rejection::Value),
        1644 | 1423 | 1442 | 1093 => Some(Rejection::Other),
        _ => None,
    }
}
