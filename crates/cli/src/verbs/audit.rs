//! `gatehouse audit`: the log of who changed what in a control plane.

use anyhow::bail;
use gatehouse_server::audit::{self, ChainReport, LoggedEntry};
use serde_json::{Value, json};

use crate::output::Outcome;
use crate::plane_args::AuditVerb;

/// What a hash looks like: SHA-256 in hexadecimal.
const HASH_DIGITS: usize = 64;

pub(crate) async fn run(verb: AuditVerb) -> anyhow::Result<Outcome> {
    match verb {
        AuditVerb::Verify { store, organization, expect } => {
            let expected = read_hashes(&expect)?;
            Ok(verified(&audit::verify(&store.location()?, organization.as_deref(), &expected).await?, &expected))
        }
        AuditVerb::List { store, organization, limit } => {
            Ok(listed(&audit::latest(&store.location()?, organization.as_deref(), limit).await?))
        }
    }
}

fn read_hashes(texts: &[String]) -> anyhow::Result<Vec<String>> {
    let mut hashes = Vec::new();
    for text in texts {
        let hash = text.trim().to_ascii_lowercase();
        if hash.len() != HASH_DIGITS || !hash.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            bail!("--expect takes a hash as `gatehouse audit verify` prints it: {HASH_DIGITS} hexadecimal digits");
        }
        hashes.push(hash);
    }
    Ok(hashes)
}

/// Fails when a chain is broken, and when a hash that was noted is in none.
fn verified(reports: &[ChainReport], expected: &[String]) -> Outcome {
    let mut lines: Vec<String> = reports.iter().map(line).collect();
    let missing: Vec<&String> = expected
        .iter()
        .filter(|hash| !reports.iter().any(|report| report.found.iter().any(|(found, _)| found == *hash)))
        .collect();
    for report in reports {
        lines.extend(report.found.iter().map(|(hash, entry)| {
            format!("{}: the expected hash {hash} is that of entry {entry}", report.organisation)
        }));
    }
    lines.extend(missing.iter().map(|hash| {
        format!("the expected hash {hash} is in no chain: the log was cut off or written anew since it was noted")
    }));
    let chains: Vec<Value> = reports.iter().map(document).collect();
    let broken = reports.iter().any(|report| report.broken.is_some());
    let failed = broken || !missing.is_empty();
    Outcome::new(json!({ "whole": !failed, "chains": chains, "missing": missing }), lines).with_failure(failed)
}

fn line(report: &ChainReport) -> String {
    let ChainReport { organisation, length, last_hash, broken, .. } = report;
    let last = last_hash.as_deref().unwrap_or("none");
    match broken {
        None => format!("{organisation}: {length} entries, whole; last hash {last}"),
        Some(at) => format!(
            "{organisation}: BROKEN at entry {}: {}; the {length} before it are whole, last hash {last}",
            at.entry, at.reason
        ),
    }
}

fn document(report: &ChainReport) -> Value {
    let broken = report.broken.as_ref().map(|at| json!({ "entry": at.entry, "reason": at.reason }));
    let found: Vec<Value> = report.found.iter().map(|(hash, entry)| json!({ "hash": hash, "entry": entry })).collect();
    json!({
        "organization": report.organisation, "length": report.length, "last_hash": report.last_hash,
        "broken": broken, "found": found,
    })
}

fn listed(entries: &[LoggedEntry]) -> Outcome {
    let documents: Vec<Value> = entries
        .iter()
        .map(|LoggedEntry { organisation, entry }| {
            json!({
                "organization": organisation, "sequence": entry.sequence, "recorded_at": entry.recorded_at,
                "actor": entry.actor, "request_id": entry.request_id, "action": entry.action,
                "target": entry.target, "detail": entry.detail,
            })
        })
        .collect();
    let lines = entries.iter().map(|LoggedEntry { organisation, entry }| {
        format!(
            "{}  {} #{}  {}  {}  {}  {}",
            entry.recorded_at, organisation, entry.sequence, entry.actor, entry.action, entry.target, entry.detail
        )
    });
    Outcome::new(json!({ "entries": documents }), lines.collect())
}
