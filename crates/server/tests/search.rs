//! Search and the list of objects over a real PostgreSQL: what is found, and that nothing blocked can be.

#![allow(clippy::unwrap_used, reason = "a test's helper is a test")]

mod common;

use common::{Caller, Server, Target, problem};
use gatehouse_core::connection::Engine;
use gatehouse_testkit::{Postgres, TestDatabase};
use serde_json::{Value, json};

const SQL: Engine = Engine::Postgres;
const SEARCH: &str = "/integrations/postgres/search";
const OBJECTS: &str = "/integrations/postgres/objects";

/// A connected clinic, discovered; the server and the database live as long as the answer.
async fn clinic() -> (Postgres, TestDatabase, Server, Caller) {
    let postgres = Postgres::shared().await.unwrap();
    let database = postgres.fresh_database("search").await.unwrap();
    let found = database.reader();
    let server = Server::start().await;
    let caller = server.caller("clinic").await;
    let client = caller.client();
    client.connect(SQL, &found).await.unwrap();
    assert_eq!(problem(&caller.get(&format!("{SEARCH}?q=visit")).await), (404, "not_discovered"));
    assert_eq!(problem(&caller.get(OBJECTS).await), (404, "not_discovered"));
    client.discover(SQL).await.unwrap();
    (postgres, database, server, caller)
}

async fn block(caller: &Caller, tables: Value, columns: Value) {
    let blocks = serde_json::from_value(json!({ "blockedTables": tables, "blockedColumns": columns })).unwrap();
    caller.client().patch_scoping(SQL, &blocks, None).await.unwrap();
}

#[tokio::test]
async fn tables_and_columns_are_found_and_ranked() {
    let (_postgres, _database, _server, caller) = clinic().await;
    let client = caller.client();
    let hits = client.search(SQL, "appointment status").await.unwrap();
    let names: Vec<_> = hits.iter().take(2).map(|hit| (hit.table.as_str(), hit.column.as_deref())).collect();
    assert_eq!(names, [("appointments", None), ("appointments", Some("status"))]);
    assert!(hits.is_sorted_by(|a, b| a.score >= b.score));
    let (status, body) = caller.get(&format!("{SEARCH}?q=appointment%20status&limit=1")).await;
    assert_eq!(status, 200);
    assert_eq!(
        body["data"][1]["matched"],
        json!([{ "word": "status", "place": "name", "text": "status", "ranges": [{ "start": 0, "end": 6 }] }])
    );
    assert!(body["data"].as_array().unwrap().iter().all(|hit| hit["table"] == "appointments"), "{body}");

    let hits = client.search(SQL, "when is the caller's next visit").await.unwrap();
    assert_eq!(hits[0].table, "appointments");
    let hits = client.search(SQL, "type:jsonb").await.unwrap();
    assert!(hits.len() >= 4 && hits.iter().all(|hit| hit.column.is_some()), "{hits:?}");
    // A facet that is none is said, and search goes on.
    let (_, body) = caller.get(&format!("{SEARCH}?q=patients%20type:nonsense")).await;
    assert_eq!((&body["errors"][0]["field"], &body["errors"][0]["code"]), (&json!("q"), &json!("unknown_value")));
    assert_eq!(body["data"][0]["table"], "patients");

    let long = "x".repeat(501);
    for path in [format!("{SEARCH}?q={long}"), format!("{OBJECTS}?q={long}")] {
        let answer = caller.get(&path).await;
        assert_eq!(problem(&answer), (400, "validation_error"));
        assert_eq!(answer.1["errors"][0]["field"], "q");
    }
}

