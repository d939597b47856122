//! Deciding about a server that nothing but its recorded certificate tells from another.

use gatehouse_core::connection::{ConnectionFailure, Descriptor};
use gatehouse_vault::Vault;
use gatehouse_workspace::{Workspace, agree, trust_of};

use crate::failure::Failure;

/// Records `sha256`, the certificate that a person was shown, in place of the one before. A consent to read the password was about
/// the server of the old one, and goes with it.
///
/// # Errors
/// When the connection verifies its server by a CA, or `sha256` is no fingerprint.
pub(crate) fn accept(workspace: &Workspace, vault: &Vault, name: &str, sha256: &str) -> Result<(), Failure> {
    let before = workspace.connection(name)?;
    let same = before.pinned_certificate.as_deref() == Some(sha256);
    let after = Descriptor {
        pinned_certificate: Some(sha256.to_owned()),
        password_in_clear: before.password_in_clear && same,
        ..before.clone()
    };
    keep(workspace, vault, name, &before, &after)
}

/// Records that the server with the certificate `sha256`, and no other, may read the password.
///
/// # Errors
/// As [`accept`].
pub(crate) fn consent(workspace: &Workspace, vault: &Vault, name: &str, sha256: &str) -> Result<(), Failure> {
    let before = workspace.connection(name)?;
    let after = Descriptor { pinned_certificate: Some(sha256.to_owned()), password_in_clear: true, ..before.clone() };
    keep(workspace, vault, name, &before, &after)
}

fn keep(
    workspace: &Workspace,
    vault: &Vault,
    name: &str,
    before: &Descriptor,
    after: &Descriptor,
) -> Result<(), Failure> {
    if !before.relies_on_pin() {
        let message = "This connection verifies its server by a CA; a recorded certificate would mean nothing.".into();
        return Err(ConnectionFailure::DescriptorInvalid { field: "sslmode".into(), message }.into());
    }
    if let Some(problem) = after.problems().into_iter().next() {
        return Err(ConnectionFailure::DescriptorInvalid { field: problem.field, message: problem.message }.into());
    }
    let agreed = trust_of(workspace, vault, name, before).agreed;
    workspace.save_connection(name, after)?;
    if agreed {
        // Whoever decides here agrees to exactly this; a file that nobody agreed to stays one.
        agree(workspace, vault, name, after)?;
    }
    Ok(())
}
