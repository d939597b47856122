//! The differences as plain data, in canonical order.

use serde::{Deserialize, Serialize};

use crate::scoping::BlockTarget;

/// All differences. Each list is sorted; one difference stands in one list only.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Drift {
    /// New tables, and new columns of tables that were there. The columns of a new table are not listed.
    pub added: Vec<BlockTarget>,
    /// Tables and columns that are gone, or that the login can no longer see.
    pub removed: Vec<BlockTarget>,
    /// What became different of a thing that is still there.
    pub changed: Vec<Change>,
    /// What is gone and seems to go on under another name. Neither end is listed as removed or added.
    pub renamed: Vec<LooksRenamed>,
    /// Schemas that were read before and not now, because a person chose others: their tables are not compared.
    pub no_longer_read: Vec<String>,
    /// Schemas that are read for the first time: their tables are not compared either.
    pub newly_read: Vec<String>,
}

impl Drift {
    /// The database is as it was. Which schemas were read is a person's choice and no drift.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty() && self.renamed.is_empty()
    }

    /// How many differences there are.
    pub fn len(&self) -> usize {
        self.added.len() + self.removed.len() + self.changed.len() + self.renamed.len()
    }
}

/// One thing of a table or column that became different.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Change {
    /// The table or column, by its new name where it looks renamed.
    pub of: BlockTarget,
    /// What of it.
    pub what: Aspect,
    /// Which one, for what a table has several of: a key's, index's or constraint's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it was, in words or as the server writes it; none when there was none.
    pub before: Option<String>,
    /// What it is; none when there is none any more.
    pub after: Option<String>,
}

/// What can become different.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Aspect {
    /// Table, view, …
    Kind,
    /// A column's exact type.
    Type,
    /// Whether it may be NULL.
    Nullability,
    /// The default's expression, or the one that computes a generated column.
    Default,
    /// Whether and how the server makes the value.
    Generation,
    /// The labels of an enum.
    EnumValues,
    /// The comment.
    Comment,
    /// What the login may do with it.
    Privileges,
    /// The primary key.
    PrimaryKey,
    /// A unique constraint.
    UniqueKey,
    /// A foreign key.
    ForeignKey,
    /// An index.
    Index,
    /// A check constraint.
    Check,
    /// The tables it inherits from.
    Inherits,
    /// What a view reads.
    Reads,
}

impl Aspect {
    /// Its name in a sentence.
    pub fn words(self) -> &'static str {
        match self {
            Aspect::Kind => "kind",
            Aspect::Type => "type",
            Aspect::Nullability => "nullability",
            Aspect::Default => "default",
            Aspect::Generation => "generation",
            Aspect::EnumValues => "enum values",
            Aspect::Comment => "comment",
            Aspect::Privileges => "privileges of the login",
            Aspect::PrimaryKey => "primary key",
            Aspect::UniqueKey => "unique key",
            Aspect::ForeignKey => "foreign key",
            Aspect::Index => "index",
            Aspect::Check => "check",
            Aspect::Inherits => "inherits",
            Aspect::Reads => "reads",
        }
    }
}

/// A vanished thing and one that looks like it; each thing is in one pair at most.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LooksRenamed {
    /// Its old name. For a column of a table that itself looks renamed, under the table's old name.
    pub from: BlockTarget,
    /// Its new name.
    pub to: BlockTarget,
    /// How much speaks for it, in percent.
    pub confidence: u8,
    /// What speaks for it: completes "because …".
    pub reason: String,
}
