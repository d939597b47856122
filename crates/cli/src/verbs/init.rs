//! `gatehouse init DIR`

use std::path::Path;

use gatehouse_workspace::Workspace;
use serde_json::json;

use crate::output::Outcome;

/// Makes a workspace.
pub(crate) fn init(directory: &Path) -> anyhow::Result<Outcome> {
    let workspace = Workspace::create(directory)?;
    let path = workspace.root().display().to_string();
    let line = format!("Made a workspace in {path}. Next: gatehouse -C {path} connection add NAME --url URL");
    Ok(Outcome::new(json!({ "workspace": path }), vec![line]))
}
