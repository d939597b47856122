//! What a session for reads has fixed from its startup packet on, so that one statement alone is a read-only, bounded transaction.
//!
//! In the startup packet rather than by `SET`: these are then the session's own defaults, which no `RESET` and no `DISCARD ALL` takes away,
//! and nothing is ever set on a session that a pooler gives to somebody else. The search path stays the login's, as in `execute`.

use gatehouse_core::connection::ConnectionFailure;
use sqlx::Row;

use super::session::PostgresSession;
use super::straight::Straight;

/// Each with the value as the server shows it: what was set is read back.
pub(super) const PINNED: &[(&str, &str)] = &[
    ("default_transaction_read_only", "on"),
    ("default_transaction_isolation", "read committed"),
    ("statement_timeout", "3s"),
    ("lock_timeout", "500ms"),
    ("idle_in_transaction_session_timeout", "5s"),
    ("DateStyle", "ISO, YMD"),
    ("IntervalStyle", "iso_8601"),
];

const HELD: &str = "SELECT pg_catalog.pg_backend_pid(),
    ARRAY[pg_catalog.current_setting('default_transaction_read_only'),
          pg_catalog.current_setting('default_transaction_isolation'),
          pg_catalog.current_setting('statement_timeout'),
          pg_catalog.current_setting('lock_timeout'),
          pg_catalog.current_setting('idle_in_transaction_session_timeout'),
          pg_catalog.current_setting('DateStyle'),
          pg_catalog.current_setting('IntervalStyle')]";

/// A session that was asked to be pinned, and is, or is not.
pub(crate) enum Pinned {
    /// It is, and one server process is its own.
    Held(Box<Straight>),
    /// A pooler is in between, or a setting is not what was asked for: every transaction must bound itself.
    Not,
}

impl PostgresSession {
    /// Looks at what the server made of [`PINNED`]; where all of it holds, the driver is let go of and the stream spoken to directly.
    pub(crate) async fn pinned(mut self) -> Result<Pinned, ConnectionFailure> {
        let row = self
            .run("setting up the session", async |connection| sqlx::raw_sql(HELD).fetch_one(connection).await)
            .await?;
        let read = row.try_get::<i32, _>(0).and_then(|process| Ok((process, row.try_get::<Vec<String>, _>(1)?)));
        let (process, values) = read.map_err(|error| self.failure(&error, "setting up the session"))?;
        let held = values.iter().map(String::as_str).eq(PINNED.iter().map(|(_, value)| *value));
        if !held || !self.pooler(process).is_empty() {
            self.close().await;
            return Ok(Pinned::Not);
        }
        Ok(Straight::of(self).await.map_or(Pinned::Not, |straight| Pinned::Held(Box::new(straight))))
    }
}

/// Whether a login failed because what answers does not take [`PINNED`]: PgBouncer refuses startup parameters that it does not track
/// (<https://www.pgbouncer.org/config.html#ignore_startup_parameters>), and an older server those that it does not know.
pub(crate) fn refuses_pins(failure: &ConnectionFailure) -> bool {
    matches!(failure, ConnectionFailure::ServerProtocol { .. })
        || matches!(failure, ConnectionFailure::ServerError { sqlstate, .. } if sqlstate == "42704" || sqlstate == "22023")
}
