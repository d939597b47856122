//! `gatehouse drift CONNECTION`, and how a difference is printed.

use anyhow::Context;
use gatehouse_core::catalog::Drift;
use gatehouse_core::catalog::drift::{BindingImpact, Change, Effect, Impact};
use gatehouse_core::connection::shown;
use gatehouse_database::{DiscoverOptions, discover_with};
use gatehouse_workspace::baseline_note;
use serde_json::json;

use super::decide::written;
use super::review::section;
use crate::output::Outcome;
use crate::run::Scene;
use crate::scoping_args::{DriftArgs, FailOn};

/// Compares the live database with the snapshot; changes nothing. A difference is a finding.
pub(crate) async fn drift(scene: &Scene, args: &DriftArgs) -> anyhow::Result<Outcome> {
    let name = &args.connection;
    let (workspace, descriptor, password) = scene.credentials(name)?;
    let snapshot = workspace.catalog(name)?;
    let snapshot =
        snapshot.with_context(|| format!("{name} was not discovered yet; run: gatehouse discover {name}"))?;
    // The same schemas as then.
    let options = DiscoverOptions { schemas: snapshot.schemas.clone(), ..DiscoverOptions::default() };
    let found = discover_with(&descriptor, &password, &options, |_| ()).await?;
    let difference = workspace.difference_to(name, &found.catalog)?;
    let (drift, impact) = (&difference.drift, &difference.impact);
    let mut lines = drift_lines(drift);
    if lines.is_empty() {
        lines.push("The database is as the snapshot says.".into());
    }
    lines.extend(impact_lines(impact));
    if !drift.is_empty() {
        lines.push(format!("  → gatehouse discover {name}"));
    }
    let fails = match args.fail_on {
        FailOn::Any => !drift.is_empty(),
        FailOn::Impact => !impact.is_empty(),
    };
    let document = json!({
        "ok": drift.is_empty(),
        "drift": drift,
        "impact": impact,
        "findings": found.findings,
        "fingerprint": found.catalog.fingerprint(),
    });
    Ok(Outcome::new(document, lines).with_findings(fails))
}

/// The differences, sorted by kind.
pub(super) fn drift_lines(drift: &Drift) -> Vec<String> {
    let mut lines = section("Added:", drift.added.iter().map(written));
    lines.extend(section("Removed:", drift.removed.iter().map(written)));
    lines.extend(section(
        "Looks renamed:",
        drift
            .renamed
            .iter()
            .map(|one| format!("{} → {} ({} %: {})", written(&one.from), written(&one.to), one.confidence, one.reason)),
    ));
    lines.extend(section("Changed:", drift.changed.iter().map(change)));
    lines
}

fn change(change: &Change) -> String {
    let name = change.name.as_ref().map(|name| format!(" {name}")).unwrap_or_default();
    let side = |text: &Option<String>| text.clone().unwrap_or_else(|| "none".into());
    format!("{} {}{name}: {} → {}", written(&change.of), change.what.words(), side(&change.before), side(&change.after))
}

/// What follows from the differences.
pub(super) fn impact_lines(impact: &Impact) -> Vec<String> {
    let mut lines: Vec<String> = baseline_note(impact.baseline).map(|note| format!("! {note}")).into_iter().collect();
    lines.extend(section("In quarantine, blocked until reviewed:", impact.quarantined.iter().map(written)));
    lines.extend(section(
        "Renamed? Both names are blocked until answered:",
        impact.questions.iter().map(|rename| format!("{} → {}", written(&rename.from), written(&rename.to))),
    ));
    lines.extend(section("Blocks whose table or column is gone; they stay:", impact.tombstones.iter().map(written)));
    lines.extend(section("Blocks whose table or column is back:", impact.returned.iter().map(written)));
    lines.extend(section(
        "Rules that match other things now:",
        impact
            .rules
            .iter()
            .map(|rule| format!("{}: {} more, {} gone", rule.pattern, rule.gained.len(), rule.lost.len())),
    ));
    let bindings: Vec<String> = impact.bindings.iter().flat_map(binding).collect();
    if !bindings.is_empty() {
        lines.push("Bindings:".into());
        lines.extend(bindings);
    }
    lines
}

fn binding(binding: &BindingImpact) -> Vec<String> {
    let effect = match binding.effect {
        Effect::Broken => "does not compile any more",
        Effect::StillBroken => "does not compile, for other reasons now",
        Effect::Warned => "compiles with a new warning",
        Effect::Changed => "compiles to another statement: apply it again",
        Effect::IndexChanged => "compiles as before, but an index that it relies on is another",
        Effect::Repaired => "compiles again",
    };
    let mut lines = vec![format!("    {} {effect}", shown(&binding.slug))];
    lines.extend(binding.diagnostics.iter().map(|one| format!("        {}", shown(&one.message))));
    lines.extend(binding.indexes.iter().map(|index| {
        let after = index.after.as_deref().unwrap_or("gone");
        format!(
            "        index {} of {}: {} → {}",
            shown(&index.index),
            shown(&index.table.to_string()),
            shown(&index.before),
            shown(after)
        )
    }));
    lines
}
