//! The window and the command run the same checks: what they say of one server is the same, for each engine.

use std::path::{Path, PathBuf};
use std::process::Command;

use gatehouse_core::connection::{Pace, Timed};
use gatehouse_testkit::{Mysql, MysqlFlavor};
use serde_json::{Value, json};

use crate::scene::Scene;
use crate::window::Window;

/// Where the verdict on the pace stands among the checks.
const LATENCY: usize = 5;

/// A server under test: the connection's name, and its form as it would be typed.
struct Server {
    name: &'static str,
    form: Value,
    password: String,
}

#[tokio::test(flavor = "multi_thread")]
async fn the_window_and_the_command_say_the_same_of_one_server() {
    let scene = Scene::new().await;
    let clinic = &scene.clinic;
    let mut servers = vec![
        server("postgres", "postgres", &clinic.host, clinic.port, &clinic.name, &clinic.agent_user, &clinic.ca_pem)
            .with(&clinic.agent_password),
        // Its warnings and next steps must agree, too.
        server(
            "postgres-owner",
            "postgres",
            &clinic.host,
            clinic.port,
            &clinic.name,
            &clinic.admin_user,
            &clinic.ca_pem,
        )
        .with(&clinic.admin_password),
        server("postgres-refused", "postgres", &clinic.host, clinic.port, &clinic.name, &clinic.agent_user, "")
            .with(&clinic.agent_password),
    ];
    let mut running = Vec::new();
    for (flavor, name) in [(MysqlFlavor::MariaDb, "mariadb"), (MysqlFlavor::Mysql, "mysql")] {
        let Some(mysql) = Mysql::shared(flavor).await.unwrap() else {
            flavor.say_not_run("the_window_and_the_command_say_the_same_of_one_server");
            continue;
        };
        let clinic = mysql.fresh_database("agree").await.unwrap();
        clinic.grant_tables().await.unwrap();
        servers.push(
            server(name, "mysql", &clinic.host, clinic.port, &clinic.name, &clinic.agent_user, &clinic.ca_pem)
                .with(&clinic.agent_password),
        );
        running.push((mysql, clinic));
    }
    assert!(!running.is_empty(), "neither MariaDB nor MySQL could be started");
    let workspace = scene.workspace();
    let account = scene.folder.path().join("account");
    let window = Window::open(&workspace, &account).await;
    for server in &servers {
        let arguments = json!({ "original": null, "form": server.form, "password": server.password });
        let answer = window.crossed("save_connection", arguments).await;
        assert!(answer.contains("\"password_state\":\"keyring\""), "{answer}");
    }
    window.reload().await;
    for server in &servers {
        let mut shown = in_the_window(&window, server.name).await;
        let mut told = by_the_command(&workspace, &account, server.name);
        assert_eq!(shown.len(), 6, "{}: {shown:?}", server.name);
        if shown[LATENCY]["status"] != told[LATENCY]["status"] {
            // Each was held against its own figures; two runs on a busy machine can fall on both sides of the budget.
            for verdict in [&mut shown[LATENCY], &mut told[LATENCY]] {
                verdict.as_object_mut().unwrap().retain(|field, _| !["status", "detail", "remedy"].contains(&&**field));
            }
        }
        assert_eq!(shown, told, "{}", server.name);
        window.screenshot(&format!("40-check-{}", server.name)).await;
    }
    window.close().await;
}

fn server(name: &'static str, engine: &str, host: &str, port: u16, database: &str, user: &str, ca_pem: &str) -> Server {
    let form = json!({
        "name": name, "label": "", "environment": null, "engine": engine, "host": host, "port": port,
        "database": database, "user": user, "sslmode": "verify-full", "ca_pem": ca_pem, "local_only": true,
        "access": "read-only", "password_state": "none", "password_reference": null,
    });
    Server { name, form, password: String::new() }
}

impl Server {
    fn with(self, password: &str) -> Server {
        Server { password: password.to_owned(), ..self }
    }
}

/// Runs the checks by the button; what each step shows is held against what crossed, and that is given back.
async fn in_the_window(window: &Window, name: &str) -> Vec<Value> {
    window.click(&format!("connection-item-{name}")).await;
    window.click("place-check").await;
    window.click("check-run").await;
    window
        .until(&format!("the checks of {name} end"), || async {
            let state = window.attribute("check-live_call_latency", "data-status").await;
            matches!(state.as_deref(), Some("pass" | "warn" | "fail" | "skipped"))
        })
        .await;
    // Each step is drawn before the report as a whole is kept.
    window
        .until("the report is kept", || async {
            window.crossed("last_checks", json!({ "name": name })).await != "null"
        })
        .await;
    let report: Value = serde_json::from_str(&window.crossed("last_checks", json!({ "name": name })).await).unwrap();
    for check in report["checks"].as_array().unwrap() {
        let step = format!("check-{}", check["id"].as_str().unwrap());
        assert_eq!(window.attribute(&step, "data-status").await.as_deref(), check["status"].as_str(), "{name} {step}");
        let text = window.text(&step).await;
        assert!(text.contains(check["detail"].as_str().unwrap()), "{name} {step}: {text}");
    }
    comparable(&report)
}

