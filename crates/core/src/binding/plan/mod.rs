//! What a server's planner says of a statement: which index finds the row, or that the whole table would be read.

mod mysql;
mod postgres;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What the planner was told of the parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum PlanBasis {
    /// The values of the call: how this very call is answered.
    Values,
    /// Nothing: how a statement is answered that is kept prepared and planned once for all values. PostgreSQL 16 and later tell it.
    Generic,
}

/// How the planner gets at the rows of the statement's own table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RowAccess {
    /// It finds them by an index.
    Index {
        /// The index.
        name: String,
    },
    /// It reads all of them. On a small table that is right; on a large one a call would wait.
    WholeTable,
    /// It reads none: the planner saw by itself that there is none. MySQL looks a unique key's value up while it plans.
    Nothing,
}

/// The planner's choice for one statement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Plan {
    /// What it was chosen on.
    pub basis: PlanBasis,
    /// How the rows of the statement's own table are found.
    pub access: RowAccess,
    /// How many of them the planner expects, before the row limit.
    pub estimated_rows: Option<f64>,
}

impl Plan {
    /// The index that finds the rows, if one does.
    pub fn index(&self) -> Option<&str> {
        match &self.access {
            RowAccess::Index { name } => Some(name),
            RowAccess::WholeTable | RowAccess::Nothing => None,
        }
    }
}

/// Reads the explanation of either engine; none for a form that is not known, and for an insert, which looks nothing up.
pub fn read_plan(explained: &Value, basis: PlanBasis) -> Option<Plan> {
    let (access, estimated_rows) =
        if explained.is_array() { postgres::read(explained) } else { mysql::read(explained) }?;
    Some(Plan { basis, access, estimated_rows })
}
