//! Suggestions by what is not a column's name alone: keys, views, comments, enum values, tables; and what must not be one.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test's helpers may panic as its tests do")]

use gatehouse_core::catalog::sensitive::{
    ColumnSample, Confidence, Reason, SensitiveClass, ShapeFacts, Suggestion, TableSample, ValueShape, suggest,
    suggest_with, undismissed,
};
use gatehouse_core::catalog::{Catalog, Column, ForeignKey, Key, Table, TableKind, TableName, TypeClass, ViewRead};
use gatehouse_core::connection::Engine;
use rstest::rstest;

fn text(name: &str) -> Column {
    Column::new(name, "character varying(200)", TypeClass::Text)
}

fn number(name: &str) -> Column {
    Column::new(name, "integer", TypeClass::Integer)
}

fn table(name: &str, columns: Vec<Column>) -> Table {
    Table::new(TableName::new("public", name), TableKind::Table, columns)
}

fn catalog(tables: Vec<Table>) -> Catalog {
    let mut catalog = Catalog::new(Engine::Postgres, "18.4", "test", "public");
    catalog.tables = tables;
    catalog.sort();
    catalog
}

fn of<'a>(suggestions: &'a [Suggestion], table: &str, column: &str) -> Option<&'a Suggestion> {
    suggestions.iter().find(|one| one.table.table == table && one.column.as_deref() == Some(column))
}

fn only(table_name: &str, column: Column) -> Vec<Suggestion> {
    suggest(&catalog(vec![table(table_name, vec![number("id"), column])]))
}

#[rstest]
#[case("region", text("name"))]
#[case("product", text("name"))]
#[case("country", text("name"))]
#[case("customers", number("email_count"))]
#[case("customers", Column::new("has_phone", "boolean", TypeClass::Boolean))]
#[case("customers", Column::new("has_phone", "tinyint(1)", TypeClass::Integer))]
#[case("customers", Column::new("email_verified_at", "timestamp", TypeClass::Timestamp))]
#[case("users", Column::new("password_reset_required", "boolean", TypeClass::Boolean))]
#[case("payments", number("card_type_id"))]
#[case("customers", number("address_id"))]
#[case("customers", number("address"))]
#[case("customers", text("phone_type"))]
#[case("attachments", text("file_name"))]
#[case("profiles", text("photo_file_name"))]
#[case("completions", number("token_count"))]
#[case("completions", number("max_tokens"))]
#[case("race", Column::new("date", "date", TypeClass::Date))]
#[case("races", Column::new("race_date", "date", TypeClass::Date))]
#[case("users", number("login_count"))]
#[case("users", text("email_format"))]
#[case("users", Column::new("password_changed_on", "date", TypeClass::Date))]
#[case("templates", text("email_subject"))]
#[case("trips", text("destination"))]
#[case("events", text("convention"))]
fn a_column_about_a_thing_is_no_false_alarm(#[case] table: &str, #[case] column: Column) {
    let name = column.name.clone();
    let found = only(table, column);
    assert!(of(&found, table, &name).is_none_or(|one| one.confidence == Confidence::Low), "{found:?}");
}

