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
