//! One folder a case under `tests/cases/compile`; its name says what it proves. `UPDATE_CASES=1` writes `expected.json` anew:
//! read the difference before you keep it. The catalogue is the demo clinic's snapshot.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test's helpers may panic as its tests do"
)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use gatehouse_core::binding::{Binding, Code, Compilation, Severity, StatementKind, compile, compile_sampled};
use gatehouse_core::catalog::sensitive::{ColumnSample, ShapeFacts, TableSample};
use gatehouse_core::catalog::{
    Catalog, CheckConstraint, Column, Index, IndexPart, Privileges, Table, TableName, TypeClass, read_snapshot,
};
use gatehouse_core::connection::Engine;
use gatehouse_core::scoping::{Scoping, WireScoping, decode};
use sqlparser::ast::{Expr, LimitClause, Query, SelectItem, SetExpr, Statement, Value};
use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::parser::Parser;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The demo clinic, with a login that may write, too.
fn clinic() -> Catalog {
    let file = root().join("crates/workspace/sample/connections/clinic.catalog.json");
    let mut clinic = read_snapshot(&std::fs::read(file).unwrap()).unwrap();
    for column in clinic.tables.iter_mut().flat_map(|table| &mut table.columns) {
        column.privileges = Privileges { select: true, insert: true, update: true };
    }
    clinic
}

struct Case {
    name: String,
    folder: PathBuf,
    binding: Binding,
    scoping: Scoping,
}

fn cases() -> Vec<Case> {
    let folder = root().join("tests/cases/compile");
    let mut folders: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    folders.into_iter().map(|folder| read_case(&folder)).collect()
}

fn read_case(folder: &Path) -> Case {
    let text = std::fs::read_to_string(folder.join("binding.toml")).unwrap();
    let scoping = match std::fs::read(folder.join("scoping.json")) {
        Ok(bytes) => decode(&serde_json::from_slice::<WireScoping>(&bytes).unwrap(), "public"),
        Err(_) => Scoping::default(),
    };
    Case {
        name: folder.file_name().unwrap().to_string_lossy().into_owned(),
        binding: toml::from_str(&text).unwrap(),
        scoping,
        folder: folder.to_owned(),
    }
}

fn code_text(code: Code) -> String {
    serde_json::to_value(code).unwrap().as_str().unwrap().to_owned()
}

#[test]
fn every_case_gives_what_it_should() {
    let clinic = clinic();
    for case in cases() {
        let found = compile(&clinic, &case.scoping, &case.binding);
        let text = format!("{}\n", serde_json::to_string_pretty(&found).unwrap());
        let file = case.folder.join("expected.json");
        if std::env::var_os("UPDATE_CASES").is_some() {
            std::fs::write(&file, &text).unwrap();
        }
        assert_eq!(text, std::fs::read_to_string(&file).unwrap_or_default(), "{}", case.name);
        // The folder's name starts with the code it is about, or the draft compiles; of what it warns stands in the file.
        match case.name.split_once('_') {
            Some((code, _)) if code.starts_with("GH") => {
                assert!(found.diagnostics.iter().any(|d| code_text(d.code) == code), "{}: no {code}", case.name);
            }
            _ => assert!(found.ok(), "{}: {:?}", case.name, found.diagnostics),
        }
    }
}

#[test]
fn a_statement_exists_exactly_when_there_is_no_error() {
    for case in cases() {
        let Compilation { statement, diagnostics } = compile(&clinic(), &case.scoping, &case.binding);
        let errors = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count();
        assert_eq!(statement.is_some(), errors == 0, "{}", case.name);
    }
}

#[test]
fn both_forms_of_a_filter_give_the_same_bytes() {
    let sql = |name: &str| {
        std::fs::read_to_string(root().join("tests/cases/compile").join(name).join("expected.json")).unwrap()
    };
    assert_eq!(sql("read_of_the_source_example"), sql("read_by_sql_search_gives_the_same_statement"));
}

