//! Drafting in the real window, with mouse and keyboard: the contract's example from an empty editor, refused and put right, tried on
//! the demo clinic; a write with its parameters; steps back and forth; whole files copied, renamed, deleted and brought back.

use serde_json::json;

use crate::browser::discover;
use crate::scene::Scene;
use crate::window::Window;

/// A workspace whose one connection, `clinic`, is discovered.
pub(crate) async fn open(scene: &Scene) -> Window {
    let workspace = scene.workspace();
    let window = Window::open(&workspace, &scene.folder.path().join("account")).await;
    let clinic = &scene.clinic;
    let form = json!({
        "engine": "postgres", "host": clinic.host, "port": clinic.port, "database": clinic.name,
        "user": clinic.admin_user, "ca_pem": clinic.ca_pem,
    });
    discover(&window, form, &clinic.admin_password).await;
    window.find("row-public.patients").await;
    window.click("place-bindings").await;
    window
}

#[tokio::test(flavor = "multi_thread")]
async fn the_example_of_the_contract_from_an_empty_editor() {
    let scene = Scene::new().await;
    let window = open(&scene).await;
    let file = scene.workspace().join("bindings/look-up-an-appointment.toml");
    window.screenshot("80-no-binding").await;
    window.click("binding-new").await;
    window.screenshot("81-empty-editor").await;
    window.fill("binding-tool-name", "Look up an appointment").await;
    window.choose("binding-table", "appointments.read").await;
    window.choose("binding-filter-column", "phone").await;
    window.screenshot("82-filter").await;
    drag_columns(&window).await;
    window.fill("projection-leaf-0", "appointment_time").await;
    window.fill("projection-leaf-1", "appointment_status").await;
    window.until_text("statement", "SELECT t0.\"starts_at\"::text, t0.\"status\"::text").await;
    window.until_text("saved", "Saved").await;
    window.screenshot("83-compiles").await;
    let written = std::fs::read_to_string(&file).unwrap();
    for part in ["arg = \"phone\"", "param = \"caller_phone\"", "leaf = \"appointment_time\""] {
        assert!(written.contains(part), "{part}: {written}");
    }

    refused_while_a_column_is_blocked(&window).await;
    try_it(&window).await;
    window.close().await;
}

/// Three columns come in by the pointer, one before another; one goes again, and two change places by the keyboard and back by undo.
async fn drag_columns(window: &Window) {
    let path =
        async |at: usize| window.find(&format!("projection-path-{at}")).await.prop("value").await.unwrap().unwrap();
    let top = "document.querySelector('[data-testid=outputs]').scrollIntoView()";
    window.run(top, vec![]).await;
    window.drag(&["drag-status".to_owned(), "outputs".to_owned()], true).await;
    assert_eq!(path(0).await, "status");
    // Above the middle of the first row is before it.
    for column in ["starts_at", "reason"] {
        window.run(top, vec![]).await;
        window.drag(&[format!("drag-{column}"), "outputs-head".to_owned()], true).await;
        assert_eq!(path(0).await, column);
    }
    window.click("projection-remove-0").await;
    assert_eq!([path(0).await, path(1).await], ["starts_at", "status"]);
    window.click("projection-path-0").await;
    window.chord("alt+Down").await;
    assert_eq!([path(0).await, path(1).await], ["status", "starts_at"]);
    window.chord("ctrl+z").await;
    assert_eq!([path(0).await, path(1).await], ["starts_at", "status"]);
    // What is let go elsewhere goes nowhere.
    window.drag(&["drag-notes".to_owned(), "binding-list".to_owned()], true).await;
    assert!(!window.shows("projection-path-2").await);
}

