//! Stores of every version before open, with what is in them: made here by the migrations of their time, and sealed the way it
//! was done then.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test's helper is a test")]

mod common;

use std::path::Path;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use common::{Caller, Home, Server, Target, http, is_on_postgres};
use gatehouse_server::{StoreLocation, audit};
use gatehouse_testkit::Postgres;
use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use sha2::Sha256;
use sqlx::migrate::Migrator;

const MASTER: [u8; 32] = [42; 32];
const ORGANISATION: &str = "01900000-0000-7000-8000-000000000001";
const KEY: &str =
    concat!("flowyte_sk_live_", "0123456789abcdef", "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff");

fn hmac(key: &[u8], message: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(message);
    mac.finalize().into_bytes().to_vec()
}

/// As it was sealed with the master key itself.
fn sealed(plain: &Value) -> Vec<u8> {
    let key: [u8; 32] = hmac(&MASTER, b"gatehouse credentials 1").try_into().unwrap();
    let nonce = [9_u8; 24];
    let aad = format!("gatehouse|{ORGANISATION}|postgres");
    let plain = plain.to_string();
    let payload = Payload { msg: plain.as_bytes(), aad: aad.as_bytes() };
    let cipher = XChaCha20Poly1305::new(&key.into()).encrypt(&XNonce::from(nonce), payload).unwrap();
    [nonce.to_vec(), cipher].concat()
}

/// The store of the version that had the first `count` migrations.
async fn migrate(store: &StoreLocation, count: usize) {
    let kind = if is_on_postgres() { "postgres" } else { "sqlite" };
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(kind);
    let mut files: Vec<_> = std::fs::read_dir(all).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let folder = tempfile::tempdir().unwrap();
    for file in &files[..count] {
        std::fs::copy(file, folder.path().join(file.file_name().unwrap())).unwrap();
    }
    let migrator = Migrator::new(folder.path()).await.unwrap();
    match store {
        StoreLocation::File(path) => {
            let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path).create_if_missing(true);
            let pool = sqlx::SqlitePool::connect_with(options).await.unwrap();
            migrator.run(&pool).await.unwrap();
            pool.close().await;
        }
        StoreLocation::Postgres(url) => {
            let pool = sqlx::PgPool::connect(url.expose_secret()).await.unwrap();
            migrator.run(&pool).await.unwrap();
            pool.close().await;
        }
    }
}

fn blob(bytes: &[u8]) -> String {
    let hex = hex::encode(bytes);
    if is_on_postgres() { format!("'\\x{hex}'") } else { format!("x'{hex}'") }
}

#[tokio::test]
async fn a_store_of_every_version_opens_with_its_credentials_keys_and_receipts() {
    let postgres = Postgres::shared().await.unwrap();
    let clinic = postgres.fresh_database("migrations").await.unwrap();
    let found = clinic.reader();
    // The first version for PostgreSQL had the tables of all three.
    let versions = if is_on_postgres() { 1..=1 } else { 1..=3 };
    for version in versions {
        let home = Home::new().await;
        migrate(&home.store, version).await;
        let body = json!({ "name": "kept" });
        let owner = if is_on_postgres() || version >= 3 { (", owner", ", 'o'") } else { ("", "") };
        let now = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs();
        home.tamper(&format!(
            "INSERT INTO settings (name, value) VALUES ('master_key_proof', {proof});
             INSERT INTO organisations (id, name, created_at) VALUES ('{ORGANISATION}', 'clinic', '2026-01-01T00:00:00Z');
             INSERT INTO agents (id, organisation_id, name, created_at, updated_at)
                 VALUES ('01900000-0000-7000-8000-000000000002', '{ORGANISATION}', 'first', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z');
             INSERT INTO keys (id, organisation_id, salt, digest, scopes, created_at)
                 VALUES ('0123456789abcdef', '{ORGANISATION}', {salt}, {digest},
                         'agents:read agents:write integrations:read integrations:write', '2026-01-01T00:00:00Z');
             INSERT INTO connections (organisation_id, kind, revision, sealed, connected_at)
                 VALUES ('{ORGANISATION}', 'postgres', 'r', {sealed}, '2026-01-01T00:00:00Z');
             INSERT INTO receipts (key_id, path, receipt, body_mac, status, media_type, answer, created_at{column})
                 VALUES ('0123456789abcdef', '/agents', 'old', {body_mac}, 201, 'application/json', {answer}, {now}{value});",
            proof = blob(&hmac(&MASTER, b"gatehouse store proof 1")),
            salt = blob(&[7; 32]),
            digest = blob(&hmac(&[7; 32], KEY.as_bytes())),
            sealed = blob(&sealed(&json!(found.body()))),
            body_mac = blob(&hmac(&hmac(&MASTER, b"gatehouse receipts 1"), body.to_string().as_bytes())),
            answer = blob(br#"{"success":true,"data":{"id":"as before"}}"#),
            column = owner.0,
            value = owner.1,
        ))
        .await;
        let file = home.path().join("control.db.key");
        std::fs::write(&file, MASTER).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
        }
        let mut home = home;
        for start in 0..2 {
            let server = Server::start_in(home, true).await;
            let caller = Caller { base: server.base(), key: SecretString::from(KEY), http: http() };
            let discovered = caller.post("/integrations/postgres/discover", &json!({})).await;
            assert_eq!(discovered.0, 200, "version {version}, start {start}: {discovered:?}");
            let repeated = caller.request(reqwest::Method::POST, "/agents").header("idempotency-key", "old");
            let answer = common::read(repeated.json(&body).send().await.unwrap()).await;
            assert_eq!(answer.1["data"]["id"], "as before", "{answer:?}");
            assert_eq!(caller.get("/agents").await.1["data"].as_array().unwrap().len(), 1);
            let reports = audit::verify(&server.home.store, None, &[]).await.unwrap();
            assert_eq!(reports[0].broken, None);
            home = server.stop().await;
        }
    }
}
