//! Why a statement did not run, or its effect was taken back. None of it repeats a value.

use std::fmt;

use gatehouse_core::binding::ArgumentProblem;
use gatehouse_core::connection::{ConnectionFailure, Explanation, shown};

/// Why a statement did not run, or its effect was taken back.
#[derive(Debug, Clone, PartialEq)]
pub enum Refused {
    /// The statement is not the one that was approved: its hash differs, or does not match its content.
    Unapproved,
    /// It was compiled for another engine.
    OtherEngine,
    /// Arguments that are missing, unknown or not allowed.
    Arguments(Vec<ArgumentProblem>),
    /// A write to a table whose storage engine (named) knows no transactions: nothing could be taken back.
    NotTransactional(String),
    /// A write would have touched another number of rows than one; it was rolled back.
    Touched(u64),
    /// More rows or bytes than an answer may have, in bytes.
    TooLarge(usize),
    /// The database refused the statement or its values; nothing was written.
    Rejected(Rejection),
    /// As many calls as the pool takes are under way, and none ended in time.
    Busy,
    /// The connection ended while a write was being made permanent: it may have been, or not.
    OutcomeUnknown,
    /// Connecting, or the session, failed; nothing was written.
    Failed(ConnectionFailure),
}

/// Why the database itself refused a statement. Its text is not passed on: it repeats values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rejection {
    /// A value of this kind is there already.
    Duplicate,
    /// What it refers to is not there.
    Reference,
    /// A value is missing.
    Missing,
    /// A check of the table's own.
    Check,
    /// A value that its type cannot hold.
    Value,
    /// The login lacks a right.
    Privilege,
    /// A table, column or type is not there, or not so.
    Schema,
    /// The transaction, or the server, only reads.
    ReadOnly,
    /// It took longer than a call may.
    TookTooLong,
    /// Somebody else holds the row or the table, or a deadlock was broken.
    Locked,
    /// Anything else, such as a trigger that refuses.
    Other,
}

impl From<ConnectionFailure> for Refused {
    fn from(failure: ConnectionFailure) -> Refused {
        Refused::Failed(failure)
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.explain().what)
    }
}

impl std::error::Error for Refused {}

impl Refused {
    /// The stable code; none for a failed connection, which has one of its own.
    pub fn code(&self) -> Option<&'static str> {
        Some(match self {
            Refused::Unapproved => "statement_unapproved",
            Refused::OtherEngine => "statement_of_other_engine",
            Refused::Arguments(_) => "arguments_invalid",
            Refused::NotTransactional(_) => "table_not_transactional",
            Refused::Touched(_) => "not_one_row",
            Refused::TooLarge(_) => "answer_too_large",
            Refused::Rejected(rejection) => rejection.code(),
            Refused::Busy => "busy",
            Refused::OutcomeUnknown => "outcome_unknown",
            Refused::Failed(_) => return None,
        })
    }

    /// What happened and what to do, for people.
    pub fn explain(&self) -> Explanation {
        let say = |what: &str, next_step: &str| Explanation { what: what.into(), next_step: next_step.into() };
        match self {
            Refused::Unapproved => say(
                "This statement is not the one that was approved.",
                "Compile the binding again and review what is different.",
            ),
            Refused::OtherEngine => say(
                "This statement was compiled for another kind of database.",
                "Compile the binding again for this connection.",
            ),
            Refused::Arguments(problems) => {
                let all: Vec<String> = problems.iter().map(argument).collect();
                say(
                    &format!("Not a valid call: {}.", all.join("; ")),
                    "Correct the arguments; the database was not asked.",
                )
            }
            Refused::NotTransactional(engine) => say(
                &format!(
                    "The table's storage engine ({}) knows no transactions, so a wrong write could not be taken back.",
                    shown(engine)
                ),
                "Write to a table of InnoDB only, or ask the database's owner to convert this one.",
            ),
            Refused::Touched(0) => {
                say("No row has this key; nothing was changed.", "Use the key of a row that is there.")
            }
            Refused::Touched(rows) => say(
                &format!("It would have changed {rows} rows instead of one; it was rolled back."),
                "Look at the table's children, rules and triggers: its key does not tell its rows apart.",
            ),
            Refused::TooLarge(most) => say(
                &format!("The answer is larger than {} KiB.", most / 1024),
                "Return fewer rows, or leave long texts out of the answer.",
            ),
            Refused::Rejected(rejection) => rejection.explain(),
            Refused::Busy => {
                say("Too many calls to this database are under way; it was not asked.", "Try again in a moment.")
            }
            Refused::OutcomeUnknown => say(
                "The connection ended while the write was being made permanent: it may have been made, or not.",
                "Look the row up before you try again.",
            ),
            Refused::Failed(failure) => failure.explain(),
        }
    }
}

