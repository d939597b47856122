//! What the tests of both engines share.

use std::time::Duration;

use gatehouse_core::catalog::Catalog;
use gatehouse_core::connection::grant::{CellState, Extent, GrantPlan, GrantRequest, Proof, Severity};
use gatehouse_core::connection::{Check, CheckId, CheckStatus, Descriptor};
use gatehouse_core::scoping::{BlockTarget, Scoping, find_target};
use gatehouse_database::{Deadlines, check_within, discover_within, prove_within};
use secrecy::SecretString;

/// Of every login that a test makes; nothing listens beyond this machine.
pub(crate) const PASSWORD: &str = "Xk7mNq2pRv9sTw4yZb6c";

pub(crate) fn patient() -> Deadlines {
    let long = Duration::from_secs(30);
    Deadlines { resolve: long, dial: long, tls: long, login: long, query: long, total: long, discovery: long }
}

pub(crate) async fn catalog(admin: &Descriptor, password: &str) -> Catalog {
    discover_within(admin, &SecretString::from(password), &patient(), |_| ()).await.unwrap().catalog
}

/// A scoping that blocks what is named as a person types it.
pub(crate) fn blocked(catalog: &Catalog, names: &[&str]) -> Scoping {
    let targets: Vec<BlockTarget> = names.iter().map(|name| find_target(catalog, name).unwrap()).collect();
    let mut scoping = Scoping::default();
    scoping.set(&targets, true);
    scoping
}

pub(crate) async fn proof(login: &Descriptor, plan: &GrantPlan, catalog: &Catalog) -> Proof {
    prove_within(login, &SecretString::from(PASSWORD), &patient(), plan, catalog).await.unwrap()
}

/// Every difference in a line: `too_much SELECT public.patients.ssn via x`, `extra high owner on … via x`.
pub(crate) fn differences(proof: &Proof) -> Vec<String> {
    let mut lines = Vec::new();
    for table in &proof.tables {
        for group in &table.groups {
            for (right, cell) in [("SELECT", &group.select), ("INSERT", &group.insert), ("UPDATE", &group.update)] {
                if matches!(cell.state, CellState::Held | CellState::Absent) {
                    continue;
                }
                for column in &group.columns {
                    let state = if cell.state == CellState::TooMuch { "too_much" } else { "too_little" };
                    lines.push(format!("{state} {right} {}.{column} via {}", table.name, cell.via.join(",")));
                }
            }
        }
        for beyond in &table.beyond {
            let state = if beyond.state == CellState::TooMuch { "too_much" } else { "too_little" };
            lines.push(format!("{state} {} {} via {}", beyond.rights.join("+"), table.name, beyond.via.join(",")));
        }
    }
    let findings = proof.extras.iter().filter(|extra| extra.severity != Severity::Low);
    lines.extend(findings.map(|extra| format!("extra {extra}")));
    assert_eq!(lines.is_empty(), proof.ok, "{lines:#?}");
    let much = lines.iter().filter(|line| line.starts_with("too_much")).count();
    assert!(usize::try_from(proof.summary.too_much).unwrap() >= much);
    lines
}

/// The two checks that speak about rights.
pub(crate) async fn findings(login: &Descriptor) -> (Check, Check) {
    let report = check_within(login, &SecretString::from(PASSWORD), &patient(), |_| ()).await;
    let one = |id| report.checks.iter().find(|check| check.id == id).unwrap().clone();
    (one(CheckId::Authentication), one(CheckId::ReadOnlySession))
}

/// The check warns, says what, by which name, and what to do.
pub(crate) fn assert_warned(check: &Check, named: &str, case: &str) {
    assert_eq!(check.status, CheckStatus::Warn, "{case}: {check:#?}");
    let told = format!("{} {:?}", check.detail, check.evidence);
    assert!(told.contains(named), "{case}: {named} is not in {told}");
    let remedy = check.remedy.as_deref().unwrap();
    assert!(remedy.contains("gatehouse script") && remedy.contains("Create least-privilege user"), "{remedy}");
}

/// Columns of each planned table to select, as the plan says.
pub(crate) fn selected(plan: &GrantPlan) -> Vec<(String, String, Vec<String>)> {
    let planned = plan.tables.iter().filter_map(|table| match &table.select {
        Extent::Columns(columns) => Some((table.name.schema.clone(), table.name.table.clone(), columns.clone())),
        _ => None,
    });
    planned.collect()
}

pub(crate) fn planned(catalog: &Catalog, scoping: &Scoping) -> GrantPlan {
    GrantPlan::of(catalog, scoping, &GrantRequest::default()).unwrap()
}
