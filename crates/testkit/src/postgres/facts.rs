//! What one process tells another about a running server.

use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

/// How to reach a running server. It holds passwords, so the file is readable by its owner alone.
#[derive(Clone, Serialize, Deserialize)]
pub struct Facts {
    /// The loopback address.
    pub host: String,
    /// The port on it.
    pub port: u16,
    /// The superuser's name.
    pub admin_user: String,
    /// The superuser's password.
    pub admin_password: String,
    /// The read-only login's name.
    pub agent_user: String,
    /// The read-only login's password.
    pub agent_password: String,
    /// The certificate of the authority that issued the server's certificate.
    pub ca_pem: String,
    /// The folder of the server's Unix socket, which the testkit's own sessions use.
    pub socket_directory: PathBuf,
}

impl Facts {
    /// Reads the facts that [`Facts::write`] wrote.
    pub fn read(file: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(file)
            .with_context(|| format!("no test server: {} cannot be read", file.display()))?;
        serde_json::from_str(&text).with_context(|| format!("{} does not describe a test server", file.display()))
    }

    /// Writes them for another process of the same user.
    pub fn write(&self, file: &Path) -> Result<()> {
        write_private(file, &serde_json::to_string_pretty(self)?)
    }
}

/// Writes a file that only its owner may read, whole or not at all.
pub(crate) fn write_private(file: &Path, text: &str) -> Result<()> {
    let draft = file.with_extension("part");
    drop(std::fs::remove_file(&draft));
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&draft)
        .and_then(|mut open| open.write_all(text.as_bytes()))
        .and_then(|()| std::fs::rename(&draft, file))
        .with_context(|| format!("cannot write {}", file.display()))
}
