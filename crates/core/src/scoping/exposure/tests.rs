//! Leaks, each by an example that is one and one that is none; and reports of hostile names.

use super::*;
use crate::binding::{Binding, Input, Projection};
use crate::catalog::drift::NamedBinding;
use crate::catalog::{
    Catalog, Column, ForeignKey, Generation, Index, IndexPart, Key, Table, TableKind, TableName, TypeClass, ViewRead,
};
use crate::connection::Engine;
use crate::scoping::{BlockTarget, Fact, Policy, PolicyEdit, Scoping};

fn name(table: &str) -> TableName {
    TableName::new("public", table)
}

fn table(of: &str, kind: TableKind, columns: &[&str]) -> Table {
    Table::new(name(of), kind, columns.iter().map(|one| Column::new(*one, "text", TypeClass::Text)).collect())
}

fn catalog(tables: Vec<Table>) -> Catalog {
    let mut catalog = Catalog::new(Engine::Postgres, "18.4", "clinic", "public");
    catalog.tables = tables;
    catalog.sort();
    catalog
}

fn patients() -> Table {
    table("patients", TableKind::Table, &["id", "name", "ssn", "phone"])
}

fn target(of: &str) -> BlockTarget {
    let (table, column) = of.split_once('.').map_or((of, None), |(table, column)| (table, Some(column.to_owned())));
    BlockTarget { table: name(table), column }
}

fn blocking(targets: &[&str]) -> Scoping {
    let mut scoping = Scoping::default();
    scoping.set(&targets.iter().map(|one| target(one)).collect::<Vec<_>>(), true);
    scoping
}

/// The leaks as (kind, through, tells), and that each fix closes its leak.
fn found(catalog: &Catalog, blocked: &[&str]) -> Vec<(LeakKind, String, Vec<String>)> {
    let written = |target: &BlockTarget| match &target.column {
        Some(column) => format!("{}.{column}", target.table.table),
        None => target.table.table.clone(),
    };
    let found = leaks(catalog, &blocking(blocked), &[]);
    for leak in found.iter().filter(|leak| leak.fix.is_some()) {
        let mut policy = Policy::new(blocked.iter().map(|one| Fact::Blocked(target(one))), None);
        policy.edit(Some(catalog), leak.fix.as_ref().unwrap());
        let left = leaks(catalog, &policy.effective(Some(catalog)), &[]);
        assert!(
            !left.iter().any(|other| (other.kind, &other.through) == (leak.kind, &leak.through)),
            "{leak:?} stays open"
        );
    }
    let through = |leak: &Leak| leak.through.as_ref().map(written).unwrap_or_default();
    found.iter().map(|leak| (leak.kind, through(leak), leak.tells.iter().map(written).collect())).collect()
}

fn one(kind: LeakKind, through: &str, tells: &[&str]) -> (LeakKind, String, Vec<String>) {
    (kind, through.into(), tells.iter().map(|told| (*told).to_owned()).collect())
}

fn reading(of: &str, kind: TableKind, reads: &[(&str, &[&str])]) -> Table {
    let read = |(table, columns): &(&str, &[&str])| ViewRead {
        table: name(table),
        columns: columns.iter().map(|column| (*column).to_owned()).collect(),
        whole_rows: false,
    };
    Table { reads: Some(reads.iter().map(read).collect()), ..table(of, kind, &["a", "b"]) }
}

#[test]
fn views_over_what_is_blocked_are_told_also_through_views() {
    let all = catalog(vec![
        patients(),
        reading("export", TableKind::View, &[("patients", &["id", "ssn"])]),
        reading("export_of_export", TableKind::View, &[("export", &["a"])]),
        reading("harmless", TableKind::View, &[("patients", &["id"])]),
        reading("load", TableKind::MaterializedView, &[("patients", &["ssn"])]),
        table("opaque", TableKind::View, &["x"]),
    ]);
    let expected = [
        one(LeakKind::View, "export", &["patients.ssn"]),
        one(LeakKind::View, "export_of_export", &["patients.ssn"]),
        one(LeakKind::MaterializedView, "load", &["patients.ssn"]),
        one(LeakKind::UnknownView, "opaque", &[]),
    ];
    assert_eq!(found(&all, &["patients.ssn"]), expected);
    assert_eq!(found(&all, &["patients"]).len(), 5, "the harmless one reads a table that is blocked whole");
    assert_eq!(found(&all, &[]), []);
}

#[test]
fn a_computed_column_over_a_blocked_one_is_told() {
    let mut table = patients();
    for (name, expression) in [("ssn_last4", "right(ssn, 4)"), ("session", "upper(name)")] {
        let mut column = Column::new(name, "text", TypeClass::Text);
        (column.generation, column.default) = (Some(Generation::Generated), Some(expression.into()));
        table.columns.push(column);
    }
    let found = found(&catalog(vec![table]), &["patients.ssn"]);
    assert_eq!(found, [one(LeakKind::GeneratedColumn, "patients.ssn_last4", &["patients.ssn"])]);
}

