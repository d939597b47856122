//! Where a password is to be found. A source names a place; it never holds the password.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A reference to a password, as written in `connections/<name>.toml`:
/// `keychain:<entry>`, `env:<VARIABLE>`, `command:<shell command>`, `file:<path>` or `pgpass`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PasswordSource {
    /// The operating system's keyring, under this entry name.
    Keychain(String),
    /// An environment variable.
    Env(String),
    /// Standard output of a command, first line.
    Command(String),
    /// A file that only its owner can read (mode 0600), first line.
    File(String),
    /// PostgreSQL's password file, `~/.pgpass` (libpq documentation, "The Password File").
    Pgpass,
}

/// Why a text is not a password source.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PasswordSourceError {
    /// Nothing stands before a colon that we know. The text itself is not repeated: it may be a password.
    #[error(
        "a password is never written here; name where it is kept: \"keychain:<entry>\", \"env:<VARIABLE>\", \"command:<command>\", \"file:<path>\" or \"pgpass\""
    )]
    UnknownScheme,
    /// The scheme is known, but what it should name is empty.
    #[error("\"{0}:\" needs a name after the colon")]
    Empty(&'static str),
}

impl FromStr for PasswordSource {
    type Err = PasswordSourceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "pgpass" {
            return Ok(PasswordSource::Pgpass);
        }
        let (scheme, rest) = text.split_once(':').ok_or(PasswordSourceError::UnknownScheme)?;
        let named = |scheme: &'static str| {
            if rest.trim().is_empty() { Err(PasswordSourceError::Empty(scheme)) } else { Ok(rest.to_owned()) }
        };
        match scheme {
            "keychain" => named("keychain").map(PasswordSource::Keychain),
            "env" => named("env").map(PasswordSource::Env),
            "command" => named("command").map(PasswordSource::Command),
            "file" => named("file").map(PasswordSource::File),
            _ => Err(PasswordSourceError::UnknownScheme),
        }
    }
}

impl fmt::Display for PasswordSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PasswordSource::Keychain(entry) => write!(f, "keychain:{entry}"),
            PasswordSource::Env(variable) => write!(f, "env:{variable}"),
            PasswordSource::Command(command) => write!(f, "command:{command}"),
            PasswordSource::File(path) => write!(f, "file:{path}"),
            PasswordSource::Pgpass => f.write_str("pgpass"),
        }
    }
}

impl Serialize for PasswordSource {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PasswordSource {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_survives_the_round_trip() {
        for text in
            ["keychain:gatehouse/clinic", "env:PGPASSWORD", "command:op read op://x/y", "file:/run/pw", "pgpass"]
        {
            assert_eq!(text.parse::<PasswordSource>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_bare_password_is_refused_and_not_repeated() {
        let error = "hunter2".parse::<PasswordSource>().unwrap_err();
        assert!(!error.to_string().contains("hunter2"));
        assert_eq!("env:".parse::<PasswordSource>(), Err(PasswordSourceError::Empty("env")));
    }
}
