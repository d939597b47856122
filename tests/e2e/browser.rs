//! The schema browser over a real database that changes: strokes, rules, a discovery anew, what then waits for a decision, and
//! what the files and the compiler make of each decision.

use gatehouse_testkit::{Mysql, MysqlFlavor};
use serde_json::{Value, json};

use crate::scene::{Scene, workspace_in};
use crate::window::Window;

/// Twelve columns of `patients` that stand one under the other.
const TWELVE: [&str; 12] = [
    "chart_id",
    "full_name",
    "date_of_birth",
    "phone",
    "email",
    "ssn",
    "card_last4",
    "insurance_no",
    "insurance_policy_id",
    "primary_provider_id",
    "street",
    "city",
];

/// What a developer does between two discoveries: a new column, a new table, a blocked column dropped, another renamed.
const CHANGES: &str = r"
    ALTER TABLE patients ADD COLUMN nickname text;
    COMMENT ON COLUMN patients.nickname IS 'What the patient likes to be called.';
    CREATE TABLE feedback (id bigint PRIMARY KEY, patient_id bigint REFERENCES patients, message text);
    COMMENT ON TABLE feedback IS 'What patients say about their visit.';
    ALTER TABLE patients DROP COLUMN card_last4 CASCADE;
    ALTER TABLE patients RENAME COLUMN ssn TO social_security_no;
";

#[tokio::test(flavor = "multi_thread")]
async fn what_is_decided_outlives_a_change_of_the_database() {
    let scene = Scene::new().await;
    let workspace = scene.workspace();
    let window = Window::open(&workspace, &scene.folder.path().join("account")).await;
    let file = workspace.join("connections/clinic.scoping.toml");
    let scoping = || std::fs::read_to_string(&file).unwrap_or_default();
    let clinic = &scene.clinic;
    let form = json!({
        "engine": "postgres", "host": clinic.host, "port": clinic.port, "database": clinic.name,
        "user": clinic.admin_user, "ca_pem": clinic.ca_pem,
    });
    discover(&window, form, &clinic.admin_password).await;
    window.find("row-public.patients").await;

    drag_over_twelve(&window).await;
    block_by_rule(&window).await;
    let written = scoping();
    assert!(written.contains("ssn") && written.contains("*.licence_no"), "{written}");

    scene.clinic.run_script(CHANGES).await.unwrap();
    window.click("discover").await;
    window.until_text("to-review", "3 to review").await;
    window.screenshot("70-after-discovery").await;
    window.click("to-review").await;
    window.screenshot("71-review").await;

    // Until somebody decides, the compiler refuses what is new, and both names of what may be renamed.
    for blocked in ["nickname", "social_security_no"] {
        assert_eq!(refusals(&window, blocked).await, ["GH0122"], "{blocked}");
    }
    assert!(window.text("review-feedback").await.contains("What patients say about their visit."));
    assert!(window.text("review-patients.nickname").await.contains("text"));
    assert!(!window.shows("tombstone-patients.ssn").await, "its question is open");
    window.find("tombstone-patients.card_last4").await;

    nothing_for_axe_in_the_panels(&window).await;
    look_at_values(&window).await;
    decide(&window).await;
    assert_eq!(refusals(&window, "nickname").await, Vec::<String>::new());
    assert_eq!(refusals(&window, "social_security_no").await, ["GH0122"]);
    let written = scoping();
    assert!(written.contains("social_security_no") && written.contains("feedback"), "{written}");
    assert!(!written.contains("\"ssn\"") && !written.contains("card_last4"), "{written}");
    window.screenshot("72-reviewed").await;

    rule_off(&window).await;
    as_the_agent_sees_it(&window).await;
    let log = window.log();
    window.close().await;
    assert!(!log.contains("panicked"), "{log}");
}

/// Saves the connection `clinic`, and discovers it.
pub(crate) async fn discover(window: &Window, form: Value, password: &str) {
    let mut whole = json!({
        "name": "clinic", "label": "Clinic", "environment": "test", "sslmode": "verify-full", "local_only": true,
        "access": "write", "password_state": "none", "password_reference": null,
    });
    whole.as_object_mut().unwrap().extend(form.as_object().unwrap().clone());
    let saving = json!({ "original": null, "form": whole, "password": password });
    window.crossed("save_connection", saving).await;
    window.reload().await;
    window.click("connection-item-clinic").await;
    window.click("place-schema").await;
    window.click("discover").await;
}

