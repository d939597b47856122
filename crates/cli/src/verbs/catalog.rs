//! `gatehouse catalog CONNECTION [--as agent]`

use anyhow::Context;
use gatehouse_core::catalog::agent_view;
use serde_json::json;

use crate::args::Viewer;
use crate::output::Outcome;
use crate::run::Scene;

/// Prints the snapshot: the owner's with blocked parts marked, or the agent's without them.
pub(crate) fn catalog(scene: &Scene, name: &str, viewer: Viewer) -> anyhow::Result<Outcome> {
    let workspace = scene.workspace()?;
    workspace.connection(name)?;
    let catalog = workspace.catalog(name)?;
    let catalog = catalog.with_context(|| format!("{name} was not discovered yet; run: gatehouse discover {name}"))?;
    let scoping = workspace.scoping(name)?;
    let shown = if viewer == Viewer::Agent { agent_view(&catalog, &scoping) } else { catalog.catalog().clone() };
    let mut lines = Vec::new();
    for table in &shown.tables {
        let mark = if scoping.blocks_table(&table.name) { "  [blocked]" } else { "" };
        lines.push(format!("{}{mark}", table.name));
        for column in &table.columns {
            let mark = if scoping.blocks_column(&table.name, &column.name) { "  [blocked]" } else { "" };
            lines.push(format!("    {}  {}{mark}", column.name, column.data_type));
        }
    }
    Ok(Outcome::new(json!(shown), lines))
}
