//! `gatehouse rule CONNECTION [add|remove|list]`

use anyhow::bail;
use gatehouse_core::scoping::{PolicyEdit, Rule};
use serde_json::json;

use super::decide::decide;
use crate::output::Outcome;
use crate::run::Scene;
use crate::scoping_args::{RuleArgs, RuleStep};

/// Puts or takes rules, and lists them with what each matches in the snapshot.
pub(crate) fn rule(scene: &Scene, args: &RuleArgs) -> anyhow::Result<Outcome> {
    let name = &args.connection;
    let parse = |patterns: &[String]| patterns.iter().map(|text| Rule::parse(text)).collect::<Result<Vec<_>, _>>();
    match &args.step {
        Some(RuleStep::Add { patterns }) => {
            let edits = parse(patterns)?.into_iter().map(|rule| PolicyEdit::AddRule { rule }).collect();
            decide(scene, name, |_, _| Ok(PolicyEdit::All { edits }))?;
        }
        Some(RuleStep::Remove { patterns }) => {
            let rules = parse(patterns)?;
            decide(scene, name, |policy, _| {
                if let Some(unknown) = rules.iter().find(|rule| !policy.rules().any(|known| known == *rule)) {
                    bail!("there is no rule “{}”; “gatehouse rule {name}” lists them", unknown.pattern());
                }
                Ok(PolicyEdit::All { edits: rules.into_iter().map(|rule| PolicyEdit::RemoveRule { rule }).collect() })
            })?;
        }
        Some(RuleStep::List) | None => {}
    }
    list(scene, name)
}

fn list(scene: &Scene, name: &str) -> anyhow::Result<Outcome> {
    let workspace = scene.workspace()?;
    workspace.connection(name)?;
    let (policy, catalog) = (workspace.policy(name)?, workspace.catalog(name)?);
    let (mut rules, mut lines) = (Vec::new(), Vec::new());
    for rule in policy.rules() {
        let matched = catalog.as_ref().map(|catalog| rule.matches(catalog)).unwrap_or_default();
        let columns = matched.iter().filter(|target| target.column.is_some()).count();
        let tables = matched.len() - columns;
        lines.push(format!("{}  {tables} tables, {columns} columns", rule.pattern()));
        rules.push(json!({ "pattern": rule.pattern(), "tables": tables, "columns": columns }));
    }
    if lines.is_empty() {
        lines.push("No rules.".into());
    }
    Ok(Outcome::new(json!({ "rules": rules }), lines))
}
