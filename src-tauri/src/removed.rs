//! Drafts that were deleted since the program started, so that deleting one can be undone.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use gatehouse_workspace::{Workspace, WorkspaceError};

/// What was in the files of deleted drafts, by workspace and slug.
#[derive(Default)]
pub(crate) struct Removed(Mutex<HashMap<(PathBuf, String), Vec<u8>>>);

impl Removed {
    /// Deletes a draft and remembers its file.
    ///
    /// # Errors
    /// When the file cannot be read or removed.
    pub(crate) fn delete(&self, workspace: &Workspace, slug: String) -> Result<(), WorkspaceError> {
        if let Some(content) = workspace.take_binding(&slug)? {
            let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            kept.insert((workspace.root().to_owned(), slug), content);
        }
        Ok(())
    }

    /// Brings a deleted draft back as it was.
    ///
    /// # Errors
    /// When none of this slug was deleted, or another has its name by now.
    pub(crate) fn restore(&self, workspace: &Workspace, slug: &str) -> Result<(), WorkspaceError> {
        let key = (workspace.root().to_owned(), slug.to_owned());
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let missing = || WorkspaceError::Missing { what: "binding", name: slug.to_owned() };
        workspace.put_back_binding(slug, kept.get(&key).ok_or_else(missing)?)?;
        kept.remove(&key);
        Ok(())
    }
}
