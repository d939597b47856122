//! A trial as the window shows it: the one place where row data crosses, for its owner's eyes, kept nowhere.

use std::collections::BTreeMap;

use gatehouse_core::binding::{Hazard, Plan, Scalar, Statement};
use gatehouse_core::connection::{Pace, Timed};
use gatehouse_database::{Outcome, Rejection, Trial};
use gatehouse_workspace::{CompiledDraft, NotCompiled};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A call's arguments by parameter; one left out is not given. A whole number beyond what a page counts exactly goes as text.
#[derive(Debug, Deserialize, specta::Type)]
#[serde(transparent)]
pub(crate) struct TrialArguments(BTreeMap<String, Scalar>);

/// What came of a trial.
#[derive(Debug, Serialize, specta::Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum TrialView {
    /// It was not run yet: a person has to agree first.
    Asks {
        /// What a rollback does not undo, and what else a write sets off.
        hazards: Vec<HazardView>,
    },
    /// It was run, and rolled back.
    Ran {
        /// Exactly what the agent would get, as JSON text.
        json: String,
        /// How many rows were found or changed.
        rows: u32,
        /// How long it took: connecting, the statement, and a read's second time.
        timings: Vec<TimingView>,
        /// What the planner says on the values given, and on any values where the server tells that. Nothing for an insert.
        plans: Vec<Plan>,
        /// What a write set off.
        hazards: Vec<HazardView>,
        /// The login it ran as.
        user: String,
    },
}

/// Something that a write sets off.
#[derive(Debug, Serialize, specta::Type)]
pub(crate) struct HazardView {
    /// What it is.
    pub(crate) hazard: Hazard,
    /// The same in a sentence.
    pub(crate) text: String,
    /// A rollback does not undo all of it.
    pub(crate) outlives_a_rollback: bool,
}

/// A measured time and its budget, in milliseconds.
#[derive(Debug, Serialize, specta::Type)]
pub(crate) struct TimingView {
    /// `connecting`, `the first statement` or `a warm statement`.
    pub(crate) what: String,
    /// What it took.
    pub(crate) ms: f64,
    /// Above this a caller notices.
    pub(crate) budget_ms: f64,
    /// Above this a live call cannot use it.
    pub(crate) most_ms: f64,
    /// Within the budget.
    pub(crate) quick: bool,
}

/// What the live database says of every binding of a connection.
#[derive(Debug, Serialize, specta::Type)]
pub(crate) struct PreparedBindings {
    /// How many it takes.
    pub(crate) valid: u32,
    /// All of them, by slug.
    pub(crate) bindings: Vec<PreparedBinding>,
}

/// What it says of one.
#[derive(Debug, Serialize, specta::Type)]
pub(crate) struct PreparedBinding {
    /// Its slug.
    pub(crate) slug: String,
    /// The tool's name.
    pub(crate) tool_name: String,
    /// Why it is not valid; none when it is.
    pub(crate) problem: Option<PreparedProblem>,
}

/// Why a binding is not valid.
#[derive(Debug, Serialize, specta::Type)]
pub(crate) struct PreparedProblem {
    /// `unreadable`, `not_compiled`, or the code of the database's refusal.
    pub(crate) code: String,
    /// What is wrong.
    pub(crate) message: String,
    /// What to do about it.
    pub(crate) next_step: String,
}

impl TrialArguments {
    /// As an agent sends them.
    pub(crate) fn into_json(self) -> Map<String, Value> {
        // A plain value is always JSON; a number that is none is refused as missing.
        self.0.into_iter().map(|(name, value)| (name, serde_json::to_value(value).unwrap_or_default())).collect()
    }
}

impl TrialView {
    pub(crate) fn new(trial: Trial, user: String) -> TrialView {
        let views = |hazards: Vec<Hazard>| hazards.into_iter().map(HazardView::from).collect();
        match trial {
            Trial::Asks(hazards) => TrialView::Asks { hazards: views(hazards) },
            Trial::Ran(ran) => {
                let Outcome { answer, hazards, connect_ms } = *ran;
                let timed: Vec<(Timed, f64)> =
                    [(Timed::Connect, connect_ms)].into_iter().chain(answer.timed()).collect();
                TrialView::Ran {
                    json: answer.told,
                    rows: u32::try_from(answer.touched).unwrap_or(u32::MAX),
                    timings: timed.into_iter().map(TimingView::from).collect(),
                    plans: answer.plans,
                    hazards: views(hazards),
                    user,
                }
            }
        }
    }
}

impl From<Hazard> for HazardView {
    fn from(hazard: Hazard) -> HazardView {
        HazardView { text: hazard.to_string(), outlives_a_rollback: hazard.outlives_a_rollback(), hazard }
    }
}

impl From<(Timed, f64)> for TimingView {
    fn from((timed, ms): (Timed, f64)) -> TimingView {
        let limits = timed.limits();
        TimingView {
            what: timed.phrase().into(),
            ms,
            budget_ms: limits.budget_ms,
            most_ms: limits.most_ms,
            quick: timed.pace(ms) == Pace::Quick,
        }
    }
}

/// The statements among `drafts`, in their order.
pub(crate) fn statements(drafts: &[CompiledDraft]) -> Vec<&Statement> {
    drafts.iter().filter_map(|draft| draft.statement.as_ref().ok()).collect()
}

impl PreparedBindings {
    /// `verdicts`: the database's, one for each draft that has a statement.
    pub(crate) fn new(drafts: Vec<CompiledDraft>, verdicts: Vec<Option<Rejection>>) -> PreparedBindings {
        let mut verdicts = verdicts.into_iter();
        let bindings: Vec<PreparedBinding> = drafts
            .into_iter()
            .map(|CompiledDraft { slug, tool_name, statement }| {
                let problem = match statement {
                    Ok(_) => verdicts.next().flatten().map(PreparedProblem::from),
                    Err(why) => Some(PreparedProblem::from(why)),
                };
                PreparedBinding { slug, tool_name, problem }
            })
            .collect();
        let valid = bindings.iter().filter(|binding| binding.problem.is_none()).count();
        PreparedBindings { valid: u32::try_from(valid).unwrap_or(u32::MAX), bindings }
    }
}

impl From<Rejection> for PreparedProblem {
    fn from(rejection: Rejection) -> PreparedProblem {
        let explanation = rejection.explain();
        PreparedProblem { code: rejection.code().into(), message: explanation.what, next_step: explanation.next_step }
    }
}

impl From<NotCompiled> for PreparedProblem {
    fn from(why: NotCompiled) -> PreparedProblem {
        let (code, message, next_step) = match why {
            NotCompiled::Unreadable(message) => ("unreadable", message, "Correct the file."),
            NotCompiled::Errors(message) => ("not_compiled", message, "Open the binding and apply what it offers."),
        };
        PreparedProblem { code: code.into(), message, next_step: next_step.into() }
    }
}