#[test]
fn a_foreign_key_that_carries_a_blocked_value_is_told() {
    let mut visits = table("visits", TableKind::Table, &["id", "patient_ssn"]);
    visits.foreign_keys = vec![ForeignKey {
        name: "f".into(),
        columns: vec!["patient_ssn".into()],
        references: name("patients"),
        referenced_columns: vec!["ssn".into()],
    }];
    let all = catalog(vec![patients(), visits.clone()]);
    assert_eq!(found(&all, &["patients.ssn"]), [one(LeakKind::ForeignKey, "visits.patient_ssn", &["patients.ssn"])]);
    assert_eq!(found(&all, &["patients"]), [one(LeakKind::ForeignKey, "visits.patient_ssn", &["patients.ssn"])]);
    assert_eq!(found(&all, &["visits.patient_ssn"]), []);
    visits.primary_key = Some(Key { name: "k".into(), columns: vec!["patient_ssn".into()] });
    let all = catalog(vec![patients(), visits]);
    assert_eq!(
        found(&all, &["visits.patient_ssn"]),
        [one(LeakKind::ForeignKey, "patients.ssn", &["visits.patient_ssn"])]
    );
}

#[test]
fn documents_and_notes_beside_what_is_blocked_are_told() {
    let mut table = patients();
    table.columns.push(Column::new("extra", "jsonb", TypeClass::Json));
    table.columns.push(Column::new("staff_notes", "text", TypeClass::Text));
    let other = table_with_json("settings");
    let all = catalog(vec![table, other]);
    let expected =
        [one(LeakKind::Document, "patients.extra", &[]), one(LeakKind::Document, "patients.staff_notes", &[])];
    assert_eq!(found(&all, &["patients.ssn"]), expected);
}

fn table_with_json(of: &str) -> Table {
    Table::new(name(of), TableKind::Table, vec![Column::new("value", "jsonb", TypeClass::Json)])
}

#[test]
fn a_parent_shows_the_rows_of_a_blocked_heir() {
    let mut heir = table("archive", TableKind::Table, &["id", "ssn", "since"]);
    heir.inherits = vec![name("people")];
    let all = catalog(vec![table("people", TableKind::Table, &["id", "ssn"]), heir]);
    assert_eq!(found(&all, &["archive"]), [one(LeakKind::Inheritance, "people", &["archive"])]);
    assert_eq!(found(&all, &["archive.ssn"]), [one(LeakKind::Inheritance, "people.ssn", &["archive.ssn"])]);
    assert_eq!(found(&all, &["archive.since"]), []);
}

#[test]
fn a_copy_is_told_and_its_columns_can_be_blocked() {
    let all = catalog(vec![
        patients(),
        Table { name: name("patients_2019"), ..patients() },
        table("rooms", TableKind::Table, &["id", "name"]),
    ]);
    assert_eq!(found(&all, &["patients"]), [one(LeakKind::Copy, "patients_2019", &["patients"])]);
    assert_eq!(found(&all, &["patients.ssn"]), [one(LeakKind::Copy, "patients_2019", &["patients.ssn"])]);
    let leaks = leaks(&all, &blocking(&["patients.ssn"]), &[]);
    assert_eq!(leaks[0].fix, Some(PolicyEdit::Block { targets: vec![target("patients_2019.ssn")] }));
}

#[test]
fn the_values_of_a_blocked_enum_are_listed_elsewhere() {
    let mut all = catalog(vec![patients(), table("visits", TableKind::Table, &["id", "state"])]);
    for (table, column) in [(0, 2), (1, 1)] {
        let column = &mut all.tables[table].columns[column];
        (column.data_type, column.enum_values) = ("public.state".into(), vec!["positive".into(), "negative".into()]);
    }
    assert_eq!(found(&all, &["patients.ssn"]), [one(LeakKind::EnumValues, "visits.state", &["patients.ssn"])]);
}

/// `patients` by phone.
fn named_binding(tool_name: &str) -> NamedBinding {
    let binding = Binding {
        tool_name: tool_name.into(),
        connection: "clinic".into(),
        operation: "patients.read".into(),
        description: Some(tool_name.into()),
        enabled: true,
        inputs: vec![Input { param: "phone".into(), arg: "phone".into(), required: true }],
        projection: vec![Projection { path: vec!["name".into()], leaf: "name".into() }],
        sql_search: None,
        input_object_map: vec![],
        sql_write: None,
        parameters: Default::default(),
    };
    NamedBinding { slug: "look-up".into(), binding }
}

fn indexed() -> Table {
    Table { indexes: vec![Index::new("by_phone", "btree", false, vec![IndexPart::of_column("phone")])], ..patients() }
}

