//! `gatehouse sync` against a real control plane that somebody else works with, too: nobody's change is overwritten unseen, and
//! none is lost.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test's helper is a test")]

#[path = "../../server/tests/common/mod.rs"]
mod common;

use std::process::Command;

use common::{Caller, Server};
use gatehouse_testkit::{Postgres, TestDatabase};
use reqwest::Method;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

const BINDING: &str = r#"version = 1
tool_name = "Look up a patient"
connection = "clinic"
operation = "patients.read"
enabled = true

[[inputs]]
param = "phone"
arg = "phone"

[[projection]]
path = ["full_name"]
leaf = "name"
"#;

struct Scene {
    folder: tempfile::TempDir,
    clinic: TestDatabase,
    server: Server,
    caller: Caller,
    agent: String,
    _postgres: Postgres,
}

impl Scene {
    /// A workspace in step with its control plane: one block, one binding.
    async fn in_step() -> Scene {
        let postgres = Postgres::shared().await.unwrap();
        let clinic = postgres.fresh_database("sync").await.unwrap();
        let server = Server::start().await;
        let caller = server.caller("clinic").await;
        let agent = caller.agent().await;
        let scene = Scene { folder: tempfile::tempdir().unwrap(), clinic, server, caller, agent, _postgres: postgres };
        std::fs::write(scene.path("ca.pem"), &scene.clinic.ca_pem).unwrap();
        scene.ok(&["init", "."]).await;
        let url = scene.clinic.url();
        let add = ["connection", "add", "clinic", "--url", &url, "--password-from", "env:CLINIC", "--local-only"];
        scene.ok(&[&add[..], &["--ca", "ca.pem"]].concat()).await;
        scene.ok(&["discover", "clinic"]).await;
        scene.ok(&["block", "clinic", "patients.ssn"]).await;
        std::fs::create_dir_all(scene.path("bindings")).unwrap();
        std::fs::write(scene.path("bindings/look-up.toml"), BINDING).unwrap();
        let target = format!("{}\n[sync]\nbase_url = \"{}\"\n", scene.text("gatehouse.toml"), scene.server.base());
        std::fs::write(scene.path("gatehouse.toml"), target).unwrap();
        let (code, report) = scene.run(&["sync"]).await;
        assert_eq!((code, &report["bindings"][0]["state"]), (2, &json!("new")), "{report}");
        let (code, report) = scene.run(&["sync", "--send"]).await;
        assert_eq!((code, &report["in_step"]), (0, &json!(true)), "{report}");
        scene
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    async fn run(&self, arguments: &[&str]) -> (i32, Value) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gatehouse"));
        command
            .arg("--json")
            .args(arguments)
            .current_dir(self.folder.path())
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .env("XDG_RUNTIME_DIR", self.folder.path())
            .env("XDG_DATA_HOME", self.path("account"))
            .env("CLINIC", &self.clinic.agent_password)
            .env("GATEHOUSE_API_KEY", self.caller.key.expose_secret())
            .env("GATEHOUSE_API_URL", self.server.base());
        let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
        let document = serde_json::from_slice(&output.stdout);
        let document = document.unwrap_or_else(|error| panic!("{arguments:?}: {error}: {output:?}"));
        (output.status.code().unwrap(), document)
    }

    async fn ok(&self, arguments: &[&str]) -> Value {
        let (code, document) = self.run(arguments).await;
        assert_eq!(code, 0, "{arguments:?}: {document}");
        document
    }

    /// The block's state at the control plane, by somebody else.
    async fn blocks(&self, columns: Value) {
        let (status, answer) = self.caller.patch("/integrations/postgres/scoping", &columns).await;
        assert_eq!(status, 200, "{answer}");
    }

    async fn blocked_there(&self) -> Value {
        self.caller.get("/integrations/postgres/scoping").await.1["data"]["blockedColumns"].clone()
    }

    async fn skill(&self) -> Value {
        self.caller.get(&format!("/agents/{}/skills", self.agent)).await.1["data"][0].clone()
    }

    /// Somebody else binds under the same tool name, with another output.
    async fn rebind(&self, output: &str) {
        let body = json!({ "toolName": "Look up a patient", "operation": "patients.read", "enabled": true,
            "inputs": [{ "param": "phone", "arg": "phone" }],
            "projection": [{ "path": ["full_name"], "leaf": output }] });
        let path = format!("/agents/{}/integrations/postgres/bindings", self.agent);
        assert_eq!(self.caller.post(&path, &body).await.0, 200);
    }

