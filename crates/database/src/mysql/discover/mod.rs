//! Discovery of one MySQL or MariaDB database.
//!
//! Four plain queries, whatever the size; rows are joined and sorted here. Joining two views of the information schema makes
//! MariaDB open every table for every row.

mod assemble;
mod keys;
mod rows;
mod types;

use std::future::poll_fn;

use gatehouse_core::connection::ConnectionFailure;
use sqlx::{Either, MySqlConnection};

use crate::discovery::{DiscoverProgress, Discovery};

use super::session::MysqlSession;
use assemble::assemble;
use rows::{Query, Raw};

/// What discovery does, for the wording of failures.
const DOING: &str = "reading the catalogue";

/// Reads the catalogue. The session is used up: after a failure its transaction is left open.
pub(crate) async fn discover(
    session: &mut MysqlSession,
    mut progress: impl FnMut(DiscoverProgress),
) -> Result<Discovery, ConnectionFailure> {
    let mariadb = session.greeting().is_mariadb();
    session.expect_a_catalogue();
    let read = read(session.connection(), mariadb, &mut progress).await;
    let raw = read.map_err(|error| session.failure(&error, DOING))?;
    let (catalog, findings) = assemble(raw, mariadb, session.greeting().server_version(), session.database());
    Ok(Discovery { catalog, findings, queries: Query::ALL.len() })
}

async fn read(
    connection: &mut MySqlConnection,
    mariadb: bool,
    progress: &mut impl FnMut(DiscoverProgress),
) -> Result<Raw, sqlx::Error> {
    let mut raw = Raw::default();
    sqlx::raw_sql("START TRANSACTION READ ONLY").execute(&mut *connection).await?;
    for (step, query) in (1..).zip(Query::ALL) {
        let mut answers = sqlx::raw_sql(query.text(mariadb)).fetch_many(&mut *connection);
        while let Some(answer) = poll_fn(|context| answers.as_mut().poll_next(context)).await {
            if let Either::Right(row) = answer? {
                raw.take(query, &row)?;
            }
        }
        progress(DiscoverProgress { step, steps: Query::ALL.len(), label: query.label() });
    }
    sqlx::raw_sql("COMMIT").execute(connection).await?;
    Ok(raw)
}
