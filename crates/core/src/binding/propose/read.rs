//! Reads for a goal: which table, found by which column.

use super::candidate::{Candidate, draft};
use super::choose::{followable, order, projection};
use super::goal::Which;
use super::names;
use super::scene::{Scene, stems};
use crate::binding::draft::{Input, Projection, SqlSearch};
use crate::binding::index_use::{IndexVerdict, judge};
use crate::binding::{Verb, operation_id};
use crate::catalog::search::stem_of;
use crate::catalog::sensitive::SensitiveClass as Class;
use crate::catalog::{Column, Table};

/// A column to find rows by, with how well it fits the goal and why.
struct Found<'a> {
    column: &'a Column,
    index: String,
    unique: bool,
    fit: f64,
    reason: String,
}

pub(super) fn candidates(scene: &Scene<'_>) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    for answer in &scene.answers {
        for found in filters(scene, answer.table) {
            candidates.extend(one(scene, answer.table, &found, answer.relevance, None));
        }
        // What is asked for may stand one relationship away from where the caller is known.
        for base in scene.catalog.tables.iter().filter(|base| base.name != answer.table.name && scene.usable(base)) {
            let key = base.foreign_keys.iter().find(|key| key.references == answer.table.name);
            let Some(_) = key.filter(|key| followable(scene, base, key, answer.table)) else { continue };
            for found in filters(scene, base).into_iter().filter(|found| found.fit >= NAMED) {
                candidates.extend(one(scene, base, &found, answer.relevance * 0.6, Some(answer.table)));
            }
        }
        candidates.extend(in_two_steps(scene, answer.table, answer.relevance));
    }
    candidates
}

/// A fit from which the goal speaks of the very column.
const NAMED: f64 = 1.5;

/// The columns of `table` that a read can be found by and that fit the goal.
fn filters<'a>(scene: &Scene<'a>, table: &'a Table) -> Vec<Found<'a>> {
    let usable = table.columns.iter().filter(|column| scene.open(table, column) && column.privileges.select);
    let served = usable.filter_map(|column| match judge(table, &column.name, scene.dialect) {
        IndexVerdict::Served { index, unique } => {
            let (fit, reason) = fit(scene, table, column, unique)?;
            Some(Found { column, index, unique, fit, reason })
        }
        IndexVerdict::NotServed { .. } => None,
    });
    served.collect()
}

/// How well a column is what the goal finds rows by.
fn fit<'a>(scene: &Scene<'a>, table: &'a Table, column: &Column, unique: bool) -> Option<(f64, String)> {
    let goal = scene.goal;
    let words = identity_words(table, column);
    if !goal.identity.is_empty() {
        let weight = |stem: &String| if ["number", "id", "code", "no"].contains(&stem.as_str()) { 0.4 } else { 1.0 };
        let all: f64 = goal.identity.iter().map(weight).sum();
        let met: f64 = goal.identity.iter().filter(|stem| meets(stem, &words, column)).map(weight).sum();
        let share = met / all;
        return (share >= 0.5).then(|| (1.0 + share * 1.5, format!("the goal finds rows by “{}”", goal.found_by)));
    }
    if names::is_phone(column) {
        let fit = if goal.caller { 2.2 } else { 1.4 };
        return Some((fit, "a call brings the caller's number with it".into()));
    }
    let own = table.foreign_keys.iter().any(|key| key.columns == [column.name.clone()]);
    let surrogate = table.primary_key.as_ref().is_some_and(|key| key.columns == [column.name.clone()]);
    match (unique, surrogate, own) {
        (true, false, false) => Some((1.1, "it is unique, and a caller can read it out".into())),
        (true, true, _) => Some((0.6, "it is the table's key".into())),
        (_, _, true) if scene.is_named(table, &column.name) => Some((1.6, "the goal names what it refers to".into())),
        (_, _, true) => Some((0.4, "another tool may have found the key that it refers to".into())),
        _ if scene.is_named(table, &column.name) => Some((1.2, "the goal names it".into())),
        _ if scene.class(table, &column.name) == Some(Class::PersonName) => {
            Some((0.8, "callers say their name".into()))
        }
        _ => Some((0.5, "it has an index".into())),
    }
}

/// The words that a column is known by: a bare `id` or `name` is its table's.
fn identity_words(table: &Table, column: &Column) -> Vec<String> {
    let mut words = stems(&column.name);
    if words.len() == 1 {
        words.extend(stems(&names::singular(table)));
    }
    words
}

fn meets(stem: &str, words: &[String], column: &Column) -> bool {
    words.iter().any(|word| word == stem)
        || (names::is_phone(column) && crate::binding::voice::PHONE.iter().any(|word| stem_of(word) == stem))
        || (stem == "mail" && words.iter().any(|word| word == "email"))
}

/// A read of `base` by `found`. `about` is the related table that the goal is about, if it is not the base itself.
fn one<'a>(
    scene: &Scene<'a>,
    base: &'a Table,
    found: &Found<'a>,
    relevance: f64,
    about: Option<&'a Table>,
) -> Option<Candidate> {
    let (projection, asked) = projection(scene, base);
    let reached = about.is_none_or(|about| reaches(scene, base, &projection, about));
    if projection.is_empty() || !reached {
        return None;
    }
    let goal = scene.goal;
    let thing = names::singular(base);
    let by = names::of_column(base, &found.column.name).replace('_', " ");
    let tool = names::tool("Look up", &thing, Some(if names::is_phone(found.column) { "phone" } else { &by }));
    let mut binding = draft(tool, operation_id(&base.name, Verb::Read, &scene.catalog.default_schema));
    binding.inputs.push(Input {
        param: names::parameter(scene, base, found.column),
        arg: found.column.name.clone(),
        required: true,
    });
    let mut reasons = vec![
        match about {
            None => format!("{} answers the goal best among the tables that agents may see.", base.name),
            Some(about) => {
                format!("{} is what the goal is about; {} leads there by a foreign key.", about.name, base.name)
            }
        },
        format!("Rows are found by {}, because {}; index {} serves it.", found.column.name, found.reason, found.index),
        format!("It returns {}.", listed(&projection)),
    ];
    binding.sql_search = rows(scene, base, found, &mut reasons);
    binding.projection = projection;
    binding.description = Some(description(&thing, &by, scene));
    let score = 2.0 * relevance
        + found.fit
        + 0.2 * asked.min(3) as f64
        + f64::from(u8::from(goal.which.is_some() && binding.sql_search.is_some())) * 0.2;
    Some(Candidate { binding, score, reasons })
}

