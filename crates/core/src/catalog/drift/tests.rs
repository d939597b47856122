//! The comparison, on catalogues that are made up and changed as DDL changes them.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::catalog::{
    Catalog, CheckConstraint, Column, ForeignKey, Index, IndexPart, Key, Privileges, Table, TableKind, TableName,
    TypeClass,
};
use crate::connection::Engine;
use crate::scoping::BlockTarget;

fn column(name: &str, data_type: &str) -> Column {
    Column::new(name, data_type, TypeClass::Text)
}

fn table(name: &str, columns: &[(&str, &str)]) -> Table {
    let columns = columns.iter().map(|(name, data_type)| column(name, data_type)).collect();
    Table::new(TableName::new("public", name), TableKind::Table, columns)
}

fn catalog(tables: Vec<Table>) -> Catalog {
    let mut catalog = Catalog::new(Engine::Postgres, "18.4", "clinic", "public");
    catalog.tables = tables;
    catalog.sort();
    catalog
}

fn patients() -> Table {
    table("patients", &[("id", "uuid"), ("name", "text"), ("ssn", "text"), ("born", "date"), ("phone", "text")])
}

fn target(table: &str, column: Option<&str>) -> BlockTarget {
    BlockTarget { table: TableName::new("public", table), column: column.map(str::to_owned) }
}

fn drift_of(before: Table, after: Table) -> Drift {
    compare(&catalog(vec![before]), &catalog(vec![after]))
}

/// The one rename of a drift as names, and that nothing else is said.
fn only_rename(drift: &Drift) -> (String, String) {
    assert!(drift.added.is_empty() && drift.removed.is_empty(), "{drift:?}");
    let [one] = drift.renamed.as_slice() else { panic!("{drift:?}") };
    assert!((1..100).contains(&one.confidence) && !one.reason.is_empty());
    let name = |target: &BlockTarget| target.column.clone().unwrap_or_else(|| target.table.table.clone());
    (name(&one.from), name(&one.to))
}

#[test]
fn a_column_renamed_in_place_looks_renamed_whatever_it_is_called() {
    let mut after = patients();
    after.columns[2].name = "social_security_no".into();
    assert_eq!(only_rename(&drift_of(patients(), after)), ("ssn".into(), "social_security_no".into()));
}

#[test]
fn another_type_or_another_place_and_name_is_no_rename() {
    let mut retyped = patients();
    retyped.columns[2] = column("social", "integer");
    let mut moved = patients();
    moved.columns.remove(2);
    moved.columns.push(column("favourite_colour", "text"));
    for after in [retyped, moved] {
        let drift = drift_of(patients(), after);
        assert_eq!((drift.renamed.len(), drift.added.len(), drift.removed.len()), (0, 1, 1), "{drift:?}");
    }
}

#[test]
fn a_like_name_at_another_place_looks_renamed() {
    let mut after = patients();
    after.columns.remove(4);
    after.columns.insert(0, column("phone_no", "text"));
    assert_eq!(only_rename(&drift_of(patients(), after)), ("phone".into(), "phone_no".into()));
}

#[test]
fn neighbours_are_paired_one_to_one_in_order() {
    let before = table("t", &[("id", "uuid"), ("a", "text"), ("b", "text"), ("z", "uuid")]);
    let after = table("t", &[("id", "uuid"), ("x", "text"), ("y", "text"), ("z", "uuid")]);
    let drift = drift_of(before, after);
    let pairs: Vec<_> = drift.renamed.iter().map(|one| (one.from.column.clone(), one.to.column.clone())).collect();
    assert_eq!(pairs, [(Some("a".into()), Some("x".into())), (Some("b".into()), Some("y".into()))]);
}

#[test]
fn a_renamed_or_moved_table_is_one_difference_and_its_columns_are_compared() {
    let mut after = patients();
    after.name = TableName::new("people", "clients");
    after.columns[1].nullable = false;
    after.columns.push(column("notes", "text"));
    let drift = drift_of(patients(), after);
    assert_eq!((drift.renamed.len(), drift.removed.len()), (1, 0), "{drift:?}");
    assert_eq!(drift.renamed[0].to.table, TableName::new("people", "clients"));
    let added: Vec<_> = drift.added.iter().map(|one| (one.table.table.as_str(), one.column.as_deref())).collect();
    assert_eq!(added, [("clients", Some("notes"))]);
    assert_eq!(drift.changed[0].what, Aspect::Nullability);
}

#[test]
fn tables_that_share_only_an_id_are_not_one_another() {
    let drift = drift_of(
        table("colours", &[("id", "uuid"), ("hue", "text")]),
        table("sizes", &[("id", "uuid"), ("width", "text")]),
    );
    assert_eq!((drift.renamed.len(), drift.added.len(), drift.removed.len()), (0, 1, 1));
}