#[rstest]
#[case("patients", text("ssn"), SensitiveClass::GovernmentId)]
#[case("people", text("dni"), SensitiveClass::GovernmentId)]
#[case("orders", text("cc_num"), SensitiveClass::PaymentCard)]
#[case("suppliers", text("iban"), SensitiveClass::BankAccount)]
#[case("users", text("passwordHash"), SensitiveClass::Credential)]
#[case("users", text("adminpasswort"), SensitiveClass::Credential)]
#[case("integrations", text("apiKey"), SensitiveClass::Credential)]
#[case("patients", text("mrn"), SensitiveClass::Health)]
#[case("visits", text("diagnosis_code"), SensitiveClass::Health)]
#[case("kunden", Column::new("geburtsdatum", "date", TypeClass::Date), SensitiveClass::DateOfBirth)]
#[case("clients", text("prenom"), SensitiveClass::PersonName)]
#[case("clientes", text("apellidos"), SensitiveClass::PersonName)]
#[case("klanten", text("achternaam"), SensitiveClass::PersonName)]
#[case("users", text("sobrenome"), SensitiveClass::PersonName)]
#[case("users", text("EmailAddress"), SensitiveClass::Contact)]
#[case("users", text("workphone"), SensitiveClass::Contact)]
#[case("members", text("religion"), SensitiveClass::Demographic)]
#[case("employees", Column::new("salary", "numeric(10,2)", TypeClass::Number), SensitiveClass::Financial)]
#[case("sessions", Column::new("peer", "inet", TypeClass::Network), SensitiveClass::OnlineIdentifier)]
#[case("customers", text("notes"), SensitiveClass::FreeText)]
fn a_sensitive_column_is_suggested(#[case] table: &str, #[case] column: Column, #[case] class: SensitiveClass) {
    let name = column.name.clone();
    let found = only(table, column);
    let one = of(&found, table, &name).unwrap_or_else(|| panic!("{table}.{name}"));
    assert!(one.class == class && one.confidence >= Confidence::Medium, "{one:?}");
    assert!(!one.reasons.is_empty());
}

fn references(table: &mut Table, column: &str, to: &str, referenced: &str) {
    table.foreign_keys.push(ForeignKey {
        name: format!("{column}_fkey"),
        columns: vec![column.into()],
        references: TableName::new("public", to),
        referenced_columns: vec![referenced.into()],
    });
}

#[test]
fn a_foreign_key_carries_what_it_refers_to_however_far() {
    let mut visits = table("visits", vec![number("id"), text("who")]);
    references(&mut visits, "who", "patients", "ssn");
    let mut bills = table("bills", vec![text("visitor")]);
    references(&mut bills, "visitor", "visits", "who");
    let catalog = catalog(vec![table("patients", vec![number("id"), text("ssn")]), visits, bills]);
    let found = suggest(&catalog);
    for (table, column, to, referenced) in [("visits", "who", "patients", "ssn"), ("bills", "visitor", "visits", "who")]
    {
        let one = of(&found, table, column).unwrap();
        assert_eq!((one.class, one.confidence), (SensitiveClass::GovernmentId, Confidence::High));
        let to = TableName::new("public", to);
        assert_eq!(one.reasons, [Reason::References { table: to, column: referenced.into() }]);
    }
}

#[test]
fn keys_that_point_in_a_circle_end() {
    let (mut a, mut b) = (table("a", vec![text("email")]), table("b", vec![text("x")]));
    references(&mut a, "email", "b", "x");
    references(&mut b, "x", "a", "email");
    assert_eq!(suggest(&catalog(vec![a, b])).len(), 2);
}

#[test]
fn a_view_shows_what_its_table_holds() {
    let customers = table("customers", vec![number("id"), text("name"), text("email")]);
    let mut known = Table::new(TableName::new("public", "v_list"), TableKind::View, vec![number("id"), text("name")]);
    known.reads = Some(vec![ViewRead {
        table: TableName::new("public", "customers"),
        columns: vec!["id".into(), "name".into()],
        whole_rows: false,
    }]);
    let mut other = Table::new(TableName::new("public", "v_other"), TableKind::View, vec![text("name")]);
    other.reads = Some(vec![]);
    let found = suggest(&catalog(vec![customers, known, other]));
    let one = of(&found, "v_list", "name").unwrap();
    assert_eq!(one.class, SensitiveClass::PersonName);
    assert!(matches!(&one.reasons[..], [Reason::ViewOf { column, .. }] if column == "name"), "{one:?}");
    assert_eq!(of(&found, "v_other", "name"), None);
}