/// Whether a value of the table that the goal is about is among those returned.
fn reaches(scene: &Scene<'_>, base: &Table, projection: &[Projection], about: &Table) -> bool {
    projection.iter().any(|one| {
        let target = crate::binding::resolve::resolve(scene.catalog, base, &one.path);
        target.is_ok_and(|target| target.table.name == about.name)
    })
}

fn listed(projection: &[Projection]) -> String {
    projection.iter().map(|one| one.path.join(".")).collect::<Vec<_>>().join(", ")
}

fn description(thing: &str, by: &str, scene: &Scene<'_>) -> String {
    match scene.goal.which {
        Some(Which::Next) => format!(
            "Looks up the {thing} of a caller by {by}, the furthest in the future first. Name the soonest that is still to come."
        ),
        _ => format!("Looks up the {thing} of a caller by {by}."),
    }
}

/// Order and limit: none for a unique key, the newest first for anything with a time.
fn rows<'a>(scene: &Scene<'a>, base: &'a Table, found: &Found<'a>, reasons: &mut Vec<String>) -> Option<SqlSearch> {
    const SEVERAL: u32 = 5;
    if found.unique {
        reasons.push(format!("At most one row has a given {}.", found.column.name));
        return None;
    }
    let by = order(scene, base, &found.column.name);
    let plural = scene.goal.many || asks_for_several(scene, base);
    let limit = match (scene.goal.which, by) {
        (Some(Which::Next), _) | (None, None) => SEVERAL,
        (Some(Which::Latest), _) => 1,
        (None, Some(_)) => {
            if plural {
                SEVERAL
            } else {
                1
            }
        }
    };
    if let Some(by) = by {
        reasons.push(match scene.goal.which {
            Some(Which::Next) => format!(
                "Ordered by {}, newest first, up to {SEVERAL} rows: a binding has one condition and cannot say “from now on”, so the agent names the soonest that is still to come.",
                by.name
            ),
            _ if limit == 1 => format!("Several rows can match; the one with the latest {} is returned.", by.name),
            _ => format!("Up to {limit} rows, the latest {} first.", by.name),
        });
    }
    Some(SqlSearch {
        limit: (limit > 1).then_some(limit),
        order_by: by.map(|by| by.name.clone()),
        descending: by.map(|_| true),
        ..SqlSearch::default()
    })
}

/// Whether the goal names the table in the plural.
fn asks_for_several(scene: &Scene<'_>, table: &Table) -> bool {
    let own = stems(&table.name.table);
    let plural = |word: &str| {
        word.ends_with('s') && !word.ends_with("ss") && own.contains(&stem_of(word)) && stem_of(word) != word
    };
    scene.goal.subject.split(' ').any(plural)
}

/// The caller is known in a table that the goal's table refers to: a read by that key, after one that finds it.
fn in_two_steps<'a>(scene: &Scene<'a>, table: &'a Table, relevance: f64) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    if filters(scene, table).iter().any(|found| found.fit >= NAMED) {
        return candidates;
    }
    for key in &table.foreign_keys {
        let ([own], [referenced]) = (key.columns.as_slice(), key.referenced_columns.as_slice()) else { continue };
        let Some(parent) = scene.catalog.table(&key.references).filter(|parent| scene.usable(parent)) else { continue };
        let Some(known) = filters(scene, parent)
            .into_iter()
            .filter(|found| found.fit >= NAMED)
            .max_by(|a, b| a.fit.total_cmp(&b.fit))
        else {
            continue;
        };
        let (Some(column), Some(id)) = (table.column(own), parent.column(referenced)) else { continue };
        let IndexVerdict::Served { index, unique } = judge(table, own, scene.dialect) else { continue };
        if !scene.open(table, column) || !scene.open(parent, id) || !column.privileges.select || !id.privileges.select {
            continue;
        }
        let reason = format!(
            "{} stands in {}, and a read goes along foreign keys, not against them: a first tool finds the {} by {}, this one goes on from its {}",
            known.column.name,
            parent.name,
            names::singular(parent),
            known.column.name,
            referenced
        );
        // Who is called by a name is who calls.
        let person = parent.columns.iter().any(|one| scene.class(parent, &one.name) == Some(Class::PersonName));
        let fit = known.fit * 0.8 + if person { 0.3 } else { 0.0 };
        let second = Found { column, index, unique, fit, reason };
        candidates.extend(one(scene, table, &second, relevance, None));
        if let Some(mut first) = one(scene, parent, &known, relevance * 0.5, None) {
            let leaf = names::of_column(parent, referenced);
            if first.binding.projection.iter().all(|one| one.leaf != leaf) {
                first.binding.projection.truncate(5);
                first.binding.projection.insert(0, Projection { path: vec![referenced.clone()], leaf });
            }
            first
                .reasons
                .push(format!("It returns {referenced}, by which another tool finds the {}.", names::singular(table)));
            candidates.push(first);
        }
    }
    candidates
}
