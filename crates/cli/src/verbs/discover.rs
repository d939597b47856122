//! `gatehouse discover CONNECTION`

use std::io::IsTerminal;

use gatehouse_database::{DiscoverOptions, DiscoverProgress, discover_with};
use serde_json::json;

use super::drift::{drift_lines, impact_lines};
use crate::output::{Outcome, write_aside};
use crate::run::Scene;

/// Discovers the schema, blocks what is new until it is reviewed, and keeps the snapshot in the workspace. `schemas` is the choice, empty for all of them; without one
/// that of the last snapshot stays. A terminal's standard error hears of each answered query.
pub(crate) async fn discover(scene: &Scene, name: &str, schemas: Option<Vec<String>>) -> anyhow::Result<Outcome> {
    let (workspace, descriptor, password) = scene.credentials(name)?;
    let watched = std::io::stderr().is_terminal();
    let mut step = 0;
    let tell = |progress: DiscoverProgress| {
        if watched && progress.step > step {
            step = progress.step;
            write_aside(&line(&progress));
        }
    };
    let schemas = match schemas {
        Some(schemas) => Some(schemas),
        None => workspace.chosen_schemas(name)?,
    };
    let options = DiscoverOptions { schemas, ..DiscoverOptions::default() };
    let found = discover_with(&descriptor, &password, &options, tell).await?;
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
        "schemas": found.catalog.schemas,
        "fingerprint": found.catalog.fingerprint(),
        "findings": found.findings,
        "drift": drift,
        "impact": impact,
    });
    Ok(Outcome::new(document, lines).with_findings(!found.findings.is_empty()))
}

fn line(progress: &DiscoverProgress) -> String {
    format!("{:>2} of {}: {} ({} read)", progress.step, progress.steps, progress.label, progress.rows)
}
