//! What parameters, outputs and tools are called.

use super::scene::Scene;
use crate::binding::resolve::singulars;
use crate::binding::suggest::snake_case;
use crate::catalog::search::words_of;
use crate::catalog::sensitive::SensitiveClass as Class;
use crate::catalog::{Column, Table};

/// Column names that mean nothing without their table's.
const BARE: [&str; 16] = [
    "id",
    "name",
    "title",
    "status",
    "state",
    "code",
    "number",
    "type",
    "kind",
    "date",
    "time",
    "total",
    "amount",
    "description",
    "value",
    "key",
];
/// The longest name that can be said.
const LONGEST: usize = 40;

/// One of the table's rows, in words: `appointment`, `insurance policy`.
pub(super) fn singular(table: &Table) -> String {
    let name = singulars(&table.name.table).into_iter().next().unwrap_or_else(|| table.name.table.clone());
    words_of(&name).join(" ")
}

/// The name of a column's parameter: the contract's own where it has one.
pub(super) fn parameter<'a>(scene: &Scene<'a>, table: &'a Table, column: &Column) -> String {
    if is_phone(column) {
        return "caller_phone".into();
    }
    match scene.class(table, &column.name) {
        Some(Class::PersonName) if words_of(&column.name).contains(&"name".to_owned()) => whole_name(&column.name),
        Some(Class::Contact)
            if ["address", "street"].iter().any(|word| words_of(&column.name).contains(&(*word).to_owned())) =>
        {
            "service_address".into()
        }
        _ => of_column(table, &column.name),
    }
}

/// A first or last name is part of one and keeps its own.
fn whole_name(column: &str) -> String {
    let words = words_of(column);
    let part = ["first", "last", "middle", "given", "family"].iter().find(|part| words.contains(&(**part).to_owned()));
    part.map_or("caller_name".into(), |part| format!("caller_{part}_name"))
}

/// A speakable name of a column: words written out, the row's name in front where it says too little.
pub(super) fn of_column(table: &Table, column: &str) -> String {
    let words = words_of(column);
    let bare = matches!(words.as_slice(), [only] if BARE.contains(&only.as_str()));
    let text = if bare { format!("{} {}", singular(table), words.join(" ")) } else { words.join(" ") };
    short(&text).unwrap_or_else(|| "value".into())
}

/// A speakable name of a column one relationship away.
pub(super) fn of_related(relationship: &str, column: &str) -> String {
    let (near, far) = (words_of(relationship), words_of(column));
    let added: Vec<&String> = far.iter().filter(|word| !near.contains(word)).collect();
    let name = near.iter().chain(added).cloned().collect::<Vec<_>>().join(" ");
    short(&name).unwrap_or_else(|| "value".into())
}

fn short(text: &str) -> Option<String> {
    let name = snake_case(text)?;
    let cut: String = name.chars().take(LONGEST).collect();
    Some(cut.trim_end_matches('_').to_owned())
}

pub(super) fn is_phone(column: &Column) -> bool {
    words_of(&column.name).iter().any(|word| crate::binding::voice::PHONE.contains(&word.as_str()))
}

/// The tool's name from what it does: `Look up an appointment by phone`.
pub(super) fn tool(verb: &str, thing: &str, by: Option<&str>) -> String {
    let article = if thing.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    let by = by.map(|by| format!(" by {by}")).unwrap_or_default();
    format!("{verb} {article} {thing}{by}")
}
