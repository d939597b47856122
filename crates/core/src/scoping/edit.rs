//! The steps that an owner takes: each is one entry of undo.

use serde::{Deserialize, Serialize};

use super::{BlockTarget, Dismissal, Rename, Rule};

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "do", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum PolicyEdit {
    /// Block these for good: ticks set. Reviews those that wait in quarantine.
    Block {
        /// Tables and columns, known to the catalogue or not.
        targets: Vec<BlockTarget>,
    },
    /// Let these through: ticks taken away. What waits in quarantine is then reviewed, a rule gets an exception, a tombstone goes.
    Allow {
        /// Tables and columns, known to the catalogue or not.
        targets: Vec<BlockTarget>,
    },
    /// Let through what waits in quarantine, and nothing more: rules and blocks hold for it as for anything else. This is the review of
    /// many things at once; [`PolicyEdit::Allow`] is a person's word about each.
    Release {
        /// Tables and columns that wait.
        targets: Vec<BlockTarget>,
    },
    /// Put a standing rule. Exceptions that were made from others end where it matches.
    AddRule {
        /// Its pattern.
        rule: Rule,
    },
    /// Take it away; what it alone blocked is visible again.
    RemoveRule {
        /// Its pattern.
        rule: Rule,
    },
    /// Answer whether a thing was renamed.
    DecideRename {
        /// The question.
        rename: Rename,
        /// Yes: the new name inherits what was decided about the old one. No: it is new, and waits for its review.
        same: bool,
    },
    /// Whether new tables and columns wait for a review.
    SetQuarantine {
        /// They do.
        on: bool,
    },
    /// Dismiss suggestions, or take a dismissal back.
    Dismiss {
        /// Which.
        suggestions: Vec<Dismissal>,
        /// False takes it back.
        dismissed: bool,
    },
    /// Several steps as one.
    All {
        /// In this order.
        edits: Vec<PolicyEdit>,
    },
}
