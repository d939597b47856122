//! The password of a connection: from where its file says, or from memory.

use gatehouse_core::connection::{ConnectionFailure, Descriptor};
use gatehouse_vault::{ReadError, Vault, read_reference};
use secrecy::SecretString;

use crate::Workspace;

/// The keyring entry of a connection: told apart by the folder, so that two workspaces may have a `clinic` each.
pub fn keychain_entry(workspace: &Workspace, name: &str) -> String {
    let root = std::fs::canonicalize(workspace.root()).unwrap_or_else(|_| workspace.root().to_owned());
    let place = gatehouse_core::fingerprint::sha256_hex(root.to_string_lossy().as_bytes());
    format!("connection/{}/{name}", &place[..12])
}

/// Finds the password of connection `name`. Blocks (keyring, command): call from a blocking thread.
///
/// # Errors
/// [`ConnectionFailure::PasswordMissing`] names the place that was tried, never its content.
pub fn password_of(
    workspace: &Workspace,
    vault: &Vault,
    name: &str,
    descriptor: &Descriptor,
) -> Result<SecretString, ConnectionFailure> {
    let read = match &descriptor.password {
        Some(source) => read_reference(source, descriptor, vault, workspace.root()),
        None => vault.find(&keychain_entry(workspace, name)).map(|(secret, _)| secret).ok_or(ReadError::NoSource),
    };
    read.map_err(|error| ConnectionFailure::PasswordMissing { source_name: error.to_string() })
}
