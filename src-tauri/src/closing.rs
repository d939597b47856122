//! Closing in order: the page saves what was typed a moment ago, then the window goes.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tauri::{AppHandle, CloseRequestApi, Manager, Window};
use tauri_specta::Event;
use tokio::task::AbortHandle;

use crate::state::Backend;

/// How long a page may take to save. One that does not answer must not hold the window open.
const PATIENCE: Duration = Duration::from_secs(5);

/// Told to the page when somebody closes the window; it answers with `finish_closing`.
#[derive(Debug, Clone, Serialize, Deserialize, specta::Type, Event)]
pub(crate) struct Closing {}

/// The close under way, if any.
#[derive(Default)]
pub(crate) struct CloseState(Mutex<Option<AbortHandle>>);

impl CloseState {
    /// Remembers the end of the page's time; false when a close was under way before.
    fn begin(&self, deadline: impl FnOnce() -> AbortHandle) -> bool {
        let mut under_way = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let first = under_way.is_none();
        if first {
            *under_way = Some(deadline());
        }
        first
    }

    /// The page answered: `close`, or it could not save and the window stays until it is closed again.
    pub(crate) fn answer(&self, window: &Window, close: bool) {
        tracing::debug!(close, "the page has saved what it could");
        if let Some(deadline) = &*self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            deadline.abort();
        }
        if close {
            destroy(window);
        }
    }
}

/// Asks the page to save first. Closing a second time is not asked about.
pub(crate) fn requested(window: &Window, api: &CloseRequestApi) {
    let deadline = || {
        let window = window.clone();
        let wait = async move {
            tokio::time::sleep(PATIENCE).await;
            destroy(&window);
        };
        tauri::async_runtime::spawn(wait).inner().abort_handle()
    };
    let told = window.state::<Backend>().closing.begin(deadline) && Closing {}.emit(window.app_handle()).is_ok();
    tracing::debug!(told, "closing was asked for");
    if told {
        api.prevent_close();
    }
}

/// What the program leaves behind when it ends: no password in the clipboard.
pub(crate) fn ending(app: &AppHandle) {
    app.state::<Backend>().clipboard.clear_own();
}

fn destroy(window: &Window) {
    if let Err(error) = window.destroy() {
        tracing::warn!(%error, "the window could not be closed");
    }
}
