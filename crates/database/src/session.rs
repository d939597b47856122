//! What a check asks of an open session, whichever engine answers.

use std::future::Future;
use std::time::Duration;

use gatehouse_core::connection::grant::{Held, Right};
use gatehouse_core::connection::{ConnectionFailure, shown};

/// An open session of one engine. Every method is bounded in time and leaves the session as it was.
pub(crate) trait Session {
    /// Who is logged in where.
    fn identity(&mut self) -> impl Future<Output = Result<Identity, ConnectionFailure>> + Send;
    /// How much this login may read.
    fn readable(&mut self) -> impl Future<Output = Result<Readable, ConnectionFailure>> + Send;
    /// One row by an index, on the path that a binding's statement takes.
    fn tiny_read(&mut self) -> impl Future<Output = Result<(), ConnectionFailure>> + Send;
    /// One exchange that asks next to nothing of the server.
    fn round_trip(&mut self) -> impl Future<Output = Result<(), ConnectionFailure>> + Send;
    /// What this login may change, according to the server's catalogue.
    fn rights(&mut self) -> impl Future<Output = Result<Vec<Right>, ConnectionFailure>> + Send;
    /// Everything this login may read and change, within `limit`.
    fn held(&mut self, limit: Duration) -> impl Future<Output = Result<Held, ConnectionFailure>> + Send;
    /// Tries a harmless write in a sealed read-only transaction, always rolled back.
    fn write_canary(&mut self) -> impl Future<Output = Result<Canary, ConnectionFailure>> + Send;
}

/// Who is logged in where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Identity {
    pub(crate) user: String,
    pub(crate) server_version: String,
    /// Attributes that reach past any grant, for example `SUPERUSER`.
    pub(crate) attributes: Vec<String>,
    /// The server is a replica and takes no writes from anybody.
    pub(crate) replica: bool,
}

impl Identity {
    /// Texts of a server, made fit for showing.
    pub(crate) fn new(user: &str, server_version: &str, attributes: &[String], replica: bool) -> Identity {
        Identity {
            user: shown(user),
            server_version: shown(server_version),
            attributes: attributes.iter().map(|one| shown(one)).collect(),
            replica,
        }
    }
}

/// How much a login may read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Readable {
    /// Tables and views that exist outside the system's schemas.
    pub(crate) tables_present: i64,
    /// Those of which at least one column may be read.
    pub(crate) tables: i64,
    /// Columns that may be read.
    pub(crate) columns: i64,
}

/// What became of the canary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Canary {
    /// The server refused the write because the transaction reads only; its SQLSTATE.
    Refused(String),
    /// The server took the write; it was rolled back.
    Written,
}
