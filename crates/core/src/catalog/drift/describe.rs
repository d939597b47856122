//! Parts of a catalogue in words: equal words exactly when the parts are equal.

use crate::catalog::{
    CheckConstraint, ForeignKey, Generation, Index, IndexPart, Key, NullOrder, Privileges, TableKind, TableName,
    ViewRead,
};

/// A kind's name.
pub(crate) fn kind_words(kind: TableKind) -> &'static str {
    match kind {
        TableKind::Table => "table",
        TableKind::PartitionedTable => "partitioned table",
        TableKind::View => "view",
        TableKind::MaterializedView => "materialised view",
        TableKind::ForeignTable => "foreign table",
    }
}

/// How the server makes a value; none when it does not.
pub(super) fn generation_words(generation: Option<Generation>) -> Option<String> {
    let words = match generation? {
        Generation::Generated => "computed",
        Generation::IdentityAlways => "identity, always",
        Generation::IdentityByDefault => "identity, unless given",
    };
    Some(words.into())
}

/// An enum's labels, none for other types.
pub(super) fn enum_words(labels: &[String]) -> Option<String> {
    (!labels.is_empty()).then(|| labels.iter().map(|label| quoted(label)).collect::<Vec<_>>().join(", "))
}

/// What a login may do.
pub(super) fn privilege_words(privileges: Privileges) -> String {
    let Privileges { select, insert, update } = privileges;
    let held = [(select, "SELECT"), (insert, "INSERT"), (update, "UPDATE")];
    let held: Vec<&str> = held.into_iter().filter(|(held, _)| *held).map(|(_, name)| name).collect();
    if held.is_empty() { "none".into() } else { held.join(", ") }
}

/// A primary or unique key.
pub(super) fn key_words(key: &Key) -> String {
    format!("{} ({})", quoted(&key.name), list(&key.columns))
}

/// A foreign key.
pub(super) fn foreign_key_words(key: &ForeignKey) -> String {
    format!("({}) to {} ({})", list(&key.columns), table(&key.references), list(&key.referenced_columns))
}

/// A check.
pub(super) fn check_words(check: &CheckConstraint) -> String {
    format!("{}{}", check.expression, if check.enforced { "" } else { ", not enforced" })
}

/// The tables that a table inherits from, none when there is none.
pub(super) fn inherits_words(parents: &[TableName]) -> Option<String> {
    (!parents.is_empty()).then(|| parents.iter().map(table).collect::<Vec<_>>().join(", "))
}

/// What a view reads.
pub(super) fn read_words(reads: &[ViewRead]) -> String {
    let words = reads.iter().map(|read| {
        let whole = if read.whole_rows { ", whole rows" } else { "" };
        format!("{} ({}{whole})", table(&read.table), list(&read.columns))
    });
    words.collect::<Vec<_>>().join("; ")
}

/// An index.
pub(super) fn index_words(index: &Index) -> String {
    let parts: Vec<String> = index.parts.iter().map(part_words).collect();
    let mut words = format!("{}{} ({})", if index.unique { "unique " } else { "" }, index.method, parts.join(", "));
    if index.nulls_not_distinct {
        words.push_str(", NULLs not distinct");
    }
    if !index.included.is_empty() {
        words.push_str(&format!(", carrying ({})", list(&index.included)));
    }
    if let Some(predicate) = &index.predicate {
        words.push_str(&format!(", where {predicate}"));
    }
    if !index.valid {
        words.push_str(", not valid");
    }
    if !index.visible {
        words.push_str(", invisible");
    }
    words
}

fn part_words(part: &IndexPart) -> String {
    let mut words = match part.expression() {
        Some(expression) => format!("({expression})"),
        None => quoted(part.column().unwrap_or_default()),
    };
    if let Some(prefix) = part.prefix {
        words.push_str(&format!("({prefix})"));
    }
    if part.descending {
        words.push_str(" descending");
    }
    match part.nulls {
        Some(NullOrder::First) => words.push_str(" NULLs first"),
        Some(NullOrder::Last) => words.push_str(" NULLs last"),
        None => {}
    }
    words
}

fn table(name: &TableName) -> String {
    format!("{}.{}", quoted(&name.schema), quoted(&name.table))
}

fn list(names: &[String]) -> String {
    names.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", ")
}

/// A name as it stands where it is plain, else in quotes, so that no name can look like two.
fn quoted(name: &str) -> String {
    let plain = !name.is_empty() && name.chars().all(|one| one.is_alphanumeric() || one == '_');
    if plain { name.into() } else { format!("\"{}\"", name.replace('"', "\"\"")) }
}
