//! The scripts themselves: text that a person reads and then runs with psql or the mysql client, unchanged.
//!
//! No name that a person or a server chose stands anywhere but in quotes, none in a comment; every object is written with
//! its schema; line ends are LF; no line is a client's own command.

mod mysql;
mod notes;
mod postgres;
mod sequence;
mod target;
mod undiscovered;

#[cfg(test)]
mod tests;

pub use undiscovered::{Undiscovered, UndiscoveredProblem};

use std::fmt;

use super::account::Dialect;
use super::{Account, GrantNote, GrantNoteCode, GrantPlan, NameProblem, NewPassword, Salt, scram};
use crate::catalog::Catalog;

/// A new password and the salt that PostgreSQL's form of it is made with.
#[derive(Debug, Clone)]
pub struct Credential {
    /// The password.
    pub password: NewPassword,
    /// Random bytes, fresh for each script.
    pub salt: Salt,
}

/// A script and what it leaves open. MySQL's holds the password in clear, so it does not print by accident.
#[derive(Clone, PartialEq, Eq)]
pub struct Script {
    /// The text; ends with a line end.
    pub sql: String,
    /// What a person should know before running it.
    pub notes: Vec<GrantNote>,
}

impl fmt::Debug for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Script").field("notes", &self.notes).finish_non_exhaustive()
    }
}

/// Why there is no script.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScriptProblem {
    /// A name on which something would be granted cannot be quoted safely. `object` is escaped for display.
    #[error("{object} cannot stand in a script: {problem}. Rename it, or block it for agents")]
    Name {
        /// The database, table or column.
        object: String,
        /// What is wrong with its name.
        problem: NameProblem,
    },
    /// The plan was made for another snapshot.
    #[error("the plan was made for another snapshot: make it again")]
    OtherSnapshot,
    /// The account belongs to the other engine.
    #[error("the account is of another engine than the snapshot")]
    OtherEngine,
}

impl ScriptProblem {
    /// Whether it is the problem of the object of this name.
    pub fn is_about(&self, name: &str) -> bool {
        matches!(self, ScriptProblem::Name { object, .. } if *object == target::escaped(name))
    }
}

/// The script that makes the user, or takes an existing one back to exactly the plan. It may be run any number of times,
/// also after the scoping or the role has changed.
///
/// # Errors
/// [`ScriptProblem::Name`] for a name that cannot be quoted; the others when the arguments do not belong together.
pub fn create_script(
    catalog: &Catalog,
    plan: &GrantPlan,
    account: &Account,
    credential: &Credential,
) -> Result<Script, ScriptProblem> {
    let alike = |(table, grants): (&crate::catalog::Table, &super::TableGrants)| table.name == grants.name;
    if plan.tables.len() != catalog.tables.len() || !catalog.tables.iter().zip(&plan.tables).all(alike) {
        return Err(ScriptProblem::OtherSnapshot);
    }
    if plan.engine != catalog.engine || plan.engine != account.engine() {
        return Err(ScriptProblem::OtherEngine);
    }
    match account.dialect() {
        Dialect::Postgres(role) => {
            postgres::create(catalog, plan, role, &scram::verifier(&credential.password, &credential.salt))
        }
        Dialect::Mysql { mariadb } => mysql::create(catalog, plan, account, mariadb, &credential.password),
    }
}

/// The script that gives the user another password and changes nothing else.
pub fn rotate_script(account: &Account, credential: &Credential) -> Script {
    match account.dialect() {
        Dialect::Postgres(role) => {
            let verifier = scram::verifier(&credential.password, &credential.salt);
            Script { sql: postgres::rotate(role, &verifier), notes: general(&[GrantNoteCode::SessionsStay]) }
        }
        Dialect::Mysql { mariadb } => {
            let sql = mysql::rotate(account, mariadb, &credential.password);
            Script { sql, notes: general(&[GrantNoteCode::PasswordInScript, GrantNoteCode::SessionsStay]) }
        }
    }
}

/// The script that takes every right from the user and drops it. It may be run any number of times.
pub fn revoke_script(account: &Account) -> Script {
    match account.dialect() {
        Dialect::Postgres(role) => Script {
            sql: postgres::revoke(role),
            notes: general(&[GrantNoteCode::OtherDatabases, GrantNoteCode::SessionsStay]),
        },
        Dialect::Mysql { .. } => Script { sql: mysql::revoke(account), notes: general(&[GrantNoteCode::SessionsStay]) },
    }
}

/// What would take rights from PUBLIC, and so from every user of the database: separate, because other users may need
/// them. None where the engine has no such rights.
///
/// # Errors
/// [`ScriptProblem::Name`] when the database's name cannot be quoted.
pub fn hardening_script(catalog: &Catalog) -> Result<Option<String>, ScriptProblem> {
    match catalog.engine {
        crate::connection::Engine::Postgres => postgres::hardening(catalog).map(Some),
        crate::connection::Engine::Mysql => Ok(None),
    }
}

fn general(codes: &[GrantNoteCode]) -> Vec<GrantNote> {
    codes.iter().map(|code| GrantNote::general(*code)).collect()
}
