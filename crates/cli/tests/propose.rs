//! `gatehouse propose` on the sample workspace, as a script calls it.

#![allow(clippy::unwrap_used, reason = "a test's helpers may panic as its tests do")]

use std::path::Path;
use std::process::{Command, Output};

use gatehouse_workspace::{Workspace, read_draft, write_sample};
use serde_json::Value;

fn propose(workspace: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gatehouse"));
    command.arg("-C").arg(workspace).args(arguments).env("XDG_RUNTIME_DIR", workspace).env("XDG_DATA_HOME", workspace);
    for variable in ["GATEHOUSE_MODEL_URL", "GATEHOUSE_MODEL", "GATEHOUSE_MODEL_KEY"] {
        command.env_remove(variable);
    }
    command.output().unwrap()
}

#[test]
fn drafts_are_printed_as_their_files_hold_them() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("workspace");
    write_sample(&root).unwrap();
    let goal = "look up the caller's next appointment by phone";
    let plain = propose(&root, &["propose", "clinic", goal]);
    assert!(plain.status.success(), "{plain:?}");
    let text = String::from_utf8(plain.stdout).unwrap();
    let first = text.split("\n# 2 of ").next().unwrap();
    assert!(first.contains("# Rows are found by phone"), "{first}");
    let draft = read_draft(first).unwrap();
    assert_eq!((draft.operation.as_str(), draft.inputs[0].param.as_str()), ("appointments.read", "caller_phone"));

    // Kept in a file it compiles as it was proposed.
    let workspace = Workspace::open(&root).unwrap();
    workspace.save_binding("proposed", &draft).unwrap();
    let compiled = propose(&root, &["--json", "compile", "proposed"]);
    assert!(compiled.status.success(), "{compiled:?}");
    let compiled: Value = serde_json::from_slice(&compiled.stdout).unwrap();
    let json: Value = serde_json::from_slice(&propose(&root, &["--json", "propose", "clinic", goal]).stdout).unwrap();
    assert_eq!(compiled["bindings"][0]["statement"], json["proposals"][0]["statement"]);

    let none = propose(&root, &["propose", "clinic", "delete the caller's appointment"]);
    assert_eq!(none.status.code(), Some(2));
    assert!(String::from_utf8(none.stderr).unwrap().contains("No binding deletes"));
}

#[test]
fn a_model_is_chosen_for_the_account_and_off_until_then() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| propose(folder.path(), arguments);
    let shown = |arguments: &[&str]| -> Value { serde_json::from_slice(&run(arguments).stdout).unwrap() };
    assert_eq!(shown(&["--json", "model", "show"])["model"]["on"], false);
    let none = run(&["model", "test"]);
    assert!(!none.status.success() && String::from_utf8_lossy(&none.stderr).contains("no model is asked"));
    let set = shown(&["--json", "model", "set", "http://127.0.0.1:9/v1", "small"]);
    assert_eq!((&set["model"]["on"], &set["model"]["name"]), (&Value::Bool(true), &Value::String("small".into())));
    // Nobody listens there.
    assert!(String::from_utf8_lossy(&run(&["model", "test"]).stderr).contains("gave no answer"));
    let refused = run(&["model", "set", "http://models.example/v1", "small"]);
    assert!(!refused.status.success());
    assert_eq!(shown(&["--json", "model", "show"])["model"]["url"], "http://127.0.0.1:9/v1");
    let off = shown(&["--json", "model", "off"]);
    assert_eq!((&off["model"]["on"], &off["model"]["url"]), (&Value::Bool(false), &set["model"]["url"]));
}
