//! What sync replaces is kept on this machine: a decision in a hurry loses nobody's work.

use jiff::Zoned;

use crate::lock::{FOLDER, machine_folder};
use crate::{Workspace, WorkspaceError, atomic};

/// Keeps a draft's text under this name and the time; gives the file's path in the workspace.
///
/// # Errors
/// [`WorkspaceError::Io`].
pub(super) fn keep(workspace: &Workspace, name: &str, text: &[u8]) -> Result<String, WorkspaceError> {
    let file = format!("replaced/{name}.{}.toml", Zoned::now().strftime("%Y-%m-%dT%H-%M-%S-%3f"));
    atomic::write(&machine_folder(workspace)?.join(&file), text)?;
    Ok(format!("{FOLDER}/{file}"))
}
