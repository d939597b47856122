//! Somebody else works with the control plane, too: what they changed is shown as theirs, and taken or overwritten as a person decides.

use gatehouse_api::{BindingBody, Client, Precondition};
use gatehouse_core::connection::Engine;
use secrecy::ExposeSecret;
use serde_json::json;

use crate::binding::open;
use crate::publish::READ;
use crate::scene::Scene;

const SLUG: &str = "look-up-an-appointment";

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_else_changed_is_taken_or_overwritten() {
    let scene = Scene::new().await;
    let window = open(&scene).await;
    let draft = scene.workspace().join(format!("bindings/{SLUG}.toml"));
    std::fs::create_dir_all(draft.parent().unwrap()).unwrap();
    std::fs::write(&draft, READ).unwrap();
    window.reload().await;
    window.click("connection-item-clinic").await;
    let plane = scene.control_plane().await;
    window.click("place-sync").await;
    window.fill("sync-url", &plane.base_url).await;
    window.fill("sync-key", plane.key.expose_secret()).await;
    window.click("sync-save").await;
    window.until_text("sync-report", "Look up an appointment").await;
    window.click("sync-send").await;
    window.until_attribute("sync-report", "data-in-step", "true").await;

    let client = Client::new(&plane.base_url, &plane.key).unwrap();
    let agent = client.agents().await.unwrap().remove(0).id;
    let rebind = async |output: &str| {
        let body: BindingBody = serde_json::from_value(json!({
            "toolName": "Look up an appointment", "operation": "appointments.read", "enabled": true,
            "inputs": [{ "param": "caller_phone", "arg": "phone" }],
            "projection": [{ "path": ["status"], "leaf": output }],
        }))
        .unwrap();
        client.create_binding(&agent, Engine::Postgres, &body, Precondition::None).await.unwrap();
        window.click("sync-compare").await;
        window.until_text("sync-theirs", "changed there").await;
    };
    rebind("theirs").await;
    window.screenshot("125-sync-theirs").await;
    let findings = window.accessibility_findings().await;
    assert!(findings.is_empty(), "{}", findings.join("\n"));
    assert!(window.text("sync-report").await.contains("Decide about what was changed there first"));
    window.click(&format!("sync-take-{SLUG}")).await;
    window.until_attribute("sync-report", "data-in-step", "true").await;
    assert!(std::fs::read_to_string(&draft).unwrap().contains("leaf = \"theirs\""));

    rebind("theirs_again").await;
    window.click(&format!("sync-overwrite-{SLUG}")).await;
    window.click("sync-send").await;
    window.until_attribute("sync-report", "data-in-step", "true").await;
    let skill = client.skills(&agent).await.unwrap().remove(0);
    assert_eq!(skill.definition().unwrap().allowed_fields, ["theirs"]);
    let kept = std::fs::read_dir(scene.workspace().join(".gatehouse/replaced")).unwrap().count();
    assert_eq!(kept, 2, "the draft that was taken over, and what was overwritten");
    window.close().await;
}
