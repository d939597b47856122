//! A logged-in MySQL or MariaDB session and what the checks ask of it.

use std::future::Future;
use std::time::Duration;

use gatehouse_core::connection::ConnectionFailure;
use gatehouse_core::connection::grant::{Held, Right};
use sqlx::{Connection, MySqlConnection, Row};

use crate::deadlines::within;
use crate::door::guard::Allowance;
use crate::door::relay::Relay;
use crate::session::{Canary, Identity, Readable, Session};

use super::failure::{self, Subject};
use super::greeting::Greeting;
use super::{audit, grants, held};

/// What the session's own statement timeout says, in seconds: a server that lost us must not work on. MySQL applies it to
/// SELECT alone.
pub(super) const STATEMENT_SECONDS: u32 = 30;

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
        MysqlSession { connection, relay, allowance, subject, greeting, limit }
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

    pub(crate) async fn close(self) {
        // A server that does not hear the goodbye changes nothing for us.
        let _ = tokio::time::timeout(Duration::from_millis(250), self.connection.close()).await;
        self.relay.finish().await;
    }

    /// Runs one query of a check within the deadline; `doing` completes "during …", "needed for …" and "while …".
    async fn run<T>(
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
        let answer = async { query(connection).await.map_err(|error| subject.statement(&error, relay.ended(), doing)) };
        within(limit, doing, answer).await
    }
}

impl Session for MysqlSession {
    async fn identity(&mut self) -> Result<Identity, ConnectionFailure> {
        let (mariadb, version) = (self.greeting.is_mariadb(), self.greeting.server_version());
        self.run("reading who is logged in", async |connection| {
            let row =
                sqlx::raw_sql("SELECT CAST(@@read_only AS signed) AS replica").fetch_one(&mut *connection).await?;
            let replica = row.try_get_unchecked::<i64, _>("replica")? != 0;
            let grants = grants::read(connection, mariadb).await?;
            Ok(Identity::new(&grants.user, &version, &audit::attributes(&grants), replica))
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

    async fn tiny_read(&mut self) -> Result<(), ConnectionFailure> {
        let database = self.database().to_owned();
        self.run("timing a read", async |connection| {
            let read = sqlx::query(include_str!("queries/tiny_read.sql")).bind(database).persistent(false);
            read.fetch_optional(connection).await.map(|_| ())
        })
        .await
    }

    async fn round_trip(&mut self) -> Result<(), ConnectionFailure> {
        self.run("timing a round trip", async |connection| {
            sqlx::raw_sql("SELECT 1").execute(connection).await.map(|_| ())
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
}
