//! A logged-in PostgreSQL session and what the checks ask of it.

use std::future::{Future, poll_fn};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use gatehouse_core::catalog::sensitive::SampleTarget;
use gatehouse_core::connection::grant::{Held, Right};
use gatehouse_core::connection::{ConnectionFailure, shown};
use sqlx::postgres::PgRow;
use sqlx::{Connection, PgConnection, Row};

use crate::deadlines::within;
use crate::door::guard::Allowance;
use crate::door::relay::Relay;
use crate::sample::{LOOKED_AT, Looked, PATIENCE};
use crate::session::{Canary, Identity, Probe, Readable, Session};
use crate::sql::{composed, double_quoted};

use super::failure::Subject;
use super::line::{Line, WayBack};
use super::{audit, held};

/// What the queries' own `statement_timeout` says, in seconds: a server that lost us must not work on.
pub(super) const STATEMENT_SECONDS: u32 = 5;

/// What their `lock_timeout` says, in seconds: a table that somebody rebuilds is not waited for.
pub(super) const LOCK_SECONDS: u32 = 2;

const ROLLBACK: &str = "ROLLBACK";

/// A query in a sealed transaction of its own, in one message. A setting that outlived its transaction would be the next
/// client's behind a pooler.
macro_rules! sealed {
    ($($file:literal),+) => {
        concat!(include_str!("queries/seal.sql"), $(include_str!($file),)+ ";\nROLLBACK")
    };
}

const IDENTITY: &str = sealed!("queries/reach.sql", "queries/identity.sql");

/// SQLSTATE `read_only_sql_transaction`.
const READ_ONLY: &str = "25006";

/// The driver's connection behind the door. The fields drop in order: the driver's end first, then the relay.
pub(crate) struct PostgresSession {
    pub(super) connection: PgConnection,
    pub(super) relay: Relay,
    /// None once the stream was taken back.
    pub(super) way_back: Option<WayBack>,
    pub(super) allowance: Allowance,
    pub(super) subject: Subject,
    pub(super) limit: Duration,
    /// The process that the server named when the session began.
    pub(super) process: Arc<OnceLock<i32>>,
    /// The host's name or the port are a pooler's by custom.
    pub(super) named_like_a_pooler: bool,
    pub(super) lost: bool,
}

/// The driver's own `Debug` is not trusted with a session.
impl std::fmt::Debug for PostgresSession {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PostgresSession").finish_non_exhaustive()
    }
}

impl PostgresSession {
    /// Lets the next answers be as large as a catalogue; they must then be read row by row.
    pub(crate) fn expect_a_catalogue(&self) {
        self.allowance.raise_for_catalogue();
    }

    /// Takes the stream from under the driver, with which nothing can be done from then on. None when the session has ended.
    pub(super) async fn line(&mut self) -> Option<Line> {
        self.lost = true;
        Line::of(self.way_back.take()?, self.subject.clone()).await
    }

    pub(super) async fn into_line(mut self) -> Option<Line> {
        self.line().await
    }

    pub(crate) fn connection(&mut self) -> &mut PgConnection {
        &mut self.connection
    }

    pub(crate) fn failure(&self, error: &sqlx::Error, doing: &'static str) -> ConnectionFailure {
        self.subject.statement(error, self.relay.ended(), doing)
    }

    pub(crate) async fn close(self) {
        // A server that does not hear the goodbye changes nothing for us.
        let _ = tokio::time::timeout(Duration::from_millis(250), self.connection.close()).await;
        self.relay.finish().await;
    }

    /// Runs one query of a check within the deadline; `doing` completes "during …", "needed for …" and "while …".
    pub(super) async fn run<T>(
        &mut self,
        doing: &'static str,
        query: impl AsyncFnOnce(&mut PgConnection) -> Result<T, sqlx::Error>,
    ) -> Result<T, ConnectionFailure> {
        self.run_within(self.limit, doing, query).await
    }

