//! The agent's own database user, from the choice to the proof, against real servers: what the window shows is what runs.

use std::path::Path;
use std::time::{Duration, Instant};

use gatehouse_testkit::{Mysql, MysqlFlavor};
use secrecy::SecretString;
use serde_json::{Value, json};

use crate::scene::{Scene, files_holding, workspace_in};
use crate::window::Window;

/// What the walk needs of a server.
struct Server<'a> {
    form: Value,
    password: &'a str,
    /// As the tree, the proof and the scripts name it.
    schema: String,
    /// Where a user is bound to an address.
    host: Option<&'static str>,
}

#[tokio::test(flavor = "multi_thread")]
async fn a_postgres_user_is_made_used_and_proven() {
    let scene = Scene::new().await;
    let clinic = &scene.clinic;
    let server = Server {
        form: form("postgres", &clinic.host, clinic.port, &clinic.name, &clinic.agent_user, &clinic.ca_pem),
        password: &clinic.agent_password,
        schema: "public".into(),
        host: None,
    };
    let user = format!("agent_{}", &clinic.name);
    let grant =
        format!("GRANT DELETE ON public.patients TO \"{user}\"; GRANT SELECT (ssn) ON public.patients TO \"{user}\"");
    let run = async |sql: String| clinic.run_script(&sql).await.unwrap();
    walk(scene.folder.path(), &server, &user, &grant, "50-postgres", run).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mysql_user_is_made_used_and_proven() {
    let mut ran = false;
    for (flavor, name) in [(MysqlFlavor::MariaDb, "51-mariadb"), (MysqlFlavor::Mysql, "52-mysql")] {
        let Some(mysql) = Mysql::shared(flavor).await.unwrap() else {
            flavor.say_not_run("a_mysql_user_is_made_used_and_proven");
            continue;
        };
        let clinic = mysql.fresh_database("user").await.unwrap();
        clinic.grant_tables().await.unwrap();
        let server = Server {
            form: form("mysql", &clinic.host, clinic.port, &clinic.name, &clinic.agent_user, &clinic.ca_pem),
            password: &clinic.agent_password,
            schema: clinic.name.clone(),
            host: Some("%"),
        };
        let user = format!("u{}", &clinic.name[clinic.name.len().saturating_sub(12)..]);
        let schema = &clinic.name;
        let grant = format!(
            "GRANT DELETE ON `{schema}`.`patients` TO '{user}'@'%'; GRANT SELECT (`ssn`) ON `{schema}`.`patients` TO '{user}'@'%'"
        );
        let run = async |sql: String| clinic.run_script(&sql).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        walk(folder.path(), &server, &user, &grant, name, run).await;
        ran = true;
    }
    assert!(ran, "neither MariaDB nor MySQL could be started");
}

fn form(engine: &str, host: &str, port: u16, database: &str, user: &str, ca_pem: &str) -> Value {
    json!({
        "name": "clinic", "label": "Clinic Berlin", "environment": "production", "engine": engine, "host": host,
        "port": port, "database": database, "user": user, "sslmode": "verify-full", "ca_pem": ca_pem,
        "local_only": true, "access": "read-only", "password_state": "none", "password_reference": null,
    })
}

async fn walk(
    folder: &Path,
    server: &Server<'_>,
    user: &str,
    grant_too_much: &str,
    pictures: &str,
    run_as_owner: impl AsyncFn(String),
) {
    let (workspace, account) = (workspace_in(folder), folder.join("account"));
    let window = Window::open(&workspace, &account).await;
    let picture = async |name: &str| window.screenshot(&format!("{pictures}-{name}")).await;

    // A connection, its schema, and two things that agents must not see.
    let saving = json!({ "original": null, "form": server.form, "password": server.password });
    window.crossed("save_connection", saving).await;
    window.reload().await;
    assert_eq!(window.attribute("environment-band", "data-environment").await.as_deref(), Some("production"));
    assert!(window.text("environment-band").await.contains("Production"));
    window.click("connection-item-clinic").await;
    window.click("check-run").await;
    window.click("discover").await;
    window.find("schema-filter").await;
    for (table, column) in [("payments", None), ("patients", Some("ssn"))] {
        let target = json!({ "table": { "schema": server.schema, "table": table }, "column": column });
        let edit = json!({ "do": "block", "targets": [target] });
        let arguments = json!({ "name": "clinic", "edit": edit });
        let answer = window.crossed("edit_scoping", arguments).await;
        assert!(answer.contains("\"step\":") && !answer.contains("\"step\":null"), "{answer}");
    }
    window.reload().await;

    // Choose, and read the script.
    window.click("connection-item-clinic").await;
    window.click("place-check").await;
    window.click("create-user").await;
    window.fill("user-name", user).await;
    if let Some(host) = server.host {
        window.fill("user-host", host).await;
    }
    window.until_text("script-create", "Gatehouse").await;
    picture("script").await;
    for grain in ["schema", "tables", "columns"] {
        window.click(&format!("grain-{grain}")).await;
    }
    window.click("script-tab-revoke").await;
    window.until_text("script-revoke", "Gatehouse").await;
    window.click("script-tab-create").await;

    // The password is hidden, then shown; the script is run as it was copied.
    window.click("new-password-show").await;
    let password = window.text("new-password").await;
    assert_eq!(password.len(), 32, "the password is not shown");
    picture("password").await;
    window.click("script-copy").await;
    let script = clipboard();
    assert!(script.contains(user) && script.contains("GRANT"), "{}", script.replace(&password, "…"));
    run_as_owner(script).await;
    window.click("new-password-copy").await;
    assert!(clipboard() == password, "the clipboard does not hold the password");
    let copied = Instant::now();

    // The connection takes the user, and what it may do is proven.
    window.click("user-use").await;
    window.find("user-used").await;
    window.click("user-prove").await;
    window.click("prove").await;
    window.until_attribute("proof", "data-ok", "true").await;
    assert_eq!(window.text("tally-too_much").await, "too much0");
    picture("proof-agrees").await;

    // Too much behind its back, and the proof says what and through whom.
    run_as_owner(grant_too_much.to_owned()).await;
    window.click("prove-again").await;
    window.until_attribute("proof", "data-ok", "false").await;
    let patients = format!("proof-row-{}.patients", server.schema);
    let row = window.until_text(&patients, "too much").await;
    assert!(row.contains(user), "{row}");
    picture("proof-too-much").await;
    // Without the pointer: from the table's row into it and back.
    window.click(&patients).await;

    // Gone from the page, and in no other answer.
    window.click("place-check").await;
    window.find("check-run").await;
    assert!(!window.source().await.contains(&password), "the password is in the page");
    for (command, arguments) in [
        ("workspace", json!({})),
        ("connection", json!({ "name": "clinic" })),
        ("last_checks", json!({ "name": "clinic" })),
        ("user_defaults", json!({ "name": "clinic" })),
        ("copy_new_user", json!({ "name": "clinic", "part": "password" })),
        ("adopt_new_user", json!({ "name": "clinic" })),
        ("draw_up_user", json!({ "name": "clinic", "choice": choice(user, server.host) })),
        ("forget_new_user", json!({ "name": "clinic" })),
    ] {
        let answer = window.crossed(command, arguments).await;
        assert!(!answer.contains(&password), "the password is in the answer of {command}");
        // Its password was forgotten with its page: what is drawn up now has another.
        assert_eq!(command == "draw_up_user", answer.contains("\"password\":"), "{command}");
    }
    // The connection has the user and its password: the checks pass with them.
    window.click("check-run").await;
    window.until_text("check-authentication", user).await;
    window.until_attribute("check-authentication", "data-status", "pass").await;

    window.until_within(Duration::from_secs(90), "the clipboard is cleared", || async { clipboard().is_empty() }).await;
    assert!(copied.elapsed() >= Duration::from_secs(55), "the clipboard was cleared too soon");
    let log = window.log();
    window.close().await;
    assert!(!log.contains(&password), "the password is in the log");
    let password = SecretString::from(password);
    for folder in [&workspace, &account] {
        assert_eq!(files_holding(folder, &password), Vec::<std::path::PathBuf>::new());
    }
}

fn choice(user: &str, host: Option<&str>) -> Value {
    json!({ "request": { "role": "read-only", "grain": "columns", "tables": [] }, "user": user, "host": host })
}

/// What any other program of this desktop would paste; empty when there is nothing.
fn clipboard() -> String {
    arboard::Clipboard::new().unwrap().get_text().unwrap_or_default()
}
