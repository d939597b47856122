//! The whole way through: connect, check, discover, block, draft, restart, sync.

use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

use crate::scene::{Scene, files_holding};
use crate::window::Window;

#[tokio::test(flavor = "multi_thread")]
async fn walk_from_an_empty_folder_to_a_synced_binding() {
    let scene = Scene::new().await;
    let workspace = scene.workspace();
    let account = scene.folder.path().join("account");
    let window = Window::open(&workspace, &account).await;

    connect(&window, &scene).await;
    discover_and_block(&window).await;
    draft(&window).await;
    let statement = window.text("statement").await;
    let hash = window.text("statement-hash").await;
    window.close().await;

    let window = Window::open(&workspace, &account).await;
    found_again(&window, &statement, &hash).await;
    refuse_a_blocked_column(&window).await;
    sync(&window, &scene).await;
    in_the_dark(&window).await;
    nothing_secret_crossed(&window, &scene).await;
    let log = window.log();
    window.close().await;

    let password = SecretString::from(scene.clinic.agent_password.clone());
    assert!(!log.contains(password.expose_secret()), "the password is in the log");
    assert_eq!(files_holding(&workspace, &password), Vec::<std::path::PathBuf>::new());
    assert_eq!(files_holding(&account, &password), Vec::<std::path::PathBuf>::new());
    let files: Vec<_> = ["gatehouse.toml", "connections/clinic.toml", "connections/clinic.scoping.toml"].into();
    for file in files {
        assert!(workspace.join(file).is_file(), "{file}");
    }
}

async fn connect(window: &Window, scene: &Scene) {
    window.find("connection-add").await;
    window.screenshot("01-empty-workspace").await;
    window.click("connection-add").await;
    window.screenshot("02-connection-form-empty").await;
    // U+E007 is WebDriver's Enter.
    window.fill("connection-url", &format!("{}\u{e007}", scene.pasted_url())).await;
    window
        .until("the URL fills the host", || async {
            let host = window.find("connection-host").await;
            host.prop("value").await.unwrap().as_deref() == Some(scene.clinic.host.as_str())
        })
        .await;
    window.fill("connection-name", "clinic").await;
    // Typing a certificate of 700 characters key by key takes long and proves nothing; it is pasted.
    window.paste("connection-ca", &scene.clinic.ca_pem).await;
    window.settle().await;
    window.click("connection-local-only").await;
    window.screenshot("03-connection-form-filled").await;
    window.click("connection-save-check").await;
    for id in
        ["reachability_tls", "authentication", "schema_read", "read_probe", "read_only_session", "live_call_latency"]
    {
        window
            .until(&format!("{id} ends"), || async {
                matches!(
                    window.attribute(&format!("check-{id}"), "data-status").await.as_deref(),
                    Some("pass" | "warn")
                )
            })
            .await;
    }
    window.screenshot("04-checks").await;
}

async fn discover_and_block(window: &Window) {
    window.click("discover").await;
    window.click("place-schema").await;
    window.find("row-public.payments").await;
    window.screenshot("05-schema").await;
    window.click("tick-public.payments").await;
    window.until_attribute("row-public.payments", "data-blocked", "true").await;
    window.click("expand-public.patients").await;
    window.click("tick-public.patients.ssn").await;
    window.until_attribute("row-public.patients.ssn", "data-blocked", "true").await;
    window.screenshot("06-schema-blocked").await;
    assert_eq!(window.attribute("row-public.patients.phone", "data-blocked").await.as_deref(), Some("false"));
}

async fn draft(window: &Window) {
    window.click("place-bindings").await;
    window.screenshot("07-bindings-empty").await;
    window.click("binding-new").await;
    window.fill("binding-tool-name", "Look up an appointment").await;
    window.choose("binding-table", "appointments.read").await;
    window.choose("binding-filter-column", "phone").await;
    window.fill("binding-param", "caller_phone").await;
    for (at, (path, leaf)) in
        [("appointment.starts_at", "appointment_time"), ("appointment.status", "appointment_status")]
            .into_iter()
            .enumerate()
    {
        window.fill("projection-add-path", path).await;
        window.click("projection-add").await;
        window.fill(&format!("projection-leaf-{at}"), leaf).await;
    }
    let sql = window.until_text("statement", "t0.\"status\"").await;
    assert!(sql.contains("LIMIT 1"), "{sql}");
    assert!(sql.contains("SELECT t0.\"starts_at\"::text, t0.\"status\"::text"), "{sql}");
    assert!(sql.contains("FROM \"public\".\"appointments\" AS t0"), "{sql}");
    assert!(sql.contains("WHERE t0.\"phone\" = $1::text"), "{sql}");
    assert_eq!(sql.matches('$').count(), 1, "{sql}");
    window.until_text("saved", "Saved").await;
    window.screenshot("08-binding").await;
}

