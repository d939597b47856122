//! Updates for a goal: one row by its unique key, and the columns that the goal changes.

use super::candidate::{Candidate, draft};
use super::choose::is_bookkeeping;
use super::names;
use super::scene::{Answer, Scene, stems};
use crate::binding::draft::{Scalar, SqlWrite, WriteMode, WrittenField};
use crate::binding::value::Kind;
use crate::binding::write::unique_columns;
use crate::binding::{Verb, operation_id};
use crate::catalog::{Column, Generation, Table, TableKind, TypeClass};

/// More columns than this are not changed by one sentence of a caller.
const MOST: usize = 3;

pub(super) fn candidates(scene: &Scene<'_>) -> Vec<Candidate> {
    let tables = scene.answers.iter().filter(|answer| answer.table.kind != TableKind::MaterializedView);
    tables.filter_map(|answer| one(scene, answer)).collect()
}

/// A column and what it becomes: a value to ask for, or a constant.
type Change<'a> = (&'a Column, Option<Scalar>);

fn one<'a>(scene: &Scene<'a>, answer: &Answer<'a>) -> Option<Candidate> {
    let table = answer.table;
    let key = key(scene, table)?;
    let (changes, fit, reason) = changes(scene, answer, key)?;
    let thing = names::singular(table);
    let verb = if scene.goal.verb == "check" { "Check in" } else { &capital(&scene.goal.verb) };
    let mut binding =
        draft(names::tool(verb, &thing, None), operation_id(&table.name, Verb::Update, &scene.catalog.default_schema));
    binding.description = Some(format!("Changes one {thing}, after the caller has confirmed it."));
    let key_param = names::of_column(table, &key.name);
    for (column, constant) in &changes {
        let own = names::parameter(scene, table, column);
        let param = constant.is_none().then(|| if own == key_param { format!("new_{own}") } else { own });
        binding.input_object_map.push(WrittenField { field: column.name.clone(), param, constant: constant.clone() });
    }
    binding.sql_write = Some(SqlWrite {
        mode: Some(WriteMode::Update),
        table: None,
        key_column: Some(key.name.clone()),
        key_param: Some(key_param),
    });
    let reasons = vec![
        format!("{} holds what the goal changes.", table.name),
        reason,
        format!("The row is found by {}, because it is unique: a tool that looks rows up tells it.", key.name),
    ];
    Some(Candidate { binding, score: 2.0 * answer.relevance + fit, reasons })
}

/// The unique column that a row is found by: what the goal names, else what a person can read out, else the table's own key.
fn key<'a>(scene: &Scene<'a>, table: &'a Table) -> Option<&'a Column> {
    let unique = unique_columns(table, scene.dialect).into_iter().filter_map(|name| table.column(name));
    let usable: Vec<&Column> = unique
        .filter(|column| scene.open(table, column) && column.privileges.select && !names::is_phone(column))
        .collect();
    let meets = |column: &&&Column| scene.goal.identity.iter().any(|stem| stems(&column.name).contains(stem));
    usable.iter().find(meets).or_else(|| usable.first()).copied()
}

fn changes<'a>(scene: &Scene<'a>, answer: &Answer<'a>, key: &Column) -> Option<(Vec<Change<'a>>, f64, String)> {
    let table = answer.table;
    let settable = |column: &&'a Column| {
        column.name != key.name
            && scene.open(table, column)
            && column.privileges.update
            && Kind::of(column.class) != Kind::None
            && !matches!(column.generation, Some(Generation::Generated | Generation::IdentityAlways))
    };
    if let Some((column, label)) = state(scene, table).filter(|(column, _)| settable(column)) {
        let reason = format!("{} becomes “{label}”, a constant that no caller can change.", column.name);
        return Some((vec![(column, Some(Scalar::Text(label)))], 1.5, reason));
    }
    let open = table.columns.iter().filter(settable).filter(|column| !is_bookkeeping(&column.name));
    if ["reschedule", "move", "postpone", "extend", "renew"].contains(&scene.goal.verb.as_str()) {
        let timed: Vec<Change<'_>> = open
            .filter(|column| matches!(column.class, TypeClass::Timestamp | TypeClass::Date | TypeClass::Time))
            .take(MOST)
            .map(|column| (column, None))
            .collect();
        let reason = format!("{} say when it is.", listed(&timed));
        return (!timed.is_empty()).then_some((timed, 1.2, reason));
    }
    let by_search = |column: &&Column| answer.columns.contains(&column.name);
    let named: Vec<Change<'_>> = open
        .filter(|column| scene.is_named(table, &column.name) || by_search(column))
        .filter(|column| {
            !table.foreign_keys.iter().any(|one| one.columns.contains(&column.name))
                || scene.is_named(table, &column.name)
        })
        .take(MOST)
        .map(|column| (column, None))
        .collect();
    let exact = named.iter().filter(|(column, _)| scene.is_named(table, &column.name)).count();
    let reason = format!("The goal speaks of {}.", listed(&named));
    (!named.is_empty()).then_some((named, 0.5 + 0.5 * exact.min(2) as f64, reason))
}

/// The status that the goal's verb leads to: `cancel` leads to the label `cancelled`.
fn state<'a>(scene: &Scene<'a>, table: &'a Table) -> Option<(&'a Column, String)> {
    let verb = scene.goal.verb.as_str();
    if verb.len() < 4 {
        return None;
    }
    table.columns.iter().filter(|column| column.class == TypeClass::Enum).find_map(|column| {
        let label =
            column.enum_values.iter().find(|label| label.to_lowercase().starts_with(verb.trim_end_matches('e')))?;
        Some((column, label.clone()))
    })
}

fn listed(changes: &[Change<'_>]) -> String {
    changes.iter().map(|(column, _)| column.name.as_str()).collect::<Vec<_>>().join(", ")
}

fn capital(word: &str) -> String {
    let mut characters = word.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}
