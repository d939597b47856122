//! Drafting against MariaDB in the real window: a read, a new row and a change from an empty editor, each with its statement, its
//! diagnostics, its trial and the JSON that an agent would get.

use gatehouse_testkit::{Mysql, MysqlDatabase, MysqlFlavor};
use serde_json::json;

use crate::browser::discover;
use crate::scene::workspace_in;
use crate::window::Window;

#[tokio::test(flavor = "multi_thread")]
async fn three_drafts_on_a_mariadb() {
    let Some(mysql) = Mysql::shared(MysqlFlavor::MariaDb).await.unwrap() else {
        return MysqlFlavor::MariaDb.say_not_run("three_drafts_on_a_mariadb");
    };
    let clinic = mysql.fresh_database("drafts").await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let workspace = workspace_in(folder.path());
    let window = Window::open(&workspace, &folder.path().join("account")).await;
    discovered(&window, &clinic).await;
    let before = rows(&clinic).await;

    a_read(&window).await;
    a_new_row(&window).await;
    a_change(&window).await;

    window.click("binding-list").await;
    window.click("prepare-run").await;
    window.until_text("prepare-verdict", "3 of 3 valid").await;
    window.screenshot("106-mariadb-list").await;
    let log = window.log();
    window.close().await;
    assert_eq!(rows(&clinic).await, before, "a trial left something behind");
    assert!(!log.contains("panicked") && !log.contains(&clinic.admin_password), "{log}");
    let kept = std::fs::read_to_string(workspace.join("bindings/reschedule-an-appointment.toml")).unwrap();
    assert!(kept.contains("key_column = \"id\""), "{kept}");
}

async fn discovered(window: &Window, clinic: &MysqlDatabase) {
    let form = json!({
        "engine": "mysql", "host": clinic.host, "port": clinic.port, "database": clinic.name,
        "user": clinic.admin_user, "ca_pem": clinic.ca_pem,
    });
    discover(window, form, &clinic.admin_password).await;
    window.find(&format!("row-{}.patients", clinic.name)).await;
    window.click("place-bindings").await;
}

/// All that the trials could have changed.
async fn rows(clinic: &MysqlDatabase) -> String {
    let appointments = "SELECT GROUP_CONCAT(CONCAT_WS('|', id, patient_id, phone, starts_at, ends_at, status) ORDER BY id) FROM appointments";
    let services = "SELECT GROUP_CONCAT(CONCAT_WS('|', code, title, minutes, price) ORDER BY code) FROM services";
    format!("{}\n{}", clinic.ask(appointments).await.unwrap(), clinic.ask(services).await.unwrap())
}

/// Found by a telephone, with a column of another table; the unusable filter and the enum's own words are said.
async fn a_read(window: &Window) {
    window.click("binding-new").await;
    window.fill("binding-tool-name", "Look up an appointment").await;
    window.choose("binding-table", "appointments.read").await;
    let script = "const option = [...arguments[0].options].find((o) => o.value === 'status');
        return [option.disabled, option.textContent]";
    let field = window.find("binding-filter-column").await;
    let status = window.run(script, vec![json!(field)]).await;
    assert_eq!(status[0], json!(true), "{status}");
    window.choose("binding-filter-column", "phone").await;
    window.click("pick-starts_at").await;
    window.click("pick-status").await;
    window.fill("projection-add-path", "provider.full_name\u{e007}").await;
    window.fill("projection-leaf-0", "appointment_time").await;
    let sql = window.until_text("statement", "LEFT JOIN").await;
    for part in ["WHERE t0.`phone` = ?", "CAST(t0.`starts_at` AS CHAR)", "t1.`full_name`", "LIMIT 1"] {
        assert!(sql.contains(part), "{part}: {sql}");
    }
    window.find("diagnostic-GH0173").await;
    window.screenshot("100-mariadb-read").await;
    window.choose("binding-order", "starts_at").await;
    window.choose("binding-direction", "descending").await;
    window.until_text("statement", "ORDER BY t0.`starts_at` DESC").await;

    // What is no plain value is refused, and one click takes it out.
    window.fill("projection-add-path", "patient.photo\u{e007}").await;
    let refused = window.until_text("diagnostic-GH0125", "blob").await;
    assert!(refused.contains("not one plain value"), "{refused}");
    window.screenshot("101-mariadb-refused").await;
    window.click("fix-GH0125").await;
    window.until_text("statement", "ORDER BY").await;

    window.click("tab-trial").await;
    window.fill("trial-argument-caller_phone", "+15551230001\u{e007}").await;
    let json = window.until_text("trial-json", "appointment_time").await;
    assert!(json.contains("2030-01-07T09:00:00") && json.contains("Dr. Ada Example"), "{json}");
    // In the order in which they were asked for.
    let places = ["appointment_time", "status", "full_name"].map(|leaf| json.find(leaf));
    assert!(places.is_sorted() && places[0].is_some(), "{json}");
    window.until_text("trial-rows", "1 row found").await;
    window.until_text("trial-plan-values", "appointments_phone_idx").await;
    window.screenshot("102-mariadb-read-tried").await;
}