fn exposed(all: &Catalog, facts: Vec<Fact>, tool_name: &str) -> Exposure {
    let bindings = [named_binding(tool_name)];
    exposure("clinic", "2026-11-22 10:00 UTC", "f00", all, &Policy::new(facts, None), &bindings)
}

#[test]
fn a_binding_is_a_tool_or_refused_and_its_text_is_watched() {
    let all = catalog(vec![indexed()]);
    let seen = exposed(&all, vec![Fact::Blocked(target("patients.ssn"))], "Find a caller by ssn");
    assert_eq!((seen.agent.tools.len(), seen.owner.refused.len()), (1, 0));
    assert_eq!((&*seen.agent.tools[0].parameters[0].name, &*seen.agent.tools[0].outputs[0].column), ("phone", "name"));
    assert_eq!(seen.owner.leaks.iter().map(|leak| leak.kind).collect::<Vec<_>>(), [LeakKind::ToolText]);
    let refused = exposed(&all, vec![Fact::Blocked(target("patients.name"))], "Find a caller");
    assert_eq!((refused.agent.tools.len(), refused.owner.refused.len()), (0, 1));
    let counts = refused.owner.counts;
    assert_eq!((counts.tables_seen, counts.tables, counts.columns_seen, counts.columns), (1, 1, 3, 4));
}

#[test]
fn a_page_of_hostile_names_holds_no_markup_but_ours() {
    let hostile = [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' onmouseover='alert(1)",
        "</style><svg onload=alert(1)>",
        "--><iframe>",
        "&lt;b&gt;",
        "a\u{202e}b\u{0}\u{1b}[2J",
        "]]>",
        "</title><base href=//evil>",
    ];
    let calm = page(&["calm1", "calm2", "calm3", "calm4", "calm5", "calm6", "calm7", "calm8", "calm9"]);
    let wild = page(&hostile);
    let tags = |page: &str| page.matches('<').count();
    assert_eq!(tags(&wild), tags(&calm), "a name became markup");
    for markup in ["<script", "<img", "<svg", "<iframe", "<base", "onerror=\"", "\u{202e}", "\u{1b}", "\u{0}"] {
        assert!(!wild.contains(markup), "{markup:?} in the page");
    }
    assert!(wild.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && wild.contains("&amp;lt;b&amp;gt;"));
    assert!(wild.contains("default-src 'none'") && !wild.contains("http://") && !wild.contains("https://"));
}

/// A page with these texts in every place that takes one.
fn page(texts: &[&str; 9]) -> String {
    let [one, two, three, four, five, six, seven, eight, nine] = texts;
    let mut hostile =
        Table::new(TableName::new(*one, *two), TableKind::View, vec![Column::new(*three, *four, TypeClass::Text)]);
    hostile.comment = Some((*five).into());
    hostile.columns[0].comment = Some((*six).into());
    let blocked = BlockTarget { table: TableName::new(*seven, *eight), column: Some((*nine).into()) };
    let all = catalog(vec![indexed(), hostile]);
    let facts = vec![
        Fact::Blocked(blocked.clone()),
        Fact::Quarantined(BlockTarget { column: None, ..blocked.clone() }),
        Fact::Renamed(crate::scoping::Rename { from: blocked.clone(), to: blocked }),
    ];
    let mut seen = exposed(&all, facts, three);
    (seen.about.connection, seen.about.database) = ((*one).into(), (*two).into());
    (seen.about.server_version, seen.about.fingerprint, seen.about.time) =
        ((*three).into(), (*four).into(), (*five).into());
    seen.agent.tools[0].tool_name = (*four).into();
    seen.owner.leaks.truncate(1);
    report_html(&seen)
}

#[test]
fn a_snapshot_that_the_policy_does_not_know_is_told() {
    let all = catalog(vec![patients()]);
    let seen = |policy: &Policy| exposure("clinic", "now", "f", &all, policy, &[]);
    let mut policy = Policy::default();
    assert!(!seen(&policy).owner.unreviewed);
    policy.rediscovered(None, &catalog(vec![indexed()]));
    assert!(!seen(&policy).owner.unreviewed, "the names are the same");
    policy.rediscovered(None, &catalog(vec![]));
    policy.rediscovered(None, &catalog(vec![table("other", TableKind::Table, &["id"])]));
    assert!(seen(&policy).owner.unreviewed && report_html(&seen(&policy)).contains("Discover the schema again"));
}

#[test]
fn the_json_says_its_version_and_is_stable() {
    let all = catalog(vec![indexed()]);
    let report = || report_json(&exposed(&all, vec![Fact::Blocked(target("patients.ssn"))], "Find a caller"));
    let read: serde_json::Value = serde_json::from_str(&report()).unwrap();
    assert_eq!((&read["version"], &read["report"]), (&1.into(), &"what the agent sees".into()));
    assert_eq!(read["agent"]["tools"][0]["name"], "find_a_caller");
    assert_eq!(report(), report());
}
