//! The installed program by itself: no server, no network, no keyring. The bundled sample opens, compiles and can be
//! scoped; a password is kept in memory only, and that is said.

use secrecy::SecretString;

use crate::scene::files_holding;
use crate::window::Window;

const PASSWORD: &str = "an-entered-password-4711";

#[tokio::test(flavor = "multi_thread")]
async fn the_sample_works_without_a_server_and_without_a_keyring() {
    let folder = tempfile::tempdir().unwrap();
    let account = folder.path().join("account");
    let window = Window::open_with(&account, &[], false).await;

    window.click("connection-item-clinic").await;
    window.click("place-schema").await;
    window.until_attribute("row-public.payments", "data-blocked", "true").await;
    window.screenshot("30-sample-schema").await;
    window.click("place-bindings").await;
    window.click("binding-item-look-up-an-appointment").await;
    window.until_text("statement", "LIMIT 1").await;
    window.screenshot("31-sample-binding").await;

    window.click("connection-add").await;
    window.fill("connection-name", "own").await;
    for (field, text) in [("host", "db.example.com"), ("database", "app"), ("user", "ro"), ("password", PASSWORD)] {
        window.fill(&format!("connection-{field}"), text).await;
    }
    window.click("connection-save").await;
    window.find("connection-item-own").await;
    window
        .until("it is said that the password is in memory only", || async {
            window.source().await.contains("memory only")
        })
        .await;
    window.screenshot("32-no-keyring").await;
    assert!(!window.source().await.contains(PASSWORD), "the password is in the page");
    window.close().await;
    let found = files_holding(folder.path(), &SecretString::from(PASSWORD));
    assert_eq!(found, Vec::<std::path::PathBuf>::new());
}

/// The settings of the account: the model is off, is chosen, and is there again when the program is.
#[tokio::test(flavor = "multi_thread")]
async fn a_model_is_chosen_in_the_settings() {
    let folder = tempfile::tempdir().unwrap();
    let account = folder.path().join("account");
    let window = Window::open_with(&account, &[], false).await;
    window.resize(960, 640).await;
    window.click("settings").await;
    window.find("model-url").await;
    assert_eq!(window.attribute("model-on", "aria-checked").await.as_deref(), Some("false"));
    assert_eq!(window.accessibility_findings().await, Vec::<String>::new());
    window.click("model-on").await;
    window.fill("model-url", "http://127.0.0.1:9/v1").await;
    window.fill("model-name", "small").await;
    window.screenshot("33-settings").await;
    window.click("model-test").await;
    window.until("nobody answers there", || async { window.source().await.contains("gave no answer") }).await;
    window.click("model-save").await;
    window.until("the choice is kept", || async { window.source().await.contains("may order and name") }).await;
    window.close().await;
    let window = Window::open_with(&account, &[], false).await;
    window.theme("dark").await;
    window.click("settings").await;
    window.find("model-url").await;
    window.screenshot("34-settings-dark").await;
    assert_eq!(window.attribute("model-on", "aria-checked").await.as_deref(), Some("true"));
    assert_eq!(window.attribute("model-url", "value").await.as_deref(), Some("http://127.0.0.1:9/v1"));
    window.close().await;
}
