//! A logged-in PostgreSQL session and what the checks ask of it.

use std::future::Future;
use std::time::Duration;

use gatehouse_core::connection::ConnectionFailure;
use gatehouse_core::connection::grant::{Held, Right};
use sqlx::{Connection, PgConnection, Row};

use crate::deadlines::within;
use crate::door::guard::Allowance;
use crate::door::relay::Relay;
use crate::session::{Canary, Identity, Readable, Session};

use super::failure::Subject;
use super::{audit, held};

const IDENTITY: &str = concat!(include_str!("queries/reach.sql"), include_str!("queries/identity.sql"));

/// What the queries' own `statement_timeout` says, in seconds: a server that lost us must not work on.
pub(super) const STATEMENT_SECONDS: u32 = 5;

/// SQLSTATE `read_only_sql_transaction`.
const READ_ONLY: &str = "25006";

/// The driver's connection behind the door. The fields drop in order: the driver's end first, then the relay.
pub(crate) struct PostgresSession {
    connection: PgConnection,
    relay: Relay,
    allowance: Allowance,
    subject: Subject,
    limit: Duration,
}

/// The driver's own `Debug` is not trusted with a session.
impl std::fmt::Debug for PostgresSession {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PostgresSession").finish_non_exhaustive()
    }
}

impl PostgresSession {
    pub(super) fn new(
        connection: PgConnection,
        relay: Relay,
        allowance: Allowance,
        subject: Subject,
        limit: Duration,
    ) -> PostgresSession {
        PostgresSession { connection, relay, allowance, subject, limit }
    }

    /// Lets the next answers be as large as a catalogue; they must then be read row by row.
    pub(crate) fn expect_a_catalogue(&self) {
        self.allowance.raise_for_catalogue();
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
    async fn run<T>(
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
        let answer = async { query(connection).await.map_err(|error| subject.statement(&error, relay.ended(), doing)) };
        within(limit, doing, answer).await
    }
}

impl Session for PostgresSession {
    async fn identity(&mut self) -> Result<Identity, ConnectionFailure> {
        self.run("reading who is logged in", async |connection| {
            let row = sqlx::query(IDENTITY).persistent(false).fetch_one(connection).await?;
            let attributes: Vec<String> = row.try_get("attributes")?;
            Ok(Identity::new(
                row.try_get("login")?,
                row.try_get("server_version")?,
                &attributes,
                row.try_get("replica")?,
            ))
        })
        .await
    }

    async fn readable(&mut self) -> Result<Readable, ConnectionFailure> {
        self.run("counting what may be read", async |connection| {
            let row = sqlx::raw_sql(include_str!("queries/readable.sql")).fetch_one(connection).await?;
            Ok(Readable {
                tables_present: row.try_get("tables_present")?,
                tables: row.try_get("tables")?,
                columns: row.try_get("columns")?,
            })
        })
        .await
    }

    async fn tiny_read(&mut self) -> Result<(), ConnectionFailure> {
        self.run("timing a read", async |connection| {
            let read = sqlx::query(include_str!("queries/tiny_read.sql")).bind("pg_class").persistent(false);
            read.fetch_one(connection).await.map(|_| ())
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
        self.run("reading the login's rights", async |connection| audit::rights(connection).await).await
    }

    async fn held(&mut self, limit: Duration) -> Result<Held, ConnectionFailure> {
        self.run_within(limit, "reading what the login holds", async |connection| held::held(connection).await).await
    }

    fn write_canary(&mut self) -> impl Future<Output = Result<Canary, ConnectionFailure>> + Send {
        self.run("trying a write that should be refused", async |connection| {
            let tried = sqlx::raw_sql(include_str!("queries/canary.sql")).execute(&mut *connection).await;
            // Whatever happened, nothing stays.
            sqlx::raw_sql("ROLLBACK").execute(connection).await?;
            match tried {
                Ok(_) => Ok(Canary::Written),
                Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some(READ_ONLY) => {
                    Ok(Canary::Refused(READ_ONLY.into()))
                }
                Err(error) => Err(error),
            }
        })
    }
}
