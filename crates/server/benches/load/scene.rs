//! A table with an index, a published skill that reads it, and our server in a process of its own.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Stdio};

use gatehouse_api::{ALL_SCOPES, Client, Credentials};
use gatehouse_core::connection::Engine;
use gatehouse_server::{Limits, MasterKeySource, Quota, ServeOptions, StoreLocation, keys, serve as serve_until};
use gatehouse_testkit::{Postgres, TestDatabase};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::generator::Request;
use crate::process::Server;

/// Names the store's folder to the process that serves.
pub(crate) const SERVE: &str = "GATEHOUSE_BENCH_SERVE";

/// So many callers take turns.
pub(crate) const PHONES: usize = 1000;

const TABLE: &str =
    "CREATE TABLE visits (id bigint PRIMARY KEY, phone text NOT NULL, note text, starts_at timestamptz NOT NULL);
INSERT INTO visits SELECT n, '+1555' || n, 'note ' || n, '2026-03-01 09:30:00+00' FROM generate_series(1, 100000) AS n;
CREATE INDEX visits_phone ON visits (phone);
VACUUM ANALYZE visits;";

pub(crate) fn phone(n: usize) -> String {
    format!("+1555{n}")
}

pub(crate) struct Scene {
    server: Server,
    address: SocketAddr,
    key: SecretString,
    path: String,
    statement: String,
    database: TestDatabase,
    _postgres: Postgres,
    _folder: TempDir,
}

fn options(folder: &Path) -> ServeOptions {
    let store = StoreLocation::File(folder.join("control.db"));
    let options =
        ServeOptions::new(store, MasterKeySource::File(folder.join("control.db.key")), "127.0.0.1:0".parse().unwrap());
    // Every limit is counted; none is reached.
    let most = Quota::new(1_000_000, 1);
    let limits = Limits { invoke_key: most, invoke_address: most, ..Limits::default() };
    ServeOptions { allow_private_hosts: true, limits, ..options }
}

/// What the process that serves does.
pub(crate) fn serve(folder: &Path) {
    let runtime = gatehouse_server::runtime(None).unwrap();
    let served = serve_until(options(folder), std::future::pending(), |address| println!("{address}"));
    runtime.block_on(served).unwrap();
}

impl Scene {
    pub(crate) async fn start() -> Scene {
        drop(rustls::crypto::ring::default_provider().install_default());
        let postgres = Postgres::shared().await.unwrap();
        let database = postgres.empty_database("load").await.unwrap();
        for statement in TABLE.split(";\n") {
            database.run_script(statement).await.unwrap();
        }
        let folder = TempDir::new().unwrap();
        let options = options(folder.path());
        let key = keys::create(&options.store, &ALL_SCOPES, "bench").await.unwrap();
        let mut command = Command::new(std::env::current_exe().unwrap());
        let mut server = Server::start(command.env(SERVE, folder.path()).stdout(Stdio::piped()));
        let mut line = String::new();
        BufReader::new(server.0.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address: SocketAddr = line.trim().parse().unwrap();
        let base = format!("http://{address}/api/v1");
        let client = Client::new(&base, &key).unwrap();
        let found = Credentials {
            host: database.host.clone(),
            port: database.port.to_string(),
            database: database.name.clone(),
            user: database.admin_user.clone(),
            password: database.admin_password.clone().into(),
            sslmode: "verify-full".into(),
            ca_pem: Some(database.ca_pem.clone()),
        };
        client.connect(Engine::Postgres, &found).await.unwrap();
        client.discover(Engine::Postgres).await.unwrap();
        let agent = client.agents().await.unwrap()[0].id.clone();
        let binding = json!({ "toolName": "Look up a visit", "operation": "visits.read", "enabled": true,
            "inputs": [{ "param": "caller_phone", "arg": "phone", "required": true }],
            "projection": [{ "path": ["id"], "leaf": "number" }, { "path": ["note"], "leaf": "note" }] });
        let skill = post(&base, &key, &format!("agents/{agent}/integrations/postgres/bindings"), &binding).await;
        post(&base, &key, &format!("agents/{agent}/publish"), &json!({})).await;
        let path = format!("/api/v1/agents/{agent}/skills/{}/invoke", skill["id"].as_str().unwrap());
        let statement = skill["executionConfig"]["sql"].as_str().unwrap().to_owned();
        Scene { server, address, key, path, statement, database, _postgres: postgres, _folder: folder }
    }

    pub(crate) fn base(&self) -> String {
        format!("http://{}/api/v1", self.address)
    }

    pub(crate) fn client(&self) -> Client {
        Client::new(&self.base(), &self.key).unwrap()
    }

    pub(crate) fn key(&self) -> SecretString {
        self.key.clone()
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn process(&self) -> u32 {
        self.server.0.id()
    }

    pub(crate) fn database(&self) -> &TestDatabase {
        &self.database
    }

    /// The frozen statement.
    pub(crate) fn statement(&self) -> &str {
        &self.statement
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        let headers = format!("Authorization: Bearer {}\r\n", self.key.expose_secret());
        let request = |n: usize| {
            let body = format!(r#"{{"arguments":{{"caller_phone":"{}"}}}}"#, phone(n));
            Request::post(self.address, &self.path, &headers, &body, format!("\"note {n}\""))
        };
        (1..=PHONES).map(request).collect()
    }
}

async fn post(base: &str, key: &SecretString, path: &str, body: &Value) -> Value {
    let request = reqwest::Client::new().post(format!("{base}/{path}")).bearer_auth(key.expose_secret()).json(body);
    let answer: Value = request.send().await.unwrap().json().await.unwrap();
    assert_eq!(answer["success"], true, "{answer}");
    answer["data"].clone()
}