    fn replaced(&self) -> Vec<String> {
        let files = std::fs::read_dir(self.path(".gatehouse/replaced")).into_iter().flatten();
        files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect()
    }
}

#[tokio::test]
async fn a_skill_that_somebody_else_changed_is_taken_or_overwritten_and_neither_is_lost() {
    let scene = Scene::in_step().await;
    scene.rebind("theirs").await;
    let (code, report) = scene.run(&["sync"]).await;
    let told = &report["bindings"][0]["theirs"];
    assert_eq!((code, &told["deed"], &told["here_too"]), (2, &json!("changed"), &json!(false)), "{report}");
    // Changed here, too: sending is refused, names it, and says what can be done.
    std::fs::write(scene.path("bindings/look-up.toml"), BINDING.replace("leaf = \"name\"", "leaf = \"ours\"")).unwrap();
    let (code, refused) = scene.run(&["sync", "--send"]).await;
    assert_eq!((code, &refused["error"]["code"]), (1, &json!("changed_there")), "{refused}");
    assert!(refused["error"]["message"].as_str().unwrap().contains("Look up a patient"), "{refused}");
    assert!(refused["error"]["next_step"].as_str().unwrap().contains("overwrite"), "{refused}");
    assert_eq!(scene.skill().await["allowedFields"], json!(["theirs"]), "nothing was sent");
    assert_eq!(scene.run(&["sync"]).await.1["bindings"][0]["theirs"]["here_too"], json!(true));

    let (code, report) = scene.run(&["sync", "--send", "--overwrite", "look-up"]).await;
    assert_eq!((code, &report["in_step"]), (0, &json!(true)), "{report}");
    assert_eq!(scene.skill().await["allowedFields"], json!(["ours"]));
    assert!(scene.replaced().iter().any(|text| text.contains("leaf = \"theirs\"")), "{:?}", scene.replaced());

    scene.rebind("theirs_again").await;
    let (code, report) = scene.run(&["sync", "--theirs", "look-up"]).await;
    assert_eq!((code, &report["in_step"]), (0, &json!(true)), "{report}");
    assert!(scene.text("bindings/look-up.toml").contains("leaf = \"theirs_again\""));
    assert!(scene.replaced().iter().any(|text| text.contains("leaf = \"ours\"")), "{:?}", scene.replaced());
    // In step again, a change here alone is sent unasked.
    std::fs::write(scene.path("bindings/look-up.toml"), BINDING).unwrap();
    scene.ok(&["sync", "--send"]).await;
    let (code, refused) = scene.run(&["sync", "--theirs", "look-up"]).await;
    assert!(code == 1 && refused["error"]["message"].as_str().unwrap().contains("nobody changed"), "{refused}");
}

#[tokio::test]
async fn a_skill_that_was_deleted_or_is_somebody_elses_is_asked_about() {
    let scene = Scene::in_step().await;
    let id = scene.skill().await["id"].as_str().unwrap().to_owned();
    let path = format!("/agents/{}/skills/{id}", scene.agent);
    assert_eq!(scene.caller.send(Method::DELETE, &path, &json!({})).await.0, 200);
    let (code, refused) = scene.run(&["sync", "--send"]).await;
    assert_eq!((code, &refused["error"]["code"]), (1, &json!("changed_there")), "{refused}");
    assert_eq!(scene.run(&["sync"]).await.1["bindings"][0]["theirs"]["deed"], "deleted");
    let report = scene.ok(&["sync", "--theirs", "look-up"]).await;
    assert!(report["in_step"] == true && !scene.path("bindings/look-up.toml").exists(), "{report}");
    assert_eq!(scene.replaced(), [BINDING]);

    // A tool of the same name that was never sent from here.
    let body = json!({ "toolName": "Look up a patient", "operation": "patients.read", "enabled": true,
        "inputs": [{ "param": "phone", "arg": "phone" }], "projection": [{ "path": ["full_name"], "leaf": "theirs" }] });
    let path = format!("/agents/{}/integrations/postgres/bindings", scene.agent);
    assert_eq!(scene.caller.post(&path, &body).await.0, 201);
    std::fs::write(scene.path("bindings/look-up.toml"), BINDING).unwrap();
    assert_eq!(scene.run(&["sync"]).await.1["bindings"][0]["theirs"]["deed"], "made");
    assert_eq!(scene.run(&["sync", "--send"]).await.1["error"]["code"], "changed_there");
    scene.ok(&["sync", "--send", "--overwrite", "look-up"]).await;
    assert_eq!(scene.skill().await["allowedFields"], json!(["name"]));
}