/// What must be set at one click; what the counter does not give back is said before it is tried.
async fn a_new_row(window: &Window) {
    window.click("binding-new").await;
    window.fill("binding-tool-name", "Add a patient").await;
    window.click("operation-create").await;
    window.choose("binding-table", "patients.create").await;
    window.until_text("diagnostic-GH0158", "full_name must have a value").await;
    window.click("write-required").await;
    // What looks sensitive is not filled in with the rest; set, it is refused until the owner says that it is none.
    for column in ["birth_date", "ssn"] {
        window.until_text("diagnostic-GH0158", column).await;
        window.click("fix-GH0158").await;
    }
    window.until_text("diagnostic-GH0164", "birth_date").await;
    window.screenshot("103-mariadb-insert-refused").await;
    // Another table: what it does not have goes at one click each.
    window.choose("binding-table", "appointments.create").await;
    for _ in 0..3 {
        window.until_text("diagnostic-GH0151", "has no column").await;
        window.click("fix-GH0151").await;
    }
    window.click("write-required").await;
    window.click("pick-id").await;
    let sql = window.until_text("statement", "INSERT INTO").await;
    assert!(sql.contains("CAST(? AS DATETIME(6))") && !sql.contains("RETURNING"), "{sql}");
    assert!(!sql.contains("duration_minutes"), "what the server makes is written: {sql}");
    window.choose("write-source-service_code", "constant").await;
    window.fill("write-constant-service_code", "CHECK").await;
    window.until("the constant is in no text", || async { !window.text("statement").await.contains("CHECK") }).await;
    window.click("tab-trial").await;
    let values = [
        ("patient_id", "1"),
        ("provider_id", "2"),
        ("location_id", "1"),
        ("room_no", "1A"),
        ("caller_phone", "+15551230001"),
        ("starts_at", "2031-01-07T09:00:00"),
        ("ends_at", "2031-01-07T09:30:00"),
    ];
    for (name, value) in values {
        window.fill(&format!("trial-argument-{name}"), value).await;
    }
    window.click("trial-run").await;
    let asked = window.until_text("trial-hazards", "does not give back").await;
    assert!(asked.contains("id takes its next number"), "{asked}");
    window.click("trial-agree").await;
    window.until_text("trial-json", "\"id\": 4").await;
    window.until_text("trial-rows", "1 row written and rolled back").await;
    window.screenshot("104-mariadb-insert-tried").await;
}

/// By its key, with a label of an enum that is always the same.
async fn a_change(window: &Window) {
    window.click("binding-new").await;
    window.fill("binding-tool-name", "Reschedule an appointment").await;
    window.click("operation-update").await;
    window.choose("binding-table", "appointments.update").await;
    window.choose("binding-key-column", "id").await;
    window.fill("binding-key-param", "appointment_id").await;
    for column in ["starts_at", "ends_at", "status"] {
        window.click(&format!("set-{column}")).await;
    }
    window.choose("write-source-status", "constant").await;
    window.choose("write-constant-status", "booked").await;
    let sql = window.until_text("statement", "UPDATE").await;
    assert!(sql.contains("SET `starts_at` = CAST(? AS DATETIME(6))") && sql.contains("WHERE `id` ="), "{sql}");
    window.click("tab-trial").await;
    for (name, value) in
        [("appointment_id", "3"), ("starts_at", "2031-01-08T10:00:00"), ("ends_at", "2031-01-08T10:30:00")]
    {
        window.fill(&format!("trial-argument-{name}"), value).await;
    }
    window.click("trial-run").await;
    window
        .until("it asks, or it ran", || async {
            window.shows("trial-hazards").await || window.shows("trial-json").await
        })
        .await;
    if window.shows("trial-agree").await {
        window.click("trial-agree").await;
    }
    window.until_text("trial-json", "\"changed\": 1").await;
    window.until_text("trial-rows", "1 row changed and rolled back").await;
    window.screenshot("105-mariadb-update-tried").await;
    // A row that is not there is no success.
    window.fill("trial-argument-appointment_id", "4711").await;
    window.click("trial-run").await;
    window
        .until("it says that nothing was changed", || async { window.source().await.contains("No row has this key") })
        .await;
    window.screenshot("105-mariadb-update-of-nothing").await;
}
