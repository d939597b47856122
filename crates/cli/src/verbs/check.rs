//! `gatehouse check CONNECTION`

use gatehouse_core::connection::{Check, CheckStatus};
use gatehouse_database::CheckEvent;
use gatehouse_workspace::record_first_use;
use serde_json::json;

use crate::output::{Outcome, write_out};
use crate::run::Scene;

/// Runs the six checks; for people, each is printed as it ends. A failed check is a finding.
pub(crate) async fn check(scene: &Scene, name: &str, json: bool) -> anyhow::Result<Outcome> {
    let (workspace, descriptor, password) = scene.credentials(name)?;
    let mut report = gatehouse_database::check(&descriptor, &password, move |event| {
        if let (CheckEvent::Finished { check }, false) = (&event, json) {
            write_out(&line(check));
        }
    })
    .await;
    let mut lines = Vec::new();
    if record_first_use(&workspace, name, &descriptor, &mut report)? {
        lines.push(format!(
            "Recorded the server's certificate in connections/{name}.toml: from now on another one is refused."
        ));
    }
    let ok = report.ok;
    Ok(Outcome::new(json!(report), lines).with_findings(!ok))
}

fn line(check: &Check) -> String {
    let mark = match check.status {
        CheckStatus::Pass => "✓",
        CheckStatus::Warn => "!",
        CheckStatus::Fail => "✗",
        CheckStatus::Skipped => "–",
    };
    let mut text = format!("{mark} {} ({:.1} ms)\n    {}", check.title, check.duration_ms, check.detail);
    if let Some(remedy) = &check.remedy {
        text.push_str(&format!("\n    → {remedy}"));
    }
    text
}
