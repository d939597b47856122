//! The command as a script calls it: exit codes, JSON, files; against a real clinic.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test's helpers may panic as its tests do"
)]

use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use gatehouse_testkit::{
    Certificate, Mysql, MysqlFlavor, Postgres, PostgresOptions, SlowRelay, Slowness, TestDatabase,
};
use serde_json::Value;

const PASSWORD: &str = "GATEHOUSE_TEST_PASSWORD";

struct Scene {
    folder: tempfile::TempDir,
    clinic: TestDatabase,
    _server: Postgres,
}

impl Scene {
    async fn new() -> Scene {
        let server = Postgres::shared().await.unwrap();
        let clinic = server.fresh_database("command").await.unwrap();
        let scene = Scene { folder: tempfile::tempdir().unwrap(), clinic, _server: server };
        std::fs::write(scene.path().join("ca.pem"), &scene.clinic.ca_pem).unwrap();
        assert_eq!(scene.run(&["init", "workspace"]).status.code(), Some(0));
        scene
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Runs the command beside the workspace; no keyring is in reach, as on a server.
    fn run(&self, arguments: &[&str]) -> Output {
        self.run_with(arguments, &self.clinic.agent_password)
    }

    fn run_with(&self, arguments: &[&str], password: &str) -> Output {
        self.command(arguments, password).output().unwrap()
    }

    fn command(&self, arguments: &[&str], password: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gatehouse"));
        command
            .args(arguments)
            .current_dir(self.path())
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .env("XDG_RUNTIME_DIR", self.path())
            .env("XDG_DATA_HOME", self.path().join("account"))
            .env("GATEHOUSE_LOG", "trace")
            .env(PASSWORD, password);
        command
    }

    /// Runs a verb on the workspace and reads its one JSON document.
    fn json(&self, arguments: &[&str]) -> (Option<i32>, Value) {
        let output = self.run(&[&["-C", "workspace", "--json"], arguments].concat());
        let document =
            serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{arguments:?}: {error}: {output:?}"));
        (output.status.code(), document)
    }

    fn add(&self, name: &str, more: &[&str]) {
        let url = format!(
            "postgres://{}@{}:{}/{}",
            self.clinic.agent_user, self.clinic.host, self.clinic.port, self.clinic.name
        );
        let from = format!("env:{PASSWORD}");
        let base = ["connection", "add", name, "--url", &url, "--password-from", &from, "--local-only"];
        let (code, document) = self.json(&[&base, more].concat());
        assert_eq!(code, Some(0), "{document}");
    }

    fn add_clinic(&self) {
        self.add("clinic", &["--ca", "ca.pem"]);
    }
}

fn failed_check(document: &Value) -> (&str, &str, &str) {
    let checks = document["checks"].as_array().unwrap();
    let failed = checks.iter().find(|check| check["status"] == "fail").unwrap();
    let text = |field: &str| failed[field].as_str().unwrap();
    (text("code"), text("detail"), text("remedy"))
}

/// Offline, from the snapshot; the SQL alone on standard output, the password once.
#[tokio::test]
async fn a_script_is_written_for_a_pipe_and_for_a_program() {
    let scene = Scene::new().await;
    scene.add_clinic();
    let too_early = scene.json(&["script", "clinic"]);
    assert_eq!(too_early.0, Some(1), "{}", too_early.1);
    assert_eq!(scene.json(&["discover", "clinic"]).0, Some(0));
    assert_eq!(scene.json(&["block", "clinic", "patients.phone", "payments"]).0, Some(0));
    let (code, script) = scene.json(&["script", "clinic", "--hardening"]);
    let (sql, password) = (script["sql"].as_str().unwrap(), script["generated_password"].as_str().unwrap());
    assert_eq!((code, password.len(), sql.contains(password)), (Some(0), 32, false), "{sql}");
    assert_eq!((&script["user"], &script["grain"]), (&"gatehouse_ro".into(), &"columns".into()));
    let granted = |table: &str| {
        let end = format!(r#"ON TABLE "public"."{table}" TO "gatehouse_ro";"#);
        sql.lines().find(|line| line.starts_with("GRANT") && line.ends_with(&end))
    };
    assert!(granted("patients").is_some_and(|line| line.contains(r#""ssn""#) && !line.contains(r#""phone""#)), "{sql}");
    assert_eq!(granted("payments"), None);
    assert!(script["hardening"].as_str().unwrap().contains("FROM PUBLIC") && !sql.contains("FROM PUBLIC"));
    let patients = script["plan"]["tables"].as_array().unwrap().iter().find(|one| one["name"]["table"] == "patients");
    let select = patients.unwrap()["select"]["columns"].as_array().unwrap();
    assert!(select.contains(&"id".into()) && !select.contains(&"phone".into()), "{select:?}");
    assert!(script["notes"].as_array().unwrap().iter().any(|note| note["code"] == "views_read_as_owner"));

    let piped =
        scene.run(&["-C", "workspace", "script", "clinic", "--role", "write", "--tables", "patients,public.invoices"]);
    let (out, aside) = (String::from_utf8(piped.stdout).unwrap(), String::from_utf8(piped.stderr).unwrap());
    assert!(out.starts_with("-- Gatehouse.") && out.ends_with("COMMIT;\n") && out.contains("gatehouse_rw"), "{out}");
    assert!(aside.contains("shown this once"), "{aside}");

    // The database user's password of the scene is 32 hexadecimal digits: it may be a new user's, and is never repeated.
    let from = format!("env:{PASSWORD}");
    let (code, rotated) = scene.json(&["script", "clinic", "--kind", "rotate", "--password-from", &from]);
    assert_eq!((code, rotated.get("generated_password")), (Some(0), None));
    assert!(!rotated.to_string().contains(&scene.clinic.agent_password));
    for refused in [
        &["script", "clinic", "--role", "write"][..],
        &["script", "clinic", "--role", "write", "--tables", "payments"],
        &["script", "clinic", "--tables", "nowhere"],
        &["script", "clinic", "--user", "public"],
        &["script", "clinic", "--host", "%"],
        &["script", "clinic", "--password-from", "pgpass"],
    ] {
        assert_eq!(scene.json(refused).0, Some(1), "{refused:?}");
    }
}

#[tokio::test]
async fn the_main_job_from_an_empty_folder() {
    let scene = Scene::new().await;
    scene.add_clinic();
    let (code, report) = scene.json(&["check", "clinic"]);
    assert_eq!((code, &report["ok"]), (Some(0), &Value::Bool(true)), "{report}");
    let ids: Vec<_> = report["checks"].as_array().unwrap().iter().map(|check| check["id"].as_str().unwrap()).collect();
    let expected =
        ["reachability_tls", "authentication", "schema_read", "read_probe", "read_only_session", "live_call_latency"];
    assert_eq!(ids, expected);

    let (code, found) = scene.json(&["discover", "clinic"]);
    assert_eq!((code, found["tables"].as_u64()), (Some(0), Some(27)), "{found}");
    let (code, blocked) = scene.json(&["block", "clinic", "payments", "patients.ssn"]);
    assert_eq!(code, Some(0));
    assert_eq!(blocked["changed"], serde_json::json!(["public.payments", "public.patients.ssn"]));

    let draft = include_str!("../../workspace/sample/bindings/look-up-an-appointment.toml");
    let bindings = scene.path().join("workspace/bindings");
    std::fs::create_dir(&bindings).unwrap();
    std::fs::write(bindings.join("look-up.toml"), draft).unwrap();
    let (code, compiled) = scene.json(&["compile"]);
    assert_eq!(code, Some(0), "{compiled}");
    let statement = &compiled["bindings"][0]["statement"];
    assert!(statement["sql"].as_str().unwrap().ends_with("LIMIT 1"));
    assert_eq!(statement["sha256"].as_str().unwrap().len(), 64);
    assert_eq!(scene.json(&["compile"]).1, compiled, "the same input gives the same bytes");

    scene.json(&["block", "clinic", "appointments.status"]);
    let (code, refused) = scene.json(&["compile", "look-up"]);
    assert_eq!(code, Some(2));
    let diagnostic = &refused["bindings"][0]["diagnostics"][0];
    assert_eq!((&diagnostic["code"], &diagnostic["field"]), (&"GH0122".into(), &"projection[1].path".into()));
    assert_eq!(refused["bindings"][0].get("statement"), None);

    let (_, agent) = scene.json(&["catalog", "clinic", "--as", "agent"]);
    let tables = agent["tables"].as_array().unwrap();
    let named = |schema: &str, table: &str| {
        tables.iter().find(|t| t["name"]["schema"] == schema && t["name"]["table"] == table)
    };
    // The other schema's table of the same name is another table.
    assert!(named("public", "payments").is_none() && named("billing", "payments").is_some());
    let patients = named("public", "patients").unwrap().to_string();
    assert!(patients.contains("\"phone\"") && !patients.contains("ssn"), "{patients}");
    assert_eq!(scene.json(&["unblock", "clinic", "payments"]).1["changed"], serde_json::json!(["public.payments"]));
}

const NOTES: &str = "CREATE TABLE notes (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, phone text NOT NULL, body text, urgent boolean);
CREATE INDEX notes_phone ON notes (phone);";

const LOOK_UP_NOTE: &str = r#"version = 1
tool_name = "Look up a note"
connection = "clinic"
operation = "notes.read"
inputs = [{ param = "caller_phone", arg = "phone" }]
projection = [{ path = ["body"], leaf = "note" }, { path = ["urgent"], leaf = "urgent" }]
"#;

const TAKE_NOTE: &str = r#"version = 1
tool_name = "Take a note"
connection = "clinic"
operation = "notes.create"
input_object_map = [{ field = "phone", param = "caller_phone" }, { field = "body", param = "note" }, { field = "urgent", param = "urgent" }]
projection = [{ path = ["id"], leaf = "number" }]
"#;

/// Effect-free, as the agent's own login; the row it shows its owner is in no log, whatever the level.
#[tokio::test]
async fn a_binding_is_tried_and_all_are_prepared() {
    let scene = Scene::new().await;
    let grant = format!("{NOTES} GRANT SELECT, INSERT ON notes TO {}", scene.clinic.agent_user);
    scene.clinic.run_script(&grant).await.unwrap();
    scene
        .clinic
        .run_script("INSERT INTO notes (phone, body) VALUES ('+15550004242', 'bring the zebra papers')")
        .await
        .unwrap();
    scene.add_clinic();
    scene.json(&["discover", "clinic"]);
    let bindings = scene.path().join("workspace/bindings");
    std::fs::create_dir(&bindings).unwrap();
    std::fs::write(bindings.join("look-up.toml"), LOOK_UP_NOTE).unwrap();
    std::fs::write(bindings.join("take.toml"), TAKE_NOTE).unwrap();
    assert_eq!(scene.json(&["compile"]).0, Some(0), "{}", scene.json(&["compile"]).1);

    let shown = scene.run(&["-C", "workspace", "try", "clinic", "look-up", "caller_phone=+15550004242"]);
    let (out, log) = (String::from_utf8(shown.stdout).unwrap(), String::from_utf8(shown.stderr).unwrap());
    assert!(out.contains("\"note\": \"bring the zebra papers\"") && out.contains("1 row as gatehouse_ro"), "{out}");
    assert!(!log.contains("zebra") && !log.contains("4242"), "{log}");
    let (code, nobody) = scene.json(&["try", "clinic", "look-up", "caller_phone=+1"]);
    assert_eq!(
        (code, &nobody["answer"], &nobody["user"]),
        (Some(0), &serde_json::json!({ "rows": [] }), &"gatehouse_ro".into())
    );
    assert_eq!(nobody["timings"].as_array().map(Vec::len), Some(3), "{nobody}");
    let (code, wrong) = scene.json(&["try", "clinic", "look-up", "phone=+1"]);
    assert_eq!((code, &wrong["error"]["code"]), (Some(1), &"arguments_invalid".into()), "{wrong}");
    let (code, unnamed) = scene.json(&["try", "clinic", "look-up", "+15550004242"]);
    assert!(code == Some(1) && !unnamed.to_string().contains("4242"), "what was typed is not repeated: {unnamed}");

    let call = ["try", "clinic", "take", "caller_phone=+15550009999", "note=it's urgent", "urgent=true"];
    let (code, asked) = scene.json(&call);
    assert_eq!((code, &asked["ran"]), (Some(2), &Value::Bool(false)), "{asked}");
    assert_eq!(asked["hazards"][0]["hazard"]["kind"], "sequence", "{asked}");
    let (code, ran) = scene.json(&[call.as_slice(), &["--agree"]].concat());
    assert_eq!((code, &ran["answer"]["changed"]), (Some(0), &1.into()), "{ran}");
    assert!(ran["answer"]["rows"][0]["number"].is_i64(), "{ran}");
    let (_, kept) = scene.json(&["try", "clinic", "look-up", "caller_phone=+15550009999"]);
    assert_eq!(kept["answer"]["rows"], serde_json::json!([]), "the trial was rolled back");

    let (code, prepared) = scene.json(&["prepare", "clinic"]);
    assert_eq!((code, &prepared["valid"], &prepared["total"]), (Some(0), &2.into(), &2.into()), "{prepared}");
    let revoke = format!("REVOKE INSERT ON notes FROM {}; ALTER TABLE notes DROP COLUMN body", scene.clinic.agent_user);
    scene.clinic.run_script(&revoke).await.unwrap();
    let (code, prepared) = scene.json(&["prepare", "clinic"]);
    assert_eq!((code, &prepared["valid"]), (Some(2), &0.into()), "{prepared}");
    assert_eq!(prepared["bindings"][0]["code"], "rejected_schema", "{prepared}");
    scene.clinic.run_script("ALTER TABLE notes ADD COLUMN body text").await.unwrap();
    let (_, prepared) = scene.json(&["prepare", "clinic"]);
    assert_eq!(
        (&prepared["valid"], &prepared["bindings"][1]["code"]),
        (&1.into(), &"rejected_privilege".into()),
        "{prepared}"
    );
}

/// Offline; what is blocked or was dismissed is no finding any more; a sample puts no value anywhere, at whatever log level.
#[tokio::test]
async fn what_looks_sensitive_is_suggested_with_its_reasons() {
    let scene = Scene::new().await;
    scene.add_clinic();
    assert_eq!(scene.json(&["suggest", "clinic"]).0, Some(1), "nothing was discovered yet");
    assert_eq!(scene.json(&["discover", "clinic"]).0, Some(0));
    let (code, document) = scene.json(&["suggest", "clinic"]);
    assert_eq!(code, Some(2));
    let suggestions = document["suggestions"].as_array().unwrap();
    let named = |table: &str, column: &str| {
        let one = suggestions
            .iter()
            .find(|one| one["schema"] == "public" && one["table"] == table && one["column"] == column);
        one.unwrap_or_else(|| panic!("{table}.{column}: {document}"))
    };
    let ssn = named("patients", "ssn");
    assert_eq!(
        (&ssn["class"], &ssn["confidence"], &ssn["blocked"]),
        (&"government_id".into(), &"high".into(), &false.into())
    );
    assert_eq!(ssn["reasons"][0], serde_json::json!({ "kind": "name", "words": "ssn" }));
    assert!(ssn["reasons"].as_array().unwrap().iter().any(|reason| reason["kind"] == "comment"), "{ssn}");
    assert_eq!(named("patients", "email")["class"], "contact");
    assert!(!suggestions.iter().any(|one| one["column"] == "duration_minutes"), "{document}");

    let (code, hits) = scene.json(&["search", "clinic", "sensitive:government_id"]);
    assert!(code == Some(0) && hits.to_string().contains("ssn"), "{hits}");

    assert_eq!(scene.json(&["block", "clinic", "patients.ssn"]).0, Some(0));
    let lines = String::from_utf8(scene.run(&["-C", "workspace", "suggest", "clinic"]).stdout).unwrap();
    let line = lines.lines().find(|line| line.starts_with("public.patients.ssn ")).unwrap();
    assert!(
        line.contains("looks like a government id (its name says “ssn”; its comment says")
            && line.ends_with("[blocked]"),
        "{line}"
    );
    assert!(lines.contains("→ Block them with: gatehouse block clinic "), "{lines}");

    // The clinic's rows hold addresses at this domain.
    scene.clinic.run_script("UPDATE patients SET email = 'kanarienvogel' || id || '@example.org'").await.unwrap();
    let sampled = scene.run(&["-C", "workspace", "--json", "suggest", "clinic", "--sample", "patients"]);
    let (out, logs) = (String::from_utf8(sampled.stdout).unwrap(), String::from_utf8(sampled.stderr).unwrap());
    let document: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(document["samples"][0]["table"]["table"], "patients", "{out}");
    assert!(document["samples"][0]["rows"].as_u64().unwrap() > 3, "{out}");
    assert!(out.contains("\"shape\": \"email\""), "{out}");
    assert!(!out.contains("kanarienvogel") && !logs.contains("kanarienvogel"), "a value came out");
}

/// `require` without a CA: the first login records the certificate, and only a person replaces it.
#[tokio::test]
async fn the_first_certificate_is_recorded_and_held_to() {
    let scene = Scene::new().await;
    scene.add("bare", &["--sslmode", "require"]);
    let file = scene.path().join("workspace/connections/bare.toml");
    let pinned = || {
        let text = std::fs::read_to_string(&file).unwrap();
        text.lines()
            .find_map(|line| line.strip_prefix("pinned_certificate = ").map(|pin| pin.trim_matches('"').to_owned()))
    };
    assert_eq!(scene.json(&["connection", "consent", "bare"]).0, Some(1), "without a pin there is nobody to trust");
    let (_, report) = scene.json(&["check", "bare"]);
    let first = &report["checks"][0];
    let shown = first["evidence"]["certificate_sha256"].as_str().unwrap();
    assert_eq!(pinned().as_deref(), Some(shown));
    assert!(first["detail"].as_str().unwrap().contains("connections/bare.toml"), "{first}");
    let (_, again) = scene.json(&["check", "bare"]);
    assert!(again["checks"][0]["detail"].as_str().unwrap().contains("the one recorded"), "{again}");
    assert_eq!(scene.json(&["connection", "consent", "bare"]).1["password_in_clear"], true);
    assert_eq!(scene.json(&["check", "bare"]).1["ok"], true, "consenting agrees to what it changes");
    assert_eq!(scene.json(&["connection", "consent", "bare", "--withdraw"]).1["password_in_clear"], false);

    // Somebody else answers from now on.
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace(shown, &"0a".repeat(32))).unwrap();
    let (code, changed) = scene.json(&["check", "bare"]);
    let (failure, detail, remedy) = failed_check(&changed);
    assert_eq!((code, failure), (Some(2), "certificate_changed"));
    assert!(detail.contains(shown) && remedy.contains("gatehouse connection pin"), "{detail} {remedy}");
    assert_eq!(pinned(), Some("0a".repeat(32)), "a check never replaces it");
    let (code, now) = scene.json(&["connection", "pin", "bare"]);
    assert_eq!((code, now["pinned_certificate"].as_str()), (Some(0), Some(shown)));
    assert_ne!(failed_code(&scene.json(&["check", "bare"]).1), Some("certificate_changed"));
    assert_eq!(scene.json(&["connection", "pin", "bare", "--forget"]).0, Some(0));
    assert_eq!(pinned(), None);
    scene.add_clinic();
    assert_eq!(scene.json(&["connection", "pin", "clinic"]).0, Some(1), "a verified server needs no pin");
}

fn failed_code(document: &Value) -> Option<&str> {
    document["checks"].as_array().unwrap().iter().find_map(|check| check["code"].as_str())
}

#[tokio::test]
async fn each_failure_has_its_own_sentence_and_none_shows_the_password() {
    let scene = Scene::new().await;
    scene.add_clinic();
    scene.add("untrusted", &[]);
    let elsewhere =
        Postgres::start(PostgresOptions { certificate: Certificate::WrongName, ..PostgresOptions::default() })
            .await
            .unwrap();
    std::fs::write(scene.path().join("elsewhere.pem"), elsewhere.ca_pem()).unwrap();
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    for (name, port) in [("elsewhere", elsewhere.port()), ("closed", closed)] {
        let url = format!("postgres://{}@127.0.0.1:{port}/clinic", scene.clinic.agent_user);
        let from = format!("env:{PASSWORD}");
        let add = [
            "connection",
            "add",
            name,
            "--url",
            &url,
            "--password-from",
            &from,
            "--ca",
            "elsewhere.pem",
            "--local-only",
        ];
        assert_eq!(scene.json(&add).0, Some(0));
    }
    let wrong = "not-the-password-4711";
    let cases = [
        ("clinic", wrong, "authentication_failed"),
        ("closed", wrong, "connection_refused"),
        ("untrusted", wrong, "certificate_untrusted"),
        ("elsewhere", wrong, "certificate_name_mismatch"),
    ];
    let mut sentences = std::collections::BTreeSet::new();
    for (name, password, expected) in cases {
        let output = scene.run_with(&["-C", "workspace", "--json", "check", name], password);
        assert_eq!(output.status.code(), Some(2), "{name}");
        let document: Value = serde_json::from_slice(&output.stdout).unwrap();
        let (code, detail, remedy) = failed_check(&document);
        assert_eq!(code, expected, "{detail}");
        assert!(!remedy.is_empty());
        sentences.insert(detail.to_owned());
        let everything = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
        assert!(!String::from_utf8_lossy(&everything).contains(password), "{name} shows the password");
    }
    assert_eq!(sentences.len(), cases.len(), "{sentences:?}");
}

#[tokio::test]
async fn the_password_is_in_no_file_and_no_output() {
    let scene = Scene::new().await;
    scene.add_clinic();
    let mut printed = Vec::new();
    for verb in [&["check", "clinic"][..], &["discover", "clinic"], &["catalog", "clinic"], &["connection", "list"]] {
        for json in [&["--json"][..], &[]] {
            let output = scene.run(&[&["-C", "workspace"], json, verb].concat());
            printed.extend([output.stdout, output.stderr].concat());
        }
    }
    assert!(printed.len() > 10_000, "the log was on");
    let mut folders = vec![scene.path().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { printed.extend(std::fs::read(path).unwrap_or_default()) }
        }
    }
    assert!(!String::from_utf8_lossy(&printed).contains(&scene.clinic.agent_password));
}

#[tokio::test]
async fn without_a_keyring_a_password_in_the_url_is_refused_not_written() {
    let scene = Scene::new().await;
    let url = format!("postgres://ro:hunter2-4711@127.0.0.1:{}/clinic", scene.clinic.port);
    let (code, document) = scene.json(&["connection", "add", "clinic", "--url", &url, "--local-only"]);
    assert_eq!(code, Some(1));
    let message = document["error"]["message"].as_str().unwrap();
    assert!(message.contains("--password-from") && !message.contains("hunter2"), "{message}");
    assert_eq!(scene.json(&["connection", "list"]).1, serde_json::json!({ "connections": [] }));
}

#[tokio::test]
async fn mistakes_are_named() {
    let scene = Scene::new().await;
    let code = |arguments: &[&str]| -> (Option<i32>, String) {
        let (code, document) = scene.json(arguments);
        (code, document["error"]["code"].as_str().unwrap_or_default().to_owned())
    };
    assert_eq!(code(&["check", "nobody"]), (Some(1), "not_found".into()));
    assert_eq!(code(&["check", "../../etc"]), (Some(1), "name_invalid".into()));
    let output = scene.run(&["-C", ".", "--json", "compile"]);
    assert!(String::from_utf8_lossy(&output.stdout).contains("not_a_workspace"));
    scene.add_clinic();
    scene.json(&["discover", "clinic"]);
    let (code, document) = scene.json(&["block", "clinic", "payments", "patients.sssn"]);
    assert_eq!(code, Some(1));
    assert!(document["error"]["message"].as_str().unwrap().contains("patients.sssn"));
    assert_eq!(
        scene.json(&["catalog", "clinic", "--as", "agent"]).1["tables"].as_array().unwrap().len(),
        27,
        "all or none"
    );
    std::fs::create_dir(scene.path().join("workspace/bindings")).unwrap();
    std::fs::write(scene.path().join("workspace/bindings/bad.toml"), "version = 1\ntool_nam = \"x\"\n").unwrap();
    let (code, document) = scene.json(&["compile"]);
    assert_eq!((code, &document["error"]["code"]), (Some(1), &"file_invalid".into()));
    assert!(document["error"]["message"].as_str().unwrap().contains("line 2"), "{document}");
}

#[tokio::test]
async fn hosts_are_judged_without_connecting() {
    let scene = Scene::new().await;
    let (code, verdicts) = scene.json(&["address", "db.example.com", "10.0.0.1", "0x7f000001"]);
    assert_eq!(code, Some(2));
    let verdicts: Vec<_> = verdicts.as_array().unwrap().iter().map(|v| v["verdict"].as_str().unwrap()).collect();
    assert_eq!(verdicts, ["accept", "refuse", "refuse"]);
    let (code, local) = scene.json(&["address", "10.0.0.1", "--local-only"]);
    assert_eq!((code, &local[0]["verdict"]), (Some(0), &"accept".into()));
    let (_, mixed) = scene.json(&["address", "db.example.com", "--answers", "93.184.216.34,127.0.0.1"]);
    assert_eq!(mixed[0]["verdict"], "refuse");
}

/// What the first `checks` found is worth more than nothing.
#[tokio::test]
async fn an_interrupted_check_reports_what_it_found() {
    let scene = Scene::new().await;
    let relay = SlowRelay::start(scene.clinic.port, Slowness::Late(Duration::from_millis(700))).await.unwrap();
    let url = format!("postgresql://{}@127.0.0.1:{}/{}", scene.clinic.agent_user, relay.port(), scene.clinic.name);
    let (code, _) = scene.json(&[
        "connection",
        "add",
        "slow",
        "--url",
        &url,
        "--password-from",
        &format!("env:{PASSWORD}"),
        "--ca",
        "ca.pem",
        "--local-only",
    ]);
    assert_eq!(code, Some(0));
    let child = scene
        .command(&["-C", "workspace", "--json", "check", "slow"], &scene.clinic.agent_password)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    tokio::time::sleep(Duration::from_millis(2500)).await;
    let begun = Instant::now();
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let output = tokio::task::spawn_blocking(move || child.wait_with_output().unwrap()).await.unwrap();
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    assert_eq!(output.status.code(), Some(2));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let checks = report["checks"].as_array().unwrap();
    assert_eq!(checks.len(), 6);
    let (_, detail, _) = failed_check(&report);
    assert_eq!(detail, "The check was cancelled.");
    assert!(checks.iter().any(|check| check["status"] == "pass"), "what was found stands: {report:#}");
}

#[tokio::test]
async fn mariadb_is_checked_by_the_same_verb() {
    let Some(server) = Mysql::shared(MysqlFlavor::MariaDb).await.unwrap() else {
        return MysqlFlavor::MariaDb.say_not_run("mariadb_is_checked_by_the_same_verb");
    };
    let scene = Scene::new().await;
    let database = server.fresh_database("command").await.unwrap();
    std::fs::write(scene.path().join("maria.pem"), &database.ca_pem).unwrap();
    let url = format!("mysql://{}@127.0.0.1:{}/{}", database.agent_user, database.port, database.name);
    let (code, _) = scene.json(&[
        "connection",
        "add",
        "maria",
        "--url",
        &url,
        "--password-from",
        &format!("env:{PASSWORD}"),
        "--ca",
        "maria.pem",
        "--local-only",
    ]);
    assert_eq!(code, Some(0));
    let output = scene.run_with(&["-C", "workspace", "--json", "check", "maria"], &database.agent_password);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((output.status.code(), &report["ok"]), (Some(0), &Value::Bool(true)), "{report:#}");
    assert!(report["checks"][1]["evidence"]["server_version"].as_str().unwrap().ends_with("-MariaDB"));
    assert!(report["checks"][0]["detail"].as_str().unwrap().contains("The hosted platform will refuse this host"));
}
