//! Names and addresses that a caller spells aloud, compared letter by letter.

use super::{Said, Spoken, has_word};
use crate::binding::filter::Filter;
use crate::binding::{Code, Diagnostic};
use crate::catalog::{Column, Table, TypeClass, tells_apart};
use crate::connection::Engine;

/// What is spelled now with capitals and now without.
const SPELLED: [&str; 6] = ["email", "mail", "name", "surname", "city", "street"];

pub(super) fn lint(spoken: &Spoken<'_>, filter: &Filter<'_>, said: &Said<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let Said { column, .. } = said;
    if column.class != TypeClass::Text || !has_word(&column.name, &SPELLED) {
        return;
    }
    let Some((how, why)) = exact(spoken.catalog.engine, column) else { return };
    let lowered = if has_lower_index(spoken.table, column) {
        " There is an index on its lower-case form, which equality on the column itself does not use."
    } else {
        ""
    };
    let message = format!("{}.{} is compared with {how}.{lowered}", spoken.table.name, column.name);
    let report = Diagnostic::warning(Code::VoiceCase, filter.column_field, message, why);
    diagnostics.push(match spoken.catalog.engine {
        Engine::Postgres => match citext(spoken, column) {
            Some(ddl) => report.with_ddl("Ask the owner to make it a text without case (extension citext)", ddl),
            None => report.with_advice("Find by a number or a telephone instead."),
        },
        // MODIFY would have to repeat everything else about the column.
        Engine::Mysql => report.with_advice(
            "Ask the owner to give it a collation without capitals and accents (its name ends in _ai_ci, or in _general_ci).",
        ),
    });
}

/// How the column is compared letter by letter, and why that matters; none where it is not. PostgreSQL does so under its usual
/// collations; MySQL and MariaDB where the column's own one does.
fn exact(engine: Engine, column: &Column) -> Option<(&'static str, &'static str)> {
    const CAPITALS: (&str, &str) = (
        "capitals and all: “Smith” is not “smith”",
        "What is heard has no capitals: the agent would say that there is no record where there is one.",
    );
    const ACCENTS: (&str, &str) = (
        "accents: “José” is not “Jose”",
        "What is heard is written now with accents and now without: the agent would say that there is no record where there is one.",
    );
    if engine == Engine::Postgres {
        return (!column.data_type.contains("citext")).then_some(CAPITALS);
    }
    match tells_apart(column.collation.as_deref()?) {
        (true, _) => Some(CAPITALS),
        (false, true) => Some(ACCENTS),
        (false, false) => None,
    }
}

fn has_lower_index(table: &Table, column: &Column) -> bool {
    let lowers = |text: &str| text.starts_with("lower(") && text.contains(&column.name);
    table.indexes.iter().any(|index| index.parts.first().and_then(|part| part.expression()).is_some_and(lowers))
}

fn citext(spoken: &Spoken<'_>, column: &Column) -> Option<String> {
    let quote = |name: &str| spoken.dialect.quote(name);
    let (schema, table) = (quote(&spoken.table.name.schema)?, quote(&spoken.table.name.table)?);
    Some(format!("ALTER TABLE {schema}.{table} ALTER COLUMN {} TYPE citext;", quote(&column.name)?))
}
