//! The scripts as text: what stands in them for a small clinic, in each grain, and what never does.

use secrecy::SecretString;

use super::super::{Grain, GrantRequest, GrantRole, GrantServer};
use super::*;
use crate::catalog::{Column, Generation, Key, Table, TableKind, TableName, TypeClass};
use crate::connection::Engine;
use crate::scoping::Scoping;

fn column(name: &str, generation: Option<Generation>, default: Option<&str>) -> Column {
    Column {
        nullable: name != "ssn",
        default: default.map(str::to_owned),
        generation,
        ..Column::new(name, "text", TypeClass::Text)
    }
}

fn table(name: TableName, kind: TableKind, columns: Vec<Column>) -> Table {
    let primary_key = Some(Key { name: "pk".into(), columns: vec!["id".into()] });
    Table { primary_key, ..Table::new(name, kind, columns) }
}

/// One blocked table, one blocked column, a view, a serial and an identity, and names that need their quotes.
fn clinic(server: GrantServer) -> (Catalog, Scoping) {
    let schema = if server == GrantServer::Postgres { "public" } else { "app_db" };
    let plain = |name| column(name, None, None);
    let serial = column("id", None, Some("nextval('public.\"we\"\"ird_id_seq\"'::regclass)"));
    let number = column("id", Some(Generation::IdentityByDefault), None);
    let computed = column("slug", Some(Generation::Generated), None);
    let catalog = Catalog {
        engine: if server == GrantServer::Postgres { Engine::Postgres } else { Engine::Mysql },
        server_version: match server {
            GrantServer::Postgres => "14.9",
            GrantServer::Mysql => "9.7.4",
            GrantServer::MariaDb => "10.11.19-MariaDB",
        }
        .into(),
        database: "app_db".into(),
        default_schema: schema.into(),
        schemas: None,
        tables: vec![
            table(TableName::new(schema, "diagnoses"), TableKind::Table, vec![plain("id"), plain("code")]),
            table(
                TableName::new(schema, "patients"),
                TableKind::Table,
                vec![number, plain("na`m\"e"), plain("ssn"), computed],
            ),
            table(TableName::new(schema, "today"), TableKind::View, vec![plain("name")]),
            table(TableName::new(schema, "we\"i`r_d%"), TableKind::Table, vec![serial, plain("note")]),
        ],
    };
    let blocks =
        Scoping::new([TableName::new(schema, "diagnoses")], [TableName::new(schema, "patients").column("ssn")]);
    (catalog, blocks)
}

fn account(server: GrantServer) -> Account {
    Account::parse(server, "gatehouse_ro", (server != GrantServer::Postgres).then_some("10.0.0.7")).unwrap()
}

fn credential() -> Credential {
    Credential { password: NewPassword::from_random(&[0; 32]).unwrap(), salt: [7; 16] }
}

fn created(server: GrantServer, role: GrantRole, grain: Grain) -> Script {
    let (catalog, scoping) = clinic(server);
    let tables = match role {
        GrantRole::ReadOnly => vec![],
        GrantRole::Write => [1, 3].map(|at: usize| catalog.tables[at].name.clone()).to_vec(),
    };
    let plan = GrantPlan::of(&catalog, &scoping, &GrantRequest { role, grain, tables }).unwrap();
    create_script(&catalog, &plan, &account(server), &credential()).unwrap()
}

fn codes(script: &Script) -> Vec<GrantNoteCode> {
    script.notes.iter().map(|note| note.code).collect()
}

const SERVERS: [(GrantServer, &str); 3] =
    [(GrantServer::Postgres, "postgres"), (GrantServer::Mysql, "mysql"), (GrantServer::MariaDb, "mariadb")];

