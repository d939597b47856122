//! Inserts for a goal: one row, with every value that the server does not fill by itself.

use super::candidate::{Candidate, draft};
use super::names;
use super::scene::{Answer, Scene};
use crate::binding::draft::{Format, ParameterRules, Projection, SqlWrite, WriteMode, WrittenField};
use crate::binding::value::Kind;
use crate::binding::write::is_required;
use crate::binding::{Verb, operation_id};
use crate::catalog::{Column, Generation, Table, TableKind, TypeClass};

pub(super) fn candidates(scene: &Scene<'_>) -> Vec<Candidate> {
    let tables = scene.answers.iter().filter(|answer| answer.table.kind != TableKind::MaterializedView);
    tables.filter_map(|answer| one(scene, answer)).collect()
}

fn one<'a>(scene: &Scene<'a>, answer: &Answer<'a>) -> Option<Candidate> {
    let table = answer.table;
    let wanted: Vec<&Column> = table.columns.iter().filter(|column| is_wanted(scene, answer, column)).collect();
    let thing = names::singular(table);
    let verb = if scene.goal.verb == "book" { "Book" } else { "Add" };
    let mut binding =
        draft(names::tool(verb, &thing, None), operation_id(&table.name, Verb::Create, &scene.catalog.default_schema));
    binding.description = Some(format!("Makes one {thing}, after the caller has confirmed it."));
    binding.sql_write = Some(SqlWrite { mode: Some(WriteMode::Insert), ..SqlWrite::default() });
    for column in &wanted {
        let param = names::parameter(scene, table, column);
        let twice = binding.input_object_map.iter().any(|one| one.param.as_ref() == Some(&param));
        let param = if twice { names::of_column(table, &column.name) } else { param };
        binding.parameters.extend(rules(column, &param));
        binding.input_object_map.push(WrittenField { field: column.name.clone(), param: Some(param), constant: None });
    }
    binding.projection = created(scene, table).into_iter().collect();
    let listed = |required: bool| {
        let names = wanted.iter().filter(|column| is_required(column) == required).map(|column| column.name.as_str());
        names.collect::<Vec<_>>().join(", ")
    };
    let mut reasons = vec![format!("{} holds what the goal makes.", table.name)];
    for (text, what) in [(listed(true), "have to be given"), (listed(false), "are named by the goal or say who calls")]
    {
        if !text.is_empty() {
            reasons.push(format!("{text}: {what}."));
        }
    }
    if let Some(one) = binding.projection.first() {
        reasons.push(format!("It answers with {}, by which the row can be found again.", one.path.join(".")));
    }
    // Every value is a question to the caller.
    let score = 2.0 * answer.relevance + 1.0 - 0.05 * wanted.len() as f64;
    Some(Candidate { binding, score, reasons })
}

/// Values that must be given, and optional ones that the goal names or that say who calls.
fn is_wanted<'a>(scene: &Scene<'a>, answer: &Answer<'a>, column: &Column) -> bool {
    if is_required(column) {
        return true;
    }
    let settable = column.generation.is_none() && column.privileges.insert && Kind::of(column.class) != Kind::None;
    let named = scene.is_named(answer.table, &column.name) || names::is_phone(column);
    settable && named && scene.open(answer.table, column)
}

fn rules(column: &Column, param: &str) -> Option<ParameterRules> {
    let format = (column.class == TypeClass::Text && names::is_phone(column)).then_some(Format::E164)?;
    Some(ParameterRules { param: param.to_owned(), format: Some(format), ..ParameterRules::default() })
}

/// The key that the server gave the new row, where it can say it.
fn created<'a>(scene: &Scene<'a>, table: &'a Table) -> Option<Projection> {
    let [key] = table.primary_key.as_ref()?.columns.as_slice() else { return None };
    let column = table.column(key)?;
    let said = scene.dialect.returns_rows_of_a_write() || column.generation == Some(Generation::IdentityByDefault);
    let open = scene.open(table, column) && column.privileges.select;
    (said && open).then(|| Projection { path: vec![key.clone()], leaf: names::of_column(table, key) })
}
