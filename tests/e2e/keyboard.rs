//! Without a mouse: the schema browser and the binding editor from the first key to the last. Every place that gets the focus is visible and
//! has a name, and no step needs a pointer.

use crate::binding;
use crate::focus::Walk;
use crate::scene::Scene;
use crate::window::Window;

/// What a developer does meanwhile.
const CHANGES: &str =
    "ALTER TABLE patients ADD COLUMN nickname text; CREATE TABLE feedback (id bigint PRIMARY KEY, message text);";

#[tokio::test(flavor = "multi_thread")]
async fn the_schema_browser_by_keys_alone() {
    let scene = Scene::new().await;
    let window = binding::open(&scene).await;
    // As after a start: nothing has the focus yet.
    window.reload().await;
    let walk = Walk::new(&window);
    walk.tab_to("place-schema").await;
    walk.press("Return").await;
    walk.tab_to("connection-item-clinic").await;
    walk.press("Return").await;
    walk.tab_to("schema-filter").await;
    blocks_and_steps(&window, &walk).await;
    finds(&window, &walk).await;
    makes_a_rule(&window, &walk).await;
    scene.clinic.run_script(CHANGES).await.unwrap();
    reviews(&window, &walk).await;
    sees_what_the_agent_sees(&window, &walk).await;
    let wrong = walk.wrong();
    window.close().await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

async fn is_blocked(window: &Window, paths: &[&str], blocked: bool) {
    for path in paths {
        window.until_attribute(&format!("row-{path}"), "data-blocked", if blocked { "true" } else { "false" }).await;
    }
}

/// Into the tree, down to a column and a range of them; each step back and forth.
async fn blocks_and_steps(window: &Window, walk: &Walk<'_>) {
    walk.tab_to("row-public").await;
    walk.types("patients").await;
    walk.comes_to("row-public.patients").await;
    walk.press("Right").await;
    window.find("row-public.patients.ssn").await;
    walk.types("ssn").await;
    walk.comes_to("row-public.patients.ssn").await;
    walk.press("space").await;
    is_blocked(window, &["public.patients.ssn"], true).await;
    window.screenshot("110-keys-blocked").await;
    walk.press("Up").await;
    walk.comes_to("row-public.patients.email").await;
    for _ in 0..3 {
        walk.press("shift+Up").await;
    }
    walk.comes_to("row-public.patients.full_name").await;
    let range = ["full_name", "date_of_birth", "phone", "email"].map(|column| format!("public.patients.{column}"));
    let range: Vec<&str> = range.iter().map(String::as_str).collect();
    for path in &range {
        window.until_attribute(&format!("row-{path}"), "aria-selected", "true").await;
    }
    walk.press("space").await;
    is_blocked(window, &range, true).await;
    window.screenshot("111-keys-range").await;
    walk.press("ctrl+z").await;
    is_blocked(window, &range, false).await;
    walk.press("ctrl+shift+z").await;
    is_blocked(window, &range, true).await;
    walk.press("ctrl+z").await;
    is_blocked(window, &range, false).await;
    is_blocked(window, &["public.patients.ssn"], true).await;
    // The same by the buttons.
    walk.tab_to("undo").await;
    walk.press("space").await;
    is_blocked(window, &["public.patients.ssn"], false).await;
    walk.tab_to("redo").await;
    walk.press("Return").await;
    is_blocked(window, &["public.patients.ssn"], true).await;
}

/// Narrows the tree, then asks a whole question and goes to an answer.
async fn finds(window: &Window, walk: &Walk<'_>) {
    walk.press("ctrl+f").await;
    walk.comes_to("schema-filter").await;
    walk.types("licence").await;
    window.find("row-public.providers.licence_no").await;
    walk.tab_to("row-public").await;
    walk.press("ctrl+p").await;
    walk.comes_to("schema-filter").await;
    walk.press("ctrl+a").await;
    walk.types("when is the caller's next visit").await;
    window.find("hit-appointments").await;
    walk.press("Down").await;
    walk.press("Up").await;
    window.screenshot("112-keys-search").await;
    walk.press("Return").await;
    walk.comes_to("row-public.appointments").await;
    window.screenshot("113-keys-found").await;
}

/// By the row's own menu, and by typing a pattern.
async fn makes_a_rule(window: &Window, walk: &Walk<'_>) {
    walk.press("Right").await;
    walk.types("notes").await;
    walk.comes_to("row-public.appointments.notes").await;
    walk.press("shift+F10").await;
    window.find("menu-rule").await;
    for _ in 0..8 {
        if walk.here().await == "menu-rule" {
            break;
        }
        walk.press("Down").await;
    }
    window.screenshot("114-keys-menu").await;
    walk.press("Return").await;
    walk.comes_to("rule-pattern").await;
    walk.press("ctrl+a").await;
    walk.types("*.licence_no").await;
    window.until_text("rule-matches", "Matches 1 column in 1 table").await;
    walk.tab_to("rule-add").await;
    walk.press("Return").await;
    window.find("rule-*.licence_no").await;
    window.screenshot("115-keys-rule").await;
    walk.keeps_its_place("when a rule is added").await;
}

/// Discovers anew and decides about what came.
async fn reviews(window: &Window, walk: &Walk<'_>) {
    walk.press("F5").await;
    window.until_text("to-review", "2 to review").await;
    walk.keeps_its_place("after a discovery").await;
    walk.back_to("to-review").await;
    walk.press("Return").await;
    window.find("review-patients.nickname").await;
    window.screenshot("116-keys-review").await;
    walk.tab_to("allow-patients.nickname").await;
    walk.press("Return").await;
    window.until("it is decided", || async { !window.shows("review-patients.nickname").await }).await;
    walk.keeps_its_place("after a decision").await;
    walk.tab_to("keep-feedback").await;
    walk.press("Return").await;
    window.find("nothing-to-review").await;
    walk.keeps_its_place("after the last decision").await;
}

/// The panel's tabs by the arrows, and the tree beside it.
async fn sees_what_the_agent_sees(window: &Window, walk: &Walk<'_>) {
    walk.back_to("panel-tab-review").await;
    for _ in 0..6 {
        if window.shows("exposure").await {
            break;
        }
        walk.press("Right").await;
    }
    window.until_text("exposure", "The agent sees").await;
    walk.tab_to("report-html").await;
    window.screenshot("117-keys-agent").await;
    window.until("what is blocked is gone", async || !window.shows("row-public.feedback").await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_binding_editor_by_keys_alone() {
    let scene = Scene::new().await;
    let window = binding::open(&scene).await;
    window.reload().await;
    let walk = Walk::new(&window);
    walk.tab_to("place-bindings").await;
    walk.press("Return").await;
    walk.tab_to("binding-new").await;
    walk.press("Return").await;
    window.find("binding-tool-name").await;
    walk.tab_to("binding-tool-name").await;
    walk.types("Look up an appointment").await;
    walk.tab_to("operation-read").await;
    walk.tab_to("binding-table").await;
    walk.chooses("appointments.read").await;
    window.until("the table is chosen", || async { window.shows("pick-starts_at").await }).await;
    walk.tab_to("binding-filter-column").await;
    walk.chooses("phone").await;
    window
        .until("the parameter has its name", || async {
            window.find("binding-param").await.prop("value").await.unwrap().as_deref() == Some("caller_phone")
        })
        .await;
    for column in ["pick-starts_at", "pick-status"] {
        walk.tab_to(column).await;
        walk.press("space").await;
    }
    window.until_text("statement", "SELECT t0.\"starts_at\"::text, t0.\"status\"::text").await;
    window.screenshot("118-keys-compiles").await;
    // Two outputs change places, and back.
    walk.back_to("projection-path-1").await;
    walk.press("alt+Up").await;
    window.until_text("statement", "SELECT t0.\"status\"::text, t0.\"starts_at\"::text").await;
    walk.comes_to("projection-path-0").await;
    walk.press("alt+Down").await;
    window.until_text("statement", "SELECT t0.\"starts_at\"::text, t0.\"status\"::text").await;
    walk.comes_to("projection-path-1").await;
    walk.tab_to("tab-statement").await;
    for _ in 0..2 {
        walk.press("Right").await;
    }
    walk.comes_to("tab-trial").await;
    walk.press("Return").await;
    walk.tab_to("trial-argument-caller_phone").await;
    walk.types("+12105550122").await;
    walk.press("Return").await;
    window.until_text("trial-json", "starts_at").await;
    window.until_text("trial-rows", "1 row found").await;
    window.screenshot("119-keys-tried").await;
    // And the list again.
    walk.back_to("binding-list").await;
    walk.press("Return").await;
    window.find("list-row-look-up-an-appointment").await;
    walk.keeps_its_place("when a draft is closed").await;
    let wrong = walk.wrong();
    window.close().await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
