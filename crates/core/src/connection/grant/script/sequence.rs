//! The sequence behind a default, read from the expression as PostgreSQL prints it.

use super::super::ident::PostgresIdent;
use crate::catalog::{Column, Table};

/// What a column's default needs of sequences.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Needs {
    /// Nothing: no default, another kind of default, or an identity, which needs no right of its own.
    Nothing,
    /// USAGE on this sequence, schema and name.
    Sequence(PostgresIdent, PostgresIdent),
    /// It takes from a sequence, but which one is not clear.
    Unknown,
}

/// What an INSERT that leaves this column out needs.
pub(super) fn needs(column: &Column) -> Needs {
    let Some(default) = column.default.as_deref().filter(|_| column.generation.is_none()) else {
        return Needs::Nothing;
    };
    match sequence(default) {
        Some((schema, name)) => Needs::Sequence(schema, name),
        None if default.contains("nextval(") => Needs::Unknown,
        None => Needs::Nothing,
    }
}

/// The columns whose default takes a number from a sequence that is not recognised.
pub(super) fn unknown(table: &Table) -> impl Iterator<Item = String> + '_ {
    let of = |column: &&Column| needs(column) == Needs::Unknown;
    table.columns.iter().filter(of).map(|column| table.name.column(&column.name).to_string())
}

/// `nextval('schema.name'::regclass)`, either part perhaps in double quotes. Discovery reads the catalogue with a search
/// path on which nothing lies, so that the schema is always written.
fn sequence(default: &str) -> Option<(PostgresIdent, PostgresIdent)> {
    let literal = default.strip_prefix("nextval('")?.strip_suffix("'::regclass)")?;
    // A quote alone would end the literal: then this is some longer expression.
    if literal.replace("''", "").contains('\'') {
        return None;
    }
    let text = literal.replace("''", "'");
    let (schema, rest) = part(&text)?;
    let (name, rest) = part(rest.strip_prefix('.')?)?;
    if !rest.is_empty() {
        return None;
    }
    Some((PostgresIdent::parse(&schema).ok()?, PostgresIdent::parse(&name).ok()?))
}

/// The first identifier of a dotted name, and what follows it.
fn part(text: &str) -> Option<(String, &str)> {
    let Some(mut rest) = text.strip_prefix('"') else {
        let end = text.find('.').unwrap_or(text.len());
        // Unquoted the server writes only names that need no quotes.
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        return (end > 0 && text[..end].chars().all(plain)).then(|| (text[..end].to_owned(), &text[end..]));
    };
    let mut name = String::new();
    loop {
        let quote = rest.find('"')?;
        name.push_str(&rest[..quote]);
        rest = &rest[quote + 1..];
        match rest.strip_prefix('"') {
            Some(after) => {
                name.push('"');
                rest = after;
            }
            None => return Some((name, rest)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(default: &str) -> Option<String> {
        sequence(default).map(|(schema, name)| format!("{schema}.{name}"))
    }

    #[test]
    fn the_server_s_own_spelling_is_read() {
        assert_eq!(found("nextval('public.t_id_seq'::regclass)").unwrap(), r#""public"."t_id_seq""#);
        assert_eq!(found(r#"nextval('"My Schema"."a.b""c''d"'::regclass)"#).unwrap(), r#""My Schema"."a.b""c'd""#);
    }

    #[test]
    fn anything_else_is_left_alone() {
        for default in [
            "nextval('t_id_seq'::regclass)",
            "nextval('a.b.c'::regclass)",
            "nextval(('public.s'::text)::regclass)",
            "nextval('a.b'::regclass) + nextval('c.d'::regclass)",
            "nextval('public.Big'::regclass)",
            "nextval('public.\"open'::regclass)",
            "nextval('.x'::regclass)",
            "42",
        ] {
            assert_eq!(found(default), None, "{default}");
        }
    }
}