#[test]
fn each_aspect_is_told_with_what_it_was_and_is() {
    let mut before = patients();
    before.primary_key = Some(Key { name: "patients_pkey".into(), columns: vec!["id".into()] });
    before.indexes = vec![Index::new("by_phone", "btree", false, vec![IndexPart::of_column("phone")])];
    let mut after = before.clone();
    after.kind = TableKind::PartitionedTable;
    after.comment = Some("People".into());
    after.primary_key = None;
    after.unique_keys = vec![Key { name: "u".into(), columns: vec!["ssn".into()] }];
    after.foreign_keys = vec![ForeignKey {
        name: "f".into(),
        columns: vec!["id".into()],
        references: TableName::new("public", "x"),
        referenced_columns: vec!["id".into()],
    }];
    after.indexes[0].valid = false;
    after.checks = vec![CheckConstraint { name: "c".into(), expression: "born > '1900-01-01'".into(), enforced: true }];
    after.inherits = vec![TableName::new("public", "people")];
    after.columns[1].default = Some("''".into());
    after.columns[2].comment = Some("Nine digits".into());
    after.columns[3].data_type = "timestamptz".into();
    after.columns[4].privileges = Privileges { select: true, insert: false, update: false };
    after.columns[4].enum_values = vec!["a".into(), "b".into()];
    // What moves by itself is no drift.
    after.estimated_rows = Some(12);
    after.partitions = 3;
    let drift = drift_of(before, after);
    let told: BTreeSet<_> = drift.changed.iter().map(|change| change.what).collect();
    let expected = [
        Aspect::Kind,
        Aspect::Type,
        Aspect::Default,
        Aspect::EnumValues,
        Aspect::Comment,
        Aspect::Privileges,
        Aspect::PrimaryKey,
        Aspect::UniqueKey,
        Aspect::ForeignKey,
        Aspect::Index,
        Aspect::Check,
        Aspect::Inherits,
    ];
    assert_eq!(told, expected.into());
    assert_eq!((drift.changed.len(), drift.len()), (13, 13));
    let index = drift.changed.iter().find(|change| change.what == Aspect::Index).unwrap();
    assert_eq!(index.name.as_deref(), Some("by_phone"));
    assert_eq!(
        (index.before.as_deref(), index.after.as_deref()),
        (Some("btree (phone)"), Some("btree (phone), not valid"))
    );
}

#[test]
fn schemas_that_one_side_did_not_read_are_no_drift() {
    let mut billing = patients();
    billing.name.schema = "billing".into();
    let whole = catalog(vec![patients(), billing]);
    let mut part = catalog(vec![patients()]);
    part.schemas = Some(vec!["public".into()]);
    let fewer = compare(&whole, &part);
    assert!(fewer.is_empty() && fewer.no_longer_read == ["billing"], "{fewer:?}");
    let more = compare(&part, &whole);
    assert!(more.is_empty() && more.newly_read == ["billing"], "{more:?}");
}

#[test]
fn a_schema_renamed_with_thousands_of_tables_is_paired_by_name() {
    let of = |schema: &str| {
        let tables = (0..3000).map(|at| {
            let mut table = table(&format!("t{at}"), &[("id", "uuid"), ("name", "text"), ("at", "date")]);
            table.name.schema = schema.into();
            table
        });
        catalog(tables.collect())
    };
    let drift = compare(&of("old"), &of("new"));
    assert_eq!((drift.renamed.len(), drift.added.len(), drift.removed.len()), (3000, 0, 0));
    assert!(drift.renamed.iter().all(|one| one.from.table.table == one.to.table.table));
}

/// One statement of DDL, on a table and column by their places.
#[derive(Debug, Clone)]
enum Ddl {
    AddTable,
    DropTable(usize),
    AddColumn(usize),
    DropColumn(usize, usize),
    Retype(usize, usize),
    Comment(usize),
    AddIndex(usize),
}

fn ddl() -> impl Strategy<Value = Ddl> {
    let at = 0usize..50;
    prop_oneof![
        Just(Ddl::AddTable),
        at.clone().prop_map(Ddl::DropTable),
        at.clone().prop_map(Ddl::AddColumn),
        (at.clone(), at.clone()).prop_map(|(table, column)| Ddl::DropColumn(table, column)),
        (at.clone(), at.clone()).prop_map(|(table, column)| Ddl::Retype(table, column)),
        at.clone().prop_map(Ddl::Comment),
        at.prop_map(Ddl::AddIndex),
    ]
}

/// Tables whose column types are all different, so that nothing can look renamed.
fn arbitrary() -> impl Strategy<Value = Catalog> {
    proptest::collection::vec(1usize..6, 1..6).prop_map(|sizes| {
        let tables = sizes.iter().enumerate().map(|(at, size)| {
            let columns = (0..*size).map(|c| column(&format!("c{c}"), &format!("type_{at}_{c}"))).collect();
            Table::new(TableName::new("public", format!("t{at}")), TableKind::Table, columns)
        });
        catalog(tables.collect())
    })
}

