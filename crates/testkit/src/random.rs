//! Names and passwords that nobody can guess.

use std::fs::File;
use std::io::Read;

use anyhow::{Context, Result};

/// `bytes` bytes of the system's randomness in hexadecimal: safe unquoted in SQL, in a URL and in a shell.
pub(crate) fn hex(bytes: usize) -> Result<String> {
    let mut buffer = vec![0; bytes];
    File::open("/dev/urandom").and_then(|mut source| source.read_exact(&mut buffer)).context("no randomness")?;
    Ok(buffer.iter().map(|byte| format!("{byte:02x}")).collect())
}