/// Blocked in Schema, refused at its field with the reason; one click takes it out.
async fn refused_while_a_column_is_blocked(window: &Window) {
    window.click("place-schema").await;
    window.click("expand-public.appointments").await;
    window.click("tick-public.appointments.status").await;
    window.until_attribute("row-public.appointments.status", "data-blocked", "true").await;
    window.click("place-bindings").await;
    let diagnostic = window.until_text("diagnostic-GH0122", "appointments.status is blocked").await;
    assert!(diagnostic.contains("must not leave the database"), "{diagnostic}");
    let field = window.find("projection-path-1").await;
    assert_eq!(field.attr("aria-invalid").await.unwrap().as_deref(), Some("true"));
    let described = field.attr("aria-describedby").await.unwrap().expect("the field does not say what is wrong");
    let said = window.run("return document.getElementById(arguments[0]).textContent", vec![json!(described)]).await;
    assert!(said.as_str().unwrap().contains("is blocked"), "{said}");
    window.screenshot("84-blocked").await;
    window.click("fix-GH0122").await;
    window.until_text("statement", "SELECT t0.\"starts_at\"::text").await;
    assert!(!window.shows("projection-path-1").await);
    assert!(!window.text("statement").await.contains("status"));
}

/// The exact JSON, from the demo clinic, with its time and how it was found.
async fn try_it(window: &Window) {
    window.click("tab-trial").await;
    window.screenshot("85-trial").await;
    window.fill("trial-argument-caller_phone", "+12105550122\u{e007}").await;
    let json = window.until_text("trial-json", "appointment_time").await;
    assert!(json.contains("20"), "{json}");
    window.until_text("trial-rows", "1 row found").await;
    window.find("trial-plan-values").await;
    window.screenshot("86-tried").await;
    window.theme("dark").await;
    window.click("binding-item-look-up-an-appointment").await;
    window.until_text("statement", "LIMIT 1").await;
    window.click("tab-trial").await;
    window.fill("trial-argument-caller_phone", "+12105550122\u{e007}").await;
    window.find("trial-json").await;
    window.screenshot("87-tried-dark").await;
}

