//! `gatehouse prove CONNECTION`

use std::collections::HashMap;

use anyhow::Context;
use gatehouse_core::connection::grant::{Beyond, Cell, CellState, ColumnGroup, GrantPlan, Proof, TableProof};
use gatehouse_core::connection::shown;
use serde_json::json;

use crate::args::ProveArgs;
use crate::output::Outcome;
use crate::run::Scene;

/// How many groups of tables are named when all of them differ.
const NAMED: usize = 30;

/// How many tables a group names.
const IN_A_HEADING: usize = 5;

/// Compares what the login can do with what the workspace's scoping says it should. A difference is a finding.
pub(crate) async fn prove(scene: &Scene, args: &ProveArgs) -> anyhow::Result<Outcome> {
    let name = &args.connection;
    // Before the password is asked for: without a snapshot there is nothing to compare with.
    let workspace = scene.workspace()?;
    workspace.connection(name)?;
    let catalog = workspace.catalog(name)?.with_context(|| {
        format!("{name} was not discovered yet, so there is nothing to compare with; run, perhaps with an administrator's login: gatehouse discover {name}")
    })?;
    let scoping = workspace.scoping(name)?;
    let request = args.grant.request(&catalog);
    let plan = GrantPlan::of(&catalog, &scoping, &request)?;
    let (_, descriptor, password) = scene.credentials(name)?;
    let proof = gatehouse_database::prove(&descriptor, &password, &plan, &catalog).await?;
    let ok = proof.ok;
    Ok(Outcome::new(json!(proof), lines(&proof, name)).with_findings(!ok))
}

/// The differences, table by table, and one next step.
fn lines(proof: &Proof, name: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let alike = alike(proof);
    for (tables, differences) in alike.iter().take(NAMED) {
        lines.push(heading(tables));
        lines.extend(differences.iter().map(|line| format!("    {line}")));
    }
    let more: usize = alike.iter().skip(NAMED).map(|(tables, _)| tables.len()).sum();
    if more > 0 {
        lines.push(format!("and {more} more tables; --json lists all"));
    }
    let mut extras: Vec<String> = proof.findings().map(|extra| format!("    {extra}")).collect();
    if !extras.is_empty() {
        lines.push("Beside the tables of the snapshot".into());
        lines.append(&mut extras);
    }
    let (user, summary) = (shown(&proof.user), proof.summary);
    if proof.ok {
        lines.push(format!("✓ {user} holds what the plan says and no more: all {} cells agree.", summary.agree));
        return lines;
    }
    lines.push(format!(
        "✗ {user}: {} agree, {} too much, {} too little, {} beside the tables.",
        summary.agree,
        summary.too_much,
        summary.too_little,
        proof.findings().count()
    ));
    lines.push(next_step(proof, name));
    lines
}

/// The tables that differ, those that differ in the same way together.
fn alike(proof: &Proof) -> Vec<(Vec<String>, Vec<String>)> {
    let mut alike: Vec<(Vec<String>, Vec<String>)> = Vec::new();
    let mut places: HashMap<Vec<String>, usize> = HashMap::new();
    for table in proof.differing() {
        let (name, differences) = (shown(&table.name.to_string()), differences(table));
        let place = *places.entry(differences.clone()).or_insert(alike.len());
        match alike.get_mut(place) {
            Some((tables, _)) => tables.push(name),
            None => alike.push((vec![name], differences)),
        }
    }
    alike
}

fn heading(tables: &[String]) -> String {
    let first = tables.iter().take(IN_A_HEADING).cloned().collect::<Vec<_>>().join(", ");
    match tables.len().saturating_sub(IN_A_HEADING) {
        0 => first,
        more => format!("{first} and {more} more"),
    }
}

fn next_step(proof: &Proof, name: &str) -> String {
    if proof.summary.agrees() {
        return format!("  → Take these rights away, or create a login of its own: gatehouse script {name}");
    }
    format!("  → Run the script again as an administrator (gatehouse script {name}), then prove again.")
}

fn differences(table: &TableProof) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for group in &table.groups {
        for (right, cell) in [("SELECT", &group.select), ("INSERT", &group.insert), ("UPDATE", &group.update)] {
            lines.extend(difference(right, cell, group));
        }
    }
    lines.extend(table.beyond.iter().map(beyond));
    lines
}

fn difference(right: &str, cell: &Cell, group: &ColumnGroup) -> Option<String> {
    let columns = group.columns.iter().map(|column| shown(column)).collect::<Vec<_>>().join(", ");
    let via = named(&cell.via);
    match cell.state {
        CellState::Held | CellState::Absent => None,
        CellState::TooMuch => Some(format!("too much    {right} on {columns} (via {via})")),
        CellState::TooLittle if cell.via.is_empty() => Some(format!("too little  {right} on {columns}")),
        CellState::TooLittle => Some(format!("too little  {right} on {columns} (only after SET ROLE {via})")),
    }
}

fn beyond(beyond: &Beyond) -> String {
    let rights = named(&beyond.rights);
    match beyond.state {
        CellState::TooLittle => format!("too little  {rights}"),
        _ => format!("too much    {rights} (via {})", named(&beyond.via)),
    }
}

fn named(names: &[String]) -> String {
    names.iter().map(|name| shown(name)).collect::<Vec<_>>().join(", ")
}
