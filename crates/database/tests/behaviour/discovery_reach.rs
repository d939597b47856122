//! How far discovery reaches: one session or two, the schemas that were chosen, views, partitions and heirs.

use gatehouse_core::catalog::{Table, TableName, ViewRead};
use gatehouse_core::connection::{Descriptor, FailureCode};
use gatehouse_database::{DiscoverOptions, Discovery, discover_with};
use gatehouse_testkit::{Postgres, PostgresOptions};
use secrecy::SecretString;

use crate::support::{agent, patient, server};

/// What discovery finds in these schemas, or in all.
pub(crate) async fn chosen(
    (descriptor, password): &(Descriptor, SecretString),
    schemas: Option<&[&str]>,
) -> Result<Discovery, FailureCode> {
    let schemas = schemas.map(|schemas| schemas.iter().map(|schema| (*schema).to_owned()).collect());
    let options = DiscoverOptions { schemas, deadlines: patient() };
    discover_with(descriptor, password, &options, |_| {}).await.map_err(|failure| failure.code())
}

pub(crate) fn table<'a>(found: &'a Discovery, schema: &str, name: &str) -> &'a Table {
    found.catalog.table(&TableName::new(schema, name)).unwrap_or_else(|| panic!("no table {schema}.{name}"))
}

pub(crate) fn read(schema: &str, table: &str, columns: &[&str], whole_rows: bool) -> ViewRead {
    let columns = columns.iter().map(|column| (*column).to_owned()).collect();
    ViewRead { table: TableName::new(schema, table), columns, whole_rows }
}

#[tokio::test]
async fn where_a_second_session_is_refused_the_first_reads_it_all() {
    let server = Postgres::start(PostgresOptions::default()).await.unwrap();
    let database = server.empty_database("wide").await.unwrap();
    // More columns than one session reads alone where it may have another.
    let wide = "DO $$ BEGIN FOR t IN 1..20 LOOP EXECUTE (SELECT format('CREATE TABLE w%s (%s, UNIQUE (c1))', t,
                    string_agg(format('c%s integer DEFAULT %s', c, c), ',')) FROM generate_series(1, 1600) AS c);
                EXECUTE format('COMMENT ON COLUMN w%s.c7 IS %L', t, 'seven'); END LOOP; END $$";
    database.run_script(wide).await.unwrap();
    let login = agent(&database);
    let two = chosen(&login, None).await.unwrap();
    database.run_script("ALTER ROLE gatehouse_ro CONNECTION LIMIT 1").await.unwrap();
    let one = chosen(&login, None).await.unwrap();
    assert_eq!((one.catalog.tables.len(), one.catalog.column_count()), (20, 32_000));
    assert_eq!(one, two);
}

#[tokio::test]
async fn only_the_chosen_schemas_are_read() {
    let database = server().await.empty_database("choice").await.unwrap();
    database
        .run_script(
            "CREATE SCHEMA one; CREATE SCHEMA two; CREATE TABLE one.a (id int PRIMARY KEY, note text DEFAULT 'x');
             CREATE TABLE two.b (id int PRIMARY KEY, a_id int REFERENCES one.a, up int CHECK (up > 0));
             CREATE INDEX ON two.b (up) WHERE up > 7; COMMENT ON COLUMN two.b.up IS 'upwards'; CREATE TABLE c (id int);",
        )
        .await
        .unwrap();
    let login = agent(&database);
    let whole = chosen(&login, None).await.unwrap();
    let two = chosen(&login, Some(&["two"])).await.unwrap();
    assert_eq!(two.queries, whole.queries);
    assert_eq!(two.catalog.schemas.as_deref(), Some(&["two".to_owned()][..]));
    // All but the key that leads out of the choice.
    let b = table(&whole, "two", "b");
    assert_eq!(two.catalog.tables, [Table { foreign_keys: Vec::new(), ..b.clone() }]);
    assert_eq!(two.findings.len(), 1);
    assert_eq!((b.foreign_keys.len(), b.checks.len(), b.indexes.len()), (1, 1, 2));
    let both = chosen(&login, Some(&["two", "one", "two"])).await.unwrap();
    assert_eq!(both.findings, []);
    assert_eq!(both.catalog.tables, [table(&whole, "one", "a").clone(), b.clone()]);
    for absent in ["three", "One", "pg_catalog"] {
        assert_eq!(chosen(&login, Some(&["one", absent])).await, Err(FailureCode::SchemaMissing), "{absent}");
    }
}

#[tokio::test]
async fn views_tell_what_they_read_and_heirs_whose_they_are() {
    let database = server().await.empty_database("reads").await.unwrap();
    database
        .run_script(
            "CREATE TABLE p (id int PRIMARY KEY, ssn text, born date); CREATE TABLE heir (extra int) INHERITS (p);
             CREATE TABLE of_two () INHERITS (heir, p); CREATE VIEW names AS SELECT id, born FROM p WHERE ssn <> '';
             CREATE VIEW rows AS SELECT p AS one FROM p; CREATE MATERIALIZED VIEW kept AS SELECT n.id FROM names AS n;
             CREATE VIEW nothing AS SELECT 1 AS one;",
        )
        .await
        .unwrap();
    let found = chosen(&agent(&database), None).await.unwrap();
    let reads = |name: &str| table(&found, "public", name).reads.clone();
    assert_eq!(reads("names"), Some(vec![read("public", "p", &["born", "id", "ssn"], false)]));
    assert!(reads("rows").unwrap()[0].whole_rows);
    assert_eq!(reads("kept"), Some(vec![read("public", "names", &["id"], false)]));
    assert_eq!((reads("nothing"), reads("p")), (Some(Vec::new()), None));
    let name = |table: &str| TableName::new("public", table);
    assert_eq!(table(&found, "public", "heir").inherits, [name("p")]);
    assert_eq!(table(&found, "public", "of_two").inherits, [name("heir"), name("p")]);
    assert_eq!(table(&found, "public", "p").inherits, []);
}
