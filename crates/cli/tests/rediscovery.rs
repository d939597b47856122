//! Discovering again after DDL, on a real server: what waits, what stays, what is asked, and what the agent sees of it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test's helpers may panic as its tests do"
)]

use std::path::Path;
use std::process::Command;

use gatehouse_testkit::{Postgres, TestDatabase};
use serde_json::{Value, json};

const PASSWORD: &str = "GATEHOUSE_TEST_PASSWORD";

/// What somebody does to the clinic between two discoveries.
const DDL: &str = r#"
    ALTER TABLE patients RENAME COLUMN ssn TO social_security_no;
    ALTER TABLE patients ADD COLUMN nickname text;
    ALTER TABLE patients DROP COLUMN street;
    CREATE TABLE loyalty_cards (id uuid PRIMARY KEY, holder text, ssn text);
    GRANT SELECT ON ALL TABLES IN SCHEMA public TO PUBLIC;
"#;

struct Scene {
    folder: tempfile::TempDir,
    clinic: TestDatabase,
    _server: Postgres,
}

impl Scene {
    /// A clinic that was discovered once, with a binding.
    async fn discovered() -> Scene {
        let server = Postgres::shared().await.unwrap();
        let clinic = server.fresh_database("rediscovery").await.unwrap();
        let scene = Scene { folder: tempfile::tempdir().unwrap(), clinic, _server: server };
        std::fs::write(scene.path().join("ca.pem"), &scene.clinic.ca_pem).unwrap();
        scene.ok(&["init", "."]);
        let TestDatabase { host, port, name, .. } = &scene.clinic;
        let url = format!("postgres://{}@{host}:{port}/{name}", scene.clinic.admin_user);
        let from = format!("env:{PASSWORD}");
        scene.ok(&[
            "connection",
            "add",
            "clinic",
            "--url",
            &url,
            "--password-from",
            &from,
            "--local-only",
            "--ca",
            "ca.pem",
        ]);
        std::fs::create_dir(scene.path().join("bindings")).unwrap();
        let draft = include_str!("../../workspace/sample/bindings/look-up-an-appointment.toml");
        std::fs::write(scene.path().join("bindings/look-up.toml"), draft).unwrap();
        let found = scene.ok(&["discover", "clinic"]);
        assert_eq!((&found["impact"]["baseline"], &found["impact"]["quarantined"]), (&json!("first"), &json!([])));
        scene
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn json(&self, arguments: &[&str]) -> (Option<i32>, Value) {
        let output = Command::new(env!("CARGO_BIN_EXE_gatehouse"))
            .arg("--json")
            .args(arguments)
            .current_dir(self.path())
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .env("XDG_RUNTIME_DIR", self.path())
            .env("XDG_DATA_HOME", self.path().join("account"))
            .env(PASSWORD, &self.clinic.admin_password)
            .output()
            .unwrap();
        let document =
            serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{arguments:?}: {error}: {output:?}"));
        (output.status.code(), document)
    }

    fn ok(&self, arguments: &[&str]) -> Value {
        let (code, document) = self.json(arguments);
        assert_eq!(code, Some(0), "{arguments:?}: {document:#}");
        document
    }

    fn scoping(&self) -> String {
        std::fs::read_to_string(self.path().join("connections/clinic.scoping.toml")).unwrap()
    }

    /// Whether agents see this column of the patients.
    fn sees(&self, column: &str) -> bool {
        let view = self.ok(&["catalog", "clinic", "--as", "agent"]);
        let tables = view["tables"].as_array().unwrap();
        let patients = tables.iter().find(|one| one["name"] == json!({ "schema": "public", "table": "patients" }));
        patients.unwrap()["columns"].as_array().unwrap().iter().any(|one| one["name"] == column)
    }
}

fn names(targets: &Value) -> Vec<String> {
    let name = |one: &Value| match one["column"].as_str() {
        Some(column) => format!("{}.{column}", one["table"]["table"].as_str().unwrap()),
        None => one["table"]["table"].as_str().unwrap().to_owned(),
    };
    targets.as_array().unwrap().iter().map(name).collect()
}

#[tokio::test]
async fn ddl_is_seen_told_and_kept_from_agents_until_somebody_decides() {
    let scene = Scene::discovered().await;
    scene.ok(&["block", "clinic", "patients.ssn", "patients.street"]);
    assert_eq!(scene.ok(&["drift", "clinic"])["ok"], true);
    scene.clinic.run_script(DDL).await.unwrap();

    let before = scene.scoping();
    let (code, drift) = scene.json(&["drift", "clinic"]);
    assert_eq!((code, &drift["ok"]), (Some(2), &json!(false)));
    assert_eq!(names(&drift["drift"]["added"]), ["loyalty_cards", "patients.nickname"]);
    assert_eq!(names(&drift["drift"]["removed"]), ["patients.street"]);
    assert_eq!(drift["drift"]["renamed"][0]["to"]["column"], "social_security_no");
    assert_eq!(names(&drift["impact"]["quarantined"]), ["loyalty_cards", "patients.nickname"]);
    assert_eq!(scene.scoping(), before, "drift changes nothing");
    assert_eq!(scene.json(&["drift", "clinic", "--fail-on", "impact"]).0, Some(2));

    let found = scene.ok(&["discover", "clinic"]);
    assert_eq!(found["drift"], drift["drift"]);
    assert_eq!(names(&found["impact"]["tombstones"]), ["patients.ssn", "patients.street"]);
    assert_eq!(found["impact"]["questions"].as_array().unwrap().len(), 1);
    for hidden in ["nickname", "social_security_no", "ssn"] {
        assert!(!scene.sees(hidden), "{hidden}");
    }
    assert!(scene.sees("phone"));
    assert_eq!(scene.ok(&["drift", "clinic"])["ok"], true, "what was discovered is no drift any more");

    let (code, waiting) = scene.json(&["review", "clinic"]);
    assert_eq!(code, Some(2));
    assert_eq!(waiting["quarantined"], json!(["public.loyalty_cards", "public.patients.nickname"]));
    assert_eq!(scene.json(&["rename", "clinic", "patients.phone", "patients.nickname", "--same"]).0, Some(1));
    scene.ok(&["rename", "clinic", "patients.ssn", "patients.social_security_no", "--same"]);
    assert!(!scene.sees("social_security_no"));
    scene.ok(&["review", "clinic", "--allow", "patients.nickname", "--block", "loyalty_cards"]);
    assert!(scene.sees("nickname"));
    let (code, waiting) = scene.json(&["review", "clinic"]);
    assert_eq!((code, &waiting["tombstones"]), (Some(0), &json!(["public.patients.street"])));
    scene.ok(&["unblock", "clinic", "patients.street"]);
    assert_eq!(scene.json(&["review", "clinic"]).1["tombstones"], json!([]));
}

#[tokio::test]
async fn a_lost_snapshot_leaves_everything_undecided_waiting_and_says_so() {
    let scene = Scene::discovered().await;
    let file = scene.path().join("connections/clinic.catalog.json");
    std::fs::remove_file(&file).unwrap();
    let found = scene.ok(&["discover", "clinic"]);
    assert_eq!((&found["impact"]["baseline"], &found["impact"]["quarantined"]), (&json!("known"), &json!([])));
    scene.clinic.run_script(DDL).await.unwrap();
    std::fs::write(&file, "<<<<<<< ours").unwrap();
    let found = scene.ok(&["discover", "clinic"]);
    assert_eq!(found["impact"]["baseline"], "missing");
    assert_eq!(found["impact"]["quarantined"].as_array().unwrap().len(), 28);
    assert_eq!(scene.ok(&["catalog", "clinic", "--as", "agent"])["tables"], json!([]));
    assert_eq!(scene.ok(&["review", "clinic", "--allow-all"])["waiting"], 0);
    assert!(scene.sees("nickname"));
}

#[tokio::test]
async fn bindings_are_told_when_an_index_or_a_column_of_theirs_goes() {
    let scene = Scene::discovered().await;
    scene.clinic.run_script("ALTER INDEX appointments_phone_idx RENAME TO by_phone;").await.unwrap();
    let (code, drift) = scene.json(&["drift", "clinic", "--fail-on", "impact"]);
    let binding = &drift["impact"]["bindings"][0];
    assert_eq!(
        (code, &binding["slug"], &binding["effect"]),
        (Some(2), &json!("look-up"), &json!("index_changed")),
        "{drift:#}"
    );
    assert_eq!(binding["indexes"][0]["index"], "appointments_phone_idx");
    scene.clinic.run_script("DROP INDEX by_phone;").await.unwrap();
    let broken = scene.json(&["drift", "clinic"]).1;
    let binding = &broken["impact"]["bindings"][0];
    assert_eq!(
        (&binding["effect"], &binding["diagnostics"][0]["code"]),
        (&json!("broken"), &json!("GH0114")),
        "{broken:#}"
    );
}

#[tokio::test]
async fn rules_and_quarantine_are_set_from_the_command() {
    let scene = Scene::discovered().await;
    let rules = scene.ok(&["rule", "clinic", "add", "*.ssn", "audit_*"]);
    assert_eq!(rules["rules"].as_array().unwrap().len(), 2);
    assert!(!scene.sees("ssn"));
    assert_eq!(scene.json(&["rule", "clinic", "add", "a..b"]).0, Some(1));
    assert_eq!(scene.json(&["rule", "clinic", "remove", "*.nothing"]).0, Some(1));
    assert_eq!(scene.ok(&["rule", "clinic", "remove", "audit_*"]), scene.ok(&["rule", "clinic"]));
    assert_eq!(scene.ok(&["quarantine", "clinic", "off"])["quarantine"], false);
    scene.clinic.run_script(DDL).await.unwrap();
    scene.ok(&["discover", "clinic"]);
    assert!(scene.sees("nickname") && !scene.sees("social_security_no"), "only what a rule had blocked is asked about");
    assert_eq!(scene.ok(&["quarantine", "clinic"]), json!({ "quarantine": false, "waiting": 0 }));
}

#[tokio::test]
async fn the_report_names_the_ways_around_blocks() {
    let scene = Scene::discovered().await;
    scene.ok(&["block", "clinic", "patients.ssn"]);
    let report = scene.ok(&["report", "clinic", "--html", "report.html"]);
    assert!(!report["agent"].to_string().contains("ssn"), "{}", report["agent"]);
    let leaks = report["owner"]["leaks"].as_array().unwrap();
    let through: Vec<&str> = leaks.iter().filter_map(|leak| leak["through"]["table"]["table"].as_str()).collect();
    assert!(through.contains(&"patient_export"), "{leaks:#?}");
    assert_eq!(report["agent"]["tools"][0]["slug"], "look-up");
    let page = std::fs::read_to_string(scene.path().join("report.html")).unwrap();
    let (agent, owner) = page.split_once("id=\"owner\"").unwrap();
    assert!(!agent.contains("ssn") && owner.contains("patient_export") && !page.contains("<script"));
}
