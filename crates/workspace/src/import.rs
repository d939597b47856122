//! Taking a connection over that a person has elsewhere.

use gatehouse_core::connection::import::{Found, ImportPassword, ImportSource};
use gatehouse_core::connection::{Descriptor, DescriptorProblem};
use gatehouse_vault::{look_for_imports, read_ca};
use secrecy::SecretString;

use crate::WorkspaceError;

/// Finds one candidate again by its source and id, and reads the CA file that it names. Blocks (files).
///
/// # Errors
/// [`WorkspaceError::Missing`] when the source has no such candidate (any more).
pub fn find_import(source: ImportSource, id: &str) -> Result<Found, WorkspaceError> {
    let found = look_for_imports(source).found.into_iter().find(|found| found.candidate.id == id);
    let mut found =
        found.ok_or_else(|| WorkspaceError::Missing { what: "connection to import", name: id.to_owned() })?;
    if let Some(path) = &found.candidate.ca_file {
        match read_ca(path) {
            Ok(pem) => found.candidate.descriptor.ca_pem = Some(pem),
            Err(message) => {
                let problem = DescriptorProblem { field: "ca_pem".into(), message };
                found.candidate.problems.push(problem);
            }
        }
    }
    Ok(found)
}

/// The password that goes with an imported connection: only to the very server and login it stood beside. What a person
/// filled in where the file says nothing is their own choice.
pub fn import_secret(found: Found, saved: &Descriptor) -> Option<SecretString> {
    let from = &found.candidate.descriptor;
    let same = |known: &str, now: &str| known.is_empty() || known == now;
    let meant = found.candidate.password == ImportPassword::InFile
        && same(&from.host, &saved.host)
        && same(&from.user, &saved.user)
        && (from.port == saved.port || from.host.is_empty())
        && from.engine == saved.engine;
    found.secret.filter(|_| meant)
}
