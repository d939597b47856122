//! Why syncing stopped.

use gatehouse_api::ApiFailure;
use gatehouse_core::connection::ConnectionFailure;

use crate::WorkspaceError;

/// Why syncing stopped. What was done before stays done, and comparing again shows it.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// The workspace names no control plane.
    #[error("this workspace has no control plane yet")]
    NoTarget,
    /// No API key is stored for it.
    #[error("there is no API key for {0}")]
    NoKey(String),
    /// No agent is chosen.
    #[error("no agent is chosen to get the bindings")]
    NoAgent,
    /// The workspace has no connection to sync.
    #[error("this workspace has no connection to sync")]
    NoConnection,
    /// Two connections of one kind, and the settings do not say which is meant.
    #[error("this workspace has several {0} connections; the control plane takes one")]
    SeveralConnections(&'static str),
    /// Sending would show agents something that is hidden now, and nobody agreed to that.
    #[error("sending would let agents see {0} blocked things again, and that was not agreed to")]
    ConsentMissing(usize),
    /// Somebody else changed these at the control plane since both sides were last alike, and nobody here decided what counts.
    #[error("changed at the control plane since both sides were last alike: {}; they were not overwritten", .0.join(", "))]
    ChangedThere(Vec<String>),
    /// The control plane does not say what a skill was made of.
    #[error("this control plane does not say what “{0}” was made of, so its side cannot be taken")]
    NotTold(String),
    /// What was read back is not what was sent; nothing was sent after it.
    #[error("the control plane did not keep the blocks as they were sent: {0} differ")]
    NotStored(usize),
    /// The connection is one that the control plane must not get.
    #[error("{0}")]
    NotOffered(String),
    /// A workspace file.
    #[error(transparent)]
    Workspace(#[from] WorkspaceError),
    /// The control plane's answer.
    #[error(transparent)]
    Api(#[from] ApiFailure),
    /// The connection's password.
    #[error("{0}")]
    Password(#[from] ConnectionFailure),
}

impl SyncError {
    /// The stable code.
    pub fn code(&self) -> String {
        let own = match self {
            SyncError::NoTarget => "no_sync_target",
            SyncError::NoKey(_) => "no_api_key",
            SyncError::NoAgent => "no_agent",
            SyncError::NoConnection => "no_connection",
            SyncError::SeveralConnections(_) => "several_connections",
            SyncError::ConsentMissing(_) => "consent_missing",
            SyncError::ChangedThere(_) => "changed_there",
            SyncError::NotTold(_) => "binding_not_told",
            SyncError::NotStored(_) => "scoping_not_stored",
            SyncError::NotOffered(_) => "sync_not_offered",
            SyncError::Workspace(error) => error.code(),
            SyncError::Password(_) => "password_missing",
            // Serialised as snake case, always a text.
            SyncError::Api(failure) => {
                let code = serde_json::to_value(failure.code()).ok();
                return code.and_then(|code| code.as_str().map(str::to_owned)).unwrap_or_default();
            }
        };
        own.to_owned()
    }

    /// What to do about it.
    pub fn next_step(&self) -> String {
        match self {
            SyncError::NoTarget => "Enter its address in Sync.".into(),
            SyncError::NoKey(_) => "Enter the API key in Sync; your control plane's administrator creates it.".into(),
            SyncError::NoAgent => "Choose the agent in Sync.".into(),
            SyncError::NoConnection => "Add a connection first.".into(),
            SyncError::SeveralConnections(kind) => {
                format!("Name the one to sync in gatehouse.toml: under [sync], {kind} = \"<connection>\".")
            }
            SyncError::ConsentMissing(_) => "Look at what would become visible, and agree to it if you mean it.".into(),
            SyncError::ChangedThere(_) => {
                "Compare, then take the control plane's side of each, or overwrite it.".into()
            }
            SyncError::NotTold(_) => {
                "Overwrite it with the draft, or change the draft by hand to what is there.".into()
            }
            SyncError::NotStored(_) => "Compare again, and ask the control plane's operator if it stays so.".into(),
            SyncError::NotOffered(_) => "Sync it to a control plane on this machine, or use a public host name.".into(),
            SyncError::Workspace(error) => error.next_step().into(),
            SyncError::Api(failure) => failure.explain().next_step,
            SyncError::Password(failure) => failure.explain().next_step,
        }
    }
}
