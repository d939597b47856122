//! Running a frozen statement, with every guard on, for the trial and for the control plane alike.
//!
//! Arguments are checked before the database is asked; the text is the compiler's and nothing of a caller's; a read runs in a read-only
//! transaction, a write in one that is rolled back unless exactly one row was touched and the caller is real.

mod answer;

use std::time::Duration;

use gatehouse_core::binding::{ArgumentProblem, Plan, Statement, read_plan};
use gatehouse_core::connection::{ConnectionFailure, Descriptor};
use secrecy::SecretString;
use serde_json::{Map, Value};

use crate::deadlines::Deadlines;
use crate::door::Door;

pub use answer::Rejection;
pub(crate) use answer::{MAX_ANSWER_BYTES, Raw, Run};

/// What a call or a trial gave.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// One object a row, values under their leaves, in the order of the statement's outputs.
    pub rows: Vec<Map<String, Value>>,
    /// How many rows a write touched, or a read returned.
    pub touched: u64,
    /// The statement alone, from sending it to its last row.
    pub elapsed: Duration,
    /// What the planner says, where it was asked.
    pub plan: Option<Plan>,
}

/// What becomes of a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It is rolled back whatever happens: a trial. The planner is asked, too.
    RolledBack,
    /// It stays, if exactly one row was touched.
    Kept,
}

/// Why a statement did not run, or its effect was taken back.
#[derive(Debug, Clone, PartialEq)]
pub enum Refused {
    /// The statement is not the one that was approved: its hash differs, or does not match its content.
    Unapproved,
    /// It was compiled for another engine.
    OtherEngine,
    /// Arguments that are missing, unknown or not allowed.
    Arguments(Vec<ArgumentProblem>),
    /// A write would have touched another number of rows than one; it was rolled back.
    Touched(u64),
    /// More rows or bytes than an answer may have, in bytes.
    TooLarge(usize),
    /// The database refused the values; nothing was written.
    Rejected(Rejection),
    /// Connecting, or the session, failed.
    Failed(ConnectionFailure),
}

impl From<ConnectionFailure> for Refused {
    fn from(failure: ConnectionFailure) -> Refused {
        Refused::Failed(failure)
    }
}

/// Runs `statement` once with `arguments`, over a connection of its own. `approved` is the hash that a person saw.
///
/// # Errors
/// [`Refused`]; then nothing has changed.
pub async fn execute(
    descriptor: &Descriptor,
    password: &SecretString,
    statement: &Statement,
    approved: &str,
    arguments: &Map<String, Value>,
    effect: Effect,
) -> Result<Answer, Refused> {
    if statement.sha256 != approved || statement.fingerprint() != approved {
        return Err(Refused::Unapproved);
    }
    if statement.engine != descriptor.engine {
        return Err(Refused::OtherEngine);
    }
    let bound = statement.bind(arguments).map_err(Refused::Arguments)?;
    let mut opened = Door::open(descriptor, password, &Deadlines::default()).await?;
    let raw = opened.session().execute(&Run { statement, bound: &bound, effect }).await;
    opened.close().await;
    let raw = raw?;
    Ok(Answer {
        rows: raw.rows.iter().map(|row| answer::object(statement, row)).collect(),
        touched: raw.touched,
        elapsed: raw.elapsed,
        plan: raw.explained.as_ref().and_then(read_plan),
    })
}

/// Has the database prepare each statement without running it: names, types and privileges as far as the server looks at them then. In
/// the order given; none is fine.
///
/// # Errors
/// When the database cannot be reached; a statement that is refused is part of the answer.
pub async fn prepare_all(
    descriptor: &Descriptor,
    password: &SecretString,
    statements: &[&Statement],
) -> Result<Vec<Option<Rejection>>, ConnectionFailure> {
    let mut opened = Door::open(descriptor, password, &Deadlines::default()).await?;
    let mut verdicts = Vec::with_capacity(statements.len());
    for statement in statements {
        verdicts.push(opened.session().prepare(statement).await?);
    }
    opened.close().await;
    Ok(verdicts)
}
