//! The master key: exchanged with a server running, broken off at every step, and taken from every place.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test's helper is a test")]

mod common;

use common::{Caller, Home, Server, Target, http, problem};
use gatehouse_core::connection::Engine;
use gatehouse_server::master_key::{RotateError, RotationStep, rotate};
use gatehouse_server::{MasterKeySource, ServeError, audit, serve};
use gatehouse_testkit::{Postgres, TestDatabase};
use serde_json::json;

const CONNECT: &str = "/integrations/postgres/connect";
const DISCOVER: &str = "/integrations/postgres/discover";

/// A server on which `clinic` is connected, and the way to it.
async fn connected() -> (Server, Caller, (Postgres, TestDatabase)) {
    let postgres = Postgres::shared().await.unwrap();
    let clinic = postgres.fresh_database("master_key").await.unwrap();
    let server = Server::start().await;
    let caller = server.caller("clinic").await;
    let found = clinic.reader();
    caller.client().connect(Engine::Postgres, &found).await.unwrap();
    assert_eq!(caller.post(DISCOVER, &json!({})).await.0, 200);
    (server, caller, (postgres, clinic))
}

/// The same key at another server.
fn at(server: &Server, caller: &Caller) -> Caller {
    Caller { base: server.base(), key: caller.key.clone(), http: http() }
}

async fn ready(server: &Server) -> u16 {
    let answer = http().get(format!("http://{}/readyz", server.address)).send().await.unwrap();
    answer.status().as_u16()
}

fn key_of(home: &Home) -> MasterKeySource {
    home.options().master_key
}