    async fn run_within<T>(
        &mut self,
        limit: Duration,
        doing: &'static str,
        query: impl AsyncFnOnce(&mut PgConnection) -> Result<T, sqlx::Error>,
    ) -> Result<T, ConnectionFailure> {
        let (connection, relay, subject) = (&mut self.connection, &self.relay, &self.subject);
        // Until an answer was read whole, the driver's state is unknown: so it stays when this future is dropped.
        self.lost = true;
        let answer = async {
            let answer = query(connection).await;
            let whole = matches!(answer, Ok(_) | Err(sqlx::Error::Database(_)));
            (whole && relay.ended().is_none(), answer.map_err(|error| subject.statement(&error, relay.ended(), doing)))
        };
        let (whole, answer) = within(limit, doing, async { Ok(answer.await) }).await?;
        self.lost = !whole;
        answer
    }

    /// Runs a [`sealed`] query and gives its rows.
    async fn ask(&mut self, doing: &'static str, sealed: &'static str) -> Result<Vec<PgRow>, ConnectionFailure> {
        let answer = self.run(doing, async |connection| sqlx::raw_sql(sealed).fetch_all(connection).await).await;
        if answer.is_err() && !self.lost {
            // The script ended before its own last statement. What went wrong first is what counts; a session that does not
            // end its transaction either is lost from now on.
            drop(self.end().await);
        }
        answer
    }

    /// A row of an answer; a column that is missing or of another type is the server's fault.
    fn one<T>(
        &self,
        rows: &[PgRow],
        doing: &'static str,
        read: impl FnOnce(&PgRow) -> Result<T, sqlx::Error>,
    ) -> Result<T, ConnectionFailure> {
        let row = rows.first().ok_or(sqlx::Error::RowNotFound);
        row.and_then(read).map_err(|error| self.failure(&error, doing))
    }

    /// What speaks for a pooler. PgBouncer and its like cannot name one server process at the login, because the session
    /// will have many; they make a number up.
    pub(super) fn pooler(&self, process: i32) -> Vec<&'static str> {
        let other = self.process.get().is_some_and(|named| *named != process);
        let signs = [
            (other, "the process named at the login is not the one that answers"),
            (self.named_like_a_pooler, "the host or port is one that poolers have by custom"),
        ];
        signs.into_iter().filter(|(seen, _)| *seen).map(|(_, sign)| sign).collect()
    }
}

/// The beginning of each value as text, of at most `$1` rows. No name is looked up through a search path.
fn sample_statement(target: &SampleTarget) -> String {
    let value = |column: &String| format!("pg_catalog.left({}::pg_catalog.text, {LOOKED_AT})", double_quoted(column));
    let values = target.columns.iter().map(value).collect::<Vec<_>>().join(", ");
    let table = format!("{}.{}", double_quoted(&target.table.schema), double_quoted(&target.table.table));
    format!("SELECT {values} FROM {table} LIMIT $1")
}

impl Session for PostgresSession {
    /// Every transaction does it for itself.
    async fn limit_statements(&mut self) -> Result<(), ConnectionFailure> {
        Ok(())
    }

    async fn identity(&mut self) -> Result<Identity, ConnectionFailure> {
        const DOING: &str = "reading who is logged in";
        let rows = self.ask(DOING, IDENTITY).await?;
        self.one(&rows, DOING, |row| {
            let attributes: Vec<String> = row.try_get("attributes")?;
            let (login, version) = (row.try_get("login")?, row.try_get("server_version")?);
            Ok(Identity {
                pooler: self.pooler(row.try_get("process")?),
                ..Identity::new(login, version, &attributes, row.try_get("replica")?)
            })
        })
    }

    async fn server_process(&mut self) -> Result<i64, ConnectionFailure> {
        const DOING: &str = "asking which process answers";
        let rows = self.ask(DOING, "SELECT pg_catalog.pg_backend_pid() AS process").await?;
        self.one(&rows, DOING, |row| row.try_get::<i32, _>("process").map(i64::from))
    }

