//! Closing loses nothing: what was typed a moment ago is in its file when the window is gone.

use x11rb::protocol::xproto::{ClientMessageEvent, ConnectionExt, EventMask};

use crate::window::Window;

const NAME: &str = "Look up an appointment by telephone";

#[tokio::test(flavor = "multi_thread")]
async fn a_keystroke_of_the_last_moment_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let account = folder.path().join("account");
    let window = Window::open_with(&account, &[], true).await;
    window.click("place-bindings").await;
    window.click("binding-item-look-up-an-appointment").await;
    window.until_text("statement", "LIMIT 1").await;
    let file = account.join("data/org.gatehouse.desktop/sample-workspace/bindings/look-up-an-appointment.toml");
    assert!(!std::fs::read_to_string(&file).unwrap().contains(NAME));

    let native = window.native();
    window.paste("binding-tool-name", NAME).await;
    ask_to_close(native);

    window.until_outside("the name is in the file", || std::fs::read_to_string(&file).unwrap().contains(NAME)).await;
    window.until_outside("the window is gone", || !is_there(native)).await;
    let log = window.log();
    assert!(!log.contains("panicked"), "{log}");
}

/// What a window manager sends when the cross is pressed.
fn ask_to_close(window: u32) {
    let (x, _) = x11rb::connect(None).unwrap();
    let atom = |name: &str| x.intern_atom(false, name.as_bytes()).unwrap().reply().unwrap().atom;
    let (protocols, delete) = (atom("WM_PROTOCOLS"), atom("WM_DELETE_WINDOW"));
    let message = ClientMessageEvent::new(32, window, protocols, [delete, x11rb::CURRENT_TIME, 0, 0, 0]);
    x.send_event(false, window, EventMask::NO_EVENT, message).unwrap().check().unwrap();
}

fn is_there(window: u32) -> bool {
    let (x, _) = x11rb::connect(None).unwrap();
    x.get_window_attributes(window).unwrap().reply().is_ok()
}
