//! Sensitive tables and columns: what the catalogue suggests.

use tauri::State;

use crate::failure::Failure;
use crate::state::{Backend, blocking};
use crate::views::SuggestionsView;

/// What may be sensitive, judged by the snapshot alone. Works offline; empty before the first discovery.
#[tauri::command]
#[specta::specta]
pub(crate) async fn suggestions(backend: State<'_, Backend>, name: String) -> Result<SuggestionsView, Failure> {
    let workspace = backend.workspace();
    blocking(move || {
        let policy = workspace.policy(&name)?;
        let catalog = workspace.catalog(&name)?;
        Ok(catalog.map(|catalog| SuggestionsView::new(&catalog, &policy)).unwrap_or_default())
    })
    .await?
}
