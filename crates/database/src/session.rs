//! What a check asks of an open session, whichever engine answers.

use std::future::Future;
use std::time::Duration;

use gatehouse_core::catalog::sensitive::SampleTarget;
use gatehouse_core::connection::grant::{Held, Right};
use gatehouse_core::connection::{ConnectionFailure, shown};

use crate::sample::Looked;

/// An open session of one engine. Every method is bounded in time, here and on the server, and leaves the session as it was.
pub(crate) trait Session {
    /// Has the server bound each later statement by itself, so that it does not work on for somebody who has gone.
    fn limit_statements(&mut self) -> impl Future<Output = Result<(), ConnectionFailure>> + Send;
    /// Who is logged in where.
    fn identity(&mut self) -> impl Future<Output = Result<Identity, ConnectionFailure>> + Send;
    /// What the server calls the process or thread that answers right now.
    fn server_process(&mut self) -> impl Future<Output = Result<i64, ConnectionFailure>> + Send;
    /// How much this login may read.
    fn readable(&mut self) -> impl Future<Output = Result<Readable, ConnectionFailure>> + Send;
    /// A read of one row by an index that this login may do, of a real table where there is one.
    fn choose_probe(&mut self) -> impl Future<Output = Result<Probe, ConnectionFailure>> + Send;
    /// Begins a read-only transaction for [`Session::read`]s.
    fn begin(&mut self) -> impl Future<Output = Result<(), ConnectionFailure>> + Send;
    /// The probe, prepared and executed with a parameter as a binding's statement is.
    fn read(&mut self, probe: &Probe) -> impl Future<Output = Result<(), ConnectionFailure>> + Send;
    /// Ends the transaction, whatever became of it.
    fn end(&mut self) -> impl Future<Output = Result<(), ConnectionFailure>> + Send;
    /// What this login may change, according to the server's catalogue.
    fn rights(&mut self) -> impl Future<Output = Result<Vec<Right>, ConnectionFailure>> + Send;
    /// Everything this login may read and change, within `limit`.
    fn held(&mut self, limit: Duration) -> impl Future<Output = Result<Held, ConnectionFailure>> + Send;
    /// What the values of some columns look like, and how many rows were read. The values are looked at one by one and forgotten.
    fn sample(
        &mut self,
        target: &SampleTarget,
        rows: u32,
    ) -> impl Future<Output = Result<Looked, ConnectionFailure>> + Send;
    /// Tries a harmless write in a sealed read-only transaction, always rolled back.
    fn write_canary(&mut self) -> impl Future<Output = Result<Canary, ConnectionFailure>> + Send;
    /// The session takes no more statements: it was given up in the middle of one, or is gone.
    fn is_lost(&self) -> bool;
}

/// Who is logged in where. The texts are the server's, made safe to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Identity {
    pub(crate) user: String,
    pub(crate) server_version: String,
    /// Attributes that reach past any grant, for example `SUPERUSER`.
    pub(crate) attributes: Vec<String>,
    /// The server is a replica and takes no writes from anybody.
    pub(crate) replica: bool,
    /// What speaks for a pooler in between, each a clause; empty when nothing does.
    pub(crate) pooler: Vec<&'static str>,
}

/// A read of one row by an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Probe {
    /// Of a table of the customer's.
    Table {
        /// Its name, safe to show.
        name: String,
        /// The statement; its one parameter is how many rows it may read.
        statement: String,
    },
    /// Of the server's own catalogue.
    Catalogue,
}

impl Identity {
    /// Texts of a server, made fit for showing.
    pub(crate) fn new(user: &str, server_version: &str, attributes: &[String], replica: bool) -> Identity {
        Identity {
            user: shown(user),
            server_version: shown(server_version),
            attributes: attributes.iter().map(|one| shown(one)).collect(),
            replica,
            pooler: Vec::new(),
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
