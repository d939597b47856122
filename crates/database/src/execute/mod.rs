//! Running a frozen statement, with every guard on, for the trial and for the control plane alike.
//!
//! Arguments are checked before the database is asked; the text is the compiler's and nothing of a caller's; a read runs in a read-only
//! transaction, a write in one that is rolled back unless exactly one row was touched and the caller is real.

mod answer;
mod approved;
mod call;
mod prepare;
mod refused;
mod trial;

use std::time::Duration;

use gatehouse_core::binding::{Plan, Statement, StatementKind};
use gatehouse_core::connection::{Descriptor, Timed};
use secrecy::SecretString;
use serde_json::{Map, Value, json};

use crate::deadlines::Deadlines;
use crate::door::{Door, milliseconds};

pub(crate) use answer::{Document, MAX_ANSWER_BYTES, Raw};
pub use approved::Approved;
pub(crate) use call::{Attempt, Call, Stage};
pub use prepare::prepare_all;
pub use refused::{Refused, Rejection};
pub use trial::{Outcome, Trial, try_out};

/// So long a trial's statement may take at most for a second run of it.
pub(crate) const WORTH_REPEATING: Duration = Duration::from_millis(500);

/// What a call or a trial gave.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// One object a row, values under their leaves.
    pub rows: Vec<Map<String, Value>>,
    /// What [`Answer::document`] says, as JSON over several lines, its values in the order of the outputs: as an agent gets them.
    pub told: String,
    /// How many rows a write touched, or a read returned.
    pub touched: u64,
    /// The statement alone, from sending it to its last row.
    pub elapsed: Duration,
    /// The same a second time, in a trial of a read.
    pub again: Option<Duration>,
    /// What the planner says, in a trial: on the values given, and on any values where the server tells that.
    pub plans: Vec<Plan>,
}

impl Answer {
    /// Exactly what an agent gets: `{"rows": […]}`, and for a write how many rows it changed.
    pub fn document(&self, kind: StatementKind) -> Value {
        match kind {
            StatementKind::Read => json!({ "rows": self.rows }),
            StatementKind::Insert | StatementKind::Update => json!({ "rows": self.rows, "changed": self.touched }),
        }
    }

    /// How what was timed stands to the latency budget: the first time, and the second where there was one. Milliseconds.
    pub fn timed(&self) -> impl Iterator<Item = (Timed, f64)> {
        let again = self.again.map(|again| (Timed::WarmStatement, milliseconds(again)));
        [(Timed::FirstStatement, milliseconds(self.elapsed))].into_iter().chain(again)
    }
}

/// What becomes of a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It is rolled back whatever happens: a trial. The planner is asked, too.
    RolledBack,
    /// It stays, if exactly one row was touched.
    Kept,
}

/// Runs `statement` once with `arguments`, over a connection of its own. `approved` is the hash that a person saw.
///
/// # Errors
/// [`Refused`]; then nothing has changed, but for [`Refused::OutcomeUnknown`].
pub async fn execute(
    descriptor: &Descriptor,
    password: &SecretString,
    statement: &Statement,
    approved: &str,
    arguments: &Map<String, Value>,
    effect: Effect,
) -> Result<Answer, Refused> {
    let call = Call::check(statement, approved, descriptor.engine, arguments, effect)?;
    let mut opened = Door::open(descriptor, password, &Deadlines::default()).await?;
    let answer = call.run(opened.session()).await;
    opened.close().await;
    answer
}