/// In the same account: the keyring has the password, and what was agreed to in the window holds here, too.
fn by_the_command(workspace: &Path, account: &Path, name: &str) -> Vec<Value> {
    let output = Command::new(command())
        .args(["-C", workspace.to_str().unwrap(), "--json", "check", name])
        .env("XDG_CONFIG_HOME", account.join("config"))
        .env("XDG_DATA_HOME", account.join("data"))
        .output()
        .expect("the command is missing: cargo build -p gatehouse-cli");
    let report = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{name}: {error}: {output:?}"));
    comparable(&report)
}

/// Beside the program under test.
fn command() -> PathBuf {
    let built = Path::new(env!("CARGO_BIN_EXE_gatehouse-desktop"));
    built.with_file_name(format!("gatehouse{}", std::env::consts::EXE_SUFFIX))
}

/// What must agree: everything but how long it took.
fn comparable(report: &Value) -> Vec<Value> {
    let checks = report["checks"].as_array().unwrap_or_else(|| panic!("no checks: {report}"));
    let one = |check: &Value| {
        let text = |field: &str| check[field].as_str().map(timeless);
        // A step that was not tried has none.
        let evidence = check["evidence"].as_object().cloned().unwrap_or_default();
        let evidence: serde_json::Map<_, _> = evidence
            .iter()
            .map(|(name, value)| (name.clone(), json!(timeless(value.as_str().unwrap()))))
            .filter(|(name, _)| !name.ends_with("rounds_ms"))
            .collect();
        json!({
            "id": check["id"], "status": check["status"], "code": check["code"], "title": check["title"],
            "detail": text("detail"), "remedy": text("remedy"), "evidence": evidence,
        })
    };
    judged_by_its_figures(&checks[LATENCY]);
    checks.iter().map(one).collect()
}

/// The verdict on the pace is the one that the figures beside it call for.
fn judged_by_its_figures(check: &Value) {
    assert_eq!(check["id"], "live_call_latency");
    if check["status"] == "skipped" {
        return;
    }
    let figures =
        [(Timed::Connect, "connect"), (Timed::FirstStatement, "first_statement"), (Timed::WarmStatement, "p95")];
    let (pace, slowest) = figures
        .into_iter()
        .filter_map(|(timed, name)| Some((timed.pace(figure(check["evidence"][name].as_str()?)), timed)))
        .max()
        .unwrap_or_else(|| panic!("no figures: {check}"));
    let status = match pace {
        Pace::Quick => "pass",
        Pace::Noticeable => "warn",
        Pace::TooSlow => "fail",
    };
    assert_eq!(check["status"], status, "{check}");
    assert_eq!(check["remedy"].is_null(), pace == Pace::Quick, "{check}");
    let detail = check["detail"].as_str().unwrap();
    let said = format!("; {} is ", slowest.phrase());
    assert_eq!(detail.contains(&said), pace != Pace::Quick, "{detail}");
}

/// Of `12.3 ms (p95 of 5)`, or `1.2 s`, the milliseconds.
fn figure(text: &str) -> f64 {
    let mut words = text.split(' ');
    let number: f64 = words.next().and_then(|word| word.parse().ok()).unwrap_or_else(|| panic!("no figure: {text}"));
    match words.next() {
        Some("ms") => number,
        Some("s") => number * 1000.0,
        _ => panic!("no unit: {text}"),
    }
}

/// A text with every figure before ` ms` or ` s` as `#`.
fn timeless(text: &str) -> String {
    let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
    for at in 1..words.len() {
        let unit = words[at].trim_end_matches(|c: char| c.is_ascii_punctuation());
        if matches!(unit, "ms" | "s") && words[at - 1].starts_with(|c: char| c.is_ascii_digit()) {
            words[at - 1] = "#".into();
        }
    }
    words.join(" ")
}

#[test]
fn only_timings_are_left_out_of_the_comparison() {
    assert_eq!(
        timeless("takes 0.3 ms (median), 12 ms at worst, on 5 tables"),
        "takes # ms (median), # ms at worst, on 5 tables"
    );
    assert_ne!(timeless("5 tables"), timeless("6 tables"));
}
