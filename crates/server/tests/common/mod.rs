//! A real server on a free loopback port over a throw-away store, and the ways to talk to it.
#![allow(dead_code, unreachable_pub, missing_docs, reason = "shared by test binaries, each of which uses a part")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test's helper is a test")]

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use gatehouse_api::{ALL_SCOPES, Client, Credentials, Scope};
use gatehouse_server::{ServeError, ServeOptions, keys, serve};
use reqwest::{Method, Response};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

pub struct Server {
    pub address: SocketAddr,
    pub folder: TempDir,
    stop: oneshot::Sender<()>,
    running: JoinHandle<Result<(), ServeError>>,
}

impl Server {
    pub async fn start() -> Server {
        Server::start_in(TempDir::new().unwrap(), true).await
    }

    pub async fn start_in(folder: TempDir, allow_private_hosts: bool) -> Server {
        let options = ServeOptions {
            store: folder.path().join("control.db"),
            listen: "127.0.0.1:0".parse().unwrap(),
            allow_private_hosts,
        };
        let (stop, stopped) = oneshot::channel();
        let (tell, told) = oneshot::channel();
        let running = tokio::spawn(serve(options, async move { drop(stopped.await) }, move |address| {
            assert!(tell.send(address).is_ok(), "somebody waits")
        }));
        let address = told.await.expect("the server listens");
        Server { address, folder, stop, running }
    }

    /// Ends it in an orderly way; the store stays.
    pub async fn stop(self) -> TempDir {
        drop(self.stop);
        self.running.await.unwrap().unwrap();
        self.folder
    }

    pub fn store(&self) -> PathBuf {
        self.folder.path().join("control.db")
    }

    pub fn base(&self) -> String {
        format!("http://{}/api/v1", self.address)
    }

    pub async fn key(&self, organisation: &str, scopes: &[Scope]) -> SecretString {
        keys::create(&self.store(), scopes, organisation).await.unwrap()
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

pub fn credentials(host: &str, port: u16, database: &str, user: &str, password: &str, ca_pem: &str) -> Credentials {
    Credentials {
        host: host.into(),
        port: port.to_string(),
        database: database.into(),
        user: user.into(),
        password: password.into(),
        sslmode: "verify-full".into(),
        ca_pem: Some(ca_pem.into()),
    }
}

/// Whether any file of the folder holds these bytes.
pub fn folder_holds(folder: &Path, needle: &str) -> bool {
    std::fs::read_dir(folder).unwrap().any(|entry| {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        bytes.windows(needle.len()).any(|window| window == needle.as_bytes())
    })
}