/// Applies one statement and says what a comparison should say of it.
fn apply(catalog: &mut Catalog, ddl: &Ddl, fresh: usize, said: &mut Drift) {
    let name = format!("new{fresh}");
    let of_type = |name: &str| column(name, &format!("type_{name}"));
    if let Ddl::AddTable = ddl {
        let added = Table::new(TableName::new("public", &name), TableKind::Table, vec![of_type(&name)]);
        said.added.push(BlockTarget { table: added.name.clone(), column: None });
        catalog.tables.push(added);
        return;
    }
    let (Ddl::DropTable(at)
    | Ddl::AddColumn(at)
    | Ddl::DropColumn(at, _)
    | Ddl::Retype(at, _)
    | Ddl::Comment(at)
    | Ddl::AddIndex(at)) = ddl
    else {
        return;
    };
    if catalog.tables.is_empty() {
        return;
    }
    let at = at % catalog.tables.len();
    let of = BlockTarget { table: catalog.tables[at].name.clone(), column: None };
    let inside = |column: &str| BlockTarget { column: Some(column.into()), ..of.clone() };
    let table = &mut catalog.tables[at];
    match ddl {
        Ddl::AddTable => {}
        Ddl::DropTable(_) => {
            catalog.tables.remove(at);
            said.removed.push(of);
        }
        Ddl::AddColumn(_) => {
            table.columns.push(of_type(&name));
            said.added.push(inside(&name));
        }
        Ddl::DropColumn(_, column) => {
            let dropped = table.columns.remove(column % table.columns.len());
            said.removed.push(inside(&dropped.name));
        }
        Ddl::Retype(_, column) => {
            let at = column % table.columns.len();
            let before = std::mem::replace(&mut table.columns[at].data_type, name.clone());
            let of = inside(&table.columns[at].name);
            said.changed.push(Change { of, what: Aspect::Type, name: None, before: Some(before), after: Some(name) });
        }
        Ddl::Comment(_) => {
            let before = table.comment.replace(name.clone());
            said.changed.push(Change { of, what: Aspect::Comment, name: None, before, after: Some(name) });
        }
        Ddl::AddIndex(_) => {
            table.indexes.push(Index::new(&name, "btree", true, vec![IndexPart::of_column("c0")]));
            let after = Some("unique btree (c0)".into());
            said.changed.push(Change { of, what: Aspect::Index, name: Some(name), before: None, after });
        }
    }
}

proptest! {
    #[test]
    fn a_catalogue_does_not_differ_from_itself(catalog in arbitrary()) {
        prop_assert_eq!(compare(&catalog, &catalog), Drift::default());
    }

    #[test]
    fn one_statement_of_ddl_is_reported_exactly(before in arbitrary(), ddl in ddl()) {
        let (mut after, mut said) = (before.clone(), Drift::default());
        // A table keeps a column, as the step may take its last.
        if let Ddl::DropColumn(table, _) = &ddl {
            prop_assume!(before.tables[table % before.tables.len()].columns.len() > 1);
        }
        apply(&mut after, &ddl, 0, &mut said);
        after.sort();
        prop_assert_eq!(compare(&before, &after), said);
    }

    #[test]
    fn every_name_is_in_its_place_after_many(before in arbitrary(), steps in proptest::collection::vec(ddl(), 0..12)) {
        let mut after = before.clone();
        for (fresh, step) in steps.iter().enumerate() {
            let single = |at: &usize| after.tables.get(at % after.tables.len().max(1)).is_none_or(|table| table.columns.len() < 2);
            if matches!(step, Ddl::DropColumn(at, _) if single(at)) { continue; }
            apply(&mut after, step, fresh, &mut Drift::default());
        }
        after.sort();
        let drift = compare(&before, &after);
        let names = |catalog: &Catalog| -> BTreeSet<BlockTarget> {
            let of = |table: &Table| {
                let column = |column: &Column| BlockTarget { table: table.name.clone(), column: Some(column.name.clone()) };
                std::iter::once(BlockTarget { table: table.name.clone(), column: None }).chain(table.columns.iter().map(column)).collect::<Vec<_>>()
            };
            catalog.tables.iter().flat_map(of).collect()
        };
        let (old, new) = (names(&before), names(&after));
        let whole = |target: &BlockTarget| BlockTarget { column: None, ..target.clone() };
        // Nothing appears or vanishes unsaid: by itself, with its table, or as one end of what looks renamed.
        for target in new.difference(&old) {
            let said = drift.added.contains(target) || drift.added.contains(&whole(target))
                || drift.renamed.iter().any(|one| one.to == *target || one.to == whole(target));
            prop_assert!(said, "{:?} appeared unsaid in {:?}", target, drift);
        }
        for target in old.difference(&new) {
            let said = drift.removed.contains(target) || drift.removed.contains(&whole(target))
                || drift.renamed.iter().any(|one| one.from == *target || one.from == whole(target));
            prop_assert!(said, "{:?} vanished unsaid in {:?}", target, drift);
        }
        for target in &drift.added { prop_assert!(new.contains(target) && !old.contains(target)); }
        for target in &drift.removed { prop_assert!(old.contains(target) && !new.contains(target)); }
    }
}

#[test]
fn what_vanished_is_told_by_its_name() {
    let drift = compare(&catalog(vec![patients()]), &catalog(vec![]));
    assert_eq!(drift.removed, [target("patients", None)]);
    let drift = compare(&catalog(vec![]), &catalog(vec![patients()]));
    assert_eq!(drift.added, [target("patients", None)]);
}