async fn found_again(window: &Window, statement: &str, hash: &str) {
    window.click("connection-item-clinic").await;
    window.click("place-schema").await;
    window.until_attribute("row-public.payments", "data-blocked", "true").await;
    if !window.shows("row-public.patients.ssn").await {
        window.click("expand-public.patients").await;
    }
    window.until_attribute("row-public.patients.ssn", "data-blocked", "true").await;
    window.click("place-bindings").await;
    window.click("binding-item-look-up-an-appointment").await;
    window.until_text("statement", "LIMIT 1").await;
    // Drawn line by line or, until what draws it is loaded, as one text.
    let joined = |sql: &str| sql.replace('\n', "");
    assert_eq!(joined(&window.text("statement").await), joined(statement));
    assert_eq!(window.text("statement-hash").await, hash);
    window.screenshot("09-found-again").await;
}

async fn refuse_a_blocked_column(window: &Window) {
    window.fill("projection-add-path", "patient.ssn").await;
    window.click("projection-add").await;
    let diagnostic = window.until_text("diagnostic-GH0122", "public.patients.ssn").await;
    assert!(diagnostic.contains("blocked"), "{diagnostic}");
    window.screenshot("10-blocked-column-refused").await;
    window.click("projection-remove-2").await;
    window.until_text("statement", "LIMIT 1").await;
    window.until_text("saved", "Saved").await;
}

async fn sync(window: &Window, scene: &Scene) {
    let plane = scene.control_plane().await;
    window.click("place-sync").await;
    window.screenshot("11-sync-empty").await;
    window.fill("sync-url", &plane.base_url).await;
    window.fill("sync-key", plane.key.expose_secret()).await;
    window.click("sync-save").await;
    window.click("sync-compare").await;
    window.until_text("sync-report", "payments").await;
    window.screenshot("12-sync-differences").await;
    window.click("sync-send").await;
    window.until_attribute("sync-report", "data-in-step", "true").await;
    window.screenshot("13-sync-sent").await;

    // What the control plane says, asked past the window.
    let client = gatehouse_api::Client::new(&plane.base_url, &plane.key).unwrap();
    let engine = gatehouse_core::connection::Engine::Postgres;
    let scoping = client.scoping(engine).await.unwrap().scoping;
    assert_eq!(json!(scoping), json!({ "blockedTables": ["payments"], "blockedColumns": { "patients": ["ssn"] } }));
    let agent = client.agents().await.unwrap().remove(0);
    let skills = client.skills(&agent.id).await.unwrap();
    let names: Vec<_> = skills.iter().map(gatehouse_api::Skill::display_name).collect();
    assert_eq!(names, ["Look up an appointment"]);
}

async fn in_the_dark(window: &Window) {
    window.crossed("set_theme", json!({ "theme": "dark" })).await;
    window.run("location.reload()", vec![]).await;
    window.find("place-check").await;
    window.click("connection-item-clinic").await;
    for (place, name) in [("check", "14-dark-check"), ("schema", "15-dark-schema"), ("sync", "17-dark-sync")] {
        window.click(&format!("place-{place}")).await;
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        window.screenshot(name).await;
    }
    window.click("place-bindings").await;
    window.click("binding-item-look-up-an-appointment").await;
    window.until_text("statement", "LIMIT 1").await;
    window.screenshot("16-dark-binding").await;
}

/// Asks for everything the shell can tell, and looks for the password in it and in the page.
async fn nothing_secret_crossed(window: &Window, scene: &Scene) {
    let password = &scene.clinic.agent_password;
    let mut crossed = vec![window.source().await];
    for (command, arguments) in [
        ("workspace", json!({})),
        ("preferences", json!({})),
        ("connection", json!({ "name": "clinic" })),
        ("connection_trust", json!({ "name": "clinic" })),
        ("list_imports", json!({})),
        ("presets", json!({})),
        ("last_checks", json!({ "name": "clinic" })),
        ("table_details", json!({ "name": "clinic", "table": { "schema": "public", "table": "patients" } })),
        ("search", json!({ "name": "clinic", "text": "phone", "limit": 5 })),
        ("bindings", json!({})),
        ("scoping", json!({ "name": "clinic" })),
        ("binding", json!({ "slug": "look-up-an-appointment" })),
        ("read_url", json!({ "url": scene.pasted_url() })),
        ("sync_agents", json!({})),
        ("sync_compare", json!({})),
    ] {
        let answer = window.crossed(command, arguments).await;
        assert!(answer.len() > 2, "{command}: {answer}");
        crossed.push(answer);
    }
    for text in crossed {
        assert!(!text.contains(password.as_str()), "the password crossed to the web view");
    }
}
