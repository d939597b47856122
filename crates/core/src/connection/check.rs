//! The ordered checks of a connection, as the contract describes them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{ConnectionFailure, FailureCode};

/// The six checks, in the contract's order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CheckId {
    /// The address is admitted and reached, and TLS is agreed and verified.
    ReachabilityTls,
    /// The server accepts the login.
    Authentication,
    /// The login sees tables and columns.
    SchemaRead,
    /// A small read, timed several times.
    ReadProbe,
    /// What the login may change, and a refused write in a sealed read-only transaction.
    ReadOnlySession,
    /// Whether a caller would wait.
    LiveCallLatency,
}

impl CheckId {
    /// All checks in the order they run.
    pub const ALL: [CheckId; 6] = [
        CheckId::ReachabilityTls,
        CheckId::Authentication,
        CheckId::SchemaRead,
        CheckId::ReadProbe,
        CheckId::ReadOnlySession,
        CheckId::LiveCallLatency,
    ];

    /// What a person reads as the step's name.
    pub fn title(self) -> &'static str {
        match self {
            CheckId::ReachabilityTls => "Reachability and TLS",
            CheckId::Authentication => "Authentication",
            CheckId::SchemaRead => "Reading the schema",
            CheckId::ReadProbe => "Timed read probe",
            CheckId::ReadOnlySession => "Read-only session",
            CheckId::LiveCallLatency => "Live-call latency",
        }
    }
}

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum CheckStatus {
    /// As it should be.
    Pass,
    /// Works, but a person should know this.
    Warn,
    /// Does not work.
    Fail,
    /// Not tried, because an earlier check failed.
    Skipped,
}

/// Facts behind a finding, by name: plain text with units where there are any. Never a secret, never row data.
pub type Evidence = BTreeMap<String, String>;

/// One check's outcome [contract, "A check"].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Check {
    /// Which check.
    pub id: CheckId,
    /// Its name for people.
    pub title: String,
    /// How it ended.
    pub status: CheckStatus,
    /// The finding, one or two plain sentences.
    pub detail: String,
    /// The facts behind it.
    #[serde(default)]
    pub evidence: Evidence,
    /// The next step, when there is something to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remedy: Option<String>,
    /// A stable code when the check did not pass.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<FailureCode>,
    /// How long it took, in milliseconds.
    pub duration_ms: f64,
}

impl Check {
    /// A check that found what it should.
    pub fn passed(id: CheckId, detail: impl Into<String>, evidence: Evidence, duration_ms: f64) -> Check {
        Check {
            id,
            title: id.title().into(),
            status: CheckStatus::Pass,
            detail: detail.into(),
            evidence,
            remedy: None,
            code: None,
            duration_ms,
        }
    }

    /// A check that found something a person should know: the finding and the next step.
    pub fn warned(
        id: CheckId,
        detail: impl Into<String>,
        remedy: impl Into<String>,
        evidence: Evidence,
        duration_ms: f64,
    ) -> Check {
        Check {
            status: CheckStatus::Warn,
            remedy: Some(remedy.into()),
            ..Check::passed(id, detail, evidence, duration_ms)
        }
    }

    /// A check that failed for this reason; the wording comes from the failure's code.
    pub fn failed(id: CheckId, failure: &ConnectionFailure, evidence: Evidence, duration_ms: f64) -> Check {
        let explanation = failure.explain();
        Check {
            status: CheckStatus::Fail,
            remedy: Some(explanation.next_step),
            code: Some(failure.code()),
            ..Check::passed(id, explanation.what, evidence, duration_ms)
        }
    }

    /// A check that was not tried because `after` failed; its code is that failure's.
    pub fn skipped(id: CheckId, after: CheckId, code: Option<FailureCode>) -> Check {
        Check {
            status: CheckStatus::Skipped,
            code,
            remedy: Some(format!("Settle “{}” first, then run the checks again.", after.title())),
            ..Check::passed(id, format!("Not tried, because “{}” failed.", after.title()), Evidence::new(), 0.0)
        }
    }
}

/// All checks of one run: `ok` when none failed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CheckReport {
    /// No check failed.
    pub ok: bool,
    /// The six checks in order.
    pub checks: Vec<Check>,
}

impl CheckReport {
    /// Sums up checks that were run.
    pub fn of(checks: Vec<Check>) -> CheckReport {
        CheckReport { ok: checks.iter().all(|check| check.status != CheckStatus::Fail), checks }
    }
}
