//! A server that only its recorded certificate tells from another shows a new one: refused, then accepted by a person on what was
//! shown, and the connection's file says so.

use gatehouse_core::connection::{Descriptor, Engine, PasswordSource, SslMode};
use gatehouse_workspace::Workspace;
use serde_json::{Value, json};

use crate::scene::Scene;
use crate::window::Window;

const PASSWORD: &str = "GATEHOUSE_TEST_PASSWORD";

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_certificate_is_accepted_by_a_person_or_not_at_all() {
    let scene = Scene::new().await;
    let path = scene.workspace();
    let workspace = Workspace::open(&path).unwrap();
    let descriptor = Descriptor {
        host: scene.clinic.host.clone(),
        port: scene.clinic.port,
        database: scene.clinic.name.clone(),
        user: scene.clinic.agent_user.clone(),
        password: Some(PasswordSource::Env(PASSWORD.into())),
        sslmode: SslMode::Require,
        pinned_certificate: Some("0".repeat(64)),
        password_in_clear: true,
        local_only: true,
        ..Descriptor::blank(Engine::Postgres)
    };
    workspace.save_connection("renewed", &descriptor).unwrap();
    let account = scene.folder.path().join("account");
    let password = scene.clinic.agent_password.clone();
    let environment = [("GATEHOUSE_WORKSPACE", path.to_str().unwrap()), (PASSWORD, password.as_str())];
    let window = Window::open_with(&account, &environment, true).await;

    window.click("connection-item-renewed").await;
    window.click("place-check").await;
    window.click("check-run").await;
    window.click("trust-agree").await;
    window.until_attribute("check-reachability_tls", "data-status", "fail").await;
    window.until_text("pin-changed", "Is this still your server?").await;
    window.screenshot("21-certificate-changed").await;

    let nonsense = json!({ "name": "renewed", "sha256": "not a fingerprint" });
    assert!(window.crossed("accept_certificate", nonsense).await.contains("descriptor_invalid"));
    assert_eq!(workspace.connection("renewed").unwrap(), descriptor);

    window.click("pin-decide").await;
    window.until_attribute("check-authentication", "data-status", "pass").await;
    assert!(!window.shows("pin-changed").await);
    let after = workspace.connection("renewed").unwrap();
    let pinned = after.pinned_certificate.clone().unwrap();
    assert_ne!(pinned, "0".repeat(64));
    assert!(!after.password_in_clear, "the consent was about the old certificate");

    let consent = json!({ "name": "renewed", "sha256": pinned });
    assert_eq!(window.crossed("allow_password_in_clear", consent).await, Value::Null.to_string());
    assert!(workspace.connection("renewed").unwrap().password_in_clear);
    window.close().await;
}
