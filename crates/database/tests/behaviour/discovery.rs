//! Discovery of the clinic, and of what a clinic does not have.

use gatehouse_core::catalog::{
    Catalog, Column, Generation, IndexPart, Privileges, Table, TableKind, TableName, TypeClass,
};
use gatehouse_core::connection::FailureCode;
use gatehouse_database::{Discovery, discover_within};
use gatehouse_testkit::TestDatabase;
use secrecy::SecretString;

use crate::support::{agent, clinic, patient, server};

async fn discovered(database: &TestDatabase) -> Discovery {
    let (descriptor, password) = agent(database);
    discover_within(&descriptor, &password, &patient(), |_| {}).await.unwrap()
}

fn table<'a>(catalog: &'a Catalog, schema: &str, name: &str) -> &'a Table {
    catalog.table(&TableName::new(schema, name)).unwrap_or_else(|| panic!("no table {schema}.{name}"))
}

fn column<'a>(catalog: &'a Catalog, table_name: &str, name: &str) -> &'a Column {
    table(catalog, "public", table_name).column(name).unwrap()
}

#[tokio::test]
async fn the_clinic_has_its_shape() {
    let Discovery { catalog, findings, queries } = discovered(&clinic().await).await;
    assert_eq!(findings, []);
    assert_eq!(queries, 20);
    assert_eq!(catalog.default_schema, "public");
    assert!(catalog.server_version.starts_with(char::is_numeric));
    assert!(catalog.tables.iter().all(|table| !table.name.schema.starts_with("pg_")));
    let appointments = table(&catalog, "public", "appointments");
    assert_eq!(appointments.kind, TableKind::Table);
    assert_eq!(appointments.comment.as_deref(), Some("Booked visits, past and to come."));
    assert_eq!(appointments.primary_key.as_ref().unwrap().columns, ["id"]);
    let room = appointments.foreign_keys.iter().find(|key| key.name == "appointments_room_fkey").unwrap();
    assert_eq!(room.columns, ["location_id", "room_no"]);
    assert_eq!((room.references.to_string().as_str(), room.referenced_columns.len()), ("public.rooms", 2));
    assert_eq!(table(&catalog, "public", "todays_appointments").kind, TableKind::View);
    assert_eq!(table(&catalog, "public", "provider_load").kind, TableKind::MaterializedView);
    assert!(catalog.tables.iter().any(|table| table.name.schema == "billing"));
    let partitioned: Vec<&Table> = catalog.tables.iter().filter(|t| t.kind == TableKind::PartitionedTable).collect();
    assert_eq!(partitioned.len(), 1);
    assert!(partitioned[0].partitions > 1);
    let prefix = format!("{}_", partitioned[0].name.table);
    assert!(catalog.tables.iter().all(|table| !table.name.table.starts_with(&prefix)), "a partition is listed");
}

