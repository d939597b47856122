//! The audit log's chain: whatever is done to the log behind the server's back is found, at its place.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test's helper is a test")]

mod common;

use common::{Home, Server};
use gatehouse_server::StoreLocation;
use gatehouse_server::audit::{AuditError, ChainReport, verify};
use serde_json::json;

/// A log of `clinic` with ten entries and more, and one of `other`; the server is stopped.
async fn written() -> Home {
    let server = Server::start().await;
    let clinic = server.caller("clinic").await;
    server.caller("other").await;
    for round in 0..9 {
        assert_eq!(clinic.post("/agents", &json!({ "name": format!("agent {round}") })).await.0, 201);
    }
    server.stop().await
}

async fn chain(store: &StoreLocation) -> ChainReport {
    let mut reports = verify(store, None, &[]).await.unwrap();
    assert_eq!(reports.len(), 2);
    let other = reports.remove(1);
    assert_eq!((other.organisation.as_str(), other.length, other.broken), ("other", 1, None), "its chain is its own");
    reports.remove(0)
}

#[tokio::test]
async fn a_log_that_nobody_touched_is_whole_and_has_the_hashes_that_were_noted() {
    let home = written().await;
    let first = chain(&home.store).await;
    assert_eq!((first.length, &first.broken), (10, &None));
    let noted = first.last_hash.unwrap();
    let server = Server::start_in(home, true).await;
    let clinic = server.caller("clinic").await;
    assert_eq!(clinic.post("/agents", &json!({ "name": "later" })).await.0, 201);
    let reports = verify(&server.home.store, Some("clinic"), &[noted.clone(), "00".repeat(32)]).await.unwrap();
    assert_eq!((reports[0].length, &reports[0].broken), (12, &None));
    assert_eq!(reports[0].found, [(noted, 10)], "the noted one is there, the other is not");
    assert!(matches!(verify(&server.home.store, Some("x"), &[]).await, Err(AuditError::UnknownOrganisation(_))));
}

#[tokio::test]
async fn it_is_followed_while_it_is_written() {
    let server = Server::start().await;
    let caller = server.caller("clinic").await;
    let writing = async {
        for round in 0..60 {
            assert_eq!(caller.post("/agents", &json!({ "name": format!("agent {round}") })).await.0, 201);
        }
    };
    let reading = async {
        for _ in 0..20 {
            assert_eq!(verify(&server.home.store, None, &[]).await.unwrap()[0].broken, None);
        }
    };
    tokio::join!(writing, reading);
    assert_eq!(verify(&server.home.store, None, &[]).await.unwrap()[0].length, 61);
}

/// What is done to the log, and the first entry at which it no longer holds.
const DONE: [(&str, &str, u64); 12] = [
    ("changed", "UPDATE audit_log SET action = 'agent.deleted' WHERE sequence = 4", 4),
    ("its actor", "UPDATE audit_log SET actor = 'somebody' WHERE sequence = 1", 1),
    ("its detail", "UPDATE audit_log SET detail = '{}' WHERE sequence = 10", 10),
    ("no JSON", "UPDATE audit_log SET detail = 'oops' WHERE sequence = 5", 5),
    (
        "its hash",
        "UPDATE audit_log SET hash = (SELECT hash FROM audit_log b WHERE b.sequence = 2 AND audit_log.organisation_id = b.organisation_id) WHERE sequence = 3",
        3,
    ),
    ("the first deleted", "DELETE FROM audit_log WHERE sequence = 1", 1),
    ("one deleted", "DELETE FROM audit_log WHERE sequence = 6", 6),
    (
        "deleted and closed up",
        "DELETE FROM audit_log WHERE sequence = 6; UPDATE audit_log SET sequence = sequence - 100 WHERE sequence > 6; UPDATE audit_log SET sequence = sequence + 99 WHERE sequence < 0",
        6,
    ),
    (
        "inserted",
        "INSERT INTO audit_log SELECT organisation_id, 11, id, recorded_at, actor, request_id, action, target, detail, hash FROM audit_log WHERE sequence = 10",
        11,
    ),
    (
        "inserted before the first",
        "INSERT INTO audit_log SELECT organisation_id, 0, id, recorded_at, actor, request_id, action, target, detail, hash FROM audit_log WHERE sequence = 10",
        1,
    ),
    (
        "reordered",
        "UPDATE audit_log SET sequence = 99 WHERE sequence = 7; UPDATE audit_log SET sequence = 7 WHERE sequence = 8; UPDATE audit_log SET sequence = 8 WHERE sequence = 99",
        7,
    ),
    ("cut off", "DELETE FROM audit_log WHERE sequence > 7", 8),
];

#[tokio::test]
async fn whatever_is_done_to_it_is_found_at_its_place() {
    let home = written().await;
    // The organisation's other chain has one entry, which stays as it is.
    let mine = "organisation_id = (SELECT id FROM organisations WHERE name = 'clinic')";
    home.tamper("CREATE TABLE kept_log AS SELECT * FROM audit_log").await;
    for (what, statements, entry) in DONE {
        home.tamper(&statements.replace(" WHERE sequence", &format!(" WHERE {mine} AND sequence"))).await;
        let broken = chain(&home.store).await.broken.unwrap_or_else(|| panic!("{what}: not found"));
        assert_eq!(broken.entry, entry, "{what}: {broken:?}");
        home.tamper("DELETE FROM audit_log; INSERT INTO audit_log SELECT * FROM kept_log").await;
        assert_eq!(chain(&home.store).await.broken, None);
    }
}

/// Whoever can write the whole store can make the log end earlier without a trace in it. The noted hash shows it.
#[tokio::test]
async fn a_log_cut_off_with_its_end_is_found_by_a_noted_hash() {
    let home = written().await;
    let noted = chain(&home.store).await.last_hash.unwrap();
    let clinic = "(SELECT id FROM organisations WHERE name = 'clinic')";
    home.tamper(&format!(
        "DELETE FROM audit_log WHERE organisation_id = {clinic} AND sequence > 7;
         UPDATE organisations SET audit_length = 7,
             audit_head = (SELECT hash FROM audit_log WHERE organisation_id = organisations.id AND sequence = 7)
         WHERE name = 'clinic'"
    ))
    .await;
    let reports = verify(&home.store, Some("clinic"), &[noted]).await.unwrap();
    assert_eq!((reports[0].length, &reports[0].broken), (7, &None));
    assert!(reports[0].found.is_empty(), "the noted hash is gone");
}