#[test]
fn the_scripts_are_these() {
    for (server, name) in SERVERS {
        for (grain, grained) in [(Grain::Schema, "schema"), (Grain::Tables, "tables"), (Grain::Columns, "columns")] {
            let read = created(server, GrantRole::ReadOnly, grain);
            insta::assert_snapshot!(format!("{name}_read_{grained}"), read.sql);
        }
        insta::assert_snapshot!(format!("{name}_write"), created(server, GrantRole::Write, Grain::Columns).sql);
        insta::assert_snapshot!(format!("{name}_rotate"), rotate_script(&account(server), &credential()).sql);
        insta::assert_snapshot!(format!("{name}_revoke"), revoke_script(&account(server)).sql);
    }
    insta::assert_snapshot!("postgres_hardening", hardening_script(&clinic(GrantServer::Postgres).0).unwrap().unwrap());
    assert_eq!(hardening_script(&clinic(GrantServer::Mysql).0), Ok(None));
}

#[test]
fn a_script_says_nothing_that_its_clients_would_obey() {
    for (server, _) in SERVERS {
        for role in [GrantRole::ReadOnly, GrantRole::Write] {
            let sql = created(server, role, Grain::Columns).sql;
            assert!(sql.ends_with(";\n") && !sql.contains('\r') && !sql.contains('\\'), "{sql}");
            let code: Vec<&str> = sql.lines().filter(|line| !line.starts_with("--")).collect();
            let upper = code.join("\n").to_uppercase();
            for never in
                ["ALL TABLES", "ALL SEQUENCES", "DEFAULT PRIVILEGES", ".*", "DELETE ", "TRUNCATE", "REFERENCES"]
            {
                assert!(!upper.contains(never), "{never}: {sql}");
            }
            for comment in sql.lines().filter(|line| line.contains("--")) {
                let ours = comment.starts_with("-- ")
                    && !["app_db", "public.", "patients", "gatehouse_ro"].iter().any(|name| comment.contains(name));
                assert!(ours, "{comment}");
            }
        }
    }
}

