//! PostgreSQL's dialect.

use super::Dialect;

/// PostgreSQL 13 and later.
pub(in crate::binding) struct Postgres;

impl Dialect for Postgres {
    /// Lexical structure, "Identifiers and Key Words": <https://www.postgresql.org/docs/current/sql-syntax-lexical.html>.
    fn quote(&self, name: &str) -> Option<String> {
        (!name.is_empty() && !name.contains('\0')).then(|| format!("\"{}\"", name.replace('"', "\"\"")))
    }

    fn parameter(&self, ordinal: u32, cast_type: &str) -> String {
        format!("${ordinal}::{cast_type}")
    }

    /// Of the built-in methods only these two have an equality operator for every type they index;
    /// GIN, GiST, SP-GiST and BRIN answer other questions (<https://www.postgresql.org/docs/current/indexes-types.html>).
    fn method_serves_equality(&self, method: &str) -> bool {
        matches!(method, "btree" | "hash")
    }
}
