//! Times of day: whose clock they are read from.

use super::{Said, Spoken, has_word};
use crate::binding::draft::Projection;
use crate::binding::resolve::relationships;
use crate::binding::value::is_zoned;
use crate::binding::{Code, Diagnostic};
use crate::catalog::{Column, Table, TypeClass};

/// Warns of the first time of day in an answer: one sentence for all of them.
pub(super) fn lint_answer(spoken: &Spoken<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let timed = |column: &Column| matches!(column.class, TypeClass::Timestamp | TypeClass::Time);
    let Some(leaf) = spoken.leaves.iter().find(|leaf| timed(leaf.target.column)) else { return };
    let column = leaf.target.column;
    let field = format!("projection[{}].path", leaf.at);
    if is_point(&column.data_type) {
        // The value says its offset; a caller wants the clock on the wall.
        let Some(path) = zone_path(spoken) else { return };
        let next = spoken.binding.projection.len();
        diagnostics.push(
            Diagnostic::warning(
                Code::VoiceTimeZone,
                field,
                format!("{} is given in UTC; {path} says which clock it is meant for.", column.name),
                "The agent would read out a time that is hours away from the one on the caller's wall.",
            )
            .with_edit(format!("Return {path}, too"), format!("projection[{next}].path"), path),
        );
    } else if !says_zone(column) && zone_path(spoken).is_none() && !returns_zone(spoken) {
        diagnostics.push(no_zone(field, column));
    }
}

/// Warns of a time that is asked for where nothing says by which clock it is kept.
pub(super) fn lint_asked(said: &Said<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let described = said.parameter.limits.description.as_deref().is_some_and(tells_of_a_clock);
    let open = said.column.class == TypeClass::Timestamp && !is_zoned(said.parameter);
    if open && !is_point(&said.column.data_type) && !says_zone(said.column) && !described {
        diagnostics.push(no_zone(said.field.clone(), said.column));
    }
}

fn no_zone(field: String, column: &Column) -> Diagnostic {
    Diagnostic::warning(
        Code::VoiceTimeZone,
        field,
        format!("{} is {}, and nothing says by which clock.", column.name, column.data_type),
        "If it is stored in UTC, the agent names a time that is hours away from the one that is meant.",
    )
    .with_advice("Say by which clock in the tool's description, or in a comment on the column.")
}

/// Whether the type keeps a point in time: PostgreSQL's `timestamp with time zone`; MySQL's `timestamp`, which the session's zone turns into a
/// clock's time.
fn is_point(data_type: &str) -> bool {
    data_type.contains("with time zone") || data_type.contains("timestamptz")
}

fn says_zone(column: &Column) -> bool {
    column.comment.as_deref().is_some_and(tells_of_a_clock) || has_word(&column.name, &["utc", "local"])
}

fn tells_of_a_clock(text: &str) -> bool {
    has_word(text, &["utc", "gmt", "local", "zone", "timezone"])
}

fn is_zone(column: &Column) -> bool {
    // Most names are ruled out by their letters alone; reading words takes longer.
    let ends = |ending: &str| {
        let tail = column.name.len().checked_sub(ending.len()).and_then(|at| column.name.get(at..));
        tail.is_some_and(|tail| tail.eq_ignore_ascii_case(ending))
    };
    if column.class != TypeClass::Text || !(ends("zone") || ends("tz")) {
        return false;
    }
    let joined = crate::catalog::search::split(&column.name).concat();
    joined.ends_with("timezone") || joined == "tz"
}

fn returns_zone(spoken: &Spoken<'_>) -> bool {
    spoken.leaves.iter().any(|leaf| is_zone(leaf.target.column))
}

/// The path of a visible time zone that the answer could hold, of the table itself or one relationship away; none when it holds one.
fn zone_path(spoken: &Spoken<'_>) -> Option<String> {
    if returns_zone(spoken) {
        return None;
    }
    let visible = |table: &Table| {
        let seen = |column: &&Column| {
            is_zone(column) && column.privileges.select && !spoken.scoping.blocks_column(&table.name, &column.name)
        };
        table.columns.iter().find(seen).map(|column| column.name.clone())
    };
    // The parts are joined by a dot for the edit, so a name that holds one cannot be said so.
    let plain = |path: &Projection| path.path.iter().all(|part| !part.contains('.'));
    let own = visible(spoken.table).map(|name| vec![name]);
    let path = own.or_else(|| {
        relationships(spoken.table).find_map(|(name, key)| {
            let open = |table: &Table, columns: &[String]| {
                columns.iter().all(|column| !spoken.scoping.blocks_column(&table.name, column))
            };
            let other = spoken.catalog.table(&key.references)?;
            let free = open(spoken.table, &key.columns) && open(other, &key.referenced_columns);
            Some(vec![name.to_owned(), visible(other).filter(|_| free)?])
        })
    })?;
    Some(Projection { path, leaf: String::new() }).filter(plain).map(|one| one.path.join("."))
}
