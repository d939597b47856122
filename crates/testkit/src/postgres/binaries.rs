//! Where the PostgreSQL programs are.

use std::env::var_os;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

/// The folder that holds `bin/postgres` and `bin/initdb`.
pub(super) fn locate() -> Result<PathBuf> {
    let candidates =
        [var_os("GATEHOUSE_POSTGRES").map(PathBuf::from), installed().map(|base| base.join("postgres/current"))];
    for folder in candidates.into_iter().flatten() {
        if is_whole(&folder) {
            return Ok(folder);
        }
    }
    bail!(
        "the tests' PostgreSQL is not installed: run `./dev test`, or set GATEHOUSE_POSTGRES to a folder with bin/postgres"
    )
}

/// Whether both programs that a cluster needs are there.
pub(super) fn is_whole(folder: &Path) -> bool {
    folder.join("bin/postgres").is_file() && folder.join("bin/initdb").is_file()
}

/// Where `./dev` installs servers. Root's home is closed to the user that they then run as, so root has another place.
pub(crate) fn installed() -> Option<PathBuf> {
    let base = if rustix::process::geteuid().is_root() {
        PathBuf::from("/var/tmp/gatehouse-0")
    } else if let Some(cache) = var_os("GATEHOUSE_CACHE") {
        PathBuf::from(cache)
    } else if let Some(cache) = var_os("XDG_CACHE_HOME") {
        PathBuf::from(cache).join("gatehouse")
    } else {
        PathBuf::from(var_os("HOME")?).join(".cache/gatehouse")
    };
    Some(base)
}
