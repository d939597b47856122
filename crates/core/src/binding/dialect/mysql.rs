//! The dialect of MySQL 8 and later and of MariaDB 10.5 and later, as far as the two agree.

use super::Dialect;
use crate::catalog::{Column, Table, TypeClass};

/// MySQL and MariaDB.
pub(in crate::binding) struct Mysql;

impl Dialect for Mysql {
    /// "Schema Object Names": no NUL, nothing beyond the basic multilingual plane, a backtick doubled
    /// (<https://dev.mysql.com/doc/refman/8.4/en/identifiers.html>). Backticks quote under every `sql_mode`.
    fn quote(&self, name: &str) -> Option<String> {
        let holds = !name.is_empty() && name.chars().all(|c| c != '\0' && c <= '\u{FFFF}');
        holds.then(|| format!("`{}`", name.replace('`', "``")))
    }

    /// Placeholders have no numbers: they count by their place in the text.
    ///
    /// A text is compared as it comes, because `CAST(? AS CHAR)` has the collation of the connection with the same weight as the column's:
    /// the server then refuses the comparison or converts the column, and the index is lost. A bare parameter is
    /// converted to the column's (<https://dev.mysql.com/doc/refman/8.4/en/charset-collation-coercibility.html>). It must be sent as a string.
    fn parameter(&self, _ordinal: u32, cast_type: &str) -> Option<String> {
        match cast_type {
            "char" => Some("?".into()),
            _ => is_cast_type(cast_type).then(|| format!("CAST(? AS {})", cast_type.to_ascii_uppercase())),
        }
    }

    /// Its operators are the server's alone.
    fn equals(&self, left: &str, right: &str, _schema: Option<&str>) -> Option<String> {
        Some(format!("{left} = {right}"))
    }

    fn output(&self, column: &str, _cast_type: &str, class: TypeClass) -> String {
        match class {
            TypeClass::Text => column.to_owned(),
            _ => format!("CAST({column} AS CHAR)"),
        }
    }

    /// FULLTEXT and SPATIAL (RTREE) indexes answer other questions.
    fn method_serves_equality(&self, method: &str) -> bool {
        matches!(method, "btree" | "hash")
    }

    /// InnoDB builds an index beside running writes by itself. A long text can only be indexed by its beginning; 191 characters fit every row format.
    fn create_index(&self, table: &Table, column: &Column, then: Option<&Column>) -> Option<String> {
        let (schema, name) = (self.quote(&table.name.schema)?, self.quote(&table.name.table)?);
        let index: String = format!("{}_{}_idx", table.name.table, column.name).chars().take(64).collect();
        let prefix = if column.data_type.ends_with("text") { "(191)" } else { "" };
        let then = then.map_or(Some(String::new()), |then| Some(format!(", {}", self.quote(&then.name)?)))?;
        Some(format!(
            "CREATE INDEX {} ON {schema}.{name} ({}{prefix}{then});",
            self.quote(&index)?,
            self.quote(&column.name)?
        ))
    }

    /// `WHERE code = 0` matches every text that does not begin with a digit, and uses no index
    /// (<https://dev.mysql.com/doc/refman/8.4/en/type-conversion.html>).
    fn keeps_text(&self, cast_type: &str) -> bool {
        cast_type == "char"
    }

    fn returns_rows_of_a_write(&self) -> bool {
        false
    }
}

/// The types that discovery writes for CAST, and nothing else
/// (<https://dev.mysql.com/doc/refman/8.4/en/cast-functions.html#function_cast>).
fn is_cast_type(text: &str) -> bool {
    const WORDS: [&str; 10] =
        ["signed", "unsigned", "float", "double", "date", "time", "time(6)", "datetime", "datetime(6)", "binary"];
    let number = |text: &str| (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    let decimal = || {
        let inside = text.strip_prefix("decimal(")?.strip_suffix(')')?;
        let (precision, scale) = inside.split_once(',')?;
        Some(number(precision) && number(scale))
    };
    WORDS.contains(&text) || decimal().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_quoted_or_refused() {
        assert_eq!(Mysql.quote("a`b").as_deref(), Some("`a``b`"));
        assert_eq!(Mysql.quote("naïve").as_deref(), Some("`naïve`"));
        for name in ["", "a\0", "😀"] {
            assert_eq!(Mysql.quote(name), None, "{name:?}");
        }
    }

    #[test]
    fn only_a_cast_type_is_cast_to() {
        assert_eq!(Mysql.parameter(1, "char").as_deref(), Some("?"));
        assert_eq!(Mysql.parameter(2, "decimal(10,2)").as_deref(), Some("CAST(? AS DECIMAL(10,2))"));
        for other in ["decimal(10)", "decimal(1,2,3)", "signed) OR 1", "CHAR", "", "json", "decimal(100,2)"] {
            assert_eq!(Mysql.parameter(1, other), None, "{other}");
        }
    }
}
