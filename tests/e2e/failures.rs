//! What goes wrong is told apart: each its own plain sentence with a next step, in the window.

use std::collections::BTreeSet;

use gatehouse_core::connection::{Descriptor, Engine, PasswordSource};
use gatehouse_testkit::{Certificate, Postgres, PostgresOptions};
use gatehouse_workspace::Workspace;
use serde_json::{Value, json};

use crate::scene::Scene;
use crate::window::Window;

const PASSWORD: &str = "GATEHOUSE_TEST_PASSWORD";
const WRONG: (&str, &str) = ("GATEHOUSE_TEST_WRONG_PASSWORD", "not-the-password-4711");

#[tokio::test(flavor = "multi_thread")]
async fn failures_are_told_apart_in_plain_words() {
    let scene = Scene::new().await;
    let elsewhere =
        Postgres::start(PostgresOptions { certificate: Certificate::WrongName, ..PostgresOptions::default() })
            .await
            .unwrap();
    let path = scene.workspace();
    let workspace = Workspace::open(&path).unwrap();
    let good = Descriptor {
        host: scene.clinic.host.clone(),
        port: scene.clinic.port,
        database: scene.clinic.name.clone(),
        user: scene.clinic.agent_user.clone(),
        password: Some(PasswordSource::Env(PASSWORD.into())),
        ca_pem: Some(scene.clinic.ca_pem.clone()),
        local_only: true,
        ..Descriptor::blank(Engine::Postgres)
    };
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let cases = [
        (
            "wrong-password",
            Descriptor { password: Some(PasswordSource::Env(WRONG.0.into())), ..good.clone() },
            "password",
        ),
        ("closed-port", Descriptor { port: closed, ..good.clone() }, "nothing listens"),
        ("untrusted", Descriptor { ca_pem: None, ..good.clone() }, "does not trust"),
        (
            "other-name",
            Descriptor { port: elsewhere.port(), ca_pem: Some(elsewhere.ca_pem().into()), ..good.clone() },
            "certificate is for",
        ),
    ];
    for (name, descriptor, _) in &cases {
        workspace.save_connection(name, descriptor).unwrap();
    }
    let account = scene.folder.path().join("account");
    let password = scene.clinic.agent_password.clone();
    let environment = [("GATEHOUSE_WORKSPACE", path.to_str().unwrap()), (PASSWORD, password.as_str()), WRONG];
    let window = Window::open_with(&account, &environment, true).await;

    let mut sentences = BTreeSet::new();
    for (name, _, part) in &cases {
        let asked_in_the_window = *name == "wrong-password";
        if !asked_in_the_window {
            agree_to(&window, name).await;
        }
        window.click(&format!("connection-item-{name}")).await;
        window.click("place-check").await;
        window.click("check-run").await;
        if asked_in_the_window {
            let question = window.until_text("trust-question", "environment variable").await;
            assert!(question.contains(&format!("{}@", scene.clinic.agent_user)), "{question}");
            window.screenshot("19-trust-question").await;
            window.click("trust-agree").await;
        }
        let step = if *name == "wrong-password" { "check-authentication" } else { "check-reachability_tls" };
        window.until_attribute(step, "data-status", "fail").await;
        let sentence = window.until_text(step, part).await;
        window.until_attribute("check-live_call_latency", "data-status", "skipped").await;
        assert!(!window.source().await.contains(WRONG.1), "{name} shows the password");
        window.screenshot(&format!("20-{name}")).await;
        sentences.insert(sentence);
    }
    assert_eq!(sentences.len(), cases.len(), "{sentences:?}");
    assert!(!window.log().contains(WRONG.1) && !window.log().contains(&password));
    window.close().await;
}

/// The connections were written as a pulled workspace would bring them: nothing is read for them before somebody agrees,
/// and agreeing to something else than what stands there is no agreement.
async fn agree_to(window: &Window, name: &str) {
    let asked = window.crossed("discover", json!({ "name": name, "onProgress": "__CHANNEL__:1" })).await;
    assert!(asked.contains("reference_not_trusted"), "{name}: {asked}");
    let trust = |answer: String| serde_json::from_str::<Value>(&answer).unwrap();
    let shown = trust(window.crossed("connection_trust", json!({ "name": name })).await);
    let other = json!({ "name": name, "fingerprint": "0".repeat(64) });
    assert_eq!(trust(window.crossed("trust_connection", other).await)["agreed"], false);
    let this = json!({ "name": name, "fingerprint": shown["fingerprint"] });
    assert_eq!(trust(window.crossed("trust_connection", this).await)["agreed"], true);
}
