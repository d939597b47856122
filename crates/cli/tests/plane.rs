//! The commands of whoever runs a control plane, over a store in SQLite and one in PostgreSQL.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test's helpers may panic as its tests do")]

use std::process::{Command, Output, Stdio};

use gatehouse_testkit::{Postgres, TestDatabase};
use serde_json::Value;

/// A folder, and the environment in which the commands run.
struct Scene {
    folder: tempfile::TempDir,
    environment: Vec<(&'static str, String)>,
    _database: Option<(Postgres, TestDatabase)>,
}

impl Scene {
    fn on_sqlite() -> Scene {
        let folder = tempfile::tempdir().unwrap();
        let store = folder.path().join("control.db").to_str().unwrap().to_owned();
        Scene { folder, environment: vec![("GATEHOUSE_STORE", store)], _database: None }
    }

    async fn on_postgres() -> Scene {
        let postgres = Postgres::shared().await.unwrap();
        let database = postgres.empty_database("plane").await.unwrap();
        let store = postgres.admin_url(&database.name);
        let folder = tempfile::tempdir().unwrap();
        Scene { folder, environment: vec![("GATEHOUSE_STORE", store)], _database: Some((postgres, database)) }
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.run_with(arguments, &[])
    }

    fn run_with(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_gatehouse"))
            .args(arguments)
            .current_dir(self.folder.path())
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .envs(self.environment.iter().map(|(name, value)| (*name, value)))
            .envs(environment.iter().copied())
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }

    fn json(&self, arguments: &[&str]) -> (Option<i32>, Value) {
        let output = self.run(&[&["--json"], arguments].concat());
        let document = serde_json::from_slice(&output.stdout);
        (output.status.code(), document.unwrap_or_else(|error| panic!("{arguments:?}: {error}: {output:?}")))
    }

    /// What it prints for people when it fails.
    fn failure(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        String::from_utf8(output.stderr).unwrap()
    }
}

fn a_life_of_keys(scene: &Scene) {
    let says = scene.failure(&["keys", "list"]);
    assert!(says.contains("there is no control plane's store"), "{says}");
    let made = scene.run(&["keys", "create", "--scopes", "agents:read, skills:read", "--label", "agent"]);
    let key = String::from_utf8(made.stdout).unwrap();
    assert!(key.starts_with("flowyte_sk_live_") && key.lines().count() == 1, "the key alone, to be piped: {key}");
    let (_, listed) = scene.json(&["keys", "list"]);
    let listed_key = &listed["keys"][0];
    let id = listed_key["id"].as_str().unwrap().to_owned();
    assert_eq!(&key[16..32], id);
    assert_eq!(
        (&listed_key["label"], &listed_key["organization"], listed_key["scopes"].as_array().unwrap().len()),
        (&Value::from("agent"), &Value::from("Default"), 2)
    );
    let text = String::from_utf8(scene.run(&["keys", "list"]).stdout).unwrap();
    assert!(text.contains(&id) && text.contains("agents:read,skills:read") && !text.contains(&key[32..64]), "{text}");

    let (code, rotated) = scene.json(&["keys", "rotate", &id, "--grace", "0", "--expires", "30d"]);
    assert_eq!((code, &rotated["replaces"]["id"]), (Some(0), &Value::from(id.clone())));
    let successor = rotated["id"].as_str().unwrap().to_owned();
    assert!(rotated["key"].as_str().unwrap().contains(&successor) && rotated["expires_at"].is_string());
    assert!(scene.failure(&["keys", "revoke", &id]).contains("create a new one"), "it has ended");
    assert_eq!(scene.json(&["keys", "revoke", &successor]).0, Some(0));

    assert!(scene.failure(&["keys", "revoke", "0123456789abcdef"]).contains("no key of this id"));
    assert!(scene.failure(&["keys", "list", "--organization", "Nobody"]).contains("no organisation"));
    assert!(scene.failure(&["keys", "create", "--scopes", "agents:fly"]).contains("integrations:connect"));
    assert!(scene.failure(&["keys", "create", "--expires", "2020-01-01"]).contains("in the past"));
    let unreadable = scene.run(&["keys", "create", "--expires", "soon"]);
    assert!(String::from_utf8(unreadable.stderr).unwrap().contains("90d"));
    assert_eq!(scene.json(&["keys", "list", "--organization", "Default"]).1["keys"].as_array().unwrap().len(), 2);

    let (code, log) = scene.json(&["audit", "list"]);
    let actions: Vec<&str> = log["entries"].as_array().unwrap().iter().map(|e| e["action"].as_str().unwrap()).collect();
    assert_eq!((code, actions), (Some(0), vec!["key.revoked", "key.rotated", "key.created", "key.created"]));
    let (code, report) = scene.json(&["audit", "verify"]);
    assert_eq!(
        (code, &report["whole"], &report["chains"][0]["length"]),
        (Some(0), &Value::from(true), &Value::from(4))
    );
    let hash = report["chains"][0]["last_hash"].as_str().unwrap();
    let lines = String::from_utf8(scene.run(&["audit", "verify", "--organization", "Default"]).stdout).unwrap();
    assert_eq!(lines.trim(), format!("Default: 4 entries, whole; last hash {hash}"));
    assert_eq!(scene.json(&["audit", "verify", "--expect", hash]).0, Some(0));
    let (code, report) = scene.json(&["audit", "verify", "--expect", &"0".repeat(64)]);
    assert_eq!((code, &report["whole"]), (Some(1), &Value::from(false)));
    assert!(scene.failure(&["audit", "verify", "--expect", "12"]).contains("64 hexadecimal digits"));
}

#[test]
fn a_life_of_keys_on_sqlite() {
    a_life_of_keys(&Scene::on_sqlite());
}

#[tokio::test]
async fn a_life_of_keys_on_postgres() {
    a_life_of_keys(&Scene::on_postgres().await);
}

#[tokio::test]
async fn the_stores_password_is_no_argument() {
    let scene = Scene::on_postgres().await;
    let url = &scene.environment[0].1;
    assert_eq!(scene.run(&["keys", "create"]).status.code(), Some(0), "from the environment");
    let password = url.split_once("://").unwrap().1.split_once(':').unwrap().1.split_once('@').unwrap().0;
    let without = url.replacen(&format!(":{password}@"), "@", 1);
    for verb in [&["keys", "list"][..], &["audit", "verify"], &["serve", "--listen", "127.0.0.1:0"]] {
        let says = scene.failure(&[verb, &["--store", url]].concat());
        assert!(says.contains("PGPASSWORD") && says.contains("GATEHOUSE_STORE") && !says.contains(password), "{says}");
    }
    assert_eq!(scene.run(&["keys", "list", "--store", &without]).status.code(), Some(1), "without it nobody gets in");
    let decoded = password.to_owned();
    let output = scene.run_with(&["keys", "list", "--store", &without], &[("PGPASSWORD", &decoded)]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
}
