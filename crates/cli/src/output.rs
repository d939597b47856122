//! What a verb has to say: one JSON document, or lines for people; and the exit code.

use std::io::Write;
use std::process::ExitCode;

use serde_json::{Value, json};

use gatehouse_core::connection::ConnectionFailure;
use gatehouse_database::Refused;
use gatehouse_vault::AgreementError;
use gatehouse_workspace::{SyncError, WorkspaceError};

/// What a verb found.
pub(crate) struct Outcome {
    document: Value,
    lines: Vec<String>,
    asides: Vec<String>,
    findings: bool,
    failed: bool,
}

impl Outcome {
    /// The document for `--json` and the lines for people.
    pub(crate) fn new(document: Value, lines: Vec<String>) -> Outcome {
        Outcome { document, lines, asides: vec![], findings: false, failed: false }
    }

    /// Whether there is something to look at: exit code 2.
    pub(crate) fn with_findings(mut self, findings: bool) -> Outcome {
        self.findings = findings;
        self
    }

    /// Whether what was asked does not hold: exit code 1, with the document on standard output all the same.
    pub(crate) fn with_failure(mut self, failed: bool) -> Outcome {
        self.failed = failed;
        self
    }

    /// Lines for people that must not get into what they pipe elsewhere: they go to standard error.
    pub(crate) fn with_asides(mut self, asides: Vec<String>) -> Outcome {
        self.asides = asides;
        self
    }

    /// Adds a field and a line.
    pub(crate) fn add(&mut self, field: &str, value: Value, line: String) {
        self.document[field] = value;
        self.lines.push(line);
    }

    /// Adds a field, and a line beside what is piped.
    pub(crate) fn add_aside(&mut self, field: &str, value: Value, line: String) {
        self.document[field] = value;
        self.asides.push(line);
    }

    /// Prints it; 0 fine, 1 it does not hold, 2 findings or changes.
    pub(crate) fn print(&self, json: bool) -> ExitCode {
        let text = if json { pretty(&self.document) } else { self.lines.join("\n") };
        write_out(&text);
        if !json && !self.asides.is_empty() {
            // With standard error closed there is nobody left to tell.
            let _ = writeln!(std::io::stderr().lock(), "{}", self.asides.join("\n"));
        }
        match (self.failed, self.findings) {
            (true, _) => ExitCode::from(1),
            (false, true) => ExitCode::from(2),
            (false, false) => ExitCode::SUCCESS,
        }
    }
}

/// Prints an error; exit code 1.
pub(crate) fn print_error(error: &anyhow::Error, json: bool) -> ExitCode {
    let (code, next_step) = classify(error);
    if json {
        write_out(&pretty(
            &json!({ "error": { "code": code, "message": format!("{error:#}"), "next_step": next_step } }),
        ));
    } else {
        let mut stderr = std::io::stderr().lock();
        // With standard error closed there is nobody left to tell.
        let _ = writeln!(stderr, "gatehouse: {error:#}");
        if let Some(next_step) = next_step {
            let _ = writeln!(stderr, "  → {next_step}");
        }
    }
    ExitCode::from(1)
}

fn classify(error: &anyhow::Error) -> (Value, Option<String>) {
    if let Some(failure) = error.downcast_ref::<ConnectionFailure>() {
        return (json!(failure.code()), Some(failure.explain().next_step));
    }
    if let Some(refused) = error.downcast_ref::<Refused>() {
        let next_step = Some(refused.explain().next_step);
        return match (refused.code(), refused) {
            (None, Refused::Failed(failure)) => (json!(failure.code()), next_step),
            (code, _) => (json!(code), next_step),
        };
    }
    if error.downcast_ref::<AgreementError>().is_some() {
        return (json!("agreement_not_kept"), Some("Make sure that the account's data folder can be written.".into()));
    }
    if let Some(error) = error.downcast_ref::<SyncError>() {
        return (json!(error.code()), Some(error.next_step()));
    }
    match error.downcast_ref::<WorkspaceError>() {
        Some(error) => (json!(error.code()), Some(error.next_step().to_owned())),
        None => (json!("usage"), None),
    }
}

fn pretty(document: &Value) -> String {
    serde_json::to_string_pretty(document).unwrap_or_default()
}

/// A reader that has gone away (a closed pipe) is no error of ours.
pub(crate) fn write_out(text: &str) {
    if !text.is_empty() {
        let _ = writeln!(std::io::stdout().lock(), "{text}");
    }
}

/// The same for what must not get into what is piped elsewhere.
pub(crate) fn write_aside(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}
