//! A logged-in MySQL or MariaDB session and what the checks ask of it.

use std::future::{Future, poll_fn};
use std::time::Duration;

use gatehouse_core::catalog::sensitive::SampleTarget;
use gatehouse_core::connection::grant::{Held, Right};
use gatehouse_core::connection::{ConnectionFailure, shown};
use sqlx::{Connection, MySqlConnection, Row};

use crate::deadlines::within;
use crate::door::guard::Allowance;
use crate::door::relay::Relay;
use crate::sample::{LOOKED_AT, Looked, PATIENCE};
use crate::session::{Canary, Identity, Probe, Readable, Session};
use crate::sql::{backquoted, composed};

use super::failure::{self, Subject};
use super::greeting::Greeting;
use super::{audit, grants, held};

/// What the session's own statement timeout says, in seconds: a server that lost us must not work on. MySQL applies it to
/// SELECT alone.
pub(super) const STATEMENT_SECONDS: u32 = 30;

/// The same during checks, whose queries are small.
const CHECK_SECONDS: u32 = 5;

/// What [`MysqlSession::pin`] sets, and a question that answers 1 when it holds.
const PIN_MYSQL: (&str, &str) = (
    "SET SESSION transaction_read_only = 1, SESSION max_execution_time = 3000",
    "SELECT CAST(@@session.transaction_read_only = 1 AND @@session.max_execution_time = 3000 AS signed)",
);
const PIN_MARIADB: (&str, &str) = (
    "SET SESSION tx_read_only = 1, SESSION max_statement_time = 3",
    "SELECT CAST(@@session.tx_read_only = 1 AND @@session.max_statement_time = 3 AS signed)",
);

/// What `lock_wait_timeout` says, in seconds: a table that somebody rebuilds is not waited for.
pub(super) const LOCK_SECONDS: u32 = 2;

/// "Cannot execute statement in a READ ONLY transaction."
const READ_ONLY: u16 = 1792;

/// The driver's connection behind the door. The fields drop in order: the driver's end first, then the relay.
pub(crate) struct MysqlSession {
    connection: MySqlConnection,
    relay: Relay,
    allowance: Allowance,
    subject: Subject,
    greeting: Greeting,
    limit: Duration,
    lost: bool,
    /// Read-only and bounded by settings of its own, which no statement of ours takes away.
    pinned: bool,
    thread: Option<u32>,
}

/// The driver's own `Debug` is not trusted with a session.
impl std::fmt::Debug for MysqlSession {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MysqlSession").finish_non_exhaustive()
    }
}

impl MysqlSession {
    pub(super) fn new(
        connection: MySqlConnection,
        relay: Relay,
        allowance: Allowance,
        subject: Subject,
        greeting: Greeting,
        limit: Duration,
    ) -> MysqlSession {
        MysqlSession {
            connection,
            relay,
            allowance,
            subject,
            greeting,
            limit,
            lost: false,
            pinned: false,
            thread: None,
        }
    }

    /// Lets the next answers be as large as a catalogue; they must then be read row by row.
    pub(crate) fn expect_a_catalogue(&self) {
        self.allowance.raise_for_catalogue();
    }

    pub(crate) fn connection(&mut self) -> &mut MySqlConnection {
        &mut self.connection
    }

    pub(super) fn greeting(&self) -> &Greeting {
        &self.greeting
    }

    /// Set when a transaction did not end: the session must not be used again.
    pub(super) fn lost_mut(&mut self) -> &mut bool {
        &mut self.lost
    }

    pub(super) fn database(&self) -> &str {
        self.subject.database()
    }

    pub(crate) fn failure(&self, error: &sqlx::Error, doing: &'static str) -> ConnectionFailure {
        self.subject.statement(error, self.relay.ended(), doing)
    }

    /// Sets what a statement's meaning and duration depend on, whatever the server's defaults are.
    pub(super) async fn settle(&mut self) -> Result<(), ConnectionFailure> {
        let settings = if self.greeting.is_mariadb() {
            include_str!("queries/settle_mariadb.sql")
        } else {
            include_str!("queries/settle_mysql.sql")
        };
        self.run("setting up the session", async |connection| {
            sqlx::raw_sql(settings).execute(connection).await.map(|_| ())
        })
        .await
    }

