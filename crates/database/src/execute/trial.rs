//! A trial: a binding's statement run as an agent's call would run it, with nothing left behind.

use gatehouse_core::binding::{Hazard, Statement};
use gatehouse_core::connection::Descriptor;
use secrecy::SecretString;
use serde_json::{Map, Value};

use super::{Answer, Call, Effect, Refused};
use crate::deadlines::Deadlines;
use crate::door::Door;

/// What came of a trial.
#[derive(Debug, Clone, PartialEq)]
pub enum Trial {
    /// It was not run: a person has to agree to these first, because a rollback does not undo all of it.
    Asks(Vec<Hazard>),
    /// It was run, and rolled back.
    Ran(Box<Outcome>),
}

/// A trial that was run.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// What the agent would get. It holds row data: for its owner's eyes, and to be kept nowhere.
    pub answer: Answer,
    /// What a write set off beside its row.
    pub hazards: Vec<Hazard>,
    /// How long connecting took, in milliseconds.
    pub connect_ms: f64,
}

/// Tries `statement` with `arguments` as the login of `descriptor`: a read in a read-only transaction, a write in one that is always rolled
/// back. What a write sets off is read from the server's catalogue first; unless `agreed`, it is then asked about instead of run.
///
/// # Errors
/// [`Refused`]; nothing has changed.
pub async fn try_out(
    descriptor: &Descriptor,
    password: &SecretString,
    statement: &Statement,
    arguments: &Map<String, Value>,
    agreed: bool,
) -> Result<Trial, Refused> {
    let call = Call::check(statement, &statement.sha256, descriptor.engine, arguments, Effect::RolledBack)?;
    let mut opened = Door::open(descriptor, password, &Deadlines::default()).await?;
    let connect_ms = opened.timings().total_ms();
    let tried = async {
        let session = opened.session();
        let mut hazards = match statement.written() {
            Some(written) => session.hazards(&written).await?,
            None => Vec::new(),
        };
        hazards.sort();
        hazards.dedup();
        if !hazards.is_empty() && !agreed {
            return Ok(Trial::Asks(hazards));
        }
        let answer = call.run(session).await?;
        Ok(Trial::Ran(Box::new(Outcome { answer, hazards, connect_ms })))
    };
    let trial = tried.await;
    opened.close().await;
    trial
}
