//! A way around a block, as data.

use serde::{Deserialize, Serialize};

use crate::scoping::{BlockTarget, PolicyEdit};

/// Something in sight through which what is blocked may be told all the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Leak {
    /// What kind of way.
    pub kind: LeakKind,
    /// How sure it is.
    pub certainty: Certainty,
    /// What is in sight; none for a tool's own text.
    pub through: Option<BlockTarget>,
    /// What is told by it: blocked tables and columns; empty for what may hold anything.
    pub tells: Vec<BlockTarget>,
    /// Why, in one sentence.
    pub why: String,
    /// The step that closes it; none where only a person can.
    pub fix: Option<PolicyEdit>,
}

/// How sure a leak is, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// The blocked values, or what is computed from them, are there.
    Certain,
    /// They are there unless the definition leaves them out.
    Likely,
    /// Only somebody who knows the data can say.
    Possible,
}

/// What kind of way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum LeakKind {
    /// A view reads it.
    View,
    /// A materialised view holds a copy of it.
    MaterializedView,
    /// A view whose definition the login may not see could read it.
    UnknownView,
    /// A column is computed from it.
    GeneratedColumn,
    /// A foreign key carries the same value.
    ForeignKey,
    /// A parent table shows the rows of the blocked table that inherits from it.
    Inheritance,
    /// A table with nearly the same columns: a copy, an archive.
    Copy,
    /// Documents or free text may hold anything.
    Document,
    /// Values of the blocked column's type are listed by another column.
    EnumValues,
    /// The text of a tool mentions it.
    ToolText,
}
