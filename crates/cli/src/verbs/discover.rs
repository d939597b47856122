//! `gatehouse discover CONNECTION`

use serde_json::json;

use super::drift::{drift_lines, impact_lines};
use crate::output::Outcome;
use crate::run::Scene;

/// Discovers the schema, blocks what is new until it is reviewed, and keeps the snapshot in the workspace.
pub(crate) async fn discover(scene: &Scene, name: &str) -> anyhow::Result<Outcome> {
    let (workspace, descriptor, password) = scene.credentials(name)?;
    let found = gatehouse_database::discover(&descriptor, &password, |_| ()).await?;
    let recorded = workspace.record_discovery(name, &found.catalog)?;
    let (drift, impact) = (&recorded.difference.drift, &recorded.difference.impact);
    let (tables, columns) = (found.catalog.tables.len(), found.catalog.column_count());
    let mut lines = vec![format!("Discovered {tables} tables with {columns} columns.")];
    lines.extend(found.findings.iter().map(|finding| format!("! {}: {}", finding.object, finding.message)));
    lines.extend(drift_lines(drift));
    lines.extend(impact_lines(impact));
    if !impact.quarantined.is_empty() || !impact.questions.is_empty() {
        lines.push(format!("  → gatehouse review {name}"));
    }
    let document = json!({
        "tables": tables,
        "columns": columns,
        "fingerprint": found.catalog.fingerprint(),
        "findings": found.findings,
        "drift": drift,
        "impact": impact,
    });
    Ok(Outcome::new(document, lines).with_findings(!found.findings.is_empty()))
}
