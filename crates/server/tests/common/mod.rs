//! A real server on a free loopback port over a throw-away store, and the ways to talk to it.
//!
//! Every test of the API is compiled twice: as itself over SQLite, and by `<name>_on_postgres.rs` over PostgreSQL.
#![allow(
    dead_code,
    unreachable_pub,
    unused_imports,
    missing_docs,
    reason = "shared by test binaries, each of which uses a part"
)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test's helper is a test")]

mod login;
mod raw;

use std::net::SocketAddr;
use std::path::Path;

use gatehouse_api::{ALL_SCOPES, Client, Scope};
use gatehouse_server::{MasterKeySource, ServeError, ServeOptions, StoreLocation, keys, serve};
use gatehouse_testkit::{Postgres, TestDatabase};
use reqwest::{Method, Response};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

pub use login::Target;
pub use raw::{PATIENCE, raw};

/// Where a server's store and master key are.
pub struct Home {
    pub folder: TempDir,
    pub store: StoreLocation,
    database: Option<TestDatabase>,
    _postgres: Option<Postgres>,
}

impl Home {
    pub async fn new() -> Home {
        let folder = TempDir::new().unwrap();
        if !is_on_postgres() {
            let store = StoreLocation::File(folder.path().join("control.db"));
            return Home { folder, store, database: None, _postgres: None };
        }
        let postgres = Postgres::shared().await.unwrap();
        let database = postgres.empty_database("store").await.unwrap();
        let store = StoreLocation::Postgres(postgres.admin_url(&database.name).into());
        Home { folder, store, database: Some(database), _postgres: Some(postgres) }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn options(&self) -> ServeOptions {
        let master_key = MasterKeySource::File(self.path().join("control.db.key"));
        let listen = "127.0.0.1:0".parse().unwrap();
        ServeOptions { allow_private_hosts: true, ..ServeOptions::new(self.store.clone(), master_key, listen) }
    }

    /// Runs statements on the store behind every program's back.
    pub async fn tamper(&self, statements: &str) {
        let sql = sqlx::AssertSqlSafe(statements.to_owned());
        match &self.store {
            StoreLocation::File(path) => {
                let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path);
                let pool = sqlx::SqlitePool::connect_with(options).await.unwrap();
                sqlx::raw_sql(sql).execute(&pool).await.unwrap();
                pool.close().await;
            }
            StoreLocation::Postgres(url) => {
                let pool = sqlx::PgPool::connect(url.expose_secret()).await.unwrap();
                sqlx::raw_sql(sql).execute(&pool).await.unwrap();
                pool.close().await;
            }
        }
    }

    /// Whether anything that is kept holds these bytes.
    pub async fn holds(&self, needle: &str) -> bool {
        if folder_holds(self.path(), needle) {
            return true;
        }
        let StoreLocation::Postgres(url) = &self.store else { return false };
        let pool = sqlx::PgPool::connect(url.expose_secret()).await.unwrap();
        let tables: Vec<String> =
            sqlx::query_scalar("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'")
                .fetch_all(&pool)
                .await
                .unwrap();
        assert!(tables.len() > 5, "{tables:?}");
        let hex = hex::encode(needle);
        for table in tables {
            let rows: Vec<String> = sqlx::query_scalar(sqlx::AssertSqlSafe(format!("SELECT t::text FROM {table} t")))
                .fetch_all(&pool)
                .await
                .unwrap();
            if rows.iter().any(|row| row.contains(needle) || row.contains(&hex)) {
                return true;
            }
        }
        false
    }
}

/// Whether this test binary is the one over PostgreSQL.
pub fn is_on_postgres() -> bool {
    env!("CARGO_CRATE_NAME").ends_with("_on_postgres")
}

pub struct Server {
    pub address: SocketAddr,
    pub home: Home,
    stop: oneshot::Sender<()>,
    running: JoinHandle<Result<(), ServeError>>,
}

impl Server {
    pub async fn start() -> Server {
        Server::start_in(Home::new().await, true).await
    }

    pub async fn start_in(home: Home, allow_private_hosts: bool) -> Server {
        let options = ServeOptions { allow_private_hosts, ..home.options() };
        Server::start_with(home, options).await
    }

