//! The places around a connection hold nothing for axe-core to find, light and dark; and they are photographed for people.

use std::cell::RefCell;

use serde_json::json;

use crate::scene::Scene;
use crate::window::Window;

#[tokio::test(flavor = "multi_thread")]
async fn nothing_for_axe_to_find_around_a_connection() {
    let scene = Scene::new().await;
    let clinic = &scene.clinic;
    let form = json!({
        "name": "clinic", "label": "Clinic Berlin", "environment": "production", "engine": "postgres",
        "host": clinic.host, "port": clinic.port, "database": clinic.name, "user": clinic.admin_user,
        "sslmode": "verify-full", "ca_pem": clinic.ca_pem, "local_only": true, "access": "write",
        "password_state": "none", "password_reference": null,
    });
    let home = scene.folder.path().join("home");
    std::fs::create_dir_all(&home).unwrap();
    let option_file = "[client]\nuser=ro\npassword=of-the-option-file-4711\nhost=db.example.com\ndatabase=app\n";
    std::fs::write(home.join(".my.cnf"), option_file).unwrap();
    let workspace = scene.workspace();
    let account = scene.folder.path().join("account");
    let environment = [("GATEHOUSE_WORKSPACE", workspace.to_str().unwrap()), ("HOME", home.to_str().unwrap())];
    let window = Window::open_with(&account, &environment, true).await;
    let saving = json!({ "original": null, "form": form, "password": clinic.admin_password });
    window.crossed("save_connection", saving).await;
    let mut found = Vec::new();
    for theme in ["light", "dark"] {
        window.theme(theme).await;
        found.extend(look_around(&window, theme).await);
    }
    window.close().await;
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Every place once; what is found there, with the place before it.
async fn look_around(window: &Window, theme: &str) -> Vec<String> {
    let found = RefCell::new(Vec::new());
    let look = async |place: &str| {
        window.screenshot(&format!("60-{theme}-{place}")).await;
        let here = window.accessibility_findings().await;
        found.borrow_mut().extend(here.into_iter().map(|one| format!("{theme} {place}: {one}")));
    };
    window.click("connection-item-clinic").await;
    window.click("place-check").await;
    look("check-not-run").await;
    window.click("check-run").await;
    window.until_attribute("check-live_call_latency", "data-status", "pass").await;
    for step in ["reachability_tls", "authentication", "read_probe", "read_only_session", "live_call_latency"] {
        window.click(&format!("check-{step}")).await;
        look(&format!("check-{step}")).await;
    }
    if window.shows("discover").await && theme == "light" {
        window.click("discover").await;
        window.find("schema-filter").await;
    }
    window.click("connection-edit-clinic").await;
    window.find("connection-save").await;
    look("connection").await;
    window.click("connection-add").await;
    window.fill("connection-host", "clinic.abc123.eu-central-1.rds.amazonaws.com").await;
    window.find("preset-hints").await;
    look("connection-preset").await;
    window.click("connection-import").await;
    window.until_text("import-dialog", "db.example.com").await;
    look("import").await;
    assert!(!window.source().await.contains("of-the-option-file-4711"), "a password crossed");
    window.press("Escape").await;
    window.click("connection-item-clinic").await;
    window.click("place-check").await;
    window.click("create-user").await;
    window.until_text("script-create", "Gatehouse").await;
    look("script").await;
    window.click("role-write").await;
    window.find("user-tables").await;
    window.fill("user-table-filter", "patients").await;
    window.click("user-table-public.patients").await;
    window.until_text("script-create", "Gatehouse").await;
    look("script-write").await;
    window.click("user-view-proof").await;
    look("proof-empty").await;
    // The drawn-up user was never made, so what is proven is its owner's login: far too much.
    window.crossed("forget_new_user", json!({ "name": "clinic" })).await;
    window.click("prove").await;
    window.until_attribute("proof", "data-ok", "false").await;
    look("proof").await;
    found.into_inner()
}
