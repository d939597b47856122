//! `gatehouse report CONNECTION [--html FILE]`

use anyhow::Context;
use gatehouse_core::connection::shown;
use gatehouse_core::scoping::exposure::{Certainty, Exposure, Leak, leak_words, report_html, report_json};

use super::decide::written;
use crate::output::Outcome;
use crate::run::Scene;
use crate::scoping_args::ReportArgs;

/// Says what the agent sees, and the ways around blocks; from the snapshot, offline.
pub(crate) fn report(scene: &Scene, args: &ReportArgs) -> anyhow::Result<Outcome> {
    let name = &args.connection;
    let workspace = scene.workspace()?;
    workspace.connection(name)?;
    let exposure = workspace.exposure(name)?;
    let exposure =
        exposure.with_context(|| format!("{name} was not discovered yet; run: gatehouse discover {name}"))?;
    let mut lines = summary(&exposure);
    if let Some(path) = &args.html {
        std::fs::write(path, report_html(&exposure))
            .with_context(|| format!("{} cannot be written", path.display()))?;
        lines.push(format!("The report is in {}.", path.display()));
    }
    let document = serde_json::from_str(&report_json(&exposure)).context("the report is no JSON")?;
    Ok(Outcome::new(document, lines))
}

fn summary(exposure: &Exposure) -> Vec<String> {
    let (owner, counts) = (&exposure.owner, exposure.owner.counts);
    let mut lines = vec![format!(
        "Agents see {} of {} tables and {} of {} columns, and have {} tools.",
        counts.tables_seen,
        counts.tables,
        counts.columns_seen,
        counts.columns,
        exposure.agent.tools.len()
    )];
    for tool in &exposure.agent.tools {
        let names = |names: Vec<&str>| names.join(", ");
        let takes = names(tool.parameters.iter().map(|one| one.name.as_str()).collect());
        let gives = names(tool.outputs.iter().map(|one| one.name.as_str()).collect());
        lines.push(format!("    {} ({takes}) → {gives}", shown(&tool.name)));
    }
    if owner.unreviewed {
        lines.push("! The snapshot is not one that these decisions were made about: discover again.".into());
    }
    let waiting = owner.quarantined.len() + owner.renames.len();
    if waiting > 0 {
        lines.push(format!("{waiting} wait for a decision: gatehouse review {}", exposure.about.connection));
    }
    if !owner.leaks.is_empty() {
        lines.push(format!("{} ways around blocks:", owner.leaks.len()));
        lines.extend(owner.leaks.iter().map(leak));
    }
    lines
}

fn leak(leak: &Leak) -> String {
    let sure = match leak.certainty {
        Certainty::Certain => "certain ",
        Certainty::Likely => "likely  ",
        Certainty::Possible => "possible",
    };
    let through = leak.through.as_ref().map(written).unwrap_or_default();
    let tells: Vec<String> = leak.tells.iter().map(|told| shown(&written(told))).collect();
    let tells = if tells.is_empty() { String::new() } else { format!(" tells {}", tells.join(", ")) };
    format!("    {sure}  {} {}{tells}: {}", leak_words(leak.kind), shown(&through), leak.why)
}