async fn drag_over_twelve(window: &Window) {
    window.click("expand-public.patients").await;
    let tick = |column| format!("tick-public.patients.{column}");
    // So that both ends of the stroke are on show, and away from the edges, where a stroke scrolls.
    window.run("document.querySelector('[data-testid=\"row-public.patients\"]').scrollIntoView()", vec![]).await;
    window.run("document.querySelector('[role=treegrid]').scrollTop -= 60", vec![]).await;
    window.find("row-public.patients.city").await;
    window.drag(&TWELVE.map(tick), true).await;
    all_blocked(window, true).await;
    window.until_text("status-line", "Blocked 12 columns in 1 table").await;
    window.screenshot("73-dragged").await;
    assert_eq!(window.attribute("row-public.patients.id", "data-blocked").await.as_deref(), Some("false"));
    window.click("undo").await;
    all_blocked(window, false).await;
    window.click("redo").await;
    all_blocked(window, true).await;
}

async fn all_blocked(window: &Window, blocked: bool) {
    for column in TWELVE {
        let row = format!("row-public.patients.{column}");
        window.until_attribute(&row, "data-blocked", if blocked { "true" } else { "false" }).await;
    }
}

async fn block_by_rule(window: &Window) {
    window.click("panel-tab-rules").await;
    window.fill("rule-pattern", "*.licence_no").await;
    window.until_text("rule-matches", "Matches 1 column in 1 table").await;
    window.screenshot("74-rule-typed").await;
    window.click("rule-add").await;
    window.find("rule-*.licence_no").await;
    window.until_text("status-line", "Rule *.licence_no added").await;
    window.click("expand-public.providers").await;
    window.until_attribute("row-public.providers.licence_no", "data-blocked", "true").await;
    window.screenshot("75-rule-added").await;
}

async fn decide(window: &Window) {
    window.click("same-patients.social_security_no").await;
    window.until_text("status-line", "its block moved along").await;
    go_to(window, "social_security_no").await;
    window.until_attribute("row-public.patients.social_security_no", "data-blocked", "true").await;
    window.click("allow-patients.nickname").await;
    // Its name leads to its row.
    window.click("review-feedback-show").await;
    window.until_attribute("row-public.feedback", "aria-selected", "true").await;
    window.click("keep-feedback").await;
    window.until_attribute("row-public.feedback", "data-blocked", "true").await;
    // A tombstone goes, comes back by undo, and goes again by redo.
    window.click("remove-tombstone-patients.card_last4").await;
    window.find("nothing-to-review").await;
    window.click("undo").await;
    window.find("tombstone-patients.card_last4").await;
    window.click("redo").await;
    window.find("nothing-to-review").await;
}

/// Ctrl+P, the name, Enter (U+E007): quicker than the answer, which must not lead anywhere else.
async fn go_to(window: &Window, name: &str) {
    window.chord("ctrl+p").await;
    window.fill("schema-filter", &format!("{name}\u{e007}")).await;
}

/// The rule goes after a question, and comes back by undo.
async fn rule_off(window: &Window) {
    window.click("panel-tab-rules").await;
    window.click("rule-remove-*.licence_no").await;
    window.click("confirm").await;
    go_to(window, "licence_no").await;
    window.until_attribute("row-public.providers.licence_no", "data-blocked", "false").await;
    window.click("undo").await;
    window.until_attribute("row-public.providers.licence_no", "data-blocked", "true").await;
}

