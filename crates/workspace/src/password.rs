//! The password of a connection: from where its file says, or from memory.

use gatehouse_core::connection::{ConnectionFailure, Descriptor, PasswordSource};
use gatehouse_vault::{ReadError, Vault, read_reference};
use secrecy::SecretString;

use crate::{Workspace, trust};

/// The keyring entry of a connection: told apart by the folder, so that two workspaces may have a `clinic` each.
pub fn keychain_entry(workspace: &Workspace, name: &str) -> String {
    let root = std::fs::canonicalize(workspace.root()).unwrap_or_else(|_| workspace.root().to_owned());
    let place = gatehouse_core::fingerprint::sha256_hex(root.to_string_lossy().as_bytes());
    format!("connection/{}/{name}", &place[..12])
}

/// The keyring entry that a connection's password is read from and kept in: only ever its own. A workspace may come from
/// anywhere, so its word is not enough to be given another connection's password or a control plane's key. None when the
/// password is kept elsewhere, or the file names an entry that is not this connection's.
pub fn own_entry(workspace: &Workspace, name: &str, descriptor: &Descriptor) -> Option<String> {
    let own = keychain_entry(workspace, name);
    match &descriptor.password {
        None => Some(own),
        Some(PasswordSource::Keychain(named)) => (*named == own).then_some(own),
        Some(_) => None,
    }
}

/// Finds the password of connection `name`. Blocks (keyring, command): call from a blocking thread.
///
/// # Errors
/// [`ConnectionFailure::ReferenceNotTrusted`] before anything is run or read that nobody on this machine agreed to;
/// [`ConnectionFailure::PasswordMissing`] names the place that was tried, never its content.
pub fn password_of(
    workspace: &Workspace,
    vault: &Vault,
    name: &str,
    descriptor: &Descriptor,
) -> Result<SecretString, ConnectionFailure> {
    let missing = |error: ReadError| ConnectionFailure::PasswordMissing { source_name: error.to_string() };
    match &descriptor.password {
        None | Some(PasswordSource::Keychain(_)) => {
            let stored = own_entry(workspace, name, descriptor).and_then(|entry| vault.find(&entry));
            let (secret, _) = stored.ok_or_else(|| missing(nothing_stored(descriptor)))?;
            // Asked last: where there is no password there is nothing to agree to.
            trust::demand(workspace, vault, name, descriptor)?;
            Ok(secret)
        }
        Some(source) => {
            trust::demand(workspace, vault, name, descriptor)?;
            read_reference(source, descriptor, vault, workspace.root()).map_err(missing)
        }
    }
}

fn nothing_stored(descriptor: &Descriptor) -> ReadError {
    match &descriptor.password {
        Some(PasswordSource::Keychain(named)) => ReadError::NotInKeyring(named.clone()),
        _ => ReadError::NoSource,
    }
}

#[cfg(test)]
mod tests {
    use gatehouse_vault::MemoryStore;
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn a_connection_reads_its_own_entry_and_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let workspace = Workspace::create(folder.path()).unwrap();
        let vault = Vault::over(Box::new(MemoryStore::default()));
        let own = keychain_entry(&workspace, "clinic");
        let neighbour = keychain_entry(&workspace, "billing");
        for entry in [own.as_str(), neighbour.as_str(), "control-plane/https://example.com", "connection/elsewhere/x"] {
            vault.store(entry, &entry.into());
        }
        let read = |entry: &str| {
            let text = format!(
                "engine = \"postgres\"\nhost = \"h\"\nport = 1\ndatabase = \"d\"\nuser = \"u\"\npassword = \"keychain:{entry}\"\n"
            );
            let descriptor: Descriptor = toml::from_str(&text).unwrap();
            crate::agree(&workspace, &vault, "clinic", &descriptor).unwrap();
            password_of(&workspace, &vault, "clinic", &descriptor).map(|secret| secret.expose_secret().to_owned())
        };
        assert_eq!(read(&own), Ok(own.clone()));
        for other in [neighbour.as_str(), "control-plane/https://example.com", "connection/elsewhere/x"] {
            assert!(matches!(read(other), Err(ConnectionFailure::PasswordMissing { .. })), "{other}");
        }
    }
}
