//! Keys as whoever runs the control plane sees them, beside a server that is running.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test's helper is a test")]

mod common;

use std::time::{Duration, Instant};

use common::{Caller, Home, Server, http};
use gatehouse_api::{ALL_SCOPES, Scope};
use gatehouse_server::keys::{self, KeyError, NewKey, Until};
use gatehouse_server::{OpenError, audit};
use secrecy::ExposeSecret;
use serde_json::json;

async fn issued(server: &Server, label: &str, until: &str) -> (String, Caller) {
    let until: Until = until.parse().unwrap();
    let new = NewKey { organisation: "clinic", scopes: &ALL_SCOPES, label, until };
    let issued = keys::issue(&server.home.store, &new).await.unwrap();
    (issued.id, Caller { base: server.base(), key: issued.key, http: http() })
}

/// Waits for a key to be refused: what another process changed is heard within a second.
async fn refused(caller: &Caller) {
    let begun = Instant::now();
    while caller.get("/agents").await.0 != 401 {
        assert!(begun.elapsed() < Duration::from_secs(20), "the key goes on working");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn a_revoked_key_ends_in_a_running_server_and_others_go_on() {
    let server = Server::start().await;
    let (id, caller) = issued(&server, "nightly sync", "never").await;
    let (other_id, other) = issued(&server, "window", "never").await;
    assert_eq!(caller.get("/agents").await.0, 200);
    keys::revoke(&server.home.store, &id).await.unwrap();
    refused(&caller).await;
    assert_eq!(other.get("/agents").await.0, 200);
    assert!(matches!(keys::revoke(&server.home.store, &id).await, Err(KeyError::Ended { .. })));

    let listed = keys::list(&server.home.store, None).await.unwrap();
    let brief: Vec<_> =
        listed.iter().map(|key| (key.id.as_str(), key.label.as_str(), key.revoked_at.is_some())).collect();
    assert_eq!(brief, [(id.as_str(), "nightly sync", true), (other_id.as_str(), "window", false)]);
    assert!(listed.iter().all(|key| key.organisation == "clinic" && key.scopes.len() == ALL_SCOPES.len()));
}

#[tokio::test]
async fn a_key_ends_when_it_was_said_to() {
    let server = Server::start().await;
    let (_, caller) = issued(&server, "", "5s").await;
    assert_eq!(caller.get("/agents").await.0, 200);
    // Nobody changes anything in between: what a server keeps in memory of a key has to know its end.
    refused(&caller).await;
    let past = NewKey { organisation: "clinic", scopes: &ALL_SCOPES, label: "", until: "2020-01-01".parse().unwrap() };
    assert!(matches!(keys::issue(&server.home.store, &past).await, Err(KeyError::Past)));
}

#[tokio::test]
async fn a_rotated_key_has_a_successor_with_its_scopes_and_a_time_of_grace() {
    let server = Server::start().await;
    let scopes = [Scope::AgentsRead, Scope::SkillsRead];
    let new = NewKey { organisation: "clinic", scopes: &scopes, label: "agent", until: Until::never() };
    let first = keys::issue(&server.home.store, &new).await.unwrap();
    let caller = |key: &secrecy::SecretString| Caller { base: server.base(), key: key.clone(), http: http() };
    let old = caller(&first.key);

    let second = keys::rotate(&server.home.store, &first.id, "1h".parse().unwrap(), None).await.unwrap();
    let new = caller(&second.issued.key);
    assert_eq!((old.get("/agents").await.0, new.get("/agents").await.0), (200, 200), "both, during the grace");
    assert_eq!(new.post("/agents", &json!({ "name": "x" })).await.0, 403, "the same scopes");
    assert!(second.old_until.is_some());

    // The old key now has an end, so its successor's end has to be said; and a longer grace does not lengthen the first.
    let again = keys::rotate(&server.home.store, &first.id, "9h".parse().unwrap(), None).await;
    assert!(matches!(again, Err(KeyError::EndUnsaid { .. })));
    let never = Some(Until::never());
    keys::rotate(&server.home.store, &first.id, "9h".parse().unwrap(), never).await.unwrap();
    let listed = keys::list(&server.home.store, Some("clinic")).await.unwrap();
    assert_eq!(listed[0].expires_at, second.old_until);
    assert!(listed.iter().all(|key| key.label == "agent" && key.scopes == scopes), "{listed:?}");

    let third = keys::rotate(&server.home.store, &second.issued.id, "0".parse().unwrap(), None).await.unwrap();
    assert_eq!(third.old_until, None);
    refused(&new).await;
    assert_eq!(caller(&third.issued.key).get("/agents").await.0, 200);
    let ended = keys::rotate(&server.home.store, &second.issued.id, "0".parse().unwrap(), None).await;
    assert!(matches!(ended, Err(KeyError::Ended { .. })));

    let log = audit::latest(&server.home.store, Some("clinic"), 100).await.unwrap();
    let actions: Vec<&str> = log.iter().rev().map(|logged| logged.entry.action.as_str()).collect();
    let pair = ["key.created", "key.rotated"];
    assert_eq!(actions, [&["key.created"][..], &pair, &pair, &pair].concat());
    assert!(log.iter().all(|logged| logged.entry.actor == "command"));
    let rotated = &log
        .iter()
        .find(|logged| logged.entry.action == "key.rotated" && logged.entry.target == first.id)
        .unwrap()
        .entry
        .detail;
    assert!(rotated["successor"].is_string() && rotated["endsAt"].is_string(), "{rotated}");
}

#[tokio::test]
async fn looking_makes_nothing_and_says_what_is_not_there() {
    let home = Home::new().await;
    assert!(matches!(keys::list(&home.store, None).await, Err(KeyError::Open(OpenError::Missing(_)))));
    if !common::is_on_postgres() {
        assert!(!home.path().join("control.db").exists(), "no file was made");
    }
    let server = Server::start_in(home, true).await;
    let (id, caller) = issued(&server, "", "never").await;
    let store = &server.home.store;
    for unknown in ["nowhere", ""] {
        assert!(matches!(keys::list(store, Some(unknown)).await, Err(KeyError::UnknownOrganisation(_))));
    }
    assert_eq!(keys::list(store, None).await.unwrap().len(), 1);
    for unknown in ["0123456789abcdef", "", "x'; DROP TABLE keys; --"] {
        assert!(matches!(keys::revoke(store, unknown).await, Err(KeyError::UnknownKey)));
        assert!(matches!(keys::rotate(store, unknown, "0".parse().unwrap(), None).await, Err(KeyError::UnknownKey)));
    }
    let whole = keys::revoke(store, caller.key.expose_secret()).await.unwrap_err().to_string();
    assert!(whole.contains(&id) && !whole.contains(caller.key.expose_secret()), "{whole}");
    assert_eq!(caller.get("/agents").await.0, 200);
}
