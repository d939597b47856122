//! What a write may set off beside its one row. A trial names it before the write is tried, because not all of it is undone by the rollback.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::statement::{Statement, StatementKind};
use crate::catalog::TableName;

/// One thing that a write sets off, as the server's own catalogue tells it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Hazard {
    /// A trigger runs. What it changes in tables is undone; what it does elsewhere is not.
    Trigger {
        /// Its table, or the partition.
        table: TableName,
        /// Its name.
        name: String,
        /// The function that it calls; MySQL's triggers are text of their own.
        function: Option<String>,
    },
    /// A rule rewrites the statement (PostgreSQL).
    Rule {
        /// Its table.
        table: TableName,
        /// Its name.
        name: String,
    },
    /// A foreign key passes the change on to the rows that refer to this one. It is undone, and locks them until then.
    Cascade {
        /// The table whose rows change.
        table: TableName,
        /// The constraint.
        constraint: String,
        /// What becomes of them.
        action: CascadeAction,
    },
    /// A sequence is counted on. It is not counted back.
    Sequence {
        /// The column that takes its default from it.
        column: String,
        /// The sequence as the server names it.
        sequence: String,
    },
    /// The counter of an AUTO_INCREMENT column is counted on (MySQL). It is not counted back.
    AutoIncrement {
        /// The column.
        column: String,
    },
    /// The server sets a column to the present time with every change (MySQL's ON UPDATE CURRENT_TIMESTAMP). It is undone.
    Touched {
        /// The column.
        column: String,
    },
    /// A default calls a function that is not the server's own: what it does elsewhere is not undone.
    DefaultFunction {
        /// The column.
        column: String,
        /// The function.
        function: String,
    },
    /// The login may not see whether the table has triggers: MySQL shows them with the TRIGGER privilege only.
    TriggersHidden,
}

/// What a foreign key does with the rows that refer to a changed one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CascadeAction {
    /// They follow the change.
    Cascade,
    /// They refer to nothing.
    SetNull,
    /// They refer to their default.
    SetDefault,
}

impl Hazard {
    /// Something of it may stay although the trial is rolled back.
    pub fn outlives_a_rollback(&self) -> bool {
        !matches!(self, Hazard::Cascade { .. } | Hazard::Touched { .. })
    }
}

impl fmt::Display for Hazard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Hazard::Trigger { table, name, function: Some(function) } => {
                write!(f, "Trigger {name} of {table} runs {function}; what it does outside of tables is not undone.")
            }
            Hazard::Trigger { table, name, function: None } => {
                write!(f, "Trigger {name} of {table} runs; what it does to tables without transactions is not undone.")
            }
            Hazard::Rule { table, name } => {
                write!(f, "Rule {name} of {table} rewrites the statement, so that it does more or other than it says.")
            }
            Hazard::Cascade { table, constraint, action } => {
                let done = match action {
                    CascadeAction::Cascade => "changes with it",
                    CascadeAction::SetNull => "is set to NULL",
                    CascadeAction::SetDefault => "is set to its default",
                };
                write!(f, "What refers to the row in {table} ({constraint}) {done}; it is undone, and locked until then.")
            }
            Hazard::Sequence { column, sequence } => {
                write!(f, "{column} takes the next number of {sequence}, which a rollback does not give back.")
            }
            Hazard::AutoIncrement { column } => {
                write!(f, "{column} takes its next number, which a rollback does not give back.")
            }
            Hazard::Touched { column } => {
                write!(f, "{column} becomes the present time, as with every change of the row; it is undone.")
            }
            Hazard::DefaultFunction { column, function } => {
                write!(f, "The default of {column} runs {function}; what it does outside of tables is not undone.")
            }
            Hazard::TriggersHidden => f.write_str(
                "This login may not see whether the table has triggers (TRIGGER privilege); what they do may not be undone.",
            ),
        }
    }
}

/// What a write sets: its table, and the columns that it names a value for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written<'a> {
    /// The table.
    pub table: &'a TableName,
    /// The columns, without the key of an update.
    pub columns: Vec<&'a str>,
    /// A new row; otherwise a changed one.
    pub inserts: bool,
}

impl Statement {
    /// What it writes; none for a read.
    pub fn written(&self) -> Option<Written<'_>> {
        let columns = self.parameters.iter().map(|parameter| parameter.column.as_str());
        let (inserts, columns): (_, Vec<&str>) = match self.kind {
            StatementKind::Read => return None,
            StatementKind::Insert => (true, columns.collect()),
            // The key stands last.
            StatementKind::Update => (false, columns.take(self.parameters.len().saturating_sub(1)).collect()),
        };
        Some(Written { table: self.tables.first()?, columns, inserts })
    }
}
