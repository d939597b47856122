use super::*;
use crate::catalog::{Column, Privileges, Table, TableKind, TypeClass};
use crate::connection::Engine;
use crate::connection::grant::{Grain, GrantRequest, GrantRole, HeldSequence};
use crate::scoping::Scoping;

fn table(name: &str, columns: &[&str]) -> Table {
    let column = |name: &&str| Column {
        default: (*name == "id").then(|| "nextval('s'::regclass)".into()),
        privileges: Privileges { select: true, insert: false, update: false },
        ..Column::new(*name, "bigint", TypeClass::Integer)
    };
    Table::new(TableName::new("public", name), TableKind::Table, columns.iter().map(column).collect())
}

fn catalog() -> Catalog {
    Catalog {
        tables: vec![table("patients", &["id", "name", "ssn"]), table("rooms", &["id"])],
        ..Catalog::new(Engine::Postgres, "18", "clinic", "public")
    }
}

fn patients() -> TableName {
    TableName::new("public", "patients")
}

fn plan(role: GrantRole, grain: Grain) -> GrantPlan {
    let scoping = Scoping::new([], [patients().column("ssn")]);
    let tables = if role == GrantRole::Write { vec![patients()] } else { vec![] };
    GrantPlan::of(&catalog(), &scoping, &GrantRequest { role, grain, tables }).unwrap()
}

fn grant(right: &str, columns: Option<&[&str]>, via: &str) -> HeldGrant {
    HeldGrant {
        right: TableRight::named(right),
        columns: columns.map(|columns| columns.iter().map(|name| (*name).to_owned()).collect()),
        via: via.into(),
        active: true,
    }
}

/// What the plan for reading columns asks for, and nothing else.
fn good() -> Held {
    let mut held = Held { user: "agent".into(), ..Held::default() };
    held.tables.insert(patients(), vec![grant("SELECT", Some(&["id", "name"]), "agent")]);
    held.tables.insert(TableName::new("public", "rooms"), vec![grant("SELECT", Some(&["id"]), "agent")]);
    held
}

fn proof(held: &Held) -> Proof {
    Proof::of(&plan(GrantRole::ReadOnly, Grain::Columns), &catalog(), held)
}

#[test]
fn what_is_planned_agrees() {
    let proof = proof(&good());
    // Three cells for each of four columns, and DELETE on two tables.
    assert_eq!((proof.ok, proof.summary), (true, Tally { agree: 14, too_much: 0, too_little: 0 }));
    assert_eq!(proof.tables[0].groups.len(), 2);
    assert_eq!(proof.tables[0].groups[0].columns, ["id", "name"]);
    assert_eq!(proof.tables[0].groups[0].select, Cell { state: CellState::Held, via: vec!["agent".into()] });
    assert_eq!(proof.tables[0].groups[1].select, Cell { state: CellState::Absent, via: vec![] });
}

#[test]
fn a_blocked_column_is_too_much_by_whichever_way_it_comes() {
    for (way, via) in [
        (grant("SELECT", Some(&["ssn"]), "PUBLIC"), "PUBLIC"),
        (grant("SELECT", None, "staff"), "staff"),
        (HeldGrant { active: false, ..grant("SELECT", Some(&["ssn"]), "boss") }, "boss"),
    ] {
        let mut held = good();
        held.tables.entry(patients()).or_default().push(way);
        let proof = proof(&held);
        let ssn = proof.tables[0].groups.iter().find(|group| group.columns.contains(&"ssn".to_owned())).unwrap();
        assert_eq!(ssn.select, Cell { state: CellState::TooMuch, via: vec![via.into()] });
        assert!(!proof.ok);
    }
}

#[test]
fn what_needs_a_role_first_is_too_little_for_the_plan() {
    let mut held = good();
    for grants in held.tables.values_mut() {
        grants.iter_mut().for_each(|grant| grant.active = false);
    }
    let proof = proof(&held);
    assert_eq!(proof.summary, Tally { agree: 11, too_much: 0, too_little: 3 });
    // Who holds it is said all the same.
    assert_eq!(proof.tables[1].groups[0].select, Cell { state: CellState::TooLittle, via: vec!["agent".into()] });
}

