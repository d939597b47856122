//! Whether an equality lookup on a column can use an index, as the engine sees it.

use serde::{Deserialize, Serialize};

use super::dialect::Dialect;
use crate::catalog::{Index, Table, TableKind};

/// What the indexes of a table say about equality on one column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
    match serving(table, column, dialect) {
        Some(index) => IndexVerdict::Served { index: index.name.clone(), unique: is_unique_alone(index) },
        None => IndexVerdict::NotServed { reason: reason(table, column, dialect) },
    }
}

/// The index that serves equality on `column` best: a unique one, then one over whole values, then the first by name.
pub(super) fn serving<'a>(table: &'a Table, column: &str, dialect: &dyn Dialect) -> Option<&'a Index> {
    let serving = table.indexes.iter().filter(|index| obstacle(index, column, dialect).is_none());
    serving.min_by_key(|index| (!is_unique_alone(index), prefix(index).is_some(), index.name.as_str()))
}

/// How much of its leading column an index covers, if only the beginning.
pub(super) fn prefix(index: &Index) -> Option<u32> {
    index.parts.first().and_then(|part| part.prefix)
}

/// Whether one index finds the rows by `column` and has them in the order of `by` already, forwards or backwards.
pub(super) fn serves_order(table: &Table, column: &str, by: &str, dialect: &dyn Dialect) -> bool {
    let ordered = |index: &Index| {
        // A hash has no order, and a prefix does not order what it cuts off.
        let next = index.parts.get(1).filter(|part| part.prefix.is_none()).and_then(|part| part.column());
        index.method == "btree" && prefix(index).is_none() && next == Some(by)
    };
    let few = serving(table, column, dialect).is_some_and(is_unique_alone) || column == by;
    few || table.indexes.iter().any(|index| obstacle(index, column, dialect).is_none() && ordered(index))
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
    if index.predicate.as_ref().is_some_and(|predicate| !is_not_null(predicate, column)) {
        return Some(format!("index {} covers only part of the rows", index.name));
    }
    if !dialect.method_serves_equality(&index.method) {
        return Some(format!("index {} ({}) does not serve equality", index.name, index.method));
    }
    None
}

/// Whether a partial index's condition is no more than that `column` has a value. Equality with a value implies that: the one implication
/// that holds for every value a caller may give, and one that PostgreSQL's planner proves by itself. The condition is as the server
/// prints it (`pg_get_expr`): in parentheses, names in quotes where they need them.
pub(super) fn is_not_null(predicate: &str, column: &str) -> bool {
    let inside = predicate.trim().strip_prefix('(').and_then(|text| text.strip_suffix(')')).unwrap_or(predicate).trim();
    let Some(name) = inside.strip_suffix(" IS NOT NULL") else { return false };
    let plain = column.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
        && column.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    (plain && name == column) || name == format!("\"{}\"", column.replace('"', "\"\""))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_condition_that_equality_implies() {
        assert!(is_not_null("(phone IS NOT NULL)", "phone"));
        assert!(is_not_null("(\"Badge \"\"No\" IS NOT NULL)", "Badge \"No"));
        for (predicate, column) in [
            ("(email IS NOT NULL)", "phone"),
            ("((phone IS NOT NULL) AND active)", "phone"),
            ("(phone IS NULL)", "phone"),
            ("((phone || email) IS NOT NULL)", "phone"),
            ("(Phone IS NOT NULL)", "Phone"),
            ("(lower(phone) IS NOT NULL)", "phone"),
            ("(phone <> ''::text)", "phone"),
            ("", ""),
        ] {
            assert!(!is_not_null(predicate, column), "{predicate}");
        }
    }
}
