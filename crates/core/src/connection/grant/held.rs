//! What a login can do, as its server's catalogue tells: the other half of a proof.

use std::collections::BTreeMap;

use super::{Privilege, Right};
use crate::catalog::{ColumnName, TableName};

/// Everything a login holds, by itself, through everybody's grants and through every role it may become.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Held {
    /// The login, as the server names it.
    pub user: String,
    /// Whether it is a superuser as it logs in: no right needs to be listed for it.
    pub superuser: bool,
    /// What holds for every table of the database: a superuser's rights, a grant on the whole database.
    pub everywhere: Vec<HeldGrant>,
    /// What is granted table by table. Tables on which nothing is held are absent.
    pub tables: BTreeMap<TableName, Vec<HeldGrant>>,
    /// PostgreSQL's sequences on which something is held.
    pub sequences: Vec<HeldSequence>,
    /// Everything else: rights on schemas, databases, functions, roles, and on other databases.
    pub others: Vec<Right>,
}

/// One right on a table or on some of its columns.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct HeldGrant {
    /// Which.
    pub right: TableRight,
    /// On these columns; none for the table: all columns, those of tomorrow too.
    pub columns: Option<Vec<String>>,
    /// The role or account that holds it, or `PUBLIC`.
    pub via: String,
    /// Whether the login holds it as it logs in; otherwise it must take a role first (SET ROLE).
    pub active: bool,
}

/// A right on a table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum TableRight {
    /// One that a plan speaks about.
    Data(Privilege),
    /// Any other, by the server's name: `TRUNCATE`, `TRIGGER`, `ALTER`, … No plan gives one.
    Other(String),
}

impl TableRight {
    /// The right of this SQL name.
    pub fn named(name: &str) -> TableRight {
        match name {
            "SELECT" => TableRight::Data(Privilege::Select),
            "INSERT" => TableRight::Data(Privilege::Insert),
            "UPDATE" => TableRight::Data(Privilege::Update),
            "DELETE" => TableRight::Data(Privilege::Delete),
            other => TableRight::Other(other.to_owned()),
        }
    }
}

/// A sequence on which something is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldSequence {
    /// Its name.
    pub name: TableName,
    /// The columns whose default takes its values, and the one that owns it.
    pub serves: Vec<ColumnName>,
    /// `USAGE`, `SELECT` or `UPDATE`.
    pub right: String,
    /// As for a table.
    pub via: String,
    /// As for a table.
    pub active: bool,
}