#[test]
fn every_code_has_a_case_and_a_page() {
    let reference = std::fs::read_to_string(root().join("docs/reference/diagnostics.md")).unwrap();
    let shown: BTreeSet<String> = cases().iter().map(|case| case.name.chars().take(6).collect()).collect();
    for code in Code::ALL {
        let text = code_text(code);
        assert!(reference.contains(&format!("### {text} ")), "{text} is not in docs/reference/diagnostics.md");
        // These need another login or another catalogue than the clinic's snapshot has; they are tested below.
        let elsewhere = [
            Code::CatalogUnusable,
            Code::PrivilegeMissing,
            Code::PathAmbiguous,
            Code::FilterPrefixIndex,
            Code::HeirsLeftOut,
        ]
        .contains(&code);
        if !elsewhere {
            assert!(shown.contains(&text), "{text} has no case");
        }
    }
}

#[test]
fn what_the_snapshot_cannot_show() {
    let case = read_case(&root().join("tests/cases/compile/read_of_the_source_example"));
    let codes = |catalog: &Catalog| -> Vec<Code> {
        let found = compile(catalog, &Scoping::default(), &case.binding).diagnostics;
        found.iter().map(|diagnostic| diagnostic.code).collect()
    };
    let mut ungranted = clinic();
    let table = ungranted.tables.iter_mut().find(|table| table.name.table == "appointments").unwrap();
    table.columns.iter_mut().find(|column| column.name == "status").unwrap().privileges.select = false;
    assert_eq!(codes(&ungranted), [Code::PrivilegeMissing]);

    let mut forged = clinic();
    let table = forged.tables.iter_mut().find(|table| table.name.table == "appointments").unwrap();
    let phone = table.columns.iter_mut().find(|column| column.name == "phone").unwrap();
    phone.set_cast_type("text UNION SELECT ssn FROM patients --".into());
    assert_eq!(codes(&forged), [Code::CatalogUnusable]);

    let mut ambiguous = clinic();
    let table = ambiguous.tables.iter_mut().find(|table| table.name.table == "appointments").unwrap();
    let key = table.foreign_keys.iter_mut().find(|key| key.name == "appointments_rescheduled_from_fkey").unwrap();
    key.columns = vec!["appointment_id".into()];
    assert_eq!(codes(&ambiguous), [Code::PathAmbiguous, Code::PathAmbiguous]);
}

/// What only another engine, another type or another grant shows.
#[test]
fn rows_of_tables_that_inherit_are_left_out() {
    let mut catalog = clinic();
    let name = |table: &str| catalog.tables.iter().find(|one| one.name.table == table).unwrap().name.clone();
    let parents = [name("appointments"), name("providers")];
    catalog.tables.iter_mut().find(|table| table.name.table == "payments").unwrap().inherits = parents.to_vec();
    let found = |case: &str| {
        let case = read_case(&root().join("tests/cases/compile").join(case));
        let Compilation { statement, diagnostics } = compile(&catalog, &Scoping::default(), &case.binding);
        let fields: Vec<String> =
            diagnostics.into_iter().filter(|d| d.code == Code::HeirsLeftOut).map(|d| d.field).collect();
        (statement.unwrap().sql, fields)
    };
    let (sql, fields) = found("read_over_one_relationship");
    assert!(sql.contains("FROM ONLY \"public\".\"appointments\" AS t0"), "{sql}");
    assert!(
        sql.contains("JOIN ONLY \"public\".\"providers\"") && sql.contains("JOIN \"public\".\"locations\""),
        "{sql}"
    );
    assert_eq!(fields, ["operation", "projection[1].path"]);
    let (sql, fields) = found("update_of_one_row_by_its_key");
    assert!(sql.starts_with("UPDATE ONLY \"public\".\"appointments\""), "{sql}");
    assert_eq!(fields, ["operation"]);
}

