//! A control plane as a process of its own, to be killed, over a store of either kind.

use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use gatehouse_testkit::{Postgres, TestDatabase};
use reqwest::Method;
use serde_json::{Value, json};
use sqlx::Row;

/// Where a store is, and what is looked up in it behind the server's back.
pub(crate) struct Plane {
    folder: tempfile::TempDir,
    store: String,
    is_sqlite: bool,
    pub(crate) clinic: TestDatabase,
    _stores: Vec<TestDatabase>,
    _postgres: Postgres,
}

/// A running `gatehouse serve`; dropped, it is killed.
pub(crate) struct Serving {
    child: Child,
    pub(crate) base: String,
}

impl Plane {
    pub(crate) async fn new(is_sqlite: bool) -> Plane {
        let postgres = Postgres::shared().await.unwrap();
        let clinic = postgres.fresh_database("crash").await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let (store, stores) = if is_sqlite {
            (folder.path().join("control.db").to_str().unwrap().to_owned(), vec![])
        } else {
            let database = postgres.empty_database("crash_store").await.unwrap();
            (postgres.admin_url(&database.name), vec![database])
        };
        Plane { folder, store, is_sqlite, clinic, _stores: stores, _postgres: postgres }
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gatehouse"));
        command.args(arguments).env("GATEHOUSE_STORE", &self.store).env("GATEHOUSE_LOG", "error").stdin(Stdio::null());
        command
    }

    pub(crate) fn key_file(&self) -> PathBuf {
        self.folder.path().join("master.key")
    }

    /// Starts and waits until it listens: a damaged store would not.
    pub(crate) fn serve(&self) -> Serving {
        self.serve_with(&self.key_file()).expect("it starts")
    }

    /// The same with the master key in this file; none when it does not start.
    pub(crate) fn serve_with(&self, key: &Path) -> Option<Serving> {
        let many = "1000000/s";
        let mut command = self.command(&["serve", "--listen", "127.0.0.1:0", "--allow-private-hosts", "--limit", many]);
        command.args(["--limit-address", many, "--master-key", key.to_str().unwrap()]);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let serving = Serving { child, base: line.trim().to_owned() };
        serving.base.starts_with("http://").then_some(serving)
    }

    pub(crate) fn key(&self, organisation: &str) -> String {
        let output = self.command(&["keys", "create", "--organization", organisation]).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// SQLite's own check of the whole file, and the audit chains.
    pub(crate) async fn assert_whole(&self) {
        if self.is_sqlite {
            assert_eq!(self.rows("PRAGMA integrity_check").await[0].0, "ok");
        }
        let output = self.command(&["audit", "verify"]).output().unwrap();
        assert!(output.status.success(), "{output:?}");
    }

    /// Id and name of every row of a table, as the store has them.
    pub(crate) async fn table(&self, table: &str) -> HashMap<String, Vec<String>> {
        let name = if table == "agents" { "name" } else { "tool_name" };
        let mut found: HashMap<String, Vec<String>> = HashMap::new();
        for (name, id) in self.rows(&format!("SELECT {name}, id FROM {table}")).await {
            found.entry(name).or_default().push(id);
        }
        found
    }

    /// The first two columns, or the first twice.
    async fn rows(&self, statement: &str) -> Vec<(String, String)> {
        let sql = sqlx::AssertSqlSafe(statement.to_owned());
        if self.is_sqlite {
            let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&self.store);
            let pool = sqlx::SqlitePool::connect_with(options).await.unwrap();
            let rows = sqlx::query(sql).fetch_all(&pool).await.unwrap();
            pool.close().await;
            return rows.iter().map(|row| (row.get(0), row.try_get(1).unwrap_or_else(|_| row.get(0)))).collect();
        }
        let pool = sqlx::PgPool::connect(&self.store).await.unwrap();
        let rows = sqlx::query(sql).fetch_all(&pool).await.unwrap();
        pool.close().await;
        rows.iter().map(|row| (row.get(0), row.get(1))).collect()
    }

    /// The body that connects the clinic.
    pub(crate) fn credentials(&self) -> Value {
        let clinic = &self.clinic;
        json!({ "credentials": {
            "host": clinic.host, "port": clinic.port.to_string(), "database": clinic.name, "user": clinic.agent_user,
            "password": clinic.agent_password, "sslmode": "verify-full", "ca_pem": clinic.ca_pem,
        }})
    }
}

impl Serving {
    /// SIGKILL: nothing of it runs any more when this is done.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// One call that changes something; with an idempotency key where it is a POST.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) key: String,
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) body: Value,
    /// Its idempotency key, and the name of what it makes.
    pub(crate) name: String,
}

pub(crate) fn http() -> reqwest::Client {
    drop(rustls::crypto::ring::default_provider().install_default());
    reqwest::Client::builder().no_proxy().timeout(std::time::Duration::from_secs(30)).build().unwrap()
}

/// Status and body; none when no whole answer came.
pub(crate) async fn send(http: &reqwest::Client, base: &str, call: &Call) -> Option<(u16, Value)> {
    let mut request = http.request(call.method.clone(), format!("{base}{}", call.path)).bearer_auth(&call.key);
    if call.method == Method::POST {
        request = request.header("idempotency-key", &call.name);
    }
    if call.method != Method::GET {
        request = request.json(&call.body);
    }
    let response = request.send().await.ok()?;
    let status = response.status().as_u16();
    Some((status, response.json().await.ok()?))
}
