//! A password in the clipboard: kept out of clipboard histories, and gone after a minute unless something else was
//! copied since.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

/// How long a password stays to be pasted.
pub(crate) const KEPT: Duration = Duration::from_secs(60);

/// What the operating system's clipboard does for us.
pub(crate) trait Board: Send + 'static {
    /// Puts a secret there, asking histories and cloud clipboards to leave it out. False when there is no clipboard.
    fn put(&mut self, secret: &str) -> bool;
    /// Whether exactly this is there now.
    fn holds(&mut self, secret: &str) -> bool;
    /// Empties it.
    fn clear(&mut self);
}

/// The clipboard, and the secret that we put there last.
pub(crate) struct Clipboard<B = SystemBoard>(Arc<Mutex<Held<B>>>);

struct Held<B> {
    board: B,
    own: Option<SecretString>,
    /// Which copy this is: an earlier one's minute must not end a later one's.
    turn: u64,
}

impl<B> Clone for Clipboard<B> {
    fn clone(&self) -> Clipboard<B> {
        Clipboard(Arc::clone(&self.0))
    }
}

impl<B: Board> Clipboard<B> {
    pub(crate) fn new(board: B) -> Clipboard<B> {
        Clipboard(Arc::new(Mutex::new(Held { board, own: None, turn: 0 })))
    }

    /// Copies a text; with a runtime to wait on, clears it after [`KEPT`]. False when there is no clipboard. Blocks.
    pub(crate) fn copy(&self, text: &SecretString, passing: Option<&tokio::runtime::Handle>) -> bool {
        let Some(turn) = self.put(text, passing.is_some()) else { return false };
        if let Some(runtime) = passing {
            let later = self.clone();
            runtime.spawn(async move {
                tokio::time::sleep(KEPT).await;
                if let Err(error) = tokio::task::spawn_blocking(move || later.expire(turn)).await {
                    tracing::warn!(%error, "the clipboard was not cleared");
                }
            });
        }
        true
    }

    /// Which copy this is, for [`Clipboard::expire`]; none when there is no clipboard.
    fn put(&self, text: &SecretString, passing: bool) -> Option<u64> {
        let mut held = lock(&self.0);
        if !held.board.put(text.expose_secret()) {
            return None;
        }
        held.turn += 1;
        held.own = passing.then(|| text.clone());
        Some(held.turn)
    }

    /// The end of one copy's time.
    fn expire(&self, turn: u64) {
        let mut held = lock(&self.0);
        if held.turn == turn {
            held.clear_own();
        }
    }

    /// Empties the clipboard if it still holds what we put there.
    pub(crate) fn clear_own(&self) {
        lock(&self.0).clear_own();
    }
}

impl<B: Board> Held<B> {
    fn clear_own(&mut self) {
        if let Some(own) = self.own.take()
            && self.board.holds(own.expose_secret())
        {
            self.board.clear();
        }
    }
}

/// arboard, opened when it is first needed. It must live on: under X11 the program that copied also serves the text.
#[derive(Default)]
pub(crate) struct SystemBoard(Option<arboard::Clipboard>);

impl SystemBoard {
    fn open(&mut self) -> Option<&mut arboard::Clipboard> {
        if self.0.is_none() {
            self.0 = arboard::Clipboard::new().map_err(|error| tracing::info!(%error, "there is no clipboard")).ok();
        }
        self.0.as_mut()
    }
}

impl Board for SystemBoard {
    fn put(&mut self, secret: &str) -> bool {
        self.open().is_some_and(|clipboard| unlisted(clipboard.set()).text(secret).is_ok())
    }

    fn holds(&mut self, secret: &str) -> bool {
        self.open().and_then(|clipboard| clipboard.get_text().ok()).is_some_and(|text| text == secret)
    }

    fn clear(&mut self) {
        if let Some(Err(error)) = self.open().map(arboard::Clipboard::clear) {
            tracing::warn!(%error, "the clipboard could not be cleared");
        }
    }
}

/// Marked so that clipboard managers and cloud clipboards leave it out.
#[cfg(target_os = "linux")]
fn unlisted(set: arboard::Set<'_>) -> arboard::Set<'_> {
    arboard::SetExtLinux::exclude_from_history(set)
}

#[cfg(target_os = "macos")]
fn unlisted(set: arboard::Set<'_>) -> arboard::Set<'_> {
    arboard::SetExtApple::exclude_from_history(set)
}

#[cfg(windows)]
fn unlisted(set: arboard::Set<'_>) -> arboard::Set<'_> {
    use arboard::SetExtWindows;
    set.exclude_from_history().exclude_from_cloud().exclude_from_monitoring()
}

fn lock<B>(held: &Mutex<Held<B>>) -> MutexGuard<'_, Held<B>> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    /// What a whole desktop shares.
    #[derive(Clone, Default)]
    struct Desk(Arc<Mutex<String>>);

    impl Board for Desk {
        fn put(&mut self, secret: &str) -> bool {
            secret.clone_into(&mut self.0.lock().unwrap());
            true
        }
        fn holds(&mut self, secret: &str) -> bool {
            *self.0.lock().unwrap() == secret
        }
        fn clear(&mut self) {
            self.0.lock().unwrap().clear();
        }
    }

    impl Desk {
        fn text(&self) -> String {
            self.0.lock().unwrap().clone()
        }
    }

    #[test]
    fn a_copy_ends_in_its_time_and_nothing_else_does() {
        let desk = Desk::default();
        let clipboard = Clipboard::new(desk.clone());

        let first = clipboard.put(&"first".into(), true).unwrap();
        let second = clipboard.put(&"second".into(), true).unwrap();
        clipboard.expire(first);
        assert_eq!(desk.text(), "second", "the first copy's time is not the second's");
        clipboard.expire(second);
        assert_eq!(desk.text(), "");

        let third = clipboard.put(&"third".into(), true).unwrap();
        desk.clone().put("a shopping list");
        clipboard.expire(third);
        assert_eq!(desk.text(), "a shopping list");

        let lasting = clipboard.put(&"a script without a password".into(), false).unwrap();
        clipboard.expire(lasting);
        assert_eq!(desk.text(), "a script without a password");

        clipboard.put(&"fourth".into(), true).unwrap();
        clipboard.clear_own();
        assert_eq!(desk.text(), "");
    }
}