    pub async fn start_with(home: Home, options: ServeOptions) -> Server {
        let (stop, stopped) = oneshot::channel();
        let (tell, told) = oneshot::channel();
        let running = tokio::spawn(serve(options, async move { drop(stopped.await) }, move |address| {
            assert!(tell.send(address).is_ok(), "somebody waits")
        }));
        let address = told.await.expect("the server listens");
        Server { address, home, stop, running }
    }

    /// Ends it in an orderly way; the store stays.
    pub async fn stop(self) -> Home {
        drop(self.stop);
        self.running.await.unwrap().unwrap();
        self.home
    }

    pub fn base(&self) -> String {
        format!("http://{}/api/v1", self.address)
    }

    pub async fn key(&self, organisation: &str, scopes: &[Scope]) -> SecretString {
        keys::create(&self.home.store, scopes, organisation).await.unwrap()
    }

    /// Revokes a caller's key, as an operator does beside the running server.
    pub async fn revoke(&self, caller: &Caller) {
        let id = &caller.key.expose_secret()["flowyte_sk_live_".len()..][..16];
        keys::revoke(&self.home.store, id).await.unwrap();
    }

    pub async fn caller(&self, organisation: &str) -> Caller {
        self.caller_with(organisation, &ALL_SCOPES).await
    }

    pub async fn caller_with(&self, organisation: &str, scopes: &[Scope]) -> Caller {
        let key = self.key(organisation, scopes).await;
        Caller { base: self.base(), key, http: http() }
    }
}

/// Plain HTTP, apart from our own client: what anybody could send.
pub struct Caller {
    pub base: String,
    pub key: SecretString,
    pub http: reqwest::Client,
}

impl Caller {
    pub fn client(&self) -> Client {
        Client::new(&self.base, &self.key).unwrap()
    }

    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.http.request(method, format!("{}{path}", self.base)).bearer_auth(self.key.expose_secret())
    }

    pub async fn get(&self, path: &str) -> (u16, Value) {
        read(self.request(Method::GET, path).send().await.unwrap()).await
    }

    pub async fn send(&self, method: Method, path: &str, body: &Value) -> (u16, Value) {
        read(self.request(method, path).json(body).send().await.unwrap()).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        self.send(Method::POST, path, body).await
    }

    pub async fn patch(&self, path: &str, body: &Value) -> (u16, Value) {
        self.send(Method::PATCH, path, body).await
    }

    pub async fn agent(&self) -> String {
        self.get("/agents").await.1["data"][0]["id"].as_str().unwrap().to_owned()
    }
}

pub fn http() -> reqwest::Client {
    drop(rustls::crypto::ring::default_provider().install_default());
    reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap()
}

/// Status and JSON, with what every answer must have checked on the way.
pub async fn read(response: Response) -> (u16, Value) {
    let status = response.status();
    let header = |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
    assert!(header("x-request-id").is_some(), "every answer has a request id");
    assert_eq!(header("cache-control").as_deref(), Some("no-store"));
    let media = header("content-type");
    let body: Value = response.json().await.expect("every answer is JSON");
    if status.is_success() {
        assert_eq!(body["success"], true, "{body}");
        assert!(body.get("data").is_some(), "{body}");
    } else {
        assert_eq!(media.as_deref(), Some("application/problem+json"), "{body}");
        assert_eq!(body["status"], status.as_u16());
        let code = body["code"].as_str().expect("a code");
        assert_eq!(body["type"], format!("urn:gatehouse:problem:{code}"));
        assert!(body["title"].is_string() && body["detail"].is_string(), "{body}");
    }
    (status.as_u16(), body)
}

/// The status and the code of a problem.
pub fn problem((status, body): &(u16, Value)) -> (u16, &str) {
    (*status, body["code"].as_str().unwrap_or_default())
}

/// Whether any file of the folder holds these bytes.
pub fn folder_holds(folder: &Path, needle: &str) -> bool {
    std::fs::read_dir(folder).unwrap().any(|entry| {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        bytes.windows(needle.len()).any(|window| window == needle.as_bytes())
    })
}
