//! `citext`, whose `=` is an extension's: what an agent finds must not depend on the search path of its login.

use gatehouse_database::{Effect, PoolOptions};
use serde_json::json;

use crate::scene::{On, Scene, call};

/// In `schema`; the search path of whoever connects is the server's own schema alone, as our script for the agent's user sets it.
fn people(schema: &str) -> String {
    format!(
        r#"CREATE SCHEMA IF NOT EXISTS "{schema}"; CREATE EXTENSION citext SCHEMA "{schema}"; CREATE DOMAIN address AS "{schema}".citext;
        CREATE TABLE people (email "{schema}".citext PRIMARY KEY, other address UNIQUE, name text NOT NULL);
        CREATE TABLE letters (id integer PRIMARY KEY, receiver_id "{schema}".citext NOT NULL REFERENCES people, body text);
        SET search_path = "$user", public, "{schema}";
        INSERT INTO people SELECT 'Person' || n || '@Example.test', 'Other' || n, 'P' || n FROM generate_series(1, 3000) AS n;
        INSERT INTO letters VALUES (1, 'PERSON7@example.test', 'Hello');
        ANALYZE people;
        DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = pg_catalog', current_database()); END $$;"#
    )
}

#[tokio::test]
async fn capitals_do_not_hide_a_row_whatever_the_search_path() {
    for schema in ["public", "ext\"ensions"] {
        let Some(mut scene) = Scene::with(On::Postgres, &people(&schema.replace('"', "\"\""))).await else { return };
        scene.discover().await;
        assert_eq!(scene.ask("SHOW search_path").await, "pg_catalog");
        for (by, value) in [("email", "person7@EXAMPLE.test"), ("other", "oTHER7")] {
            let draft = json!({ "tool_name": "Find a person", "connection": "c", "operation": "people.read",
                "inputs": [{ "param": "wanted", "arg": by }], "projection": [{ "path": ["name"], "leaf": "person" }] });
            let read = scene.approved(&draft.to_string());
            let trial = scene.run(read.statement(), json!({ "wanted": value }), Effect::RolledBack).await.unwrap();
            assert_eq!(json!(trial.rows), json!([{ "person": "P7" }]), "{schema} {by}: {}", read.statement().sql);
            for plan in &trial.plans {
                assert!(plan.index().is_some(), "{schema} {by}: {plan:?}");
            }
            let pool = scene.pool(PoolOptions::default());
            let warm = call(&pool, &read, json!({ "wanted": value })).await.unwrap();
            assert_eq!(warm["rows"], json!([{ "person": "P7" }]), "{schema} {by}");
        }
        let joined = scene.compiled(
            r#"{ "tool_name": "Read a letter", "connection": "c", "operation": "letters.read", "inputs": [{ "param": "number", "arg": "id" }],
                "projection": [{ "path": ["body"], "leaf": "body" }, { "path": ["receiver", "name"], "leaf": "receiver" }] }"#,
        );
        let letter = scene.run(&joined, json!({ "number": 1 }), Effect::RolledBack).await.unwrap();
        assert_eq!(json!(letter.rows), json!([{ "body": "Hello", "receiver": "P7" }]), "{schema}: {}", joined.sql);
        let renamed = scene.compiled(
            r#"{ "tool_name": "Rename a person", "connection": "c", "operation": "people.update",
                "sql_write": { "key_column": "email", "key_param": "email" },
                "input_object_map": [{ "field": "name", "param": "name" }], "projection": [{ "path": ["name"], "leaf": "person" }] }"#,
        );
        let change = json!({ "email": "PERSON8@example.test", "name": "Ada" });
        let changed = scene.run(&renamed, change, Effect::Kept).await.unwrap();
        assert_eq!(
            (changed.touched, json!(changed.rows)),
            (1, json!([{ "person": "Ada" }])),
            "{schema}: {}",
            renamed.sql
        );
    }
}
