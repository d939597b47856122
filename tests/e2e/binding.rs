//! Drafting in the real window, with mouse and keyboard: the contract's example from an empty editor, refused and put right, tried on
//! the demo clinic; a write with its parameters; steps back and forth; whole files copied, renamed, deleted and brought back.

use serde_json::json;

use crate::scene::Scene;
use crate::window::Window;

/// A workspace whose one connection, `clinic`, is discovered.
async fn open(scene: &Scene) -> Window {
    let workspace = scene.workspace();
    let window = Window::open(&workspace, &scene.folder.path().join("account")).await;
    let clinic = &scene.clinic;
    let form = json!({
        "name": "clinic", "label": "Clinic", "environment": "test", "engine": "postgres", "host": clinic.host,
        "port": clinic.port, "database": clinic.name, "user": clinic.admin_user, "ca_pem": clinic.ca_pem,
        "sslmode": "verify-full", "local_only": true, "access": "write", "password_state": "none",
        "password_reference": null,
    });
    let saving = json!({ "original": null, "form": form, "password": clinic.admin_password });
    window.crossed("save_connection", saving).await;
    window.reload().await;
    window.click("connection-item-clinic").await;
    window.click("place-schema").await;
    window.click("discover").await;
    window.find("row-public.patients").await;
    window.click("place-bindings").await;
    window
}

#[tokio::test(flavor = "multi_thread")]
async fn the_example_of_the_contract_from_an_empty_editor() {
    let scene = Scene::new().await;
    let window = open(&scene).await;
    window.screenshot("80-no-binding").await;
    window.click("binding-new").await;
    window.screenshot("81-empty-editor").await;
    window.fill("binding-tool-name", "Look up an appointment").await;
    window.choose("binding-table", "appointments.read").await;
    window.choose("binding-filter-column", "phone").await;
    window.screenshot("82-filter").await;
    // Two columns dragged into the list, and a third between them.
    drag_in(&window, "drag-starts_at").await;
    drag_in(&window, "drag-status").await;
    window.fill("projection-leaf-0", "appointment_time").await;
    window.fill("projection-leaf-1", "appointment_status").await;
    window.until_text("statement", "t0.\"status\"").await;
    window.until_text("saved", "Saved").await;
    window.screenshot("83-compiles").await;
    let file = scene.workspace().join("bindings/look-up-an-appointment.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains("arg = \"phone\"") && text.contains("leaf = \"appointment_time\""), "{text}");
    window.close().await;
}

/// Drags a column by its grip over the end of the list of outputs.
async fn drag_in(window: &Window, grip: &str) {
    window.run("document.querySelector('[data-testid=outputs]').scrollIntoView()", vec![]).await;
    window.drag(&[grip.to_owned(), "outputs".to_owned()], true).await;
}