    async fn readable(&mut self) -> Result<Readable, ConnectionFailure> {
        const DOING: &str = "counting what may be read";
        let rows = self.ask(DOING, sealed!("queries/readable.sql")).await?;
        self.one(&rows, DOING, |row| {
            Ok(Readable {
                tables_present: row.try_get("tables_present")?,
                tables: row.try_get("tables")?,
                columns: row.try_get("columns")?,
            })
        })
    }

    async fn choose_probe(&mut self) -> Result<Probe, ConnectionFailure> {
        const DOING: &str = "choosing a table to read";
        let rows = self.ask(DOING, sealed!("queries/probe_target.sql")).await?;
        if rows.is_empty() {
            return Ok(Probe::Catalogue);
        }
        self.one(&rows, DOING, |row| {
            let (schema, name, key): (&str, &str, &str) =
                (row.try_get("schema")?, row.try_get("name")?, row.try_get("key")?);
            let (table, key) = (format!("{}.{}", double_quoted(schema), double_quoted(name)), double_quoted(key));
            Ok(Probe::Table {
                name: shown(&format!("{schema}.{name}")),
                statement: format!("SELECT 1 FROM {table} ORDER BY {key} LIMIT $1"),
            })
        })
    }

    async fn begin(&mut self) -> Result<(), ConnectionFailure> {
        self.run("beginning a transaction", async |connection| {
            sqlx::raw_sql(include_str!("queries/seal.sql")).execute(connection).await.map(|_| ())
        })
        .await
    }

    async fn read(&mut self, probe: &Probe) -> Result<(), ConnectionFailure> {
        self.run("timing a read", async |connection| {
            let read = match probe {
                Probe::Table { statement, .. } => sqlx::query(composed(statement.clone())).bind(1_i64),
                Probe::Catalogue => sqlx::query(include_str!("queries/tiny_read.sql")).bind("pg_class"),
            };
            read.persistent(false).fetch_optional(connection).await.map(|_| ())
        })
        .await
    }

    async fn end(&mut self) -> Result<(), ConnectionFailure> {
        self.run("ending a transaction", async |connection| {
            sqlx::raw_sql(ROLLBACK).execute(connection).await.map(|_| ())
        })
        .await
    }

    async fn rights(&mut self) -> Result<Vec<Right>, ConnectionFailure> {
        self.begin().await?;
        let rights = self.run("reading the login's rights", async |connection| audit::rights(connection).await).await;
        if !self.lost {
            // As above.
            let ended = self.end().await;
            return rights.and_then(|rights| ended.map(|()| rights));
        }
        rights
    }

    async fn held(&mut self, limit: Duration) -> Result<Held, ConnectionFailure> {
        self.run_within(limit, "reading what the login holds", async |connection| held::held(connection).await).await
    }

    async fn sample(&mut self, target: &SampleTarget, rows: u32) -> Result<Looked, ConnectionFailure> {
        self.begin().await?;
        let looked = self
            .run_within(PATIENCE, "looking at a sample of values", async |connection| {
                let statement = sqlx::query(composed(sample_statement(target))).bind(i64::from(rows)).persistent(false);
                let mut looked = Looked::new(target.columns.len());
                let mut rows = statement.fetch(connection);
                while let Some(row) = poll_fn(|context| rows.as_mut().poll_next(context)).await {
                    looked.look_at(&row?);
                }
                Ok(looked)
            })
            .await;
        // What went wrong first is what counts.
        let ended = if self.lost { Ok(()) } else { self.end().await };
        looked.and_then(|looked| ended.map(|()| looked))
    }

    fn write_canary(&mut self) -> impl Future<Output = Result<Canary, ConnectionFailure>> + Send {
        self.run("trying a write that should be refused", async |connection| {
            let tried = sqlx::raw_sql(include_str!("queries/canary.sql")).execute(&mut *connection).await;
            // Whatever happened, nothing stays.
            sqlx::raw_sql(ROLLBACK).execute(connection).await?;
            match tried {
                Ok(_) => Ok(Canary::Written),
                Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some(READ_ONLY) => {
                    Ok(Canary::Refused(READ_ONLY.into()))
                }
                Err(error) => Err(error),
            }
        })
    }

    fn is_lost(&self) -> bool {
        self.lost
    }
}
