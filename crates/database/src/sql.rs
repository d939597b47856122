//! The one place where text that was put together becomes a statement.
//!
//! Everything else this crate sends is a constant. What is composed here names tables and columns, never a value.

use sqlx::AssertSqlSafe;

/// A statement that was vouched for.
pub(crate) type Composed = AssertSqlSafe<String>;

/// Vouches for a statement whose identifiers were all quoted.
pub(crate) fn composed(text: String) -> Composed {
    AssertSqlSafe(text)
}

/// A PostgreSQL identifier: <https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS>
pub(crate) fn double_quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A MySQL or MariaDB identifier; this quote holds in every `sql_mode`.
pub(crate) fn backquoted(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_end_its_quotes() {
        assert_eq!(double_quoted(r#"a"; DROP"#), r#""a""; DROP""#);
        assert_eq!(backquoted("a`; DROP"), "`a``; DROP`");
    }
}
