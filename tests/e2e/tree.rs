//! The schema's tree in the real window: painting, ranges, the rubber band, the menu, undo of each, by pointer and by keys.

use crate::window::Window;

const TABLE: &str = "public.appointments";

/// A window on the bundled sample with one table opened; its columns by path, in order.
async fn opened(folder: &tempfile::TempDir) -> (Window, Vec<String>) {
    let window = Window::open_with(&folder.path().join("account"), &[], true).await;
    window.click("connection-item-clinic").await;
    window.click("place-schema").await;
    window.click(&format!("expand-{TABLE}")).await;
    let script = "return [...document.querySelectorAll('[data-testid^=\"tick-'+arguments[0]+'.\"]')]
        .map((tick) => tick.dataset.testid.slice(5))";
    let found = window.run(script, vec![serde_json::json!(TABLE)]).await;
    let columns: Vec<String> = serde_json::from_value(found).unwrap();
    assert!(columns.len() >= 12, "{columns:?}");
    (window, columns)
}

async fn blocked(window: &Window, paths: &[String], yes: bool) {
    for path in paths {
        window.until_attribute(&format!("row-{path}"), "data-blocked", if yes { "true" } else { "false" }).await;
    }
}

fn ticks(paths: &[String]) -> Vec<String> {
    paths.iter().map(|path| format!("tick-{path}")).collect()
}

fn file(folder: &tempfile::TempDir) -> String {
    let path = "account/data/org.gatehouse.desktop/sample-workspace/connections/clinic.scoping.toml";
    std::fs::read_to_string(folder.path().join(path)).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_drag_over_twelve_ticks_is_one_step_that_can_be_undone_and_redone() {
    let folder = tempfile::tempdir().unwrap();
    let (window, columns) = opened(&folder).await;
    let twelve = &columns[..12];
    let before = file(&folder);

    window.drag(&ticks(twelve), false).await;
    blocked(&window, twelve, false).await;
    assert_eq!(file(&folder), before, "a drag that was given up was written");

    window.drag(&ticks(twelve), true).await;
    blocked(&window, twelve, true).await;
    window.until_text("status-line", "12").await;
    window.screenshot("70-twelve-ticks").await;
    assert!(!window.shows("bulk").await, "a drag that was seen was asked about");
    window.click("undo").await;
    blocked(&window, twelve, false).await;
    window.until_outside("the file is as it was", || file(&folder) == before).await;
    window.click("redo").await;
    blocked(&window, twelve, true).await;
    window.until_attribute(&format!("tick-{TABLE}"), "aria-checked", "mixed").await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_selected_by_clicks_and_a_band_and_stepped_over_together() {
    let folder = tempfile::tempdir().unwrap();
    let (window, columns) = opened(&folder).await;
    let row = |at: usize| format!("row-{}", columns[at]);
    let selected = async || -> Vec<String> {
        let script = "return [...document.querySelectorAll('[role=row][aria-selected=true]')]
            .map((row) => row.dataset.testid.slice(4))";
        serde_json::from_value(window.run(script, vec![]).await).unwrap()
    };

    window.click_with(&row(0), 1, &[]).await;
    assert_eq!(selected().await, columns[..1]);
    window.click_with(&row(3), 1, &["shift"]).await;
    assert_eq!(selected().await, columns[..4]);
    window.click_with(&row(6), 1, &["ctrl"]).await;
    window.click_with(&row(1), 1, &["ctrl"]).await;
    let chosen: Vec<String> = [0, 2, 3, 6].map(|at| columns[at].clone()).into();
    assert_eq!(selected().await, chosen);

    window.hold(&row(7), 60.0).await;
    window.screenshot("71-rubber-band").await;
    window.press("Escape").await;
    assert_eq!(selected().await, chosen, "Escape did not give back what was selected");
    window.release().await;

    // From the ctrl-click on, the last row clicked leads.
    window.click_with(&row(6), 1, &["ctrl"]).await;
    window.click_with(&row(6), 1, &["ctrl"]).await;
    window.chord("space").await;
    blocked(&window, &chosen, true).await;
    blocked(&window, &columns[1..2], false).await;
    window.screenshot("72-selected").await;
    window.click("undo").await;
    blocked(&window, &chosen, false).await;

    window.drag(&[row(4), row(5), row(8)], true).await;
    assert_eq!(selected().await, columns[4..9]);
    window.click("block-selected").await;
    blocked(&window, &columns[4..9], true).await;

    // The menu says the same, and is heard by a key, too.
    window.click_with(&row(0), 3, &[]).await;
    window.find("menu-block").await;
    window.screenshot("73-menu").await;
    let found = window.accessibility_findings().await;
    assert!(found.is_empty(), "{}", found.join("\n"));
    window.click("menu-block").await;
    blocked(&window, &columns[..1], true).await;
    window.chord("shift+F10").await;
    window.click("menu-allow").await;
    blocked(&window, &columns[..1], false).await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn all_that_is_shown_is_blocked_after_saying_how_much() {
    let folder = tempfile::tempdir().unwrap();
    let (window, _) = opened(&folder).await;
    for theme in ["light", "dark"] {
        window.theme(theme).await;
        window.click("connection-item-clinic").await;
        window.click("place-schema").await;
        window.fill("schema-filter", "phone").await;
        window.until_text("action-bar", "Found").await;
        window.click("block-shown").await;
        let said = window.text("bulk").await;
        assert!(said.contains("columns in"), "{said}");
        window.screenshot(&format!("74-{theme}-bulk")).await;
        let found = window.accessibility_findings().await;
        assert!(found.is_empty(), "{theme}: {}", found.join("\n"));
        window.click("bulk-confirm").await;
        window.until_attribute("row-public.patients.phone", "data-blocked", "true").await;
        window.screenshot(&format!("75-{theme}-shown")).await;
        let found = window.accessibility_findings().await;
        assert!(found.is_empty(), "{theme}: {}", found.join("\n"));
        window.click("undo").await;
        window.until_attribute("row-public.patients.phone", "data-blocked", "false").await;
    }
    window.close().await;
}