#[test]
fn indexes_and_rights_are_judged_as_the_server_does() {
    let case = read_case(&root().join("tests/cases/compile/read_of_the_source_example"));
    let with = |change: &dyn Fn(&mut Table)| {
        let mut clinic = clinic();
        change(clinic.tables.iter_mut().find(|table| table.name.table == "appointments").unwrap());
        clinic
    };
    let compiled = |catalog: &Catalog| compile(catalog, &Scoping::default(), &case.binding);
    let errors = |found: &Compilation| -> Vec<(Code, String)> {
        let errors = found.diagnostics.iter().filter(|one| one.severity == Severity::Error);
        errors.map(|one| (one.code, one.field.clone())).collect()
    };
    let by_phone = |table: &mut Table, change: &dyn Fn(&mut Index)| {
        change(table.indexes.iter_mut().find(|index| index.name == "appointments_phone_idx").unwrap());
    };

    // Partial on rows that have a value: equality implies it. On any other condition it does not.
    let has_phone = with(&|table| by_phone(table, &|index| index.predicate = Some("(phone IS NOT NULL)".into())));
    assert!(compiled(&has_phone).ok());
    let open = with(&|table| by_phone(table, &|index| index.predicate = Some("(status IS NOT NULL)".into())));
    assert_eq!(errors(&compiled(&open)), [(Code::FilterNotIndexed, "inputs[0].arg".into())]);

    // A condition on a column needs the right to read it.
    let hidden = with(&|table| {
        table.columns.iter_mut().find(|column| column.name == "phone").unwrap().privileges.select = false;
    });
    assert_eq!(errors(&compiled(&hidden)), [(Code::PrivilegeMissing, "inputs[0].arg".into())]);

    // MySQL: a prefix index is noted, and a text is never compared with a number.
    let mysql = |cast: &'static str, prefix: Option<u32>| {
        let mut catalog = with(&|table| {
            let phone = table.columns.iter_mut().find(|column| column.name == "phone").unwrap();
            phone.set_cast_type(cast.into());
            phone.data_type = "varchar(20)".into();
            table.indexes = vec![Index::new("phone", "btree", false, vec![IndexPart::of_column("phone")])];
            table.indexes[0].parts[0].prefix = prefix;
        });
        catalog.engine = Engine::Mysql;
        compiled(&catalog)
    };
    let noted = |found: &Compilation| found.diagnostics.iter().find(|one| one.code == Code::FilterPrefixIndex).cloned();
    let prefixed = mysql("char", Some(4));
    assert!(prefixed.ok());
    let ddl = noted(&prefixed).unwrap().fix.unwrap().ddl.unwrap();
    assert_eq!(ddl, "CREATE INDEX `appointments_phone_idx` ON `public`.`appointments` (`phone`);");
    assert_eq!(noted(&mysql("char", None)), None);
    assert_eq!(errors(&mysql("signed", None)), [(Code::CatalogUnusable, "inputs[0].arg".into())]);
}