#[test]
fn comments_and_enum_values_tell_what_a_name_does_not() {
    let mut column = text("x7_b");
    column.comment = Some("The customer's social security number, for the tax office.".into());
    let found = only("misc", column);
    let one = of(&found, "misc", "x7_b").unwrap();
    assert_eq!((one.class, one.confidence), (SensitiveClass::GovernmentId, Confidence::Medium));
    assert_eq!(one.reasons[0], Reason::Comment { words: "social security number".into() });

    let mut column = Column::new("kind", "kind_t", TypeClass::Enum);
    column.enum_values = vec!["female".into(), "male".into(), "other".into()];
    let found = only("misc", column);
    assert_eq!(of(&found, "misc", "kind").unwrap().class, SensitiveClass::Demographic);

    // What a count's comment says does not make the count the thing.
    let mut column = number("email_count");
    column.comment = Some("How many e-mail addresses there are.".into());
    assert_eq!(only("misc", column), []);
}

#[test]
fn a_whole_table_is_suggested_when_its_columns_agree() {
    let columns = vec![number("id"), number("patient_id"), text("icd_code"), text("onset_date"), text("severity")];
    let found = suggest(&catalog(vec![table("diagnoses", columns), table("diagnosis_types", vec![number("id")])]));
    let whole: Vec<_> = found.iter().filter(|one| one.column.is_none()).collect();
    assert_eq!(whole.len(), 1, "{found:?}");
    assert_eq!((whole[0].table.table.as_str(), whole[0].class), ("diagnoses", SensitiveClass::Health));
}

#[test]
fn a_tables_own_number_is_not_what_its_rows_are_about() {
    let mut allergies = table("allergies", vec![number("allergy_id"), text("allergen")]);
    allergies.primary_key = Some(Key { name: "pk".into(), columns: vec!["allergy_id".into()] });
    let found = suggest(&catalog(vec![allergies]));
    assert!(of(&found, "allergies", "allergy_id").is_none() && of(&found, "allergies", "allergen").is_some());
}

#[test]
fn a_dismissal_holds_until_the_type_changes() {
    let found = only("patients", text("ssn"));
    let dismissals = vec![found[0].dismissal()];
    assert_eq!(undismissed(only("patients", text("ssn")), &dismissals), []);
    let other = only("patients", Column::new("ssn", "text", TypeClass::Text));
    assert_eq!(undismissed(other, &dismissals).len(), 1);
}

#[test]
fn values_confirm_and_reveal() {
    let catalog = catalog(vec![table("misc", vec![text("email"), text("x7"), text("mixed")])]);
    let facts = |shapes: &[(ValueShape, u32)]| ShapeFacts {
        seen: shapes.iter().map(|(_, count)| count).sum(),
        empty: 0,
        e164: 0,
        shapes: shapes.iter().copied().collect(),
    };
    let column = |column: &str, facts| ColumnSample { column: column.into(), facts };
    let sample = TableSample {
        table: TableName::new("public", "misc"),
        rows: 10,
        columns: vec![
            column("email", facts(&[(ValueShape::Email, 10)])),
            column("x7", facts(&[(ValueShape::CardNumber, 9), (ValueShape::Other, 1)])),
            column("mixed", facts(&[(ValueShape::Email, 5), (ValueShape::Other, 5)])),
        ],
        not_sampled: None,
    };
    let found = suggest_with(&catalog, &[sample]);
    assert_eq!(of(&found, "misc", "email").unwrap().reasons.len(), 2);
    let card = of(&found, "misc", "x7").unwrap();
    assert_eq!((card.class, card.confidence), (SensitiveClass::PaymentCard, Confidence::High));
    assert_eq!(of(&found, "misc", "mixed"), None);
}

/// Names are a stranger's: every one is judged, none breaks anything, and the same catalogue gives the same suggestions.
#[test]
fn odd_names_are_judged_like_others() {
    for name in ["", "_", "\u{0}", "名前", "ÄÖÜß_ẞ", "a'\"`;--", &"x".repeat(4000), &"email_".repeat(500), "İd"]
    {
        let catalog = catalog(vec![table(name, vec![text(name), number(name)])]);
        assert_eq!(suggest(&catalog), suggest(&catalog));
    }
}
