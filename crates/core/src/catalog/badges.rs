//! Which columns are part of a key or lead an index, as bits. What agents cannot see takes its keys along: the sign of a
//! key would tell of its other end.

use super::{IndexPart, Numbering, Table, TableName};
use crate::scoping::Scoping;

/// Part of the primary key.
pub const PRIMARY: u8 = 1;
/// Refers to another table.
pub const FOREIGN: u8 = 2;
/// Leads an index that the server may use.
pub const INDEXED: u8 = 4;
/// May be empty.
pub const NULLABLE: u8 = 8;

/// The badges of one table's columns, and which table each refers to.
pub(super) struct Badges<'a> {
    pub(super) bits: Vec<u8>,
    pub(super) refers: Vec<Option<&'a TableName>>,
}

/// The badges of all columns in the tree's order, without what `hidden` hides.
pub fn badges(numbers: &Numbering, hidden: Option<&Scoping>) -> Vec<u8> {
    numbers.tables().iter().flat_map(|(_, table)| badges_of(table, hidden).bits).collect()
}

pub(super) fn badges_of<'a>(table: &'a Table, hidden: Option<&Scoping>) -> Badges<'a> {
    let seen = |of: &TableName, column: &str| hidden.is_none_or(|hidden| !hidden.blocks_column(of, column));
    let mut bits: Vec<u8> = table.columns.iter().map(|one| if one.nullable { NULLABLE } else { 0 }).collect();
    let mut refers = vec![None; table.columns.len()];
    let place = |name: &str| table.columns.iter().position(|one| one.name == name);
    let key = table.primary_key.iter().filter(|key| key.columns.iter().all(|column| seen(&table.name, column)));
    for at in key.flat_map(|key| &key.columns).filter_map(|name| place(name)) {
        bits[at] |= PRIMARY;
    }
    for key in &table.foreign_keys {
        let whole = key.columns.iter().all(|column| seen(&table.name, column))
            && key.referenced_columns.iter().all(|column| seen(&key.references, column));
        for at in key.columns.iter().filter(|_| whole).filter_map(|name| place(name)) {
            bits[at] |= FOREIGN;
            refers[at].get_or_insert(&key.references);
        }
    }
    for index in table.indexes.iter().filter(|index| index.usable()) {
        let leading = index.leading_column().and_then(place);
        let mut columns =
            index.parts.iter().filter_map(IndexPart::column).chain(index.included.iter().map(String::as_str));
        if let Some(at) = leading.filter(|_| columns.all(|column| seen(&table.name, column))) {
            bits[at] |= INDEXED;
        }
    }
    Badges { bits, refers }
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json};

    use super::*;
    use crate::catalog::sample::catalog_of;

    #[test]
    fn keys_and_usable_indexes_are_marked_and_go_with_what_is_hidden() {
        let mut catalog =
            catalog_of(&[("public", "patients", &["id", "ssn"]), ("public", "payments", &["id", "patient_id"])]);
        catalog.tables[0].primary_key = from_value(json!({ "name": "pk", "columns": ["id"] })).unwrap();
        let index = |column: &str, usable: bool| json!({ "name": "ix", "method": "btree", "unique": false, "parts": [{ "column": column }], "valid": usable });
        catalog.tables[0].indexes = from_value(json!([index("ssn", true), index("id", false)])).unwrap();
        catalog.tables[1].foreign_keys = from_value(json!([{
            "name": "fk", "columns": ["patient_id"], "references": catalog.tables[0].name, "referenced_columns": ["id"],
        }]))
        .unwrap();
        let numbers = Numbering::new(&catalog);
        let all = [PRIMARY, INDEXED, 0, FOREIGN].map(|bits| bits | NULLABLE);
        assert_eq!(badges(&numbers, None), all);
        assert_eq!(badges_of(&catalog.tables[1], None).refers, [None, Some(&catalog.tables[0].name)]);
        let hidden = Scoping::new([], [catalog.tables[0].name.column("id")]);
        assert_eq!(badges(&numbers, Some(&hidden)), [0, INDEXED, 0, 0].map(|bits| bits | NULLABLE));
    }
}
