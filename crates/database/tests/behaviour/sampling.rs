//! Samples of values: counts by shape come out, and nothing of a value.

use gatehouse_core::catalog::sensitive::{
    Confidence, NotSampled, Reason, SampleTarget, SensitiveClass, TableSample, ValueShape, sample_targets, suggest_with,
};
use gatehouse_core::catalog::{Catalog, TableName};
use gatehouse_core::connection::Descriptor;
use gatehouse_database::{SampleProgress, discover_within, sample_within};
use secrecy::SecretString;

use crate::support::{agent, patient, server};

/// Part of every value that a test puts in: it must come out nowhere.
pub(crate) const CANARY: &str = "kanarienvogel";

/// The same rows for both engines. `contact_x` and `c2` tell nothing by their names.
pub(crate) const ROWS: &str = "
    CREATE TABLE people_misc (id integer PRIMARY KEY, contact_x varchar(200), c2 varchar(200), note_to_self varchar(200), empty_one varchar(20));
    INSERT INTO people_misc VALUES
        (1, 'kanarienvogel1@example.org', 'DE89370400440532013000', 'kanarienvogel sings', NULL),
        (2, 'kanarienvogel2@example.org', 'GB82 WEST 1234 5698 7654 32', 'kanarienvogel flies', ''),
        (3, 'kanarienvogel3@example.org', 'DE89370400440532013000', 'kanarienvogel', NULL),
        (4, 'kanarienvogel4@example.org', NULL, 'x', NULL);
    CREATE TABLE locked_away (id integer PRIMARY KEY, secret_note varchar(200));
    INSERT INTO locked_away VALUES (1, 'kanarienvogel');";

/// Discovers, takes one table's rights away, and looks: what the engines share.
pub(crate) async fn looks(
    descriptor: &Descriptor,
    password: &SecretString,
    revoke: impl AsyncFnOnce(),
) -> (Catalog, Vec<TableSample>) {
    let catalog = discover_within(descriptor, password, &patient(), |_| {}).await.unwrap().catalog;
    revoke().await;
    let named = |table: &str| catalog.tables.iter().find(|one| one.name.table == table).unwrap().name.clone();
    let tables = [named("locked_away"), named("people_misc"), TableName::new("nowhere", "gone")];
    let (targets, mut samples) = sample_targets(&catalog, &tables);
    assert_eq!(samples, [TableSample::none(tables[2].clone(), NotSampled::Changed)]);
    let mut steps = Vec::new();
    let progress = |step: SampleProgress| steps.push((step.table, step.tables));
    samples.extend(sample_within(descriptor, password, &patient(), &targets, progress).await.unwrap());
    assert_eq!(steps, [(1, 2), (2, 2)]);
    (catalog, samples)
}

/// What must be true of [`looks`] on every engine.
pub(crate) fn holds(catalog: &Catalog, samples: &[TableSample]) {
    let of = |table: &str| samples.iter().find(|sample| sample.table.table == table).unwrap();
    assert_eq!(of("locked_away").not_sampled, Some(NotSampled::NoPrivilege));
    let misc = of("people_misc");
    assert_eq!((misc.rows, misc.not_sampled), (4, None));
    let facts = |column: &str| &misc.columns.iter().find(|one| one.column == column).unwrap().facts;
    assert_eq!(facts("contact_x").shapes.get(&ValueShape::Email), Some(&4));
    assert_eq!((facts("c2").shapes.get(&ValueShape::Iban), facts("c2").seen, facts("c2").empty), (Some(&3), 3, 1));
    assert_eq!((facts("empty_one").seen, facts("empty_one").empty), (0, 4));

    let suggestions = suggest_with(catalog, samples);
    let iban = suggestions.iter().find(|one| one.column.as_deref() == Some("c2")).unwrap();
    assert_eq!((iban.class, iban.confidence), (SensitiveClass::BankAccount, Confidence::High));
    assert_eq!(iban.reasons, [Reason::Values { shape: ValueShape::Iban, matching: 3, seen: 3 }]);
    for kept in [format!("{samples:?}"), format!("{suggestions:?}"), serde_json::to_string(samples).unwrap()] {
        assert!(!kept.contains(CANARY) && !kept.contains("DE89"), "{kept}");
    }
}

#[tokio::test]
async fn only_counts_come_out_of_postgres() {
    let database = server().await.empty_database("sample").await.unwrap();
    let rights = format!("{ROWS} GRANT SELECT ON ALL TABLES IN SCHEMA public TO {};", database.agent_user);
    database.run_script(&rights).await.unwrap();
    let (descriptor, password) = agent(&database);
    let revoke = async || {
        database.run_script(&format!("REVOKE SELECT ON locked_away FROM {}", database.agent_user)).await.unwrap();
    };
    let (catalog, samples) = looks(&descriptor, &password, revoke).await;
    holds(&catalog, &samples);
}

/// Names are quoted, not looked up elsewhere; a table that changed or hangs is named and the next one is still read.
#[tokio::test]
async fn hostile_tables_cost_only_themselves() {
    let database = server().await.empty_database("sample").await.unwrap();
    database
        .run_script(&format!(
            r#"CREATE TABLE "Odd ""table""; --" ("a""b; DROP" text, "UPPER" text);
               INSERT INTO "Odd ""table""; --" VALUES ('192.0.2.1', repeat('{CANARY} ', 100000)), ('192.0.2.2', ''), ('192.0.2.3', NULL);
               CREATE FUNCTION public.left(text, integer) RETURNS text LANGUAGE sql AS $$ SELECT 'captured@example.org' $$;
               CREATE TABLE t_gone (a text); CREATE VIEW v_slow AS SELECT pg_sleep(60)::text AS a;
               CREATE VIEW v_fails AS SELECT ('{CANARY}' || random())::integer::text AS a;
               GRANT SELECT ON ALL TABLES IN SCHEMA public TO {};"#,
            database.agent_user
        ))
        .await
        .unwrap();
    let (descriptor, password) = agent(&database);
    let target = |table: &str, columns: &[&str]| SampleTarget {
        table: TableName::new("public", table),
        columns: columns.iter().map(|&column| column.to_owned()).collect(),
    };
    database.run_script("DROP TABLE t_gone").await.unwrap();
    let targets = [
        target("t_gone", &["a"]),
        target("v_fails", &["a"]),
        target("v_slow", &["a"]),
        target("Odd \"table\"; --", &["a\"b; DROP", "UPPER"]),
    ];
    let samples = sample_within(&descriptor, &password, &patient(), &targets, |_| {}).await.unwrap();
    let why: Vec<_> = samples.iter().map(|sample| sample.not_sampled).collect();
    assert_eq!(why, [Some(NotSampled::Changed), Some(NotSampled::Refused), Some(NotSampled::TookTooLong), None]);
    assert_eq!(samples[3].columns[0].facts.shapes.get(&ValueShape::IpAddress), Some(&3));
    assert_eq!(samples[3].columns[1].facts.shapes.get(&ValueShape::Prose), Some(&1));
    assert!(!format!("{samples:?}").contains(CANARY));
}
