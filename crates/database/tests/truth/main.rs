//! Discovery against what the servers' own tools say: every table, column, key, index and check of schemas that everybody knows,
//! and of schemas with hostile names.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests panic, and say how much they compared"
)]

#[path = "../grants/client.rs"]
mod client;
mod hostile;
mod lines;
mod mysql;
mod pg_dump;
mod postgres;
mod rights;
mod scan;
mod show_create;

use std::io::Write;
use std::path::PathBuf;

/// The file's text; says by name what did not run when it is not there.
pub(crate) fn schema(file: &str, test: &str) -> Option<String> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/schemas").join(file);
    let text = std::fs::read_to_string(&path).ok();
    if text.is_none() {
        // A closed stderr leaves nobody to tell.
        let _ = writeln!(std::io::stderr(), "NOT RUN: {test}: there is no {}", path.display());
    }
    text
}
