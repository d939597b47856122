//! Where the PostgreSQL programs are.

use std::env::var_os;
use std::path::PathBuf;

use anyhow::{Result, bail};

/// The folder that holds `bin/postgres` and `bin/initdb`.
pub(super) fn locate() -> Result<PathBuf> {
    let candidates = [var_os("GATEHOUSE_POSTGRES").map(PathBuf::from), installed()];
    for folder in candidates.into_iter().flatten() {
        if folder.join("bin/postgres").is_file() && folder.join("bin/initdb").is_file() {
            return Ok(folder);
        }
    }
    bail!(
        "the tests' PostgreSQL is not installed: run `./dev test`, or set GATEHOUSE_POSTGRES to a folder with bin/postgres"
    )
}

/// Where `./dev` installs them. Root's home is closed to the user that the server then runs as, so root has another place.
fn installed() -> Option<PathBuf> {
    let base = if rustix::process::geteuid().is_root() {
        PathBuf::from("/var/tmp/gatehouse-0")
    } else if let Some(cache) = var_os("GATEHOUSE_CACHE") {
        PathBuf::from(cache)
    } else if let Some(cache) = var_os("XDG_CACHE_HOME") {
        PathBuf::from(cache).join("gatehouse")
    } else {
        PathBuf::from(var_os("HOME")?).join(".cache/gatehouse")
    };
    Some(base.join("postgres/current"))
}
