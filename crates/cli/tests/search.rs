//! `gatehouse search` on the sample workspace, as a script calls it.

#![allow(clippy::unwrap_used, reason = "a test's helpers may panic as its tests do")]

use std::path::Path;
use std::process::{Command, Output};

use gatehouse_workspace::write_sample;
use serde_json::Value;

fn run(workspace: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gatehouse"));
    command.arg("-C").arg(workspace).args(arguments).env("XDG_RUNTIME_DIR", workspace).output().unwrap()
}

fn hits(output: &Output) -> Vec<(String, Option<String>)> {
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let hits = found.as_array().unwrap().iter();
    hits.map(|hit| (text(&hit["table"]).unwrap(), text(&hit["column"]))).collect()
}

#[test]
fn tables_columns_and_matches_are_printed() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("workspace");
    write_sample(&root).unwrap();
    let json = run(&root, &["--json", "search", "clinic", "appointment status"]);
    let status = ("appointments".to_owned(), Some("status".to_owned()));
    assert_eq!(hits(&json)[..2], [("appointments".to_owned(), None), status]);
    let plain = run(&root, &["search", "clinic", "paper chart", "--limit", "1"]);
    let lines = String::from_utf8(plain.stdout).unwrap();
    assert!(lines.starts_with("public.patients.chart_id  comment Number on the paper chart."), "{lines}");
    assert!(!lines.contains('\x1b'), "a pipe gets plain text");

    // What starts with a hyphen is a query, too; what is no facet is said beside the list.
    let json = run(&root, &["--json", "search", "clinic", "-kind:table colour:red"]);
    assert!(String::from_utf8(json.stderr.clone()).unwrap().contains("There is no such facet"), "{json:?}");
    let json = run(&root, &["--json", "search", "clinic", "-kind:table"]);
    assert!(hits(&json).contains(&("patient_export".into(), None)), "{json:?}");
}

#[test]
fn an_agent_finds_nothing_blocked() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("workspace");
    write_sample(&root).unwrap();
    assert!(run(&root, &["block", "clinic", "waitlist"]).status.success());
    let owner = run(&root, &["--json", "search", "clinic", "waitlist blocked:yes"]);
    assert_eq!(hits(&owner), [("waitlist".to_owned(), None)]);
    let agent = run(&root, &["--json", "search", "clinic", "waitlist", "--as", "agent"]);
    assert!(hits(&agent).iter().all(|(table, _)| table != "waitlist"), "{agent:?}");
    let agent = run(&root, &["search", "clinic", "blocked:yes", "--as", "agent"]);
    assert!(String::from_utf8(agent.stderr).unwrap().contains("There is no such facet"));
}