#[tokio::test]
async fn columns_are_described_exactly() {
    let catalog = discovered(&clinic().await).await.catalog;
    let status = column(&catalog, "appointments", "status");
    assert_eq!(status.cast_type(), r#""public"."appointment_status""#);
    assert_eq!((status.class, status.nullable), (TypeClass::Enum, false));
    assert_eq!(status.enum_values, ["booked", "confirmed", "checked_in", "completed", "cancelled", "no_show"]);
    assert_eq!(status.default.as_deref(), Some("'booked'::public.appointment_status"));
    let price = column(&catalog, "services", "price");
    assert_eq!(
        (price.data_type.as_str(), price.cast_type(), price.class),
        ("numeric(8,2)", "numeric", TypeClass::Number)
    );
    let card = column(&catalog, "patients", "card_last4");
    assert_eq!((card.data_type.as_str(), card.cast_type()), ("character(4)", "bpchar"));
    let languages = column(&catalog, "providers", "languages");
    assert_eq!((languages.cast_type(), languages.class), ("text[]", TypeClass::Array));
    assert_eq!(column(&catalog, "appointments", "id").generation, Some(Generation::IdentityAlways));
    assert_eq!(column(&catalog, "appointments", "duration_minutes").generation, Some(Generation::Generated));
    assert_eq!(column(&catalog, "insurance_policies", "valid").class, TypeClass::Other);
    assert_eq!(column(&catalog, "staff_users", "last_login_ip").class, TypeClass::Network);
    assert_eq!(column(&catalog, "staff_users", "Badge No").class, TypeClass::Text);
    assert_eq!(column(&catalog, "patients", "created_at").class, TypeClass::Timestamp);
    assert_eq!(
        column(&catalog, "patients", "ssn").comment.as_deref(),
        Some("Social security number. Not to be read out on a call.")
    );
    assert_eq!(
        column(&catalog, "patients", "ssn").privileges,
        Privileges { select: true, insert: false, update: false }
    );
}

#[tokio::test]
async fn indexes_say_what_a_lookup_needs() {
    let database = clinic().await;
    database
        .run_script("CREATE INDEX odd ON patients ((full_name || city), phone) INCLUDE (email) WHERE is_active; UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'patients_name_idx'::regclass")
        .await
        .unwrap();
    let catalog = discovered(&database).await.catalog;
    let index = |name: &str| {
        let found = catalog.tables.iter().flat_map(|table| &table.indexes).find(|index| index.name == name);
        found.unwrap_or_else(|| panic!("no index {name}"))
    };
    let column = |name: &str| IndexPart::of_column(name);
    let latest_first = IndexPart { descending: true, ..column("starts_at") };
    assert_eq!(index("appointments_phone_idx").parts, [column("phone"), latest_first]);
    assert!(index("appointments_open_idx").predicate.as_ref().unwrap().contains("status"));
    assert_eq!(index("patients_email_idx").parts, [IndexPart::of_expression("lower(email)")]);
    assert_eq!(
        (index("patients_insurance_idx").method.as_str(), index("lab_results_raw_idx").method.as_str()),
        ("hash", "gin")
    );
    assert!(index("patients_ssn_key").unique && index("patients_ssn_key").usable());
    assert!(!index("patients_name_idx").usable());
    let odd = index("odd");
    assert_eq!(odd.parts, [IndexPart::of_expression("(full_name || city)"), column("phone")]);
    assert_eq!(odd.predicate.as_deref(), Some("is_active"));
    assert_eq!(odd.included, ["email"]);
}

#[tokio::test]
async fn rights_are_those_of_the_login() {
    let database = clinic().await;
    database
        .run_script(
            "REVOKE SELECT ON staff_users FROM gatehouse_ro; GRANT SELECT (id, display_name) ON staff_users TO gatehouse_ro;
             GRANT UPDATE (phone) ON patients TO PUBLIC; REVOKE USAGE ON SCHEMA billing FROM gatehouse_ro;",
        )
        .await
        .unwrap();
    let catalog = discovered(&database).await.catalog;
    assert!(column(&catalog, "staff_users", "display_name").privileges.select);
    assert!(!column(&catalog, "staff_users", "password_hash").privileges.select);
    assert!(column(&catalog, "patients", "phone").privileges.update);
    assert!(!column(&catalog, "patients", "email").privileges.update);
    let billing = catalog.tables.iter().filter(|table| table.name.schema == "billing");
    assert!(billing.flat_map(|table| &table.columns).all(|column| !column.privileges.select));
}

#[tokio::test]
async fn odd_types_and_names_survive() {
    let database = server().await.empty_database("odd").await.unwrap();
    database
        .run_script(
            r#"CREATE SCHEMA "My Schema"; CREATE TYPE "My Schema"."Mood ""x""" AS ENUM ('z', 'a', 'it''s');
               CREATE DOMAIN positive AS integer NOT NULL CHECK (VALUE > 0); CREATE DOMAIN more_positive AS positive;
               CREATE TABLE "My Schema"."select" ("a;b" "My Schema"."Mood ""x""", moods "My Schema"."Mood ""x"""[], n more_positive,
                   c "char", b bit(3), v varchar(9), p point, t time with time zone, x xml, dropped int, PRIMARY KEY (v));
               ALTER TABLE "My Schema"."select" DROP COLUMN dropped;
               CREATE TABLE parent (id int, at date) PARTITION BY RANGE (at);
               CREATE TABLE child PARTITION OF parent FOR VALUES FROM ('2020-01-01') TO ('2021-01-01') PARTITION BY RANGE (at);
               CREATE TABLE grandchild PARTITION OF child DEFAULT;
               CREATE TABLE nothing ();"#,
        )
        .await
        .unwrap();
    let Discovery { catalog, findings, .. } = discovered(&database).await;
    assert_eq!(findings, []);
    let odd = table(&catalog, "My Schema", "select");
    let of = |name: &str| odd.column(name).unwrap();
    assert_eq!(of("a;b").cast_type(), r#""My Schema"."Mood ""x""""#);
    assert_eq!(of("a;b").enum_values, ["z", "a", "it's"]);
    assert_eq!((of("moods").cast_type(), of("moods").class), (r#""My Schema"."Mood ""x"""[]"#, TypeClass::Array));
    assert_eq!(
        (of("n").class, of("n").nullable, of("n").cast_type()),
        (TypeClass::Integer, false, r#""public"."more_positive""#)
    );
    assert_eq!(of("c").cast_type(), r#""char""#);
    assert_eq!((of("b").data_type.as_str(), of("b").cast_type()), ("bit(3)", r#""bit""#));
    assert_eq!(of("v").cast_type(), "character varying");
    assert_eq!((of("p").class, of("t").class), (TypeClass::Other, TypeClass::Time));
    assert!(odd.column("dropped").is_none());
    assert_eq!(table(&catalog, "public", "parent").partitions, 1);
    assert!(catalog.table(&TableName::new("public", "child")).is_none());
    assert_eq!(table(&catalog, "public", "nothing").columns, []);
}

#[tokio::test]
async fn an_empty_database_is_asked_as_much_as_the_clinic() {
    let empty = server().await.empty_database("empty").await.unwrap();
    let (descriptor, password) = agent(&empty);
    let mut steps = Vec::new();
    let discovery = discover_within(&descriptor, &password, &patient(), |progress| steps.push(progress)).await.unwrap();
    assert_eq!(discovery.catalog.tables, []);
    assert_eq!(discovery.queries, discovered(&clinic().await).await.queries);
    assert_eq!(steps.len(), discovery.queries);
    assert!(steps.iter().zip(1..).all(|(step, number)| step.step == number && step.steps == discovery.queries));
}

#[tokio::test]
async fn discovery_fails_as_the_door_does() {
    let database = clinic().await;
    let (descriptor, _) = agent(&database);
    let wrong = SecretString::from("wrong-horse-battery");
    let failure = discover_within(&descriptor, &wrong, &patient(), |_| {}).await.unwrap_err();
    assert_eq!(failure.code(), FailureCode::AuthenticationFailed);
}
