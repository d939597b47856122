//! One call of a frozen statement, and every guard around it: whoever runs a statement goes through here, over a connection of its own or a pooled one.

use std::sync::Arc;

use gatehouse_core::binding::{PlanBasis, Statement, read_plan};
use gatehouse_core::connection::{ConnectionFailure, Engine};
use serde_json::{Map, Value};

use super::answer::{self, Document, Raw};
use super::approved::{Approved, approve};
use super::refused::Refused;
use super::{Answer, Effect};
use crate::engine::EngineSession;

/// A call that has passed every guard that needs no database.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) statement: Arc<Statement>,
    /// In the order of the placeholders.
    pub(crate) bound: Vec<Option<String>>,
    pub(crate) effect: Effect,
}

impl Call {
    /// `approved` is the hash that a person saw.
    ///
    /// # Errors
    /// For another statement than the approved one, another engine, or arguments that its parameters do not allow.
    pub(crate) fn check(
        statement: &Statement,
        approved: &str,
        engine: Engine,
        arguments: &Map<String, Value>,
        effect: Effect,
    ) -> Result<Call, Refused> {
        approve(statement, approved)?;
        Call::bound(Arc::new(statement.clone()), engine, arguments, effect)
    }

    /// The same for a statement that was compared before, and cannot have changed since.
    ///
    /// # Errors
    /// For another engine, or arguments that its parameters do not allow.
    pub(crate) fn of(
        statement: &Approved,
        engine: Engine,
        arguments: &Map<String, Value>,
        effect: Effect,
    ) -> Result<Call, Refused> {
        Call::bound(statement.shared(), engine, arguments, effect)
    }

    fn bound(
        statement: Arc<Statement>,
        engine: Engine,
        arguments: &Map<String, Value>,
        effect: Effect,
    ) -> Result<Call, Refused> {
        if statement.engine != engine {
            return Err(Refused::OtherEngine);
        }
        let bound = statement.bind(arguments).map_err(Refused::Arguments)?;
        Ok(Call { statement, bound, effect })
    }

    /// Runs it. Afterwards the session can be used again unless it says that it is lost.
    ///
    /// # Errors
    /// [`Refused`].
    pub(crate) async fn run(&self, session: &mut EngineSession) -> Result<Answer, Refused> {
        let raw = session.execute(self).await?;
        let plan = |explained: &Option<Value>, basis| explained.as_ref().and_then(|plan| read_plan(plan, basis));
        let plans = [plan(&raw.explained, PlanBasis::Values), plan(&raw.generic, PlanBasis::Generic)];
        let document = Document { statement: &self.statement, raw: &raw };
        Ok(Answer {
            // Texts, numbers and names, which JSON can always hold.
            told: serde_json::to_string_pretty(&document).unwrap_or_default(),
            rows: raw.rows.iter().map(|row| answer::object(&self.statement, row)).collect(),
            touched: raw.touched,
            elapsed: raw.elapsed,
            again: raw.again,
            plans: plans.into_iter().flatten().collect(),
        })
    }
}

/// What the transaction came to; the session itself is in order either way.
pub(crate) enum Attempt {
    Done(Raw),
    Refused(Refused),
}

/// How far a transaction has come: what its failure means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    /// It is open: nothing of it stays, but the session must not be used again.
    Open,
    /// The server was asked to make it permanent, and has not answered.
    Committing,
    /// It is over.
    Ended,
}

impl Stage {
    /// What an attempt that came this far amounts to. A transaction that did not end poisons its session: `lost` is set.
    pub(crate) fn conclude(self, attempt: Result<Attempt, ConnectionFailure>, lost: &mut bool) -> Result<Raw, Refused> {
        *lost |= self != Stage::Ended;
        match (attempt, self) {
            (Ok(Attempt::Done(raw)), _) => Ok(raw),
            (Ok(Attempt::Refused(refused)), _) => Err(refused),
            (Err(_), Stage::Committing) => Err(Refused::OutcomeUnknown),
            (Err(failure), _) => Err(Refused::Failed(failure)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transaction_that_did_not_end_poisons_its_session() {
        let failure = || ConnectionFailure::ConnectionLost { phase: "running the statement" };
        for (stage, poisoned) in [(Stage::Open, true), (Stage::Committing, true), (Stage::Ended, false)] {
            let mut lost = false;
            let concluded = stage.conclude(Err(failure()), &mut lost);
            assert_eq!(lost, poisoned, "{stage:?}");
            let expected =
                if stage == Stage::Committing { Refused::OutcomeUnknown } else { Refused::Failed(failure()) };
            assert_eq!(concluded.unwrap_err(), expected);
        }
        let mut lost = true;
        assert!(Stage::Ended.conclude(Ok(Attempt::Done(Raw::default())), &mut lost).is_ok() && lost);
    }
}