/// Where an extension has the type's `=`, it is named, and no search path decides whether capitals count.
#[test]
fn an_extensions_equality_is_named() {
    let sql = |case: &str, change: &dyn Fn(&mut Table)| {
        let mut clinic = clinic();
        clinic.tables.iter_mut().for_each(change);
        let case = read_case(&root().join("tests/cases/compile").join(case));
        compile(&clinic, &case.scoping, &case.binding).statement.unwrap().sql
    };
    let citext = |column: &str| {
        let column = column.to_owned();
        move |table: &mut Table| {
            for one in table.columns.iter_mut().filter(|one| one.name == column) {
                one.data_type = "ext.citext".into();
                one.set_cast_type(r#""ext"."citext""#.into());
                one.equality_schema = Some("e\"xt".into());
            }
        }
    };
    let read = sql("read_of_the_source_example", &citext("phone"));
    let found = r#"WHERE t0."phone" OPERATOR("e""xt".=) $1::text::"ext"."citext""#;
    assert!(read.contains(found), "{read}");
    let update = sql("update_of_one_row_by_its_key", &citext("id"));
    assert!(update.contains(r#"WHERE "id" OPERATOR("e""xt".=) $"#), "{update}");
    // Both sides of a relationship have the operator in common, or the server's own compares them.
    let joined = |columns: &[&str]| {
        sql("read_over_one_relationship", &|table| columns.iter().for_each(|column| citext(column)(table)))
    };
    let both = joined(&["id", "provider_id"]);
    assert!(both.contains(r#"ON t1."id" OPERATOR("e""xt".=) t0."provider_id""#), "{both}");
    let one = joined(&["provider_id"]);
    assert!(one.contains(r#"ON t1."id" = t0."provider_id""#), "{one}");
}

#[test]
fn a_relationship_needs_the_right_to_its_keys() {
    let case = read_case(&root().join("tests/cases/compile/read_over_one_relationship"));
    let mut clinic = clinic();
    for table in &mut clinic.tables {
        for column in table.columns.iter_mut().filter(|column| column.name == "id") {
            column.privileges.select = false;
        }
    }
    let found = compile(&clinic, &Scoping::default(), &case.binding).diagnostics;
    assert!(
        found.iter().any(|one| one.code == Code::PrivilegeMissing && one.message.contains("relationship")),
        "{found:?}"
    );
}

/// A telephone's form, by what the catalogue says of the column.
#[test]
fn numbers_that_no_stored_one_can_equal() {
    let case = read_case(&root().join("tests/cases/compile/read_of_the_source_example"));
    let warned = |change: &dyn Fn(&mut Table)| {
        let mut clinic = clinic();
        let table = clinic.tables.iter_mut().find(|table| table.name.table == "appointments").unwrap();
        table.columns.iter_mut().find(|column| column.name == "phone").unwrap().comment = None;
        change(table);
        let found = compile(&clinic, &Scoping::default(), &case.binding);
        assert!(found.ok());
        found.diagnostics.into_iter().find(|one| one.code == Code::VoicePhone).map(|one| one.message)
    };
    let phone = |table: &mut Table, change: &dyn Fn(&mut Column)| {
        change(table.columns.iter_mut().find(|column| column.name == "phone").unwrap());
    };
    assert_eq!(warned(&|_| {}), None);
    let short = warned(&|table| {
        phone(table, &|column| {
            column.data_type = "character varying(10)".into();
            column.set_cast_type("character varying".into());
        });
    });
    assert!(short.unwrap().contains("has room for 10 characters"));
    let number = warned(&|table| {
        phone(table, &|column| (column.data_type, column.class) = ("bigint".into(), TypeClass::Integer));
        phone(table, &|column| column.set_cast_type("bigint".into()));
    });
    assert!(number.unwrap().contains("leading zeros"));
    let held = warned(&|table| {
        let (name, expression) = ("phone_digits".into(), "(phone ~ '^[0-9]{10}$'::text)".into());
        table.checks.push(CheckConstraint { name, expression, enforced: true });
    });
    assert!(held.unwrap().contains("held to digits by phone_digits"));
    let said = warned(&|table| phone(table, &|column| column.comment = Some("Ten digits, no dashes".into())));
    assert!(said.unwrap().contains("ten digits"));
}

/// A second opinion, by a parser that shares nothing with the compiler.
#[test]
fn statements_are_what_another_parser_says_they_are() {
    let mut seen = 0;
    for case in cases() {
        let Some(statement) = compile(&clinic(), &case.scoping, &case.binding).statement else { continue };
        seen += 1;
        let parsed = Parser::parse_sql(&PostgreSqlDialect {}, &statement.sql).unwrap();
        let [one] = parsed.as_slice() else { panic!("{}: not one statement", case.name) };
        match (one, statement.kind) {
            (Statement::Query(query), StatementKind::Read) => is_a_narrow_select(&case.name, query, &statement),
            (Statement::Insert(_), StatementKind::Insert) | (Statement::Update(_), StatementKind::Update) => {}
            (other, kind) => panic!("{}: {kind:?} became {other}", case.name),
        }
        assert_eq!(statement.sql.matches('$').count(), statement.parameters.len(), "{}", case.name);
    }
    assert!(seen >= 12, "only {seen} cases compile");
}

fn is_a_narrow_select(name: &str, query: &Query, statement: &gatehouse_core::binding::Statement) {
    let SetExpr::Select(select) = query.body.as_ref() else { panic!("{name}: not a select") };
    let explicit = |item: &SelectItem| match item {
        SelectItem::UnnamedExpr(Expr::Cast { expr, .. }) => matches!(expr.as_ref(), Expr::CompoundIdentifier(_)),
        SelectItem::UnnamedExpr(Expr::CompoundIdentifier(_)) => true,
        _ => false,
    };
    assert!(select.projection.iter().all(explicit), "{name}: {:?}", select.projection);
    assert_eq!(select.projection.len(), statement.outputs.len());
    assert!(matches!(query.limit_clause, Some(LimitClause::LimitOffset { limit: Some(Expr::Value(_)), .. })));
    let Some(Expr::BinaryOp { left, right, .. }) = &select.selection else { panic!("{name}: no equality") };
    assert!(matches!(left.as_ref(), Expr::CompoundIdentifier(_)), "{name}: the column is converted");
    let Expr::Cast { expr, .. } = right.as_ref() else { panic!("{name}: the parameter is not cast") };
    let parameter = match expr.as_ref() {
        Expr::Cast { expr, .. } => expr.as_ref(),
        other => other,
    };
    let Expr::Value(value) = parameter else { panic!("{name}: no parameter") };
    assert_eq!(value.value, Value::Placeholder("$1".into()));
}

#[test]
fn the_hash_covers_the_whole_statement() {
    let case = read_case(&root().join("tests/cases/compile/read_of_the_source_example"));
    let statement = compile(&clinic(), &case.scoping, &case.binding).statement.unwrap();
    assert_eq!(statement.sha256, statement.fingerprint());
    let mut forged = statement.clone();
    forged.outputs[0].column = "ssn".into();
    assert_ne!(forged.fingerprint(), statement.sha256);
}

/// What a sample showed counts where nothing is declared: numbers that a call never brings, or those that it does.
#[test]
fn numbers_that_a_sample_showed_to_be_of_another_form() {
    let case = read_case(&root().join("tests/cases/compile/read_of_the_source_example"));
    let mut clinic = clinic();
    let table = clinic.tables.iter_mut().find(|table| table.name.table == "appointments").unwrap();
    table.columns.iter_mut().find(|column| column.name == "phone").unwrap().comment = None;
    let warned = |values: &[&str]| {
        let mut facts = ShapeFacts::default();
        values.iter().for_each(|value| facts.look_at(Some(value)));
        let columns = vec![ColumnSample { column: "phone".into(), facts }];
        let sample =
            TableSample { table: TableName::new("public", "appointments"), rows: 4, columns, not_sampled: None };
        let found = compile_sampled(&clinic, &Scoping::default(), &[sample], &case.binding);
        assert_eq!(found.statement, compile(&clinic, &Scoping::default(), &case.binding).statement);
        found.diagnostics.into_iter().find(|one| one.code == Code::VoicePhone).map(|one| one.message)
    };
    let national = warned(&["5551234567", "(555) 123-4567", "+15551234567", "555 1234"]).unwrap();
    assert!(national.contains("held so 1 of the 4 values that were looked at"), "{national}");
    assert_eq!(warned(&["+15551234567", "+15551234568", "+15551234569", "+15551234560", "none"]), None);
    // Too few to tell.
    assert_eq!(warned(&["5551234567", "5551234568"]), None);
}

/// MySQL and MariaDB compare as the column's collation does; the catalogue names those that tell apart what is heard alike.
#[test]
fn collations_that_tell_apart_what_is_heard_alike() {
    let mut case = read_case(&root().join("tests/cases/compile/GH0171_names_are_compared_with_capitals"));
    case.binding.parameters.clear();
    let mut clinic = clinic();
    clinic.engine = Engine::Mysql;
    for column in clinic.tables.iter_mut().flat_map(|table| &mut table.columns) {
        if column.class == TypeClass::Text {
            column.data_type = "varchar(80)".into();
            column.set_cast_type("char".into());
        }
    }
    let mut said = |collation: Option<&str>| {
        for column in clinic.tables.iter_mut().flat_map(|table| &mut table.columns) {
            column.collation = collation.map(str::to_owned);
        }
        let found = compile(&clinic, &Scoping::default(), &case.binding).diagnostics;
        found.into_iter().find(|one| one.code == Code::VoiceCase).map(|one| one.message)
    };
    for collation in ["utf8mb4_bin", "utf8mb4_0900_as_cs", "latin1_general_cs"] {
        assert!(said(Some(collation)).unwrap().contains("capitals and all"), "{collation}");
    }
    assert!(said(Some("utf8mb4_0900_as_ci")).unwrap().contains("“José” is not “Jose”"));
    assert_eq!((said(Some("utf8mb4_0900_ai_ci")), said(None)), (None, None));
}
