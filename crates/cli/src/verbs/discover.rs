//! `gatehouse discover CONNECTION`

use serde_json::json;

use crate::output::Outcome;
use crate::run::Scene;

/// Discovers the schema and keeps the snapshot in the workspace.
pub(crate) async fn discover(scene: &Scene, name: &str) -> anyhow::Result<Outcome> {
    let (workspace, descriptor, password) = scene.credentials(name)?;
    let found = gatehouse_database::discover(&descriptor, &password, |_| ()).await?;
    workspace.save_catalog(name, &found.catalog)?;
    let (tables, columns) = (found.catalog.tables.len(), found.catalog.column_count());
    let mut lines = vec![format!("Discovered {tables} tables with {columns} columns.")];
    lines.extend(found.findings.iter().map(|finding| format!("! {}: {}", finding.object, finding.message)));
    let document = json!({
        "tables": tables,
        "columns": columns,
        "fingerprint": found.catalog.fingerprint(),
        "findings": found.findings,
    });
    Ok(Outcome::new(document, lines).with_findings(!found.findings.is_empty()))
}