#[tokio::test]
async fn objects_come_in_pages_with_their_counts() {
    let (_postgres, _database, _server, caller) = clinic().await;
    let client = caller.client();
    let schema = client.schema(SQL).await.unwrap();
    let objects = client.objects(SQL, None).await.unwrap();
    let names: Vec<_> = objects.iter().map(|object| (object.schema.clone(), object.table.clone())).collect();
    let expected = schema.tables.iter().map(|table| (table.name.schema.clone(), table.name.table.clone()));
    assert_eq!(names, expected.collect::<Vec<_>>());

    let patients = objects.iter().find(|object| object.name == "patients").unwrap();
    let table = schema.tables.iter().find(|table| table.name.table == "patients").unwrap();
    assert_eq!(patients.field_count as usize, table.columns.len());
    let pointing = schema.tables.iter().flat_map(|table| &table.foreign_keys);
    let pointing = pointing.filter(|key| key.references == table.name).count();
    assert_eq!(patients.relationship_count as usize, table.foreign_keys.len() + pointing);
    assert!(pointing > 5);
    let operations = |name: &str| objects.iter().find(|object| object.name == name).unwrap().operation_count;
    assert_eq!((operations("patients"), operations("patient_export")), (1, 0));
    assert_eq!(patients.kind, "table");
    assert!(patients.description.is_some());

    // Page by page it is the same list.
    let (mut cursor, mut seen, mut pages) = (String::new(), Vec::new(), 0);
    loop {
        let (status, body) = caller.get(&format!("{OBJECTS}?limit=5{cursor}")).await;
        assert_eq!(status, 200, "{body}");
        pages += 1;
        assert_eq!((&body["pagination"]["page"], &body["pagination"]["total"]), (&json!(pages), &json!(objects.len())));
        seen.extend(body["data"].as_array().unwrap().iter().map(|object| object["name"].clone()));
        match body["pagination"]["nextCursor"].as_str() {
            Some(next) => cursor = format!("&cursor={}", next.replace(' ', "%20").replace('"', "%22")),
            None => break,
        }
    }
    assert_eq!(seen, objects.iter().map(|object| json!(object.name)).collect::<Vec<_>>());

    let found = client.objects(SQL, Some("appointment")).await.unwrap();
    assert!(found.iter().any(|object| object.name == "appointments") && found.len() < objects.len(), "{found:?}");
    assert!(found.is_sorted_by(|a, b| (&a.schema, &a.table) <= (&b.schema, &b.table)));
    let views = client.objects(SQL, Some("kind:view")).await.unwrap();
    assert_eq!(
        views.iter().map(|object| object.name.as_str()).collect::<Vec<_>>(),
        ["patient_export", "todays_appointments"]
    );
}

#[tokio::test]
async fn nothing_blocked_is_found_shown_or_hinted_at() {
    let (_postgres, database, _server, caller) = clinic().await;
    database
        .run_script(
            "COMMENT ON TABLE consents IS 'Signed before waitlist entries are made';
             COMMENT ON COLUMN patients.email IS 'Checked against ssn';
             COMMENT ON COLUMN rooms.floor IS 'See gateway_token'",
        )
        .await
        .unwrap();
    caller.client().discover(SQL).await.unwrap();
    let everything = async || {
        let mut all = String::new();
        for q in [
            "waitlist",
            "ssn",
            "social security number",
            "gateway token",
            "signed",
            "entries",
            "earlier visit",
            "checked against",
            "fk:waitlist",
            "fk:payments",
            "patients",
            "rooms",
            "consents",
            "type:text",
            "schema:public",
            "priority",
        ] {
            let q = q.replace(' ', "%20");
            for path in [format!("{SEARCH}?q={q}&limit=100"), format!("{OBJECTS}?q={q}&limit=100")] {
                let (status, body) = caller.get(&path).await;
                assert_eq!(status, 200, "{body}");
                all.push_str(&body.to_string());
            }
        }
        all.push_str(&caller.get(&format!("{OBJECTS}?limit=100")).await.1.to_string());
        all
    };
    let before = everything().await;
    for name in ["waitlist", "\"ssn\"", "gateway_token", "Checked against ssn"] {
        assert!(before.contains(name), "{name} can be found while it is not blocked");
    }
    // The view that is kept for the next search must not outlive the block.
    block(&caller, json!(["waitlist", "payments", "billing.payments"]), json!({ "patients": ["ssn"] })).await;
    let after = everything().await.to_lowercase();
    for name in ["waitlist", "ssn", "gateway_token", "card_number", "payments"] {
        let at = after.find(name).map(|at| after[at.saturating_sub(60)..(at + 60).min(after.len())].to_owned());
        assert_eq!(at, None, "{name}");
    }
    // What is blocked reads like what does not exist.
    let note = async |q: &str| caller.get(&format!("{SEARCH}?q={q}")).await.1["errors"].clone();
    assert_eq!(note("fk:waitlist").await, note("fk:no_such_table").await);
    assert_eq!(note("blocked:yes").await[0]["code"], "unknown_facet");
    assert!(!note("colour:red").await.to_string().contains("blocked"));
    // And comes back with the block.
    block(&caller, json!([]), json!({})).await;
    assert!(everything().await.contains("waitlist"));
}
