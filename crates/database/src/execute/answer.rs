//! Rows as they come, and as an agent gets them.

use std::time::Duration;

use gatehouse_core::binding::{Statement, StatementKind};
use gatehouse_core::catalog::TypeClass;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::{Map, Number, Value};

/// The most bytes that the values of one answer may have together: what an agent's model can still read at once.
pub(crate) const MAX_ANSWER_BYTES: usize = 64 * 1024;

/// What an engine answered.
#[derive(Debug, Default)]
pub(crate) struct Raw {
    pub(crate) rows: Vec<Vec<Option<String>>>,
    /// Of their values together.
    bytes: usize,
    pub(crate) touched: u64,
    pub(crate) elapsed: Duration,
    pub(crate) again: Option<Duration>,
    /// The planner's words on the values given, and on any.
    pub(crate) explained: Option<Value>,
    pub(crate) generic: Option<Value>,
}

impl Raw {
    /// Takes a row; false when the answer is too large. How many rows a write touched is looked at when it is done.
    pub(crate) fn take(&mut self, row: Vec<Option<String>>, statement: &Statement) -> bool {
        self.bytes += row.iter().flatten().map(String::len).sum::<usize>();
        self.rows.push(row);
        let most = usize::try_from(statement.limit).unwrap_or(usize::MAX);
        (self.rows.len() <= most || statement.kind != StatementKind::Read) && self.bytes <= MAX_ANSWER_BYTES
    }
}

/// Exactly what an agent gets: `{"rows": […]}` with one object a row, and for a write how many rows it changed. Written straight from the
/// values; [`super::Answer::document`] says the same of rows that were taken apart.
pub(crate) struct Document<'a> {
    pub(crate) statement: &'a Statement,
    pub(crate) raw: &'a Raw,
}

impl Serialize for Document<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let changed = self.statement.kind != StatementKind::Read;
        let mut document = serializer.serialize_map(Some(1 + usize::from(changed)))?;
        document.serialize_entry("rows", &Rows(self.statement, &self.raw.rows))?;
        if changed {
            document.serialize_entry("changed", &self.raw.touched)?;
        }
        document.end()
    }
}

struct Rows<'a>(&'a Statement, &'a [Vec<Option<String>>]);

impl Serialize for Rows<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.1.iter().map(|row| Row(self.0, row)))
    }
}

struct Row<'a>(&'a Statement, &'a [Option<String>]);

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let values = self.0.outputs.iter().zip(self.1);
        serializer.collect_map(values.map(|(output, text)| (&output.leaf, value(output.class, text.as_deref()))))
    }
}

/// A row under its leaves.
pub(super) fn object(statement: &Statement, row: &[Option<String>]) -> Map<String, Value> {
    let values = statement.outputs.iter().zip(row);
    values.map(|(output, text)| (output.leaf.clone(), value(output.class, text.as_deref()))).collect()
}

/// A number where it is one that JSON holds exactly, true or false, or text. Points in time get RFC 3339's `T`.
fn value(class: TypeClass, text: Option<&str>) -> Value {
    let Some(text) = text else { return Value::Null };
    match class {
        TypeClass::Integer => text.parse::<i64>().map_or_else(|_| text.into(), Value::from),
        TypeClass::Boolean => match text {
            "t" | "true" | "1" | "\u{1}" => true.into(),
            // MySQL's BIT(1) comes as its byte.
            "f" | "false" | "0" | "\0" => false.into(),
            other => other.into(),
        },
        // A decimal that a double would change stays text.
        TypeClass::Number => match serde_json::from_str::<Number>(text) {
            Ok(number) if number.to_string() == text => Value::Number(number),
            _ => text.into(),
        },
        TypeClass::Timestamp => Value::String(text.replacen(' ', "T", 1)),
        _ => text.into(),
    }
}

#[cfg(test)]
mod tests {
    use gatehouse_core::connection::Engine;

    use super::*;

    #[test]
    fn values_keep_what_they_say() {
        assert_eq!(value(TypeClass::Integer, Some("9007199254740993")), Value::from(9_007_199_254_740_993_i64));
        assert_eq!(value(TypeClass::Integer, Some("18446744073709551615")), Value::from("18446744073709551615"));
        assert_eq!(value(TypeClass::Number, Some("19.90")), Value::from("19.90"));
        assert_eq!(value(TypeClass::Number, Some("0.5")), Value::from(0.5));
        assert_eq!(value(TypeClass::Number, Some("NaN")), Value::from("NaN"));
        assert_eq!(value(TypeClass::Boolean, Some("f")), Value::from(false));
        assert_eq!(value(TypeClass::Boolean, Some("\u{1}")), Value::from(true));
        assert_eq!(value(TypeClass::Timestamp, Some("2026-01-02 03:04:05+00")), Value::from("2026-01-02T03:04:05+00"));
        assert_eq!(value(TypeClass::Text, None), Value::Null);
    }

    #[test]
    fn an_answer_has_its_bounds() {
        let read = Statement {
            engine: Engine::Postgres,
            kind: StatementKind::Read,
            sql: String::new(),
            parameters: vec![],
            outputs: vec![],
            limit: 2,
            tables: vec![],
            privileges: vec![],
            sha256: String::new(),
        };
        let mut raw = Raw::default();
        assert!(raw.take(vec![Some("x".repeat(MAX_ANSWER_BYTES))], &read));
        assert!(!raw.take(vec![Some("x".into())], &read));
        let mut raw = Raw::default();
        assert!(raw.take(vec![None], &read) && raw.take(vec![None], &read) && !raw.take(vec![None], &read));
    }
}