/// Why a server on this store does not start with this key.
async fn refusal(home: &Home, master_key: MasterKeySource) -> String {
    let options = gatehouse_server::ServeOptions { master_key, ..home.options() };
    match serve(options, async {}, |_| ()).await {
        Err(ServeError::Open(error)) => error.to_string(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_running_server_says_that_it_must_be_started_again_and_loses_nothing() {
    let (server, caller, clinic) = connected().await;
    assert_eq!(ready(&server).await, 204);
    let file = server.home.path().join("control.db.key");
    let before = std::fs::read(&file).unwrap();
    let post = |caller: &Caller, key: &'static str| {
        let request = caller.request(reqwest::Method::POST, "/agents").header("idempotency-key", key);
        let sent = request.json(&json!({ "name": "kept" })).send();
        async { common::read(sent.await.unwrap()).await }
    };
    let first = post(&caller, "before").await;
    let mut steps = Vec::new();
    let key = key_of(&server.home);
    let rotated = rotate(&server.home.store, &key, &key, |step| steps.push(step)).await.unwrap();
    assert_eq!((rotated.credentials, steps.len()), (1, 4));
    assert_ne!(std::fs::read(&file).unwrap(), before);

    // It seals and opens nothing with the old key, and says why.
    assert_eq!(ready(&server).await, 503);
    assert_eq!(problem(&caller.post(DISCOVER, &json!({})).await), (503, "restart_needed"));
    let found = clinic.1.reader();
    assert_eq!(problem(&caller.post(CONNECT, &found.body()).await), (503, "restart_needed"));
    // What needs no key it does, and a repeated call is known still.
    assert_eq!(post(&caller, "before").await, first);
    assert_eq!(caller.post("/agents", &json!({ "name": "more" })).await.0, 201);

    let home = server.stop().await;
    let server = Server::start_in(home, true).await;
    let caller = at(&server, &caller);
    assert_eq!(ready(&server).await, 204);
    assert_eq!(caller.post(DISCOVER, &json!({})).await.0, 200, "the credentials open with the new key");
    assert_eq!(post(&caller, "before").await, first);
    let log = audit::latest(&server.home.store, Some("clinic"), 100).await.unwrap();
    assert_eq!(log.iter().filter(|logged| logged.entry.action == "master_key.rotated").count(), 1);
    assert_eq!(audit::verify(&server.home.store, None, &[]).await.unwrap()[0].broken, None);

    // The old key, restored from somewhere, is refused.
    let home = server.stop().await;
    std::fs::write(&file, before).unwrap();
    assert!(refusal(&home, key_of(&home)).await.contains("is not the one this store was made with"));
    std::fs::remove_file(&file).unwrap();
    assert!(refusal(&home, key_of(&home)).await.contains("there is no master key"));
    assert!(!file.exists(), "no key is made for a store that has one");
}

#[tokio::test]
async fn broken_off_at_any_step_one_of_the_keys_opens_the_store() {
    use RotationStep as S;
    let (server, caller, _clinic) = connected().await;
    let mut home = server.stop().await;
    let other = MasterKeySource::File(home.path().join("elsewhere.key"));
    for in_place in [true, false] {
        for stop_at in [S::NewKeyKept, S::Sealed, S::Committed, S::InPlace] {
            let from = key_of(&home);
            let to = if in_place { from.clone() } else { other.clone() };
            let (store, source, target) = (home.store.clone(), from.clone(), to.clone());
            // The process ends here for all that the store and the files can tell.
            let broken = tokio::spawn(async move {
                rotate(&store, &source, &target, |step| assert_ne!(step, stop_at, "broken off")).await
            });
            assert!(broken.await.unwrap_err().is_panic());
            let taken = matches!(stop_at, S::Committed | S::InPlace);
            let opens = if taken { to } else { from };
            if !in_place && taken {
                assert!(refusal(&home, key_of(&home)).await.contains("is not the one"), "{stop_at:?}");
                // From here on the other file is the key, and the first one free.
                let (first, second) = (home.path().join("control.db.key"), home.path().join("elsewhere.key"));
                std::fs::rename(second, first).unwrap();
            } else {
                drop(opens);
            }
            let server = Server::start_in(home, true).await;
            let caller = at(&server, &caller);
            assert_eq!(caller.post(DISCOVER, &json!({})).await.0, 200, "{stop_at:?} in place: {in_place}");
            home = server.stop().await;
            assert!(!in_place || !taken || !home.path().join("control.db.key.next").exists(), "finished");
        }
    }
    let key = key_of(&home);
    assert_eq!(rotate(&home.store, &key, &key, |_| ()).await.unwrap().credentials, 1, "and it can be done again");
}

#[tokio::test]
async fn two_rotations_at_once_are_one_after_the_other_or_one_is_refused() {
    let (server, caller, _clinic) = connected().await;
    let mut home = server.stop().await;
    for _ in 0..6 {
        let key = key_of(&home);
        let one = || async { rotate(&home.store, &key, &key, |_| ()).await };
        let (a, b, c) = tokio::join!(one(), one(), one());
        assert!([&a, &b, &c].iter().any(|done| done.is_ok()), "{a:?} {b:?} {c:?}");
        let server = Server::start_in(home, true).await;
        assert_eq!(at(&server, &caller).post(DISCOVER, &json!({})).await.0, 200, "{a:?} {b:?} {c:?}");
        home = server.stop().await;
    }
}

#[tokio::test]
async fn a_credential_that_is_stored_during_a_rotation_opens_afterwards_or_was_refused() {
    let (server, caller, clinic) = connected().await;
    let found = clinic.1.reader();
    let key = key_of(&server.home);
    let mut home = server.stop().await;
    for round in 0..4 {
        let server = Server::start_in(home, true).await;
        let caller = at(&server, &caller);
        let client = caller.client();
        let connecting = async {
            let mut last = None;
            for _ in 0..6 {
                last = Some(client.connect(Engine::Postgres, &found).await);
            }
            last.unwrap()
        };
        let rotating = async {
            tokio::time::sleep(std::time::Duration::from_millis(20 * (round + 1))).await;
            rotate(&server.home.store, &key, &key, |_| ()).await
        };
        let (_, rotated) = tokio::join!(connecting, rotating);
        rotated.unwrap();
        let answer = caller.post(CONNECT, &found.body()).await;
        assert_eq!(problem(&answer), (503, "restart_needed"), "nothing is sealed with the old key any more");
        home = server.stop().await;
        let server = Server::start_in(home, true).await;
        assert_eq!(at(&server, &caller).post(DISCOVER, &json!({})).await.0, 200, "round {round}");
        home = server.stop().await;
    }
}

#[tokio::test]
async fn what_cannot_be_rotated_is_said() {
    let home = Home::new().await;
    let key = key_of(&home);
    assert!(
        rotate(&home.store, &key, &key, |_| ()).await.unwrap_err().to_string().contains("no control plane's store")
    );
    let server = Server::start_in(home, true).await;
    let wrong = MasterKeySource::File(server.home.path().join("other.key"));
    let error = rotate(&server.home.store, &wrong, &key, |_| ()).await.unwrap_err().to_string();
    assert!(error.contains("there is no master key"), "{error}");
    let unset = MasterKeySource::Variable("GATEHOUSE_TEST_UNSET".into());
    let error = rotate(&server.home.store, &key, &unset, |_| ()).await.unwrap_err().to_string();
    assert!(error.contains("openssl rand -hex 32"), "{error}");
    let copy = server.home.path().join("copy.key");
    std::fs::copy(server.home.path().join("control.db.key"), &copy).unwrap();
    let same = rotate(&server.home.store, &key, &MasterKeySource::File(copy), |_| ()).await;
    assert!(matches!(same, Err(RotateError::Same)), "{same:?}");
    assert_eq!(ready(&server).await, 204, "nothing was changed");
}
