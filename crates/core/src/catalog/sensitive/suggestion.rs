//! What is suggested, and why, as data: the wording lives with whoever shows it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Confidence, SensitiveClass, ValueShape};
use crate::catalog::TableName;
use crate::scoping::{BlockTarget, Dismissal, Scoping};

/// A table or column that may hold something sensitive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Suggestion {
    /// The table.
    pub table: TableName,
    /// The column; none when the table as a whole is about it.
    pub column: Option<String>,
    /// The column's type when this was suggested; none for a table.
    pub data_type: Option<String>,
    /// What it looks like.
    pub class: SensitiveClass,
    /// How sure that is.
    pub confidence: Confidence,
    /// What speaks for it, the strongest first; never empty.
    pub reasons: Vec<Reason>,
}

/// One thing that speaks for a class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Reason {
    /// Its name holds these words.
    Name {
        /// As they were understood, for example `date of birth`.
        words: String,
    },
    /// Its comment holds these words.
    Comment {
        /// As they were understood.
        words: String,
    },
    /// Its type is for such values, for example `inet`.
    Type {
        /// The type.
        data_type: String,
    },
    /// Its table is about this.
    Subject {
        /// What the table is about.
        subject: Subject,
    },
    /// Its enum values are such, for example `female`, `male`.
    EnumValues {
        /// Those that tell.
        values: Vec<String>,
    },
    /// It is a foreign key to a column that is suggested itself: it carries the same value.
    References {
        /// The referenced table.
        table: TableName,
        /// The referenced column.
        column: String,
    },
    /// It is a view's column of the same name and type as a column that is suggested itself.
    ViewOf {
        /// The table that the view seems to show.
        table: TableName,
        /// Its column.
        column: String,
    },
    /// So many of the table's columns are of this class.
    Columns {
        /// How many.
        columns: u32,
    },
    /// Values of a sample have this shape.
    Values {
        /// The shape.
        shape: ValueShape,
        /// How many values have it.
        matching: u32,
        /// How many values, other than NULL and empty ones, were looked at.
        seen: u32,
    },
}

/// What a table is about, as far as it matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// People.
    People,
    /// Somebody's health.
    Health,
    /// Postal addresses or ways to reach somebody.
    Addresses,
    /// Logins, sessions, keys.
    Access,
    /// Payments and accounts.
    Payments,
    /// What people write to each other or about each other.
    Messages,
    /// Organisations and places.
    Organisations,
    /// Goods, settings, code lists: no person in sight.
    Things,
}

impl Suggestion {
    /// The table or column, as blocks name it.
    pub fn target(&self) -> BlockTarget {
        BlockTarget { table: self.table.clone(), column: self.column.clone() }
    }

    /// Whether agents are kept from it already.
    pub fn is_blocked(&self, scoping: &Scoping) -> bool {
        match &self.column {
            Some(column) => scoping.blocks_column(&self.table, column),
            None => scoping.blocks_table(&self.table),
        }
    }

    /// What its dismissal is kept under. The type is part of it: a column of another type is another matter.
    pub fn dismissal(&self) -> Dismissal {
        Dismissal { target: self.target(), class: self.class.code().to_owned(), data_type: self.data_type.clone() }
    }
}

/// The suggestions that nobody has dismissed.
pub fn undismissed<'a>(
    suggestions: Vec<Suggestion>,
    dismissals: impl IntoIterator<Item = &'a Dismissal>,
) -> Vec<Suggestion> {
    let dismissals: BTreeSet<&Dismissal> = dismissals.into_iter().collect();
    suggestions.into_iter().filter(|suggestion| !dismissals.contains(&suggestion.dismissal())).collect()
}
