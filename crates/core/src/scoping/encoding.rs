//! How a schema-qualified name is written in the API's `{blockedTables, blockedColumns}`.
//!
//! The API's pages do not say it, so the rule is ours and stands here alone [contract, G]: a table of the default
//! schema is its bare name, any other is `schema.table`; a part that holds a dot or a double quote, or is empty, is
//! quoted as an SQL identifier (`"a.b"`, inner quotes doubled).

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{BlockTarget, Scoping};
use crate::catalog::TableName;

/// The scoping as the API carries it. Empty lists allow everything.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct WireScoping {
    /// Tables blocked whole.
    #[serde(default)]
    pub blocked_tables: BTreeSet<String>,
    /// Blocked columns by table.
    #[serde(default)]
    pub blocked_columns: BTreeMap<String, BTreeSet<String>>,
}

/// Writes a scoping in the API's form.
pub fn encode(scoping: &Scoping, default_schema: &str) -> WireScoping {
    WireScoping {
        blocked_tables: scoping.blocked_tables().map(|table| encode_table(table, default_schema)).collect(),
        blocked_columns: scoping
            .blocked_columns()
            .map(|(table, columns)| (encode_table(table, default_schema), columns.clone()))
            .collect(),
    }
}

/// Reads the API's form. Any text is a name: an unbalanced quote is taken literally, so no block is ever lost.
pub fn decode(wire: &WireScoping, default_schema: &str) -> Scoping {
    let columns = wire.blocked_columns.iter().flat_map(|(table, columns)| {
        let table = decode_table(table, default_schema);
        columns.iter().map(move |column| table.column(column))
    });
    Scoping::new(wire.blocked_tables.iter().map(|table| decode_table(table, default_schema)), columns)
}

/// One table's name in the API's form.
pub fn encode_table(table: &TableName, default_schema: &str) -> String {
    if table.schema == default_schema {
        encode_part(&table.table)
    } else {
        format!("{}.{}", encode_part(&table.schema), encode_part(&table.table))
    }
}

/// A target as [`super::find_target`] reads it, with its schema, whatever the default one is.
pub fn encode_target(target: &BlockTarget) -> String {
    let table = format!("{}.{}", encode_part(&target.table.schema), encode_part(&target.table.table));
    match &target.column {
        Some(column) => format!("{table}.{}", encode_part(column)),
        None => table,
    }
}

/// One table's name from the API's form.
pub fn decode_table(text: &str, default_schema: &str) -> TableName {
    let bare = || TableName::new(default_schema, text);
    let Some((first, rest)) = decode_part(text) else { return bare() };
    if rest.is_empty() {
        return TableName::new(default_schema, first);
    }
    match rest.strip_prefix('.').and_then(decode_part) {
        Some((second, "")) => TableName::new(first, second),
        _ => bare(),
    }
}

/// A part of a dotted name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    /// As it is stored, without quotes.
    pub(super) text: String,
    /// Whether it stood in quotes.
    pub(super) quoted: bool,
}

/// A dotted name's parts; none when a part is empty or a quote is left open.
pub(super) fn split_parts(text: &str) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    let mut rest = text;
    loop {
        let quoted = rest.starts_with('"');
        let (text, after) = decode_part(rest)?;
        parts.push(Part { text, quoted });
        match after.strip_prefix('.') {
            Some(next) => rest = next,
            None => return after.is_empty().then_some(parts),
        }
    }
}

/// The same, each part as it is stored.
pub(super) fn split_name(text: &str) -> Option<Vec<String>> {
    Some(split_parts(text)?.into_iter().map(|part| part.text).collect())
}

fn encode_part(part: &str) -> String {
    if part.is_empty() || part.contains(['.', '"']) {
        format!("\"{}\"", part.replace('"', "\"\""))
    } else {
        part.into()
    }
}

/// The first part of a dotted name and what follows it; none when a quote is left open or misplaced.
fn decode_part(text: &str) -> Option<(String, &str)> {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find('.').unwrap_or(text.len());
        let (part, rest) = text.split_at(end);
        return (!part.is_empty() && !part.contains('"')).then(|| (part.to_owned(), rest));
    };
    let mut part = String::new();
    let mut rest = quoted;
    loop {
        let quote = rest.find('"')?;
        part.push_str(&rest[..quote]);
        rest = &rest[quote + 1..];
        match rest.strip_prefix('"') {
            Some(after) => {
                part.push('"');
                rest = after;
            }
            None => return Some((part, rest)),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_source_example_is_written_as_it_stands() {
        let scoping = Scoping::new(
            [TableName::new("public", "payments")],
            [
                TableName::new("public", "customers").column("ssn"),
                TableName::new("public", "customers").column("card_last4"),
            ],
        );
        assert_eq!(
            serde_json::to_string(&encode(&scoping, "public")).unwrap(),
            r#"{"blockedTables":["payments"],"blockedColumns":{"customers":["card_last4","ssn"]}}"#
        );
    }

    #[test]
    fn other_schemas_are_qualified_and_odd_names_quoted() {
        assert_eq!(encode_table(&TableName::new("billing", "invoices"), "public"), "billing.invoices");
        assert_eq!(encode_table(&TableName::new("public", "a.b"), "public"), "\"a.b\"");
    }

    proptest! {
        #[test]
        fn every_name_survives(schema in "\\PC{0,6}|[a.\"]{0,5}", table in "\\PC{0,6}|[a.\"]{0,5}") {
            let name = TableName::new(schema, table);
            prop_assert_eq!(decode_table(&encode_table(&name, "public"), "public"), name);
        }

        #[test]
        fn no_block_is_lost(text in "\\PC{0,8}|[a.\"]{0,6}") {
            // Decoding is total; two different spellings may mean one table, never none.
            let wire = WireScoping { blocked_tables: [text].into(), ..WireScoping::default() };
            prop_assert_eq!(decode(&wire, "public").blocked_tables().count(), 1);
        }
    }
}
