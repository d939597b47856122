//! Whether an equality lookup on a column can use an index, as the engine sees it.

use serde::{Deserialize, Serialize};

use super::dialect::Dialect;
use crate::catalog::{Index, Table, TableKind};

/// What the indexes of a table say about equality on one column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum IndexVerdict {
    /// This index serves it.
    Served {
        /// The index.
        index: String,
        /// At most one row can match.
        unique: bool,
    },
    /// No index serves it; the reason completes "because …".
    NotServed {
        /// The reason, in words.
        reason: String,
    },
}

/// Judges equality on `column` of `table`. Prefers a unique index, then the first by name.
pub(super) fn judge(table: &Table, column: &str, dialect: &dyn Dialect) -> IndexVerdict {
    let mut serving: Vec<&Index> =
        table.indexes.iter().filter(|index| obstacle(index, column, dialect).is_none()).collect();
    serving.sort_by_key(|index| (!is_unique_alone(index), index.name.as_str()));
    match serving.first() {
        Some(index) => IndexVerdict::Served { index: index.name.clone(), unique: is_unique_alone(index) },
        None => IndexVerdict::NotServed { reason: reason(table, column, dialect) },
    }
}

fn is_unique_alone(index: &Index) -> bool {
    index.unique && index.parts.len() == 1
}

/// Why this index does not serve equality on the column; none when it does.
fn obstacle(index: &Index, column: &str, dialect: &dyn Dialect) -> Option<String> {
    if index.leading_column() != Some(column) {
        return Some(match position(index, column) {
            Some(at) => format!("it is only column {} of index {}", at + 1, index.name),
            None => "no index begins with it".into(),
        });
    }
    if !index.valid {
        return Some(format!("index {} is not valid yet", index.name));
    }
    if !index.visible {
        return Some(format!("index {} is hidden from the server's planner", index.name));
    }
    if index.predicate.is_some() {
        return Some(format!("index {} covers only part of the rows", index.name));
    }
    if !dialect.method_serves_equality(&index.method) {
        return Some(format!("index {} ({}) does not serve equality", index.name, index.method));
    }
    None
}

fn position(index: &Index, column: &str) -> Option<usize> {
    index.parts.iter().position(|part| part.column() == Some(column))
}

/// The most telling obstacle: an index that leads with the column, then one that holds it, then none at all.
fn reason(table: &Table, column: &str, dialect: &dyn Dialect) -> String {
    match table.kind {
        TableKind::View => return "a view has no index".into(),
        TableKind::ForeignTable => return "a foreign table has no index here".into(),
        _ => {}
    }
    let holding = table.indexes.iter().filter_map(|index| position(index, column).map(|at| (at, index)));
    match holding.min_by_key(|(at, index)| (*at, index.name.as_str())) {
        Some((_, index)) => obstacle(index, column, dialect).unwrap_or_default(),
        None if mentioned_in_expression(table, column) => "its index is on an expression, not on the column".into(),
        None => "no index begins with it".into(),
    }
}

fn mentioned_in_expression(table: &Table, column: &str) -> bool {
    let parts = table.indexes.iter().flat_map(|index| &index.parts);
    parts.into_iter().any(|part| part.expression().is_some_and(|text| text.contains(column)))
}
