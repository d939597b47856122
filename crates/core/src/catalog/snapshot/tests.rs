use super::*;
use crate::catalog::{
    Column, Index, IndexPart, Indexed, NullOrder, Privileges, Table, TableKind, TableName, TypeClass,
};
use crate::connection::Engine;

/// A table of each sort of field, with names that need escapes.
fn catalog() -> Catalog {
    let mut id = Column::new("id \"x\"\n", "bigint", TypeClass::Integer);
    id.nullable = false;
    id.set_cast_type("signed".into());
    let mut note = Column::new("note", "text", TypeClass::Text);
    note.privileges = Privileges { select: true, insert: false, update: false };
    let mut table = Table::new(TableName::new("public", "b"), TableKind::Table, vec![id, note]);
    let part = IndexPart {
        over: Indexed::Expression("lower(note)".into()),
        descending: true,
        nulls: Some(NullOrder::Last),
        prefix: None,
    };
    table
        .indexes
        .push(Index { visible: false, ..Index::new("i", "btree", true, vec![part, IndexPart::of_column("note")]) });
    let mut catalog = Catalog::new(Engine::Postgres, "18.4", "clinic", "public");
    catalog.tables = vec![table, Table::new(TableName::new("public", "a"), TableKind::View, vec![])];
    catalog.sort();
    catalog
}

#[test]
fn bytes_are_stable_and_read_back() {
    let bytes = write_snapshot(&catalog());
    let read = read_with_fingerprint(&bytes).unwrap();
    assert_eq!(read.catalog, catalog());
    assert_eq!(read.fingerprint, catalog().fingerprint());
    assert_eq!(bytes, write_snapshot(&read.catalog));
}

#[test]
fn each_table_has_a_line_and_says_nothing_that_goes_without_saying() {
    let text = String::from_utf8(write_snapshot(&catalog())).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 4, "{text}");
    assert!(lines[0].starts_with(r#"{"version":2,"fingerprint":""#));
    assert_eq!(lines[1], r#"{"name":{"schema":"public","table":"a"},"kind":"view","columns":[]},"#);
    assert!(
        lines[2].contains(
            r#"{"name":"note","data_type":"text","class":"text","nullable":true,"privileges":{"select":true}}"#
        )
    );
    assert!(lines[2].contains(r#"{"expression":"lower(note)","descending":true,"nulls":"last"},{"column":"note"}"#));
    assert_eq!(lines[3], "]}}");
}

#[test]
fn a_changed_snapshot_is_noticed() {
    let text = String::from_utf8(write_snapshot(&catalog())).unwrap().replace("18.4", "18.5");
    assert!(matches!(read_snapshot(text.as_bytes()), Err(SnapshotError::Fingerprint)));
    assert!(matches!(read_snapshot(b"{\"version\": 9}"), Err(SnapshotError::NewerVersion(9))));
    assert!(matches!(read_snapshot(b"nonsense"), Err(SnapshotError::Syntax(_))));
}

#[test]
fn line_ends_and_spaces_do_not_count() {
    let text = String::from_utf8(write_snapshot(&catalog())).unwrap().replace('\n', "\r\n");
    assert_eq!(read_snapshot(text.as_bytes()).unwrap(), catalog());
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(read_snapshot(&serde_json::to_vec_pretty(&value).unwrap()).unwrap(), catalog());
}

/// A file that version 1 of this program wrote.
#[test]
fn version_1_is_still_read() {
    let bytes = include_bytes!("version-1.json");
    let read = read_with_fingerprint(bytes).unwrap();
    let table = read.catalog.table(&TableName::new("public", "patients")).unwrap();
    assert_eq!(table.column("id").unwrap().cast_type, None);
    assert_eq!(table.column("card").unwrap().cast_type(), "bpchar");
    let usable: Vec<bool> = table.indexes.iter().map(Index::usable).collect();
    assert_eq!(usable, [true, false]);
    assert_eq!(table.indexes[0].parts, [IndexPart::of_expression("lower(\"e mail\")"), IndexPart::of_column("id")]);
    assert_eq!(read_with_fingerprint(&write_snapshot(&read.catalog)).unwrap(), read);
    let altered = String::from_utf8(bytes.to_vec()).unwrap().replace("bpchar", "text");
    assert!(matches!(read_snapshot(altered.as_bytes()), Err(SnapshotError::Fingerprint)));
}
