//! `gatehouse check CONNECTION`

use std::io::IsTerminal;

use gatehouse_core::connection::{Check, CheckStatus};
use gatehouse_database::{CheckEvent, Deadlines};
use gatehouse_workspace::record_first_use;
use serde_json::json;

use crate::output::{Outcome, write_aside, write_out};
use crate::run::Scene;

/// Runs the six checks; for people, each is printed as it ends, and with `--json` so on a terminal's standard error. Ctrl-C
/// ends them early, and what was found until then is reported. A failed check is a finding.
pub(crate) async fn check(scene: &Scene, name: &str, json: bool) -> anyhow::Result<Outcome> {
    let (workspace, descriptor, password) = scene.credentials(name)?;
    let watched = std::io::stderr().is_terminal();
    let tell = move |event| match event {
        CheckEvent::Finished { check } if !json => write_out(&line(&check)),
        CheckEvent::Finished { check } if watched => write_aside(&line(&check)),
        _ => {}
    };
    let deadlines = Deadlines::default();
    let mut report = gatehouse_database::check_until(&descriptor, &password, &deadlines, interrupted(), tell).await;
    let mut lines = Vec::new();
    if record_first_use(&workspace, name, &descriptor, &mut report)? {
        lines.push(format!(
            "Recorded the server's certificate in connections/{name}.toml: from now on another one is refused."
        ));
    }
    let ok = report.ok;
    Ok(Outcome::new(json!(report), lines).with_findings(!ok))
}

/// Ctrl-C. Without a signal handler the process is ended from outside.
async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
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
