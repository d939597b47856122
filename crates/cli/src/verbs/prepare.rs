//! `gatehouse prepare CONNECTION`

use anyhow::Context;
use gatehouse_core::connection::shown;
use gatehouse_database::prepare_all;
use gatehouse_workspace::NotCompiled;
use serde_json::{Value, json};

use crate::output::Outcome;
use crate::run::Scene;

/// Has the live database prepare every binding of a connection, without running any. One that is not valid is a finding.
pub(crate) async fn prepare(scene: &Scene, name: &str) -> anyhow::Result<Outcome> {
    let drafts = scene.workspace()?.compiled_drafts(name)?;
    let drafts = drafts.with_context(|| format!("{name} was not discovered yet; run: gatehouse discover {name}"))?;
    let (_, descriptor, password) = scene.credentials(name)?;
    let statements: Vec<_> = drafts.iter().filter_map(|draft| draft.statement.as_ref().ok()).collect();
    let mut verdicts = prepare_all(&descriptor, &password, &statements).await?.into_iter();
    let (mut documents, mut problems) = (Vec::new(), Vec::new());
    for draft in &drafts {
        let problem = match &draft.statement {
            Ok(_) => verdicts.next().flatten().map(|rejection| (rejection.code(), rejection.explain().what)),
            Err(NotCompiled::Unreadable(message)) => Some(("unreadable", message.clone())),
            Err(NotCompiled::Errors(message)) => Some(("not_compiled", message.clone())),
        };
        documents.push(document(&draft.slug, problem.as_ref()));
        problems.extend(problem.map(|(code, message)| format!("✗ {}: {} ({code})", draft.slug, shown(&message))));
    }
    let (total, valid) = (drafts.len(), drafts.len() - problems.len());
    let mark = if problems.is_empty() { "✓" } else { "✗" };
    let mut lines = vec![format!("{mark} {valid} of {total} valid")];
    let findings = !problems.is_empty();
    lines.extend(problems);
    Ok(Outcome::new(json!({ "valid": valid, "total": total, "bindings": documents }), lines).with_findings(findings))
}

fn document(slug: &str, problem: Option<&(&str, String)>) -> Value {
    match problem {
        None => json!({ "name": slug, "valid": true }),
        Some((code, message)) => json!({ "name": slug, "valid": false, "code": code, "message": message }),
    }
}
