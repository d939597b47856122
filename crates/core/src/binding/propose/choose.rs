//! Choosing columns: what an answer holds, and what rows are ordered by.

use super::names;
use super::scene::{Answer, Scene, stems};
use crate::binding::draft::Projection;
use crate::binding::resolve::relationships;
use crate::catalog::search::{stem_of, words_of};
use crate::catalog::sensitive::SensitiveClass as Class;
use crate::catalog::{Column, ForeignKey, Table, TypeClass};

/// As many values as a caller hears out comfortably.
const LEAVES: usize = 6;

/// A column that a goal did not ask for by name is worth telling from this.
const WORTH: f64 = 0.5;

/// The values to return of `base`, the most telling first; with what of them the goal asked for.
pub(super) fn projection<'a>(scene: &Scene<'a>, base: &'a Table) -> (Vec<Projection>, usize) {
    let mut picked: Vec<(f64, Projection)> = Vec::new();
    let mut asked = 0;
    // Who asks for a person wants to hear whose record it is.
    let about_people = scene.answers.first().is_some_and(|best| best.table.name == base.name);
    for column in &base.columns {
        let named = scene.is_named(base, &column.name) || found(scene, base, &column.name);
        let asked_for = named || (about_people && scene.class(base, &column.name) == Some(Class::PersonName));
        let allowed =
            scene.harmless(base, column) || (asked_for && scene.open(base, column) && column.privileges.select);
        let worth = worth(column) + if named { 2.0 } else { 0.0 };
        if allowed && worth >= WORTH && !is_key(base, &column.name) {
            asked += usize::from(named);
            let leaf = names::of_column(base, &column.name);
            picked.push((worth, Projection { path: vec![column.name.clone()], leaf }));
        }
    }
    for (name, key) in relationships(base) {
        let Some(other) = scene.catalog.table(&key.references).filter(|other| other.name != base.name) else {
            continue;
        };
        if !followable(scene, base, key, other) {
            continue;
        }
        let Some((worth, wanted, column)) = best_of(scene, other) else { continue };
        asked += usize::from(wanted);
        let leaf = names::of_related(name, &column.name);
        picked.push((worth, Projection { path: vec![name.to_owned(), column.name.clone()], leaf }));
    }
    // Stable: equals stay in the table's order.
    picked.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    let mut seen = std::collections::BTreeSet::new();
    picked.retain(|(_, one)| seen.insert(one.leaf.clone()));
    picked.truncate(LEAVES);
    (picked.into_iter().map(|(_, one)| one).collect(), asked)
}

/// Whether a projection may follow the key: none of its columns is out of reach or sensitive.
pub(super) fn followable<'a>(scene: &Scene<'a>, base: &'a Table, key: &ForeignKey, other: &'a Table) -> bool {
    let open = |table: &'a Table, names: &[String]| {
        names
            .iter()
            .all(|name| table.column(name).is_some_and(|column| scene.open(table, column) && column.privileges.select))
    };
    scene.usable(other) && open(base, &key.columns) && open(other, &key.referenced_columns)
}

/// Whether the search found the column.
fn found(scene: &Scene<'_>, table: &Table, column: &str) -> bool {
    let of = |answer: &&Answer<'_>| answer.table.name == table.name;
    scene.answers.iter().find(of).is_some_and(|answer| answer.columns.iter().any(|name| name == column))
}

/// The column of a related table that tells its rows apart for a person, or that the goal asks for.
fn best_of<'a>(scene: &Scene<'a>, other: &'a Table) -> Option<(f64, bool, &'a Column)> {
    let asked = scene.answers.iter().any(|answer| answer.table.name == other.name && answer.relevance > 0.5);
    let candidates = other.columns.iter().filter_map(|column| {
        let words = stems(&column.name);
        let naming = ["name", "title", "label"].iter().any(|word| words.contains(&stem_of(word)));
        let named = scene.is_named(other, &column.name);
        let allowed = scene.harmless(other, column)
            || ((asked || named) && scene.open(other, column) && column.privileges.select);
        let worth = f64::from(u8::from(naming)) * 0.7
            + f64::from(u8::from(named)) * 1.5
            + if asked && naming { 1.5 } else { 0.0 };
        (allowed && (naming || named)).then_some((worth, asked || named, column))
    });
    // The first of equals, because the table's order is a person's.
    candidates.fold(None, |best: Option<(f64, bool, &Column)>, one| match best {
        Some(known) if known.0 >= one.0 => Some(known),
        _ => Some(one),
    })
}

/// How much a column tells a caller, 0 to about 1.
fn worth(column: &Column) -> f64 {
    let words = stems(&column.name);
    let has = |wanted: &[&str]| wanted.iter().any(|word| words.contains(&stem_of(word)));
    if is_bookkeeping(&column.name) {
        return 0.0;
    }
    let by_name = if has(&["name", "title", "status", "state"]) {
        0.9
    } else if has(&["total", "amount", "price", "balance", "due", "cost", "rate", "fee", "payment"]) {
        0.85
    } else if has(&["description", "quantity", "length", "duration", "kind", "type", "number", "code", "year"]) {
        0.55
    } else {
        0.3
    };
    let by_class: f64 = match column.class {
        TypeClass::Timestamp | TypeClass::Date | TypeClass::Time => 0.8,
        TypeClass::Enum => 0.75,
        TypeClass::Number => 0.6,
        TypeClass::Boolean => 0.5,
        _ => 0.0,
    };
    by_class.max(by_name)
}

/// Columns of keys say which row, not what is in it.
fn is_key(table: &Table, column: &str) -> bool {
    let surrogate = table.primary_key.as_ref().is_some_and(|key| key.columns.iter().any(|name| name == column));
    let is = |key: &ForeignKey| key.columns.iter().any(|name| name == column);
    (surrogate && !is_telling(column)) || table.foreign_keys.iter().any(is)
}

/// A key that a person reads out: a number or code of its own.
fn is_telling(column: &str) -> bool {
    let words = stems(column);
    ["number", "code", "reference"].iter().any(|word| words.contains(&stem_of(word)))
}

/// Columns that say when a row was written, not what it is about.
pub(super) fn is_bookkeeping(column: &str) -> bool {
    let words = words_of(column);
    let joined = words.concat();
    ["created", "updated", "modified", "inserted", "deleted", "lastupdate", "lastmodified", "rowversion"]
        .iter()
        .any(|word| words.iter().any(|own| own == word) || joined.contains(word))
}

/// The column that rows are ordered by: the one that the index has next, else the most telling date or time.
pub(super) fn order<'a>(scene: &Scene<'a>, table: &'a Table, filter: &str) -> Option<&'a Column> {
    let timed = |column: &&'a Column| {
        matches!(column.class, TypeClass::Timestamp | TypeClass::Date)
            && column.privileges.select
            && scene.open(table, column)
    };
    let next = crate::binding::index_use::serving(table, filter, scene.dialect)
        .and_then(|index| index.parts.get(1))
        .and_then(|part| part.column())
        .and_then(|name| table.column(name))
        .filter(timed);
    let first = || table.columns.iter().filter(timed).find(|column| !is_bookkeeping(&column.name));
    next.or_else(first).or_else(|| table.columns.iter().find(timed))
}
