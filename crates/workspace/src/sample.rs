//! The sample workspace that comes with the program: the demo clinic's snapshot, to look around in without a server.

use std::path::Path;

use crate::{Workspace, WorkspaceError, atomic};

/// The files, by path. The snapshot is what discovery finds in the demo clinic; a test keeps it so.
const FILES: [(&str, &str); 4] = [
    ("connections/clinic.toml", include_str!("../sample/connections/clinic.toml")),
    ("connections/clinic.catalog.json", include_str!("../sample/connections/clinic.catalog.json")),
    ("connections/clinic.scoping.toml", include_str!("../sample/connections/clinic.scoping.toml")),
    ("bindings/look-up-an-appointment.toml", include_str!("../sample/bindings/look-up-an-appointment.toml")),
];

/// Writes the sample into `root` unless a workspace is there, and opens it.
///
/// # Errors
/// When the folder cannot be written.
pub fn write_sample(root: &Path) -> Result<Workspace, WorkspaceError> {
    if let Ok(workspace) = Workspace::open(root) {
        return Ok(workspace);
    }
    for (file, text) in FILES {
        atomic::write(&root.join(file), text.as_bytes())?;
    }
    Workspace::create(root)
}
