//! Reading a password from where its reference says it is.

use std::path::Path;

use gatehouse_core::connection::import::read_pgpass_rules;
use gatehouse_core::connection::{Descriptor, PasswordSource};
use secrecy::SecretString;
use zeroize::Zeroizing;

use crate::import::pgpass_path;
use crate::{Vault, command, files};

/// Why a password could not be read. Names the place, never the content.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// The keyring has no such entry, or cannot be asked.
    #[error("the keyring holds no password for “{0}”")]
    NotInKeyring(String),
    /// The environment variable is not set.
    #[error("the environment variable {0} is not set")]
    NotInEnvironment(String),
    /// The command did not end well; its output is not repeated.
    #[error("the password command failed: {0}")]
    Command(String),
    /// The file cannot be read.
    #[error("the password file {path} cannot be read: {reason}")]
    File {
        /// The file.
        path: String,
        /// The operating system's reason.
        reason: String,
    },
    /// Others than its owner can read the file.
    #[error("the password file {0} can be read by others: run chmod 600 on it")]
    FileOpenToOthers(String),
    /// No line of the password file matches.
    #[error("no line of {0} matches this connection")]
    NotInPgpass(String),
    /// What was found is empty.
    #[error("the password from {0} is empty")]
    Empty(String),
    /// The connection says nothing about a password.
    #[error("no password was given for this connection yet")]
    NoSource,
}

/// Reads the password of a connection. `base` is the folder that relative `file:` paths start from.
///
/// # Errors
/// [`ReadError`] names the place that was tried.
pub fn read_reference(
    source: &PasswordSource,
    descriptor: &Descriptor,
    vault: &Vault,
    base: &Path,
) -> Result<SecretString, ReadError> {
    let secret = match source {
        // A workspace may come from anywhere: it must not be able to name another program's or the control plane's entry.
        PasswordSource::Keychain(entry) if !entry.starts_with("connection/") => {
            return Err(ReadError::NotInKeyring(entry.clone()));
        }
        PasswordSource::Keychain(entry) => {
            return vault.find(entry).map(|(secret, _)| secret).ok_or_else(|| ReadError::NotInKeyring(entry.clone()));
        }
        PasswordSource::Env(variable) => {
            let value = std::env::var(variable).map_err(|_| ReadError::NotInEnvironment(variable.clone()))?;
            Zeroizing::new(value)
        }
        PasswordSource::Command(command) => {
            // Not the workspace: a relative name must not lead to a program that came with it.
            let home = std::env::home_dir().unwrap_or_else(std::env::temp_dir);
            first_line(&command::run(command, &home, command::DEADLINE).map_err(ReadError::Command)?)
        }
        PasswordSource::File(path) => first_line(&read_private(&base.join(path))?),
        PasswordSource::Pgpass => return pgpass_entry(descriptor),
    };
    if secret.is_empty() {
        return Err(ReadError::Empty(place(source)));
    }
    Ok(SecretString::from(secret.as_str()))
}

/// The scheme only: a command's text may hold more than its owner wants to see repeated.
fn place(source: &PasswordSource) -> String {
    match source {
        PasswordSource::Command(_) => "the password command".into(),
        other => other.to_string(),
    }
}

/// The password of a connection in libpq's password file.
///
/// # Errors
/// When there is no such file, it is open to others, or no line matches.
pub fn pgpass_entry(descriptor: &Descriptor) -> Result<SecretString, ReadError> {
    let path = pgpass_path();
    let text = read_private(&path)?;
    let Descriptor { host, port, database, user, .. } = descriptor;
    let mut rules = read_pgpass_rules(&text);
    let rule = rules.find(|rule| rule.matches(host, *port, database, user));
    rule.map(|rule| rule.password).ok_or_else(|| ReadError::NotInPgpass(path.display().to_string()))
}

/// Reads a file that only its owner may read, as libpq demands of its password file.
fn read_private(path: &Path) -> Result<Zeroizing<String>, ReadError> {
    let place = path.display().to_string();
    let file = files::read(path).map_err(|error| ReadError::File { path: place.clone(), reason: error.to_string() })?;
    if file.open_to_others { Err(ReadError::FileOpenToOthers(place)) } else { Ok(file.text) }
}

fn first_line(text: &str) -> Zeroizing<String> {
    Zeroizing::new(text.lines().next().unwrap_or("").to_owned())
}