#[test]
fn schemas_of_types_and_operators_can_be_used_too() {
    let (mut catalog, scoping) = clinic(GrantServer::Postgres);
    let columns = &mut catalog.tables[1].columns;
    columns[0].equality_schema = Some("extensions".into());
    columns[1].set_cast_type(r#""types"."mood""#.into());
    let request = GrantRequest { role: GrantRole::ReadOnly, grain: Grain::Tables, tables: vec![] };
    let plan = GrantPlan::of(&catalog, &scoping, &request).unwrap();
    let script = create_script(&catalog, &plan, &account(GrantServer::Postgres), &credential()).unwrap();
    for schema in ["extensions", "types"] {
        assert!(script.sql.contains(&format!(r#"GRANT USAGE ON SCHEMA "{schema}" TO "#)), "{}", script.sql);
        assert!(script.sql.contains(&format!(r#"REVOKE ALL PRIVILEGES ON SCHEMA "{schema}" FROM "#)));
    }
}

#[test]
fn postgresql_s_script_has_no_password_in_it() {
    let credential = credential();
    let postgres = account(GrantServer::Postgres);
    let create = created(GrantServer::Postgres, GrantRole::ReadOnly, Grain::Columns);
    for script in [create, rotate_script(&postgres, &credential), revoke_script(&postgres)] {
        assert!(!script.sql.contains(credential.password.expose()));
    }
    let mysql = created(GrantServer::Mysql, GrantRole::ReadOnly, Grain::Columns);
    assert!(mysql.sql.contains(credential.password.expose()));
    assert!(codes(&mysql).contains(&GrantNoteCode::PasswordInScript));
    assert!(!format!("{mysql:?}").contains(credential.password.expose()));
}

#[test]
fn what_a_script_leaves_open_is_named_beside_it() {
    let schema = created(GrantServer::Postgres, GrantRole::ReadOnly, Grain::Schema);
    let open = schema.notes.iter().find(|note| note.code == GrantNoteCode::ScopingNotEnforced).unwrap();
    assert_eq!(open.objects, ["public.diagnoses", "public.patients.ssn"]);
    let tables = created(GrantServer::Postgres, GrantRole::ReadOnly, Grain::Tables);
    let open = tables.notes.iter().find(|note| note.code == GrantNoteCode::ScopingNotEnforced).unwrap();
    assert_eq!(open.objects, ["public.patients.ssn"]);
    let columns = created(GrantServer::Postgres, GrantRole::ReadOnly, Grain::Columns);
    assert!(!codes(&columns).contains(&GrantNoteCode::ScopingNotEnforced));
    let view = columns.notes.iter().find(|note| note.code == GrantNoteCode::ViewsReadAsOwner).unwrap();
    assert_eq!(view.objects, ["public.today"]);
    for code in [GrantNoteCode::PublicCreate, GrantNoteCode::PublicTemporary, GrantNoteCode::PublicFunctions] {
        assert!(codes(&columns).contains(&code), "{code:?}");
    }
    let write = created(GrantServer::Postgres, GrantRole::Write, Grain::Columns);
    let needed = write.notes.iter().find(|note| note.code == GrantNoteCode::InsertNeedsBlocked).unwrap();
    assert_eq!(needed.objects, ["public.patients.ssn"]);
    assert!(codes(&write).contains(&GrantNoteCode::AddsToTheUser));
}

#[test]
fn a_name_that_cannot_be_quoted_stops_the_script_unless_nothing_is_granted_on_it() {
    for server in [GrantServer::Postgres, GrantServer::Mysql] {
        let (mut catalog, scoping) = clinic(server);
        catalog.tables[3].columns[1].name = "line\nend".into();
        let plan = |scoping: &Scoping| GrantPlan::of(&catalog, scoping, &GrantRequest::default()).unwrap();
        let script = |plan: &GrantPlan| create_script(&catalog, plan, &account(server), &credential());
        let problem = script(&plan(&scoping)).unwrap_err();
        assert!(problem.to_string().contains("we\"i`r_d%.line\\nend cannot stand in a script"), "{problem}");
        let mut blocked = scoping.clone();
        let column = catalog.tables[3].name.column("line\nend");
        blocked.set([&crate::scoping::BlockTarget { table: column.table, column: Some(column.column) }], true);
        assert!(script(&plan(&blocked)).is_ok());
        catalog.tables[0].name.table = "diagnoses\u{7}".into();
        let mut blocked_too = blocked.clone();
        let table = catalog.tables[0].name.clone();
        blocked_too.set([&crate::scoping::BlockTarget { table, column: None }], true);
        let plan = GrantPlan::of(&catalog, &blocked_too, &GrantRequest::default()).unwrap();
        let script = create_script(&catalog, &plan, &account(server), &credential()).unwrap();
        let left = script.notes.iter().find(|note| note.code == GrantNoteCode::NameUnsupported).unwrap();
        assert!(left.objects[0].ends_with("diagnoses\\u{7}"), "{left:?}");
    }
}

#[test]
fn arguments_that_do_not_belong_together_are_refused() {
    let (catalog, scoping) = clinic(GrantServer::Postgres);
    let plan = GrantPlan::of(&catalog, &scoping, &GrantRequest::default()).unwrap();
    let refused = create_script(&catalog, &plan, &account(GrantServer::Mysql), &credential());
    assert_eq!(refused, Err(ScriptProblem::OtherEngine));
    let mut other = catalog.clone();
    other.tables.pop();
    let refused = create_script(&other, &plan, &account(GrantServer::Postgres), &credential());
    assert_eq!(refused, Err(ScriptProblem::OtherSnapshot));
}

#[test]
fn a_role_s_name_cannot_end_the_code_around_it() {
    let role = Account::parse(GrantServer::Postgres, "a$code$; DROP TABLE x; $name$ '\"", None).unwrap();
    let sql = revoke_script(&role).sql;
    assert!(
        sql.contains("DO $code1$\n") && sql.contains("= $name1$a$code$; DROP TABLE x; $name$ '\"$name1$)"),
        "{sql}"
    );
}

#[test]
fn a_supplied_password_with_sql_in_it_stays_a_literal() {
    let password = NewPassword::supplied(SecretString::from("; DROP USER x; --#/*")).unwrap();
    let sql = rotate_script(&account(GrantServer::Mysql), &Credential { password, salt: [0; 16] }).sql;
    assert!(sql.contains("BY '; DROP USER x; --#/*';"), "{sql}");
}
