//! PostgreSQL refuses to run as root. Where the tests do, the server runs as `nobody` and its files belong to `nobody`.

use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

/// The user that a server runs as: ourselves, or `nobody` when we are root.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Account(Option<(u32, u32)>);

impl Account {
    /// Decides it from our own effective user.
    pub(crate) fn choose() -> Result<Self> {
        if !rustix::process::geteuid().is_root() {
            return Ok(Self(None));
        }
        let users = std::fs::read_to_string("/etc/passwd").context("no list of users")?;
        let nobody = users.lines().find_map(|line| {
            let mut fields = line.split(':');
            let name = fields.next()?;
            let uid = fields.nth(1)?.parse().ok()?;
            let gid = fields.next()?.parse().ok()?;
            (name == "nobody").then_some((uid, gid))
        });
        nobody
            .map(|ids| Self(Some(ids)))
            .context("root cannot run PostgreSQL, and there is no user `nobody` to run it as")
    }

    /// A command that runs as this user.
    pub(crate) fn command(self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        if let Self(Some((uid, gid))) = self {
            command.uid(uid).gid(gid);
        }
        command
    }

    /// Gives a file or a folder to this user.
    pub(crate) fn own(self, path: &Path) -> Result<()> {
        match self {
            Self(None) => Ok(()),
            Self(Some((uid, gid))) => std::os::unix::fs::chown(path, Some(uid), Some(gid))
                .with_context(|| format!("cannot give {} to the server's user", path.display())),
        }
    }
}