/// The same on the other engine, as far as it goes there without a compiler.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_decided_outlives_a_change_of_a_mariadb_too() {
    let test = "what_is_decided_outlives_a_change_of_a_mariadb_too";
    let Some(mysql) = Mysql::shared(MysqlFlavor::MariaDb).await.unwrap() else {
        return MysqlFlavor::MariaDb.say_not_run(test);
    };
    let clinic = mysql.fresh_database("browser").await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let workspace = workspace_in(folder.path());
    let window = Window::open(&workspace, &folder.path().join("account")).await;
    let form = json!({
        "engine": "mysql", "host": clinic.host, "port": clinic.port, "database": clinic.name,
        "user": clinic.admin_user, "ca_pem": clinic.ca_pem,
    });
    discover(&window, form, &clinic.admin_password).await;
    let patients = format!("{}.patients", clinic.name);
    window.click(&format!("expand-{patients}")).await;
    for column in ["ssn", "Badge No"] {
        window.click(&format!("tick-{patients}.{column}")).await;
        window.until_attribute(&format!("row-{patients}.{column}"), "data-blocked", "true").await;
    }
    let changes = r"ALTER TABLE patients ADD COLUMN nickname varchar(40) COMMENT 'What the patient likes to be called.',
        DROP COLUMN `Badge No`, CHANGE COLUMN ssn social_security_no char(11) NOT NULL";
    // The view over it would be broken.
    clinic.run_script("DROP VIEW patient_export").await.unwrap();
    clinic.run_script(changes).await.unwrap();
    window.click("discover").await;
    window.until_text("to-review", "2 to review").await;
    window.click("to-review").await;
    window.find("tombstone-patients.Badge No").await;
    window.find("review-patients.nickname").await;
    window.until_attribute(&format!("row-{patients}.nickname"), "data-blocked", "true").await;
    window.click("different-patients.social_security_no").await;
    // It is new then, and waits for its own review; the block on the old name is a tombstone now.
    window.find("review-patients.social_security_no").await;
    window.find("tombstone-patients.ssn").await;
    window.click("keep-all").await;
    window.until_text("status-line", "Kept blocked: 2 columns in 1 table").await;
    window.until_attribute(&format!("row-{patients}.social_security_no"), "data-blocked", "true").await;
    let file = std::fs::read_to_string(workspace.join("connections/clinic.scoping.toml")).unwrap();
    for name in ["social_security_no", "nickname", "ssn", "Badge No"] {
        assert!(file.contains(name), "{name}: {file}");
    }
    window.close().await;
}

/// Every panel and the search, light and dark, with everything in them that waits for a decision.
async fn nothing_for_axe_in_the_panels(window: &Window) {
    let mut found = Vec::new();
    for theme in ["light", "dark"] {
        window.theme(theme).await;
        window.click("connection-item-clinic").await;
        window.click("place-schema").await;
        window.find("row-public.patients").await;
        for panel in ["details", "suggestions", "rules", "agent", "review"] {
            window.click(&format!("panel-tab-{panel}")).await;
            if panel == "agent" {
                window.find("exposure").await;
            }
            window.screenshot(&format!("76-{theme}-{panel}")).await;
            found.extend(findings(window, theme, panel).await);
        }
        window.click("schemas").await;
        window.find("schema-choice").await;
        window.screenshot(&format!("76-{theme}-schemas")).await;
        found.extend(findings(window, theme, "schemas").await);
        window.press("Escape").await;
        window.click("go-to").await;
        found.extend(findings(window, theme, "search").await);
        window.fill("schema-filter", "when is the caller's next visit").await;
        window.find("hit-appointments").await;
        window.screenshot(&format!("76-{theme}-search")).await;
        found.extend(findings(window, theme, "hits").await);
        // The first clears the field, the second goes back to the tree.
        window.press("Escape").await;
        window.press("Escape").await;
        window.find("row-public").await;
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

async fn findings(window: &Window, theme: &str, place: &str) -> Vec<String> {
    let here = window.accessibility_findings().await;
    here.into_iter().map(|one| format!("{theme} {place}: {one}")).collect()
}

/// Asked about first; then counts of shapes alone, and nothing of a value in the page.
async fn look_at_values(window: &Window) {
    window.click("panel-tab-suggestions").await;
    window.click("sample").await;
    window.screenshot("77-look-at-values").await;
    window.click("confirm").await;
    window.until_text("sample-said", "Only the counts of their shapes were kept").await;
    window.screenshot("78-values-looked-at").await;
    window.click("panel-tab-review").await;
}

/// The tree without what is blocked, and how much that is.
async fn as_the_agent_sees_it(window: &Window) {
    window.click("panel-tab-agent").await;
    window.until_text("exposure", "The agent sees").await;
    window.until("what is blocked is gone", async || !window.shows("row-public.feedback").await).await;
    window.resize(1660, 1000).await;
    window.screenshot("79-as-the-agent-sees-it").await;
}

/// The codes with which a draft that returns this column of `patients` is refused.
async fn refusals(window: &Window, column: &str) -> Vec<String> {
    let draft = json!({
        "tool_name": "Find a patient", "connection": "clinic", "operation": "patients.read", "enabled": true,
        "inputs": [{ "param": "id", "arg": "id", "required": true }],
        "projection": [{ "path": [column], "leaf": "found" }],
    });
    let answer = window.crossed("compile_binding", json!({ "binding": draft })).await;
    let answer: Value = serde_json::from_str(&answer).unwrap();
    let diagnostics = answer["compilation"]["diagnostics"].as_array().unwrap_or_else(|| panic!("{answer}"));
    let errors = diagnostics.iter().filter(|one| one["severity"] == "error");
    errors.map(|one| one["code"].as_str().unwrap().to_owned()).collect()
}
