//! A frozen statement on MySQL or MariaDB.

use std::future::poll_fn;
use std::time::Instant;

use gatehouse_core::binding::{Statement, StatementKind};
use gatehouse_core::connection::ConnectionFailure;
use sqlx::mysql::MySqlRow;
use sqlx::{Either, Executor, MySqlConnection, Row, SqlSafeStr};

use crate::execute::{Effect, MAX_ANSWER_BYTES, Raw, Refused, Rejection, Run};
use crate::sql::composed;

use super::failure;
use super::session::MysqlSession;

impl MysqlSession {
    /// Runs it in a transaction of its own. What a non-transactional table (MyISAM) was given cannot be rolled back.
    pub(crate) async fn execute(&mut self, run: &Run<'_>) -> Result<Raw, Refused> {
        let mariadb = self.greeting().is_mariadb();
        let doing = "running the statement";
        match self.run(doing, async |connection| attempt(connection, run, mariadb).await).await? {
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

async fn attempt(connection: &mut MySqlConnection, run: &Run<'_>, mariadb: bool) -> Result<Attempt, sqlx::Error> {
    let begin = match (run.statement.kind, mariadb) {
        (StatementKind::Read, true) => "SET SESSION max_statement_time = 3; START TRANSACTION READ ONLY",
        (StatementKind::Read, false) => "SET SESSION max_execution_time = 3000; START TRANSACTION READ ONLY",
        (_, true) => "SET SESSION max_statement_time = 3; START TRANSACTION READ WRITE",
        (_, false) => "START TRANSACTION READ WRITE",
    };
    for statement in begin.split("; ") {
        sqlx::raw_sql(composed(statement.to_owned())).execute(&mut *connection).await?;
    }
    let tried = within(connection, run, mariadb).await;
    let keep = matches!(&tried, Ok(Attempt::Done(_))) && run.effect == Effect::Kept;
    sqlx::raw_sql(if keep { "COMMIT" } else { "ROLLBACK" }).execute(connection).await?;
    match tried {
        Err(error) => rejection(&error).map(|rejection| Attempt::Refused(Refused::Rejected(rejection))).ok_or(error),
        Ok(attempt) => Ok(attempt),
    }
}

async fn within(connection: &mut MySqlConnection, run: &Run<'_>, mariadb: bool) -> Result<Attempt, sqlx::Error> {
    let mut raw = Raw::default();
    let reads = run.statement.kind == StatementKind::Read;
    if run.effect == Effect::RolledBack && reads {
        if !mariadb {
            // Unknown before 8.3, where the first form is the only one.
            drop(sqlx::raw_sql("SET SESSION explain_json_format_version = 1").execute(&mut *connection).await);
        }
        let explained =
            query(format!("EXPLAIN FORMAT=JSON {}", run.statement.sql), run).fetch_one(&mut *connection).await?;
        let text: Option<String> = explained.try_get_unchecked(0)?;
        raw.explained = text.and_then(|text| serde_json::from_str(&text).ok());
    }
    let begun = Instant::now();
    let mut created = 0;
    let mut answers = (&mut *connection).fetch_many(query(run.statement.sql.clone(), run));
    while let Some(answer) = poll_fn(|context| answers.as_mut().poll_next(context)).await {
        match answer? {
            Either::Left(done) => (raw.touched, created) = (done.rows_affected(), done.last_insert_id()),
            Either::Right(row) => {
                if !raw.take(texts(&row)?, run.statement.limit) {
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
    if reads {
        raw.touched = u64::try_from(raw.rows.len()).unwrap_or(u64::MAX);
        return Ok(Attempt::Done(raw));
    }
    if raw.touched != 1 {
        return Ok(Attempt::Refused(Refused::Touched(raw.touched)));
    }
    if !run.statement.outputs.is_empty() {
        // The compiler lets an insert answer with the number of the new row alone.
        raw.rows = vec![run.statement.outputs.iter().map(|_| Some(created.to_string())).collect()];
    }
    Ok(Attempt::Done(raw))
}

fn query<'q>(text: String, run: &Run<'_>) -> sqlx::query::Query<'q, sqlx::MySql, sqlx::mysql::MySqlArguments> {
    let query = sqlx::query(composed(text)).persistent(false);
    run.bound.iter().fold(query, |query, value| query.bind(value.clone()))
}

fn texts(row: &MySqlRow) -> Result<Vec<Option<String>>, sqlx::Error> {
    (0..row.len()).map(|at| row.try_get_unchecked(at)).collect()
}

/// What the server's number says of a statement it refused; none when the session itself is at fault, or time was up.
/// <https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html>
fn rejection(error: &sqlx::Error) -> Option<Rejection> {
    match failure::number(error)? {
        1062 | 1586 => Some(Rejection::Duplicate),
        1216 | 1217 | 1451 | 1452 => Some(Rejection::Reference),
        1048 | 1364 => Some(Rejection::Missing),
        3819 | 4025 => Some(Rejection::Check),
        1142 | 1143 | 1044 | 1370 | 1227 => Some(Rejection::Privilege),
        1792 => Some(Rejection::ReadOnly),
        1054 | 1146 | 1064 | 1305 => Some(Rejection::Schema),
        1264 | 1265 | 1292 | 1366 | 1367 | 1406 | 1411 | 1690 => Some(Rejection::Value),
        1644 | 1423 => Some(Rejection::Other),
        _ => None,
    }
}
