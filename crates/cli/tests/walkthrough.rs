//! The guide's walk-through with curl, from an empty folder: a control plane is started by the command, a key made by the command,
//! and everything else is what anybody could type.

#![allow(clippy::unwrap_used, reason = "a test's helper is a test")]

use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use gatehouse_testkit::{Postgres, TestDatabase};
use serde_json::{Value, json};

/// Ended with the test, whatever happens.
struct Serving(Child);

impl Drop for Serving {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

fn gatehouse(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gatehouse"));
    command.current_dir(folder).env("HOME", folder).env_remove("GATEHOUSE_STORE").args(arguments);
    command
}

/// Starts a control plane and gives its address.
fn serve(folder: &Path) -> (Serving, String) {
    let arguments = ["serve", "--store", "control.db", "--listen", "127.0.0.1:0", "--allow-private-hosts"];
    let mut serving = gatehouse(folder, &arguments).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(serving.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let base = line.trim().strip_suffix("/api/v1").unwrap().to_owned();
    (Serving(serving), base)
}

fn key(folder: &Path) -> String {
    let made = gatehouse(folder, &["--json", "keys", "create", "--store", "control.db"]).output().unwrap();
    let said: Value = serde_json::from_slice(&made.stdout).unwrap();
    said["key"].as_str().unwrap().to_owned()
}

/// Runs the script; what each step printed, by its name. A step may print more than once.
fn walk(folder: &Path, base: &str, key: &str, admin_url: &str, clinic: &TestDatabase) -> HashMap<String, Vec<String>> {
    std::fs::write(folder.join("ca.pem"), &clinic.ca_pem).unwrap();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/walkthrough.sh");
    let walked = Command::new("sh")
        .arg(script)
        .current_dir(folder)
        .envs([("BASE", base), ("KEY", key), ("ADMIN_URL", admin_url), ("DB_HOST", &clinic.host)])
        .envs([("DB_PORT", clinic.port.to_string()), ("DB_NAME", clinic.name.clone())])
        .env("NAMED_USER", format!("ro_{}", clinic.name))
        .envs([("CA_FILE", "ca.pem"), ("CALLER_PHONE", "+12105550122"), ("no_proxy", "*")])
        .output()
        .unwrap();
    let (out, err) = (String::from_utf8(walked.stdout).unwrap(), String::from_utf8_lossy(&walked.stderr).into_owned());
    assert!(walked.status.success(), "{out}\n{err}");
    let mut said: HashMap<String, Vec<String>> = HashMap::new();
    for (step, answer) in out.lines().filter_map(|line| line.split_once('\t')) {
        said.entry(step.into()).or_default().push(answer.into());
    }
    said
}

#[tokio::test(flavor = "multi_thread")]
async fn the_guide_from_scripts_to_disconnect() {
    let postgres = Postgres::shared().await.unwrap();
    let clinic = postgres.fresh_database("walkthrough").await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (_serving, base) = serve(folder.path());
    let key = key(folder.path());
    let said = walk(folder.path(), &base, &key, &postgres.admin_url(&clinic.name), &clinic);
    let first = |step: &str| said[step][0].as_str();
    let answer = |step: &str| -> Value { serde_json::from_str(said[step].last().unwrap()).unwrap() };

    assert_eq!((first("test"), first("connect"), first("disconnect")), ("true", "connected", "disconnected"));
    // PostgreSQL tells every user every name; what this one may read is the one table that the script named.
    assert_eq!(first("discover"), "27");
    let found = answer("search");
    assert_eq!(found["data"][0]["table"], "appointments", "{found}");
    assert!(columns_of(&answer("schema"), "appointments").contains(&"reason".into()));
    let (visits, people) =
        (columns_of(&answer("blocked-schema"), "appointments"), columns_of(&answer("blocked-schema"), "patients"));
    assert!(!visits.contains(&"reason".into()) && visits.contains(&"status".into()), "{visits:?}");
    assert!(!people.contains(&"ssn".into()) && people.contains(&"phone".into()), "{people:?}");
    assert!(columns_of(&answer("blocked-schema"), "payments").is_empty());
    let sought = answer("blocked-search");
    assert!(sought["data"].as_array().unwrap().iter().all(|hit| hit["column"] != "ssn"), "{sought}");
    assert_eq!(said["scope"].len(), 2);
    assert_eq!(answer("scope")["data"]["blockedTables"], json!(["payments"]), "left out is unchanged");
    assert_eq!((first("bind"), first("auto"), first("publish")), ("true", "false", "1"));
    let refused = answer("refused");
    assert_eq!((&refused["status"], &refused["code"]), (&json!(422), &json!("binding_rejected")));
    let told = answer("invoke");
    assert_eq!(told["success"], true);
    let leaves: Vec<&String> = leaves(&told["data"]);
    assert!(leaves.iter().any(|leaf| *leaf == "appointment_time"), "{told}");
    assert!(leaves.iter().all(|leaf| ["appointment_time", "appointment_status"].contains(&leaf.as_str())), "{told}");
    assert!(first("gone").starts_with('4'), "{}", first("gone"));
    drop_user(&clinic, first("scripts")).await;
}

/// The columns of a table of the default schema, none when it is not there.
fn columns_of(schema: &Value, table: &str) -> Vec<String> {
    let tables = schema["data"]["tables"].as_array().unwrap();
    let name = json!({ "schema": "public", "table": table });
    let found = tables.iter().find(|one| one["name"] == name);
    let columns = found.and_then(|one| one["columns"].as_array()).into_iter().flatten();
    columns.map(|column| column["name"].as_str().unwrap().to_owned()).collect()
}

/// The names of every field that rows of an answer hold.
fn leaves(data: &Value) -> Vec<&String> {
    let rows: Vec<&Value> = data["rows"].as_array().map_or_else(|| vec![data], |rows| rows.iter().collect());
    rows.into_iter().filter_map(Value::as_object).flat_map(|row| row.keys()).collect()
}

/// Users belong to the whole server, which other tests share.
async fn drop_user(clinic: &TestDatabase, user: &str) {
    clinic.run_script(&format!(r#"DROP OWNED BY "{user}"; DROP ROLE "{user}";"#)).await.unwrap();
}
