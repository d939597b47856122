//! The shared address vectors, both columns of verdicts, and the scenarios through a fake resolver.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test's helpers may panic as its tests do")]

use std::net::IpAddr;
use std::path::Path;

use gatehouse_core::connection::address::{Host, Policy, Refusal, admit_with_aliases, judge_host};

const VECTORS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/address-vectors.csv");

#[derive(Debug, PartialEq)]
struct Outcome {
    accepted: bool,
    code: String,
}

#[test]
fn shared_vectors() {
    if !Path::new(VECTORS).exists() {
        println!("NOT RUN: shared_vectors (address-vectors.csv is not beside this repository)");
        return;
    }
    let mut rows = 0;
    let mut wrong = Vec::new();
    for row in csv::Reader::from_path(VECTORS).unwrap().records() {
        let row = row.unwrap();
        let (input, verdict, local, code) = (unescape(&row[0]), &row[2], &row[3], &row[4]);
        rows += 1;
        let platform = outcome(&input, Policy::Platform);
        if platform != (Outcome { accepted: verdict == "accept", code: code.into() }) {
            wrong.push(format!("{:?} under the platform's policy: want {verdict} {code}, got {platform:?}", &row[0]));
        }
        // `optin` is an acceptance; the code of the file is then the platform's.
        let accepted = local != "refuse";
        let here = outcome(&input, Policy::ThisMachineOnly);
        if here.accepted != accepted || (!accepted && here.code != code) {
            wrong.push(format!("{:?} on this machine only: want {local} {code}, got {here:?}", &row[0]));
        }
    }
    assert!(wrong.is_empty(), "{} of {rows} rows:\n{}", wrong.len(), wrong.join("\n"));
    assert!(rows >= 259, "only {rows} rows");
    println!("{rows} vectors, both policies");
}

fn outcome(input: &str, policy: Policy) -> Outcome {
    let code = match input.strip_prefix("resolve:") {
        Some(scenario) => resolve(scenario, policy).map(|()| "public".to_owned()),
        None => judge_host(input, policy).map(|host| match host {
            Host::Ip(_) => "public".to_owned(),
            Host::Name(_) => "pending_dns".to_owned(),
        }),
    };
    Outcome { accepted: code.is_ok(), code: code.unwrap_or_else(|refusal| refusal.code.as_str().to_owned()) }
}

/// The fake resolver: `host=>look-up ;; look-up`, each look-up admitted on its own, as every reconnect is.
fn resolve(scenario: &str, policy: Policy) -> Result<(), Refusal> {
    let (host, script) = scenario.split_once("=>").unwrap();
    for lookup in script.split(" ;; ") {
        if lookup == "NXDOMAIN" {
            return Err(Refusal::name_not_found(policy));
        }
        let (aliases, answers) = read_lookup(host, lookup);
        let admitted = admit_with_aliases(host, &aliases, &answers, policy)?;
        assert_eq!(admitted.addresses()[0], answers[0], "what is dialled is what was judged");
        assert_eq!(admitted.name(), host, "TLS verifies what was typed");
    }
    Ok(())
}

/// `>>alias>>alias A 1.2.3.4,5.6.7.8 AAAA ::1 (remark)`, `A x65 public`, `/etc/hosts 127.0.0.1`, `NODATA`.
fn read_lookup(host: &str, lookup: &str) -> (Vec<String>, Vec<IpAddr>) {
    let (mut aliases, mut answers) = (Vec::new(), Vec::new());
    let mut words = lookup.split_whitespace();
    while let Some(word) = words.next() {
        match word {
            "A" | "AAAA" | "/etc/hosts" => match words.next().unwrap().strip_prefix('x') {
                Some(count) => answers.extend((0..count.parse().unwrap()).map(|n| IpAddr::from([8, 8, 4, n]))),
                None => {
                    let list = lookup.split_once(word).unwrap().1.split_whitespace().next().unwrap();
                    answers.extend(list.split(',').map(|ip| ip.parse::<IpAddr>().unwrap()));
                }
            },
            "(loop)" => aliases.push(host.to_owned()),
            // What follows is a remark on the surroundings, which a pure judge cannot see.
            "env" | "search-domain" => break,
            _ => match word.strip_prefix(">>") {
                Some(">c1>>...>>c17") | Some("c1>>...>>c17") => aliases.extend((1..=17).map(|n| format!("c{n}"))),
                Some(chain) => aliases.extend(chain.split(">>").map(str::to_owned)),
                None => {}
            },
        }
    }
    (aliases, answers)
}

/// C escapes: `\uXXXX`, `\xXX`, `\\`.
fn unescape(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        let digits = match (c, if c == '\\' { chars.next() } else { None }) {
            (_, Some('u')) => 4,
            (_, Some('x')) => 2,
            (_, Some(escaped)) => {
                out.push(escaped);
                continue;
            }
            (plain, None) => {
                out.push(plain);
                continue;
            }
        };
        let hex: String = chars.by_ref().take(digits).collect();
        out.push(char::from_u32(u32::from_str_radix(&hex, 16).unwrap()).unwrap());
    }
    out
}
