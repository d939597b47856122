//! `gatehouse address HOST…`: judges hosts without connecting.

use std::io::BufRead;
use std::net::IpAddr;

use anyhow::Context;
use gatehouse_core::connection::address::{Policy, admit, judge_host};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::args::AddressArgs;
use crate::output::Outcome;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    host: String,
    #[serde(default)]
    answers: Vec<IpAddr>,
}

/// Judges every host; a refusal is a finding.
pub(crate) fn address(args: &AddressArgs) -> anyhow::Result<Outcome> {
    let policy = if args.local_only { Policy::ThisMachineOnly } else { Policy::Platform };
    let mut verdicts = Vec::new();
    let mut lines = Vec::new();
    for host in &args.hosts {
        if host == "-" {
            for (at, line) in std::io::stdin().lock().lines().enumerate() {
                let line = line.context("standard input cannot be read")?;
                let line: Line =
                    serde_json::from_str(&line).with_context(|| format!("standard input, line {}", at + 1))?;
                judge(&line.host, &line.answers, policy, &mut verdicts, &mut lines);
            }
        } else {
            judge(host, &args.answers, policy, &mut verdicts, &mut lines);
        }
    }
    let refused = verdicts.iter().any(|verdict| verdict["verdict"] == "refuse");
    Ok(Outcome::new(Value::Array(verdicts), lines).with_findings(refused))
}

/// Without answers only the host's text is judged: nothing is looked up.
fn judge(host: &str, answers: &[IpAddr], policy: Policy, verdicts: &mut Vec<Value>, lines: &mut Vec<String>) {
    let refusal = if answers.is_empty() {
        judge_host(host, policy).and_then(|judged| match judged {
            gatehouse_core::connection::address::Host::Ip(_) => admit(host, &[], policy).map(drop),
            gatehouse_core::connection::address::Host::Name(_) => Ok(()),
        })
    } else {
        admit(host, answers, policy).map(drop)
    };
    match refusal {
        Ok(()) => {
            verdicts.push(json!({ "host": host, "verdict": "accept", "code": Value::Null }));
            lines.push(format!("accept  {host}"));
        }
        Err(refusal) => {
            verdicts.push(json!({ "host": host, "verdict": "refuse", "code": refusal.code }));
            lines.push(format!("refuse  {host}  {refusal}"));
        }
    }
}
