//! From two drafts to what callers get: sending, a write that waits for its review, publishing, and what the window remembers of
//! it when the control plane is gone.

use secrecy::ExposeSecret;
use serde_json::json;

use crate::binding::open;
use crate::scene::Scene;
use crate::window::Window;

pub(crate) const READ: &str = r#"version = 1
tool_name = "Look up an appointment"
connection = "clinic"
operation = "appointments.read"
enabled = true

[[inputs]]
param = "caller_phone"
arg = "phone"
required = true

[[projection]]
path = ["status"]
leaf = "appointment_status"
"#;

const WRITE: &str = r#"version = 1
tool_name = "Cancel an appointment"
connection = "clinic"
operation = "appointments.update"
enabled = true

[[input_object_map]]
field = "status"
const = "cancelled"

[sql_write]
key_column = "id"
key_param = "appointment_id"
"#;

#[tokio::test(flavor = "multi_thread")]
async fn callers_get_what_was_sent_reviewed_and_published() {
    let scene = Scene::new().await;
    let window = open(&scene).await;
    let bindings = scene.workspace().join("bindings");
    std::fs::create_dir_all(&bindings).unwrap();
    std::fs::write(bindings.join("look-up-an-appointment.toml"), READ).unwrap();
    std::fs::write(bindings.join("cancel-an-appointment.toml"), WRITE).unwrap();
    window.reload().await;
    window.click("connection-item-clinic").await;

    let plane = scene.control_plane().await;
    window.click("place-sync").await;
    window.fill("sync-url", &plane.base_url).await;
    window.fill("sync-key", plane.key.expose_secret()).await;
    window.click("sync-save").await;
    window.until_text("sync-report", "Cancel an appointment").await;
    window.click("sync-send").await;
    window.until_attribute("sync-report", "data-in-step", "true").await;
    // The write was sent as meant to be enabled, and lies there disabled.
    window.until_text("sync-live", "Waiting for your review").await;
    window.screenshot("120-sync-review").await;
    window.fill("sync-note", "First tools").await;
    window.click("sync-publish").await;
    window.until_text("sync-version", "Version 1").await;
    let first = window.text("sync-live").await;
    window.click("sync-enable-cancel-an-appointment").await;
    window.until_text("sync-live", "Publishing adds or changes").await;
    window.screenshot("121-sync-adds").await;
    window.click("sync-publish").await;
    window.until_text("sync-version", "Version 2").await;
    window.until_text("sync-live", "Publishing would change nothing").await;
    window.screenshot("122-sync-published").await;
    assert!(first.contains("First tools"), "{first}");
    let findings = window.accessibility_findings().await;
    assert!(findings.is_empty(), "{}", findings.join("\n"));

    // What the control plane says, asked past the window.
    let client = gatehouse_api::Client::new(&plane.base_url, &plane.key).unwrap();
    let agent = client.agents().await.unwrap().remove(0);
    let version = client.last_version(&agent.id).await.unwrap().unwrap();
    let mut tools: Vec<_> = version.skills.unwrap().into_iter().map(|skill| skill.display_name).collect();
    tools.sort();
    assert_eq!((version.version, tools), (2, vec!["Cancel an appointment".into(), "Look up an appointment".into()]));

    states_are_remembered(&window, &plane.key).await;
    window.theme("dark").await;
    window.click("place-sync").await;
    window.until_text("sync-version", "Version 2").await;
    window.screenshot("123-sync-published-dark").await;
    window.close().await;
}

/// A restart has no connection to the control plane; the list says what was known of it, and what has changed since.
async fn states_are_remembered(window: &Window, key: &secrecy::SecretString) {
    window.reload().await;
    window.click("connection-item-clinic").await;
    window.click("place-bindings").await;
    window.until_text("list-row-look-up-an-appointment", "published").await;
    window.click("bindings-facet-published").await;
    window.until_text("list-row-cancel-an-appointment", "published").await;
    window.screenshot("124-list-published").await;
    let crossed = window.crossed("sync_known", json!({})).await;
    assert!(crossed.contains("callers_get") && !crossed.contains(key.expose_secret()), "{crossed}");
    // A block that takes a column from under a published tool is seen at once, without asking the control plane.
    window.click("place-schema").await;
    window.click("expand-public.appointments").await;
    window.click("tick-public.appointments.status").await;
    window.until_attribute("row-public.appointments.status", "data-blocked", "true").await;
    window.click("place-bindings").await;
    window.click("bindings-facet-broken").await;
    window.until_text("list-row-look-up-an-appointment", "does not compile").await;
}
