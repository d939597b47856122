//! What a policy is made of: one decision each, put or taken.

use serde::{Deserialize, Serialize};

use super::{BlockTarget, Rule};

/// One thing that was decided, or that waits for a decision.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", content = "of", rename_all = "snake_case")]
pub enum Fact {
    /// The owner blocked it. It may have vanished since: then this is its tombstone.
    Blocked(BlockTarget),
    /// The owner lets it through although a rule matches it.
    Excepted(BlockTarget),
    /// A later discovery found it, and nobody has reviewed it yet: blocked until then.
    Quarantined(BlockTarget),
    /// A standing rule.
    Rule(Rule),
    /// One thing vanished and another looks like it: both are blocked until somebody decides.
    Renamed(Rename),
    /// A suggestion that the owner has dismissed.
    Dismissed(Dismissal),
    /// New tables and columns are let through without a review.
    QuarantineOff,
}

/// A vanished table or column, and what looks like its new name. Both are tables, or both columns of tables.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Rename {
    /// What vanished.
    pub from: BlockTarget,
    /// What appeared.
    pub to: BlockTarget,
}

/// A dismissed suggestion. It holds as long as the type is what it was: a column that became another is suggested anew.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Dismissal {
    /// The table or column.
    pub target: BlockTarget,
    /// The suggested class, as `catalog::sensitive` names it.
    pub class: String,
    /// The column's exact type at that time; none for a table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data_type: Option<String>,
}

/// What a step did to a policy. Applying the reverse undoes it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PolicyChange {
    /// Facts that hold now and did not.
    pub put: Vec<Fact>,
    /// Facts that held.
    pub taken: Vec<Fact>,
}

impl PolicyChange {
    /// Nothing changed.
    pub fn is_empty(&self) -> bool {
        self.put.is_empty() && self.taken.is_empty()
    }

    /// The change that undoes this one.
    pub fn reversed(&self) -> PolicyChange {
        PolicyChange { put: self.taken.clone(), taken: self.put.clone() }
    }
}