    /// Finds out which thread answers, unless a proxy is in between: its numbers mean nothing to the server.
    pub(super) async fn know_thread(&mut self) -> Result<(), ConnectionFailure> {
        let thread = self.server_process().await?;
        self.thread = pooler(&self.greeting, thread, "").is_empty().then(|| self.greeting.thread());
        Ok(())
    }

    /// Makes every later transaction, and so every later statement by itself, read-only and bounded; then reads back whether it is so.
    /// Behind a proxy nothing is set, because somebody else may get the session.
    pub(super) async fn pin(&mut self) -> Result<(), ConnectionFailure> {
        if self.thread.is_none() {
            return Ok(());
        }
        let (pin, held) = if self.greeting.is_mariadb() { PIN_MARIADB } else { PIN_MYSQL };
        self.pinned = self
            .run("setting up the session", async |connection| {
                sqlx::raw_sql(pin).execute(&mut *connection).await?;
                let row = sqlx::raw_sql(held).fetch_one(connection).await?;
                Ok(row.try_get_unchecked::<i64, _>(0)? == 1)
            })
            .await?;
        Ok(())
    }

    /// [`MysqlSession::pin`] did hold.
    pub(crate) fn is_pinned(&self) -> bool {
        self.pinned
    }

    /// The thread that answers, if that is known.
    pub(crate) fn thread(&self) -> Option<u32> {
        self.thread
    }

    /// The server, or the guard, ended it.
    pub(crate) fn has_ended(&self) -> bool {
        self.relay.ended().is_some()
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
        query: impl AsyncFnOnce(&mut MySqlConnection) -> Result<T, sqlx::Error>,
    ) -> Result<T, ConnectionFailure> {
        self.run_within(self.limit, doing, query).await
    }

    async fn run_within<T>(
        &mut self,
        limit: Duration,
        doing: &'static str,
        query: impl AsyncFnOnce(&mut MySqlConnection) -> Result<T, sqlx::Error>,
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
}

/// What speaks for a proxy: it answers for the server, or says so. `process` is the thread that answers.
fn pooler(greeting: &Greeting, process: i64, made_by: &str) -> Vec<&'static str> {
    const PROXIES: [&str; 4] = ["proxysql", "vitess", "planetscale", "maxscale"];
    let says_so = |text: &str| PROXIES.iter().any(|name| text.to_ascii_lowercase().contains(name));
    let signs = [
        // The greeting has room for 32 bits of it.
        (
            u32::try_from(process & 0xffff_ffff).ok() != Some(greeting.thread()),
            "the thread named in the greeting is not the one that answers",
        ),
        (says_so(greeting.stated_version()) || says_so(made_by), "what answers calls itself a proxy"),
    ];
    signs.into_iter().filter(|(seen, _)| *seen).map(|(_, sign)| sign).collect()
}

/// The beginning of each value as text, of at most `?` rows.
fn sample_statement(target: &SampleTarget) -> String {
    let value = |column: &String| format!("LEFT(CAST({} AS CHAR), {LOOKED_AT})", backquoted(column));
    let values = target.columns.iter().map(value).collect::<Vec<_>>().join(", ");
    format!("SELECT {values} FROM {}.{} LIMIT ?", backquoted(&target.table.schema), backquoted(&target.table.table))
}

impl Session for MysqlSession {
    async fn limit_statements(&mut self) -> Result<(), ConnectionFailure> {
        let limit = if self.greeting.is_mariadb() {
            include_str!("queries/limit_mariadb.sql")
        } else {
            include_str!("queries/limit_mysql.sql")
        };
        self.run("setting up the session", async |connection| {
            sqlx::raw_sql(limit).execute(connection).await.map(|_| ())
        })
        .await?;
        self.subject.statement_seconds(CHECK_SECONDS);
        Ok(())
    }

    async fn server_process(&mut self) -> Result<i64, ConnectionFailure> {
        self.run("asking which thread answers", async |connection| {
            let row = sqlx::raw_sql("SELECT CAST(CONNECTION_ID() AS signed) AS process").fetch_one(connection).await?;
            row.try_get_unchecked("process")
        })
        .await
    }

    async fn identity(&mut self) -> Result<Identity, ConnectionFailure> {
        let greeting = self.greeting.clone();
        self.run("reading who is logged in", async |connection| {
            let row = sqlx::raw_sql(include_str!("queries/answering.sql")).fetch_one(&mut *connection).await?;
            let replica = row.try_get_unchecked::<i64, _>("replica")? != 0;
            let made_by: Option<String> = row.try_get_unchecked("made_by")?;
            let pooler = pooler(&greeting, row.try_get_unchecked("process")?, &made_by.unwrap_or_default());
            let grants = grants::read(connection, greeting.is_mariadb()).await?;
            let attributes = audit::attributes(&grants);
            Ok(Identity { pooler, ..Identity::new(&grants.user, &greeting.server_version(), &attributes, replica) })
        })
        .await
    }

