//! Names and addresses that a caller spells aloud, compared letter by letter.

use super::{Said, Spoken, has_word};
use crate::binding::filter::Filter;
use crate::binding::{Code, Diagnostic};
use crate::catalog::{Column, Table, TypeClass};
use crate::connection::Engine;

/// What is spelled now with capitals and now without.
const SPELLED: [&str; 6] = ["email", "mail", "name", "surname", "city", "street"];

/// PostgreSQL compares letter by letter under its usual collations. MySQL and MariaDB usually do not, and which collation a column
/// has is not in the catalogue.
pub(super) fn lint(spoken: &Spoken<'_>, filter: &Filter<'_>, said: &Said<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let Said { column, .. } = said;
    let exact = spoken.catalog.engine == Engine::Postgres
        && column.class == TypeClass::Text
        && !column.data_type.contains("citext")
        && has_word(&column.name, &SPELLED);
    if !exact {
        return;
    }
    let lowered = if has_lower_index(spoken.table, column) {
        " There is an index on its lower-case form, which equality on the column itself does not use."
    } else {
        ""
    };
    let report = Diagnostic::warning(
        Code::VoiceCase,
        filter.column_field,
        format!(
            "{}.{} is compared with capitals and all: “Smith” is not “smith”.{lowered}",
            spoken.table.name, column.name
        ),
        "What is heard has no capitals: the agent would say that there is no record where there is one.",
    );
    diagnostics.push(match citext(spoken, column) {
        Some(ddl) => report.with_ddl("Ask the owner to make it a text without case (extension citext)", ddl),
        None => report.with_advice("Find by a number or a telephone instead."),
    });
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
