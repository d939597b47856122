//! PostgreSQL's dialect.

use super::Dialect;
use crate::catalog::{Column, Table, TableKind, TypeClass};

/// PostgreSQL 13 and later.
pub(in crate::binding) struct Postgres;

impl Dialect for Postgres {
    /// Lexical structure, "Identifiers and Key Words": <https://www.postgresql.org/docs/current/sql-syntax-lexical.html>.
    fn quote(&self, name: &str) -> Option<String> {
        (!name.is_empty() && !name.contains('\0')).then(|| format!("\"{}\"", name.replace('"', "\"\"")))
    }

    /// By way of text, because every value is bound as text: `$1::int8` alone would make the parameter itself a number. Amounts of money go by way of
    /// a number, because how `money` is written depends on the session's locale (<https://www.postgresql.org/docs/current/datatype-money.html>).
    fn parameter(&self, ordinal: u32, cast_type: &str) -> Option<String> {
        match cast_type {
            "text" => Some(format!("${ordinal}::text")),
            "money" => Some(format!("${ordinal}::text::numeric::money")),
            _ => is_type_name(cast_type).then(|| format!("${ordinal}::text::{cast_type}")),
        }
    }

    /// A bare `=` is looked up by the session's search path. Where that leaves an extension's schema out, two `citext` are quietly compared as
    /// `text`: with capitals, and past their index (<https://www.postgresql.org/docs/current/citext.html#CITEXT-LIMITATIONS>).
    fn equals(&self, left: &str, right: &str, schema: Option<&str>) -> Option<String> {
        match schema {
            None => Some(format!("{left} = {right}")),
            Some(schema) => Some(format!("{left} OPERATOR({}.=) {right}", self.quote(schema)?)),
        }
    }

    fn output(&self, column: &str, cast_type: &str, _class: TypeClass) -> String {
        match cast_type {
            "text" | "character varying" => column.to_owned(),
            "money" => format!("{column}::numeric::text"),
            _ => format!("{column}::text"),
        }
    }

    /// Of the built-in methods only these two have an equality operator for every type they index;
    /// GIN, GiST, SP-GiST and BRIN answer other questions (<https://www.postgresql.org/docs/current/indexes-types.html>).
    fn method_serves_equality(&self, method: &str) -> bool {
        matches!(method, "btree" | "hash")
    }

    /// A partitioned table's index cannot be built concurrently (<https://www.postgresql.org/docs/current/sql-createindex.html>).
    fn create_index(&self, table: &Table, column: &Column, then: Option<&Column>) -> Option<String> {
        let how = if table.kind == TableKind::PartitionedTable { "" } else { "CONCURRENTLY " };
        let (schema, name) = (self.quote(&table.name.schema)?, self.quote(&table.name.table)?);
        let then = then.map_or(Some(String::new()), |then| Some(format!(", {}", self.quote(&then.name)?)))?;
        Some(format!("CREATE INDEX {how}ON {schema}.{name} ({}{then});", self.quote(&column.name)?))
    }

    /// Its planner refuses a comparison that has no operator; a cast between texts is none.
    fn keeps_text(&self, _cast_type: &str) -> bool {
        true
    }

    fn returns_rows_of_a_write(&self) -> bool {
        true
    }
}

/// Words of `a-z` and digits with single blanks between, or delimited identifiers joined by dots; an array's brackets
/// after either. That is all that discovery writes, and it can end no expression.
fn is_type_name(text: &str) -> bool {
    let name = text.strip_suffix("[]").unwrap_or(text);
    let word = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_lowercase())
            && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    };
    // Keywords are words too: only the server's own names of more than one word may stand.
    const WORDY: [&str; 7] = [
        "character varying",
        "double precision",
        "bit varying",
        "time without time zone",
        "time with time zone",
        "timestamp without time zone",
        "timestamp with time zone",
    ];
    word(name) || WORDY.contains(&name) || is_delimited(name)
}

/// `"a"."b"`, with inner quotes doubled.
fn is_delimited(text: &str) -> bool {
    let mut rest = text;
    loop {
        let Some(inside) = rest.strip_prefix('"') else { return false };
        let mut end = None;
        let mut chars = inside.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            if c == '\0' {
                return false;
            }
            if c == '"' && chars.next_if(|(_, next)| *next == '"').is_none() {
                end = Some(at);
                break;
            }
        }
        match end.and_then(|at| inside.get(at + 1..)) {
            Some("") => return true,
            Some(after) => match after.strip_prefix('.') {
                Some(next) => rest = next,
                None => return false,
            },
            None => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_types_name_is_cast_to() {
        for name in ["text", "int8", "character varying", "text[]", "\"public\".\"appointment_status\"", "\"a\"\"b\"[]"]
        {
            assert!(is_type_name(name), "{name}");
        }
        for other in [
            "text UNION SELECT ssn FROM patients --",
            "text; drop table x",
            "\"public\".\"x\" OR 1",
            "text limit",
            "\"open",
            "",
            "numeric(10,2)",
        ] {
            assert!(!is_type_name(other), "{other}");
        }
    }
}
