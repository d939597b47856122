//! Why a workspace file could not be read or written. Every variant names the place.

use std::path::{Path, PathBuf};

/// What went wrong with a workspace.
#[derive(Debug, thiserror::Error)]
pub enum WorkspaceError {
    /// No `gatehouse.toml` here.
    #[error("{0} is no Gatehouse workspace: it has no gatehouse.toml")]
    NotAWorkspace(PathBuf),
    /// There is one already.
    #[error("{0} is a Gatehouse workspace already")]
    Exists(PathBuf),
    /// A file of this name, relative to the workspace, is there already.
    #[error("{0} is there already")]
    Taken(String),
    /// The operating system refused.
    #[error("{path}: {reason}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The operating system's reason.
        reason: String,
    },
    /// A file's content is not what it should be.
    #[error("{file}{}: {message}", .line.map(|line| format!(", line {line}")).unwrap_or_default())]
    Content {
        /// The file, relative to the workspace.
        file: String,
        /// The line, from 1, where it can be told.
        line: Option<usize>,
        /// What is wrong and what was expected.
        message: String,
    },
    /// A connection was discovered, and the file that says what agents may not see of it is gone.
    #[error("connections/{0}.scoping.toml is gone: nothing tells any more what agents may not see of this connection")]
    ScopingGone(String),
    /// Nothing of this name.
    #[error("there is no {what} “{name}” in this workspace")]
    Missing {
        /// `connection` or `binding`.
        what: &'static str,
        /// The name asked for.
        name: String,
    },
    /// Another program is changing the scoping and does not come to an end.
    #[error("another Gatehouse is changing this workspace and has not finished for {0} seconds")]
    Busy(u64),
    /// The name cannot be a file name everywhere.
    #[error("“{0}” cannot be a name: use 1 to 64 of a–z, 0–9, - and _, starting with a letter or digit")]
    Name(String),
}

impl WorkspaceError {
    pub(crate) fn io(path: &Path, error: &std::io::Error) -> WorkspaceError {
        WorkspaceError::Io { path: path.to_owned(), reason: error.to_string() }
    }

    /// The stable code for `--json` and the window.
    pub fn code(&self) -> &'static str {
        match self {
            WorkspaceError::NotAWorkspace(_) => "not_a_workspace",
            WorkspaceError::Exists(_) => "workspace_exists",
            WorkspaceError::Taken(_) => "name_taken",
            WorkspaceError::Io { .. } => "workspace_io",
            WorkspaceError::Content { .. } => "file_invalid",
            WorkspaceError::ScopingGone(_) => "scoping_gone",
            WorkspaceError::Missing { .. } => "not_found",
            WorkspaceError::Busy(_) => "workspace_busy",
            WorkspaceError::Name(_) => "name_invalid",
        }
    }

    /// What to do about it.
    pub fn next_step(&self) -> &'static str {
        match self {
            WorkspaceError::NotAWorkspace(_) => "Choose a workspace folder, or make one with “gatehouse init”.",
            WorkspaceError::Exists(_) => "Open it, or choose an empty folder.",
            WorkspaceError::Io { .. } => "Check that the folder exists and that you may write to it.",
            WorkspaceError::Content { .. } => "Correct the file at that line; nothing of it was changed.",
            WorkspaceError::ScopingGone(_) => {
                "Put the file back, for example from version control; or discover again: then everything waits for a review."
            }
            WorkspaceError::Missing { .. } => "Check the spelling of the name.",
            WorkspaceError::Busy(_) => "Nothing was changed. Try again, or end the other program.",
            WorkspaceError::Name(_) | WorkspaceError::Taken(_) => "Choose another name.",
        }
    }
}