#[test]
fn rights_on_the_table_as_a_whole() {
    let mut held = good();
    let more = ["DELETE", "TRUNCATE", "SELECT"].map(|right| grant(right, None, "agent"));
    held.tables.entry(TableName::new("public", "rooms")).or_default().extend(more);
    let proof = proof(&held);
    let rights = ["DELETE", "TRUNCATE", "SELECT on columns added later"].map(str::to_owned).to_vec();
    let beyond = Beyond { state: CellState::TooMuch, rights, via: vec!["agent".into()] };
    assert_eq!(proof.tables[1].beyond, [beyond]);
    assert_eq!(proof.summary.too_much, 3);
    // Where whole tables are planned, tomorrow's columns are, too.
    let plan = plan(GrantRole::ReadOnly, Grain::Tables);
    let whole = Proof::of(&plan, &catalog(), &held);
    assert_eq!(whole.tables[1].beyond[0].rights, ["DELETE", "TRUNCATE"]);
}

#[test]
fn what_the_snapshot_does_not_know() {
    let mut held = good();
    for name in ["new_1", "new_2"] {
        held.tables.insert(TableName::new("public", name), vec![grant("SELECT", None, "agent")]);
    }
    held.tables.entry(patients()).or_default().push(grant("SELECT", Some(&["added"]), "agent"));
    let proof = proof(&held);
    let unknown =
        Right::new(Severity::Medium, "SELECT outside the snapshot", "agent", &["public.new_1", "public.new_2"], 2);
    assert_eq!(proof.extras, [unknown]);
    assert_eq!(proof.extras[0].to_string(), "SELECT outside the snapshot on public.new_1, public.new_2 via agent");
    let added = proof.tables[0].groups.iter().find(|group| group.columns == ["added"]).unwrap();
    assert_eq!(added.select.state, CellState::TooMuch);
}

#[test]
fn a_note_is_no_finding() {
    let mut held = good();
    held.others.push(Right::new(Severity::Low, "large objects", "agent", &["lo_creat"], 1));
    let noted = proof(&held);
    assert!(noted.ok && noted.extras.len() == 1 && noted.findings().next().is_none());
    held.others.push(Right::new(Severity::Medium, "foreign server", "agent", &["elsewhere"], 1));
    assert!(!proof(&held).ok);
}

#[test]
fn a_write_user_needs_the_sequence_of_its_key_and_no_other() {
    let sequence = |right: &str, table: &str| HeldSequence {
        name: TableName::new("public", format!("{table}_id_seq")),
        serves: vec![TableName::new("public", table).column("id")],
        right: right.into(),
        via: "agent".into(),
        active: true,
    };
    let plan = plan(GrantRole::Write, Grain::Columns);
    let mut held = good();
    let names: &[&str] = &["id", "name"];
    let writes = ["INSERT", "UPDATE"].map(|right| grant(right, Some(names), "agent"));
    held.tables.entry(patients()).or_default().extend(writes);
    let missing = Proof::of(&plan, &catalog(), &held);
    assert_eq!(missing.summary.too_little, 1);
    assert_eq!(missing.tables[0].beyond[0].rights, ["USAGE on the sequence of id"]);
    held.sequences.push(sequence("USAGE", "patients"));
    let whole = Proof::of(&plan, &catalog(), &held);
    // That it may also read another visible table is no difference.
    assert!(whole.ok, "{whole:#?}");
    held.sequences.extend([sequence("UPDATE", "patients"), sequence("USAGE", "rooms")]);
    let kinds: Vec<String> = Proof::of(&plan, &catalog(), &held).extras.iter().map(Right::to_string).collect();
    assert_eq!(
        kinds,
        ["sequence UPDATE on public.patients_id_seq via agent", "sequence USAGE on public.rooms_id_seq via agent"]
    );
}

#[test]
fn its_json_reads_back() {
    let mut held = good();
    held.everywhere.push(grant("UPDATE", None, "boss"));
    let proof = proof(&held);
    let text = serde_json::to_string(&proof).unwrap();
    assert_eq!(serde_json::from_str::<Proof>(&text).unwrap(), proof);
}
