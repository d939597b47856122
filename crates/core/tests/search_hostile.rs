//! Search over names and queries that nobody expects: it never panics, and what it shows as matched is there.

#![allow(clippy::unwrap_used, reason = "a test's helpers may panic as its tests do")]

use gatehouse_core::catalog::search::{Facts, Found, Index, Phrasing, Place, Request, search};
use gatehouse_core::catalog::{Catalog, Column, Table, TableName, TypeClass, agent_view, read_snapshot};
use gatehouse_core::scoping::Scoping;
use proptest::prelude::*;

fn template() -> Catalog {
    read_snapshot(include_bytes!("../../workspace/sample/connections/clinic.catalog.json")).unwrap()
}

/// A name, and a text that goes with it.
type Named = (String, String);

fn catalog(tables: Vec<(String, String, Vec<Named>)>) -> Catalog {
    let sample = template();
    let table = |(name, comment, columns): (String, String, Vec<Named>)| Table {
        name: TableName::new("öffentlich", name),
        comment: Some(comment),
        columns: columns
            .into_iter()
            .map(|(name, text)| Column {
                comment: Some(text.clone()),
                enum_values: vec![text],
                ..Column::new(name, "İnt\"(x", TypeClass::Other)
            })
            .collect(),
        foreign_keys: Vec::new(),
        indexes: Vec::new(),
        primary_key: None,
        ..sample.tables[0].clone()
    };
    let mut catalog = Catalog { tables: tables.into_iter().map(table).collect(), ..sample };
    catalog.sort();
    catalog.tables.dedup_by(|a, b| a.name == b.name);
    catalog
}

fn check(found: &Found, catalog: &Catalog) {
    for hit in &found.hits {
        let table = catalog.table(&TableName::new(&*hit.schema, &*hit.table)).unwrap();
        assert!(hit.column.iter().all(|column| table.column(column).is_some()));
        assert!(hit.score.is_finite());
        for matched in &hit.matched {
            let units: Vec<u16> = matched.text.encode_utf16().collect();
            assert!(!matched.ranges.is_empty() || matched.place == Place::Comment || matched.place == Place::Label);
            for range in &matched.ranges {
                let part = units.get(range.start as usize..range.end as usize).unwrap();
                assert!(String::from_utf16(part).is_ok_and(|part| !part.is_empty()), "{matched:?}");
            }
        }
    }
}

/// Pieces that names and queries are made of, so that they often meet.
fn text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "visit",
        "Visits",
        "appt",
        "é",
        "ß",
        "İ",
        "😀",
        "_",
        ".",
        " ",
        "\"",
        "'",
        ":",
        "-",
        "type:",
        "fk:",
        "42",
        "HTTP",
        "Ab",
        "日本",
        "\u{202e}",
        "\u{0}",
        "ſ",
        "Straße",
        "ids",
        "kind:view",
        "schema:",
        ",",
        "*",
        "aptmt",
        "%",
    ]);
    prop_oneof![4 => prop::collection::vec(piece, 0..7).prop_map(|pieces| pieces.concat()), 1 => any::<String>()]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_name_and_any_query(
        tables in prop::collection::vec((text(), text(), prop::collection::vec((text(), text()), 0..4)), 0..6),
        query in text(),
    ) {
        let catalog = catalog(tables);
        let index = Index::new(&catalog);
        let blocked = Scoping::new(catalog.tables.first().map(|table| table.name.clone()), []);
        let facts = Facts::default().with_blocked(&catalog, &index, &blocked);
        for phrasing in [Phrasing::Typing, Phrasing::Complete] {
            let found = search(&catalog, &index, &Request { text: &query, phrasing, limit: 4, facts: Some(&facts) });
            check(&found, &catalog);
        }
        let seen = agent_view(&catalog, &blocked);
        let found = search(&seen, &Index::new(&seen), &Request { text: &query, phrasing: Phrasing::Typing, limit: 9, facts: None });
        check(&found, &seen);
        prop_assert!(found.hits.iter().all(|hit| catalog.tables.first().is_none_or(|table| table.name.table != hit.table)));
    }
}

#[test]
fn tables_that_differ_by_a_number_are_told_apart() {
    let column = || vec![("id".to_owned(), String::new())];
    let catalog = catalog((1..=300).map(|number| (format!("t_{number:05}"), String::new(), column())).collect());
    let index = Index::new(&catalog);
    for (text, phrasing, first) in [
        ("t_00042", Phrasing::Complete, "t_00042"),
        ("T_00042", Phrasing::Typing, "t_00042"),
        ("00042", Phrasing::Complete, "t_00042"),
        ("t_0021", Phrasing::Typing, "t_00210"),
    ] {
        let found = search(&catalog, &index, &Request { text, phrasing, limit: 10, facts: None });
        assert_eq!(found.hits[0].table, first, "{text}");
    }
}

#[test]
fn run_together_and_other_scripts() {
    let names = ["rechnung", "rechnung_nummer", "nummer", "rechnungsnummer", "患者", "患者情報", "Größe"];
    let catalog = catalog(names.iter().map(|name| ((*name).to_owned(), String::new(), vec![])).collect());
    let index = Index::new(&catalog);
    let found = |text: &str| -> Vec<String> {
        let request = Request { text, phrasing: Phrasing::Typing, limit: 10, facts: None };
        search(&catalog, &index, &request).hits.into_iter().map(|hit| hit.table).collect()
    };
    assert!(found("nummer").contains(&"rechnungsnummer".to_owned()), "{:?}", found("nummer"));
    assert_eq!(found("患者")[0], "患者");
    assert!(found("患者").contains(&"患者情報".to_owned()));
    assert_eq!(found("größe"), ["Größe"]);
}
