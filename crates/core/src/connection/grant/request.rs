//! What a person chooses about the agent's database user.

use serde::{Deserialize, Serialize};

use crate::catalog::TableName;

/// What the user is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum GrantRole {
    /// SELECT and nothing else.
    #[default]
    ReadOnly,
    /// SELECT, INSERT and UPDATE on exactly the named tables.
    Write,
}

/// How closely the database itself enforces the scoping.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "lowercase")]
pub enum Grain {
    /// Every table of today's snapshot, blocked or not: only the platform's scoping hides anything.
    Schema,
    /// Tables that are not blocked, whole: the platform alone hides blocked columns.
    Tables,
    /// Columns that are not blocked, without a table grant: one tick, two locks.
    #[default]
    Columns,
}

/// The choice as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct GrantRequest {
    /// What the user is for.
    pub role: GrantRole,
    /// How closely the database enforces the scoping.
    pub grain: Grain,
    /// The tables it is about. For [`GrantRole::ReadOnly`] none means all; [`GrantRole::Write`] needs at least one.
    #[serde(default)]
    pub tables: Vec<TableName>,
}
