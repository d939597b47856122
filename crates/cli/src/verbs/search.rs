//! `gatehouse search CONNECTION QUERY [--limit N] [--as agent]`

use anyhow::Context;
use gatehouse_core::catalog::agent_view;
use gatehouse_core::catalog::search::{Hit, Index, Phrasing, search};
use serde_json::json;

use crate::args::Viewer;
use crate::output::Outcome;
use crate::run::Scene;

/// Finds tables in the snapshot, offline. The agent's view does not hold what is blocked, so it cannot be found there.
pub(crate) fn search_tables(
    scene: &Scene,
    name: &str,
    query: &str,
    limit: usize,
    viewer: Viewer,
) -> anyhow::Result<Outcome> {
    let workspace = scene.workspace()?;
    workspace.connection(name)?;
    let catalog = workspace.catalog(name)?;
    let catalog = catalog.with_context(|| format!("{name} was not discovered yet; run: gatehouse discover {name}"))?;
    let shown = if viewer == Viewer::Agent { agent_view(&catalog, &workspace.scoping(name)?) } else { catalog };
    let hits = search(&shown, &Index::new(&shown), query, Phrasing::Complete, limit);
    let lines = if hits.is_empty() { vec!["nothing was found".into()] } else { hits.iter().map(line).collect() };
    Ok(Outcome::new(json!(hits), lines))
}

fn line(hit: &Hit) -> String {
    let why: Vec<String> = hit.matched.iter().map(|one| format!("{} in {}", one.word, one.name)).collect();
    format!("{}.{}  {}", hit.schema, hit.table, why.join(", "))
}