fn argument(problem: &ArgumentProblem) -> String {
    format!("{}: {}", shown(&problem.name), problem.problem)
}

impl Rejection {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Rejection::Duplicate => "rejected_duplicate",
            Rejection::Reference => "rejected_reference",
            Rejection::Missing => "rejected_missing_value",
            Rejection::Check => "rejected_by_check",
            Rejection::Value => "rejected_value",
            Rejection::Privilege => "rejected_privilege",
            Rejection::Schema => "rejected_schema",
            Rejection::ReadOnly => "rejected_read_only",
            Rejection::TookTooLong => "took_too_long",
            Rejection::Locked => "locked",
            Rejection::Other => "rejected",
        }
    }

    /// What happened and what to do, for people.
    pub fn explain(self) -> Explanation {
        let (what, next_step) = match self {
            Rejection::Duplicate => ("Such a row is there already.", "Use a value that no other row has."),
            Rejection::Reference => ("It refers to a row that is not there.", "Use the key of a row that is there."),
            Rejection::Missing => ("A column that needs a value got none.", "Bind the column, or pin a constant."),
            Rejection::Check => {
                ("A check of the table refuses the values.", "Give the parameter the limits that the check has.")
            }
            Rejection::Value => {
                ("A column cannot hold one of the values.", "Give the parameter the limits that the column has.")
            }
            Rejection::Privilege => (
                "The login lacks a right that the statement needs.",
                "Grant what the compiled binding lists under privileges.",
            ),
            Rejection::Schema => (
                "A table, column or type is not as it was discovered.",
                "Discover the schema again and compile the binding again.",
            ),
            Rejection::ReadOnly => ("This server or login only reads.", "Connect to a server that takes writes."),
            Rejection::TookTooLong => {
                ("It took longer than a call may and was ended.", "Look at its plan, and at the server's load.")
            }
            Rejection::Locked => ("Somebody else holds the row or the table.", "Try again when they are done."),
            Rejection::Other => {
                ("The database refused the statement.", "Look into the server's log: a trigger or a rule may say why.")
            }
        };
        Explanation { what: what.into(), next_step: next_step.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_for_people_holds_every_code() {
        let page = include_str!("../../../../docs/reference/trials.md");
        let rejections = [
            Rejection::Duplicate,
            Rejection::Reference,
            Rejection::Missing,
            Rejection::Check,
            Rejection::Value,
            Rejection::Privilege,
            Rejection::Schema,
            Rejection::ReadOnly,
            Rejection::TookTooLong,
            Rejection::Locked,
            Rejection::Other,
        ];
        let refusals = [
            Refused::Unapproved,
            Refused::OtherEngine,
            Refused::Arguments(vec![]),
            Refused::NotTransactional("MyISAM".into()),
            Refused::Touched(2),
            Refused::TooLarge(65_536),
            Refused::Busy,
            Refused::OutcomeUnknown,
        ];
        for refused in refusals.into_iter().chain(rejections.map(Refused::Rejected)) {
            let code = refused.code().unwrap();
            assert!(page.contains(&format!("`{code}`")), "{code}");
            let explained = refused.explain();
            assert!(!explained.what.is_empty() && !explained.next_step.is_empty(), "{code}");
        }
    }
}