/// A change of one row: key, values, a pinned constant, rules; asked about before it is tried, and nothing of it stays. Every panel of
/// the way, light and dark, holds nothing for axe-core.
#[tokio::test(flavor = "multi_thread")]
async fn a_write_and_what_is_done_to_files() {
    let scene = Scene::new().await;
    let window = open(&scene).await;
    window.click("binding-new").await;
    window.fill("binding-tool-name", "Cancel an appointment").await;
    window.click("operation-update").await;
    window.choose("binding-table", "appointments.update").await;
    window.choose("binding-key-column", "id").await;
    window.fill("binding-key-param", "appointment_id").await;
    window.click("set-status").await;
    window.choose("write-source-status", "constant").await;
    window.choose("write-constant-status", "cancelled").await;
    window.click("set-reason").await;
    window.click("pick-status").await;
    window.until_text("statement", "UPDATE").await;
    window.click("parameter-reason").await;
    window.fill("rule-max_length-reason", "200").await;
    window.until_text("parameter-reason", "200 characters or fewer").await;
    window.screenshot("90-write").await;
    window.click("tab-skill").await;
    window.until_text("skill", "maxLength").await;

    window.click("tab-trial").await;
    window.fill("trial-argument-appointment_id", "1").await;
    window.fill("trial-argument-reason", "The caller is ill\u{e007}").await;
    window
        .until("it asks, or it ran", || async {
            window.shows("trial-hazards").await || window.shows("trial-json").await
        })
        .await;
    window.screenshot("91-asks").await;
    if window.shows("trial-agree").await {
        window.click("trial-agree").await;
    }
    window.until_text("trial-json", "cancelled").await;
    window.until_text("trial-rows", "1 row changed and rolled back").await;
    window.screenshot("92-write-tried").await;

    let folder = scene.workspace().join("bindings");
    let names = || {
        let files = std::fs::read_dir(&folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = files.collect();
        names.sort();
        names
    };
    whole_files(&window, &folder, &names).await;

    let mut found = Vec::new();
    for theme in ["light", "dark"] {
        window.theme(theme).await;
        found.extend(look_around(&window, theme).await);
    }
    window.close().await;
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// A new row: what it must have at one click, and a question before it is tried, because a counter does not go back.
#[tokio::test(flavor = "multi_thread")]
async fn an_added_row_is_asked_about_before_it_is_tried() {
    let scene = Scene::new().await;
    let window = open(&scene).await;
    window.click("binding-new").await;
    window.fill("binding-tool-name", "Put on the waiting list").await;
    window.click("operation-create").await;
    window.choose("binding-table", "waitlist.create").await;
    window.click("write-required").await;
    window.click("pick-id").await;
    let sql = window.until_text("statement", "INSERT INTO").await;
    assert_eq!(sql.matches('$').count(), 3, "{sql}");
    window.click("tab-trial").await;
    for (name, value) in [("patient_id", "4000"), ("service_id", "12"), ("earliest", "2027-03-01\u{e007}")] {
        window.fill(&format!("trial-argument-{name}"), value).await;
    }
    let asked = window.until_text("trial-hazards", "does not give back").await;
    assert!(asked.contains("waitlist_id_seq"), "{asked}");
    window.screenshot("99-asks").await;
    let findings = window.accessibility_findings().await;
    assert!(findings.is_empty(), "{}", findings.join("\n"));
    window.click("trial-agree").await;
    window.until_text("trial-json", "\"id\"").await;
    window.until_text("trial-rows", "1 row written and rolled back").await;
    window.screenshot("99-added").await;
    by_keyboard_alone(&window).await;
    window.close().await;
}

/// Tab goes through the form in the order of thought, past nothing that a person needs, and the arrows choose what it does.
async fn by_keyboard_alone(window: &Window) {
    window.run("document.querySelector('[data-testid=binding-tool-name]').focus()", vec![]).await;
    let mut visited = Vec::new();
    for _ in 0..40 {
        window.chord("Tab").await;
        let at = window.run("return document.activeElement.dataset.testid ?? document.activeElement.tagName", vec![]);
        visited.push(at.await.as_str().unwrap().to_owned());
    }
    let wanted = [
        "binding-description",
        "binding-enabled",
        "operation-create",
        "binding-table",
        "write-source-patient_id",
        "write-param-patient_id",
        "write-remove-patient_id",
        "set-patient_id",
        "projection-path-0",
        "projection-leaf-0",
        "projection-remove-0",
        "projection-add-path",
        "pick-id",
    ];
    let mut rest = visited.iter();
    for id in wanted {
        assert!(rest.any(|one| one == id), "{id} is not where it belongs in {visited:?}");
    }
    window.run("document.querySelector('[data-testid=operation-create]').focus()", vec![]).await;
    window.press("ArrowRight").await;
    window.find("binding-key-column").await;
    window.chord("ctrl+z").await;
    window.find("write-param-patient_id").await;
}

/// Copied, renamed, deleted and brought back; a person's comment comes along.
async fn whole_files(window: &Window, folder: &std::path::Path, names: &impl Fn() -> Vec<String>) {
    window.until_text("saved", "Saved").await;
    let file = folder.join("cancel-an-appointment.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    let commented = text.replace(
        "[[input_object_map]]\nfield = \"status\"",
        "# agreed with the front desk\n[[input_object_map]]\nfield = \"status\"",
    );
    assert_ne!(text, commented, "{text}");
    std::fs::write(&file, commented).unwrap();

    window.click("binding-menu").await;
    window.click("binding-duplicate").await;
    window.until_text("status-line", "Duplicated").await;
    window.find("binding-item-cancel-an-appointment-copy").await;
    window.click("binding-menu").await;
    window.click("binding-rename").await;
    window.fill("rename-to", "call-off").await;
    window.screenshot("93-rename").await;
    window.click("rename-confirm").await;
    window.find("binding-item-call-off").await;
    assert_eq!(names(), ["call-off.toml", "cancel-an-appointment.toml"]);

    // Its first column goes, and the comment stays with the other.
    window.click("write-remove-reason").await;
    window.until_text("saved", "Saved").await;
    let kept = || std::fs::read_to_string(folder.join("call-off.toml")).unwrap_or_default();
    window.until_outside("the column is out of the file", || !kept().contains("field = \"reason\"")).await;
    assert!(kept().contains("# agreed with the front desk\n[[input_object_map]]\nfield = \"status\""), "{}", kept());

    let before = kept();
    window.click("binding-menu").await;
    window.click("binding-delete").await;
    window.until_text("status-line", "Deleted").await;
    assert_eq!(names(), ["cancel-an-appointment.toml"]);
    window.screenshot("94-deleted").await;
    window.click("status-undo").await;
    window.find("binding-item-call-off").await;
    assert_eq!(kept(), before);

    std::fs::write(&file, format!("{before}\nlimits = 3\n")).unwrap();
    window.click("binding-item-cancel-an-appointment").await;
    let lines = before.lines().count() + 2;
    window.until("it names the line", || async { window.source().await.contains(&format!("line {lines}")) }).await;
    window.screenshot("95-unknown-key").await;
    std::fs::write(&file, before).unwrap();
}

async fn look_around(window: &Window, theme: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (width, height) in [(1280, 800), (1600, 1000)] {
        window.resize(width, height).await;
        for (place, id) in [("draft", "binding-item-call-off"), ("copy", "binding-item-cancel-an-appointment")] {
            window.click(id).await;
            window.until_text("statement", "UPDATE").await;
            window.screenshot(&format!("96-{theme}-{width}-{place}")).await;
        }
        for tab in ["skill", "trial"] {
            window.click(&format!("tab-{tab}")).await;
            window.screenshot(&format!("96-{theme}-{width}-{tab}")).await;
            found.extend(findings(window, theme, tab).await);
        }
        window.click("binding-new").await;
        window.find("binding-tool-name").await;
        window.screenshot(&format!("96-{theme}-{width}-new")).await;
        found.extend(findings(window, theme, "new").await);
        window.click("binding-list").await;
        window.click("prepare-run").await;
        window.until_text("prepare-verdict", "2 of 2 valid").await;
        window.screenshot(&format!("96-{theme}-{width}-list")).await;
        found.extend(findings(window, theme, "list").await);
    }
    found
}

async fn findings(window: &Window, theme: &str, place: &str) -> Vec<String> {
    let here = window.accessibility_findings().await;
    here.into_iter().map(|one| format!("{theme} {place}: {one}")).collect()
}

/// A goal in words gives drafts that compile; one is looked at, taken over and goes on in the editor.
#[tokio::test(flavor = "multi_thread")]
async fn a_goal_becomes_a_draft() {
    let scene = Scene::new().await;
    let window = open(&scene).await;
    window.fill("goal", "look up the caller's next appointment by phone\u{e007}").await;
    let first = window.until_text("proposal-0", "appointments.read").await;
    assert!(first.contains("phone"), "{first}");
    window.click("proposal-look-0").await;
    window.until_text("proposal-0", "WHERE t0.\"phone\" = $1").await;
    window.screenshot("97-proposals").await;
    let findings = window.accessibility_findings().await;
    assert!(findings.is_empty(), "{}", findings.join("\n"));
    window.click("proposal-take-0").await;
    let sql = window.until_text("statement", "appointments").await;
    assert!(sql.contains("\"phone\" = $1"), "{sql}");
    assert_eq!(std::fs::read_dir(scene.workspace().join("bindings")).unwrap().count(), 1);
    window.screenshot("98-taken-over").await;
    window.click("binding-list").await;
    window.fill("goal", "delete the caller's appointment\u{e007}").await;
    window.until_text("goal-note", "No binding deletes").await;
    window.close().await;
}
