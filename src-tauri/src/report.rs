//! Saving the report about what the agent sees.

use gatehouse_core::scoping::exposure::{report_html, report_json};
use gatehouse_workspace::Workspace;
use tauri::AppHandle;
use tauri_plugin_dialog::DialogExt;

use crate::failure::Failure;
use crate::views::ReportFormat;

/// Asks where, and writes it. The report names what is blocked, so only its owner may read the file.
///
/// # Errors
/// When the workspace cannot be read or the file not be written.
pub(crate) fn save(
    app: &AppHandle,
    workspace: &Workspace,
    name: &str,
    format: ReportFormat,
) -> Result<Option<String>, Failure> {
    let exposure = workspace.exposure(name)?.ok_or_else(|| {
        let next_step = "Run the checks, then discover the schema.";
        Failure::new("not_discovered", "The schema of this connection was not discovered yet.", next_step)
    })?;
    let (text, ending, kind) = match format {
        ReportFormat::Html => (report_html(&exposure), "html", "HTML"),
        ReportFormat::Json => (report_json(&exposure), "json", "JSON"),
    };
    let file = format!("{name}-agent-view.{ending}");
    let chosen = app.dialog().file().set_file_name(file).add_filter(kind, &[ending]).blocking_save_file();
    let Some(path) = chosen.and_then(|path| path.into_path().ok()) else { return Ok(None) };
    crate::private_file::write(&path, text.as_bytes()).map_err(|error| {
        let next_step = "Choose a folder that you may write to.";
        Failure::new("file", format!("The report could not be saved: {error}"), next_step)
    })?;
    Ok(Some(path.display().to_string()))
}