    async fn readable(&mut self) -> Result<Readable, ConnectionFailure> {
        self.run("counting what may be read", async |connection| {
            let tables = sqlx::raw_sql(include_str!("queries/present.sql")).fetch_one(&mut *connection).await?;
            let row = sqlx::raw_sql(include_str!("queries/readable.sql")).fetch_one(connection).await?;
            Ok(Readable {
                tables_present: tables.try_get_unchecked("tables_present")?,
                tables: row.try_get_unchecked("readable_tables")?,
                columns: row.try_get_unchecked("readable_columns")?,
            })
        })
        .await
    }

    async fn choose_probe(&mut self) -> Result<Probe, ConnectionFailure> {
        self.run("choosing a table to read", async |connection| {
            let row = sqlx::raw_sql(include_str!("queries/probe_target.sql")).fetch_optional(connection).await?;
            let Some(row) = row else { return Ok(Probe::Catalogue) };
            let name: String = row.try_get_unchecked("name")?;
            let statement = format!("SELECT 1 FROM {} FORCE INDEX (PRIMARY) LIMIT ?", backquoted(&name));
            Ok(Probe::Table { name: shown(&name), statement })
        })
        .await
    }

    async fn begin(&mut self) -> Result<(), ConnectionFailure> {
        self.run("beginning a transaction", async |connection| {
            sqlx::raw_sql("START TRANSACTION READ ONLY").execute(connection).await.map(|_| ())
        })
        .await
    }

    async fn read(&mut self, probe: &Probe) -> Result<(), ConnectionFailure> {
        let database = self.database().to_owned();
        self.run("timing a read", async |connection| {
            let read = match probe {
                Probe::Table { statement, .. } => sqlx::query(composed(statement.clone())).bind(1_u64),
                Probe::Catalogue => sqlx::query(include_str!("queries/tiny_read.sql")).bind(database),
            };
            read.persistent(false).fetch_optional(connection).await.map(|_| ())
        })
        .await
    }

    async fn end(&mut self) -> Result<(), ConnectionFailure> {
        self.run("ending a transaction", async |connection| {
            sqlx::raw_sql("ROLLBACK").execute(connection).await.map(|_| ())
        })
        .await
    }

    async fn rights(&mut self) -> Result<Vec<Right>, ConnectionFailure> {
        let mariadb = self.greeting.is_mariadb();
        self.run("reading the login's rights", async |connection| audit::rights(connection, mariadb).await).await
    }

    async fn held(&mut self, limit: Duration) -> Result<Held, ConnectionFailure> {
        let (mariadb, database) = (self.greeting.is_mariadb(), self.database().to_owned());
        self.run_within(limit, "reading what the login holds", async |connection| {
            held::held(connection, mariadb, &database).await
        })
        .await
    }

    async fn sample(&mut self, target: &SampleTarget, rows: u32) -> Result<Looked, ConnectionFailure> {
        self.begin().await?;
        let looked = self
            .run_within(PATIENCE, "looking at a sample of values", async |connection| {
                let statement = sqlx::query(composed(sample_statement(target))).bind(u64::from(rows)).persistent(false);
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
            // Inside it no SET SESSION takes the seal off again.
            sqlx::raw_sql("START TRANSACTION READ ONLY").execute(&mut *connection).await?;
            let tried = sqlx::raw_sql(include_str!("queries/canary.sql")).execute(&mut *connection).await;
            // Whatever happened, nothing stays. A temporary table outlives its transaction.
            if tried.is_ok() {
                sqlx::raw_sql("DROP TEMPORARY TABLE IF EXISTS gatehouse_write_canary")
                    .execute(&mut *connection)
                    .await?;
            }
            sqlx::raw_sql("ROLLBACK").execute(connection).await?;
            match tried {
                Ok(_) => Ok(Canary::Written),
                Err(error) if failure::number(&error) == Some(READ_ONLY) => Ok(Canary::Refused(READ_ONLY.to_string())),
                Err(error) => Err(error),
            }
        })
    }

    fn is_lost(&self) -> bool {
        self.lost
    }
}