#[tokio::test]
async fn blocks_that_somebody_else_set_or_lifted_are_told_apart_from_ours() {
    let scene = Scene::in_step().await;
    // They lift ours and block another; we block a third.
    scene.blocks(json!({ "blockedColumns": { "patients": ["email"] } })).await;
    scene.ok(&["block", "clinic", "patients.date_of_birth"]).await;
    let (_, report) = scene.run(&["sync"]).await;
    let told = |report: &Value| -> Vec<(String, bool, bool)> {
        let of = |change: &Value| {
            let column = change["target"]["column"].as_str().unwrap().to_owned();
            (column, change["blocks"].as_bool().unwrap(), change["theirs"].as_bool().unwrap())
        };
        report["scoping"].as_array().unwrap().iter().map(of).collect()
    };
    let all = [("date_of_birth", true, false), ("ssn", true, true), ("email", false, true)];
    assert_eq!(told(&report), all.map(|(name, blocks, theirs)| (name.to_owned(), blocks, theirs)), "{report}");
    let (code, refused) = scene.run(&["sync", "--send"]).await;
    assert_eq!((code, &refused["error"]["code"]), (1, &json!("changed_there")), "{refused}");
    assert!(refused["error"]["message"].as_str().unwrap().contains("public.patients.ssn"), "{refused}");
    assert_eq!(scene.blocked_there().await, json!({ "patients": ["email"] }), "nothing was sent");
    // Set again what was lifted; lifting theirs wants its own word.
    let overwrite = ["sync", "--send", "--overwrite", "public.patients.ssn"];
    assert_eq!(scene.run(&overwrite).await.1["error"]["code"], "consent_missing");
    // Their block is taken, ours are sent.
    let report = scene.ok(&[&overwrite[..], &["--theirs", "public.patients.email"]].concat()).await;
    assert_eq!(report["in_step"], true, "{report}");
    assert_eq!(scene.blocked_there().await, json!({ "patients": ["date_of_birth", "email", "ssn"] }));
    // What they lift is lifted here when that is taken, and only then.
    scene.blocks(json!({ "blockedColumns": { "patients": ["email", "ssn"] } })).await;
    let report = scene.ok(&["sync", "--theirs", "public.patients.date_of_birth"]).await;
    assert_eq!(report["in_step"], true, "{report}");
    let said = scene.text("connections/clinic.scoping.toml");
    assert!(said.contains("email") && said.contains("ssn") && !said.contains("date_of_birth"), "{said}");
    // Lifting here what both had is ours, and wants consent.
    scene.ok(&["unblock", "clinic", "patients.email"]).await;
    assert_eq!(told(&scene.run(&["sync"]).await.1), [("email".to_owned(), false, false)]);
    scene.ok(&["sync", "--send", "--lift", "public.patients.email"]).await;
}

#[tokio::test]
async fn what_our_own_blocks_switch_off_is_nobody_elses_change() {
    let scene = Scene::in_step().await;
    scene.ok(&["block", "clinic", "patients.full_name"]).await;
    let (_, report) = scene.run(&["sync", "--send"]).await;
    assert_eq!(report["bindings"][0]["state"], "broken", "{report}");
    assert_eq!(scene.skill().await["isEnabled"], false);
    scene.ok(&["unblock", "clinic", "patients.full_name"]).await;
    let report = scene.ok(&["sync", "--send", "--lift", "public.patients.full_name"]).await;
    assert!(report["in_step"] == true && scene.skill().await["isEnabled"] == true, "{report}");
    // Switched off by somebody else, it is told.
    let path = format!("/agents/{}/skills/{}", scene.agent, scene.skill().await["id"].as_str().unwrap());
    assert_eq!(scene.caller.patch(&path, &json!({ "isEnabled": false })).await.0, 200);
    assert_eq!(scene.run(&["sync", "--send"]).await.1["error"]["code"], "changed_there");
    let report = scene.ok(&["sync", "--theirs", "look-up"]).await;
    assert!(report["in_step"] == true && scene.text("bindings/look-up.toml").contains("enabled = false"), "{report}");
}
