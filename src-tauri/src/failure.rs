//! What a failed command says: a closed code with the wording of the crate that failed.

use gatehouse_core::connection::grant::{AccountProblem, PlanProblem, ScriptProblem};
use gatehouse_core::connection::{ConnectionFailure, DescriptorProblem};
use gatehouse_core::scoping::RuleError;
use gatehouse_database::Refused;
use gatehouse_vault::{AgreementError, StoreError};
use gatehouse_workspace::{ModelProblem, SyncError, WorkspaceError};
use serde::Serialize;

/// Why a command did not do what was asked.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub(crate) struct Failure {
    /// Stable code.
    pub(crate) code: String,
    /// What happened.
    pub(crate) message: String,
    /// What to do about it.
    pub(crate) next_step: String,
    /// Problems of single fields, for forms.
    pub(crate) fields: Vec<DescriptorProblem>,
}

impl Failure {
    /// A failure in our own words.
    pub(crate) fn new(code: &str, message: impl Into<String>, next_step: impl Into<String>) -> Failure {
        Failure { code: code.into(), message: message.into(), next_step: next_step.into(), fields: Vec::new() }
    }

    /// A form that cannot be taken as it is.
    pub(crate) fn fields(fields: Vec<DescriptorProblem>) -> Failure {
        let message = fields.first().map_or_else(String::new, |problem| problem.message.clone());
        Failure { fields, ..Failure::new("fields_invalid", message, "Correct the marked fields.") }
    }
}

impl From<WorkspaceError> for Failure {
    fn from(error: WorkspaceError) -> Failure {
        Failure::new(error.code(), error.to_string(), error.next_step())
    }
}

impl From<ConnectionFailure> for Failure {
    fn from(failure: ConnectionFailure) -> Failure {
        let explanation = failure.explain();
        let code = serde_json::to_value(failure.code()).ok().and_then(|code| code.as_str().map(str::to_owned));
        Failure::new(&code.unwrap_or_default(), explanation.what, explanation.next_step)
    }
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Failure {
        let explanation = refused.explain();
        match (refused.code(), refused) {
            (None, Refused::Failed(failure)) => failure.into(),
            (code, Refused::Arguments(problems)) => {
                let fields = problems.iter().map(|problem| DescriptorProblem {
                    field: problem.name.clone(),
                    message: sentence(&problem.problem.to_string()),
                });
                let what = Failure::new(code.unwrap_or_default(), explanation.what, explanation.next_step);
                Failure { fields: fields.collect(), ..what }
            }
            (code, _) => Failure::new(code.unwrap_or_default(), explanation.what, explanation.next_step),
        }
    }
}

impl From<PlanProblem> for Failure {
    fn from(problem: PlanProblem) -> Failure {
        let next_step = "Change the choice above, or what is blocked.";
        Failure::new("grant_plan", sentence(&problem.to_string()), next_step)
    }
}

impl From<AccountProblem> for Failure {
    fn from(problem: AccountProblem) -> Failure {
        let field = if matches!(problem, AccountProblem::User(_)) { "user" } else { "host" };
        let message = sentence(&problem.to_string());
        let fields = vec![DescriptorProblem { field: field.into(), message: message.clone() }];
        Failure { fields, ..Failure::new("grant_account", message, "Correct the marked field.") }
    }
}

impl From<ScriptProblem> for Failure {
    fn from(problem: ScriptProblem) -> Failure {
        Failure::new("grant_script", sentence(&problem.to_string()), "Discover the schema again if it has changed.")
    }
}

impl From<RuleError> for Failure {
    fn from(error: RuleError) -> Failure {
        let next_step = "Correct the pattern: *.ssn and audit_* are examples.";
        Failure::new("rule_malformed", sentence(&error.to_string()), next_step)
    }
}

/// An error's words as a sentence by themselves.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).chain(['.']).collect())
}

impl From<SyncError> for Failure {
    fn from(error: SyncError) -> Failure {
        Failure::new(&error.code(), error.to_string(), error.next_step())
    }
}

impl From<ModelProblem> for Failure {
    fn from(problem: ModelProblem) -> Failure {
        match problem {
            ModelProblem::Kept(error) => error.into(),
            ModelProblem::Unusable(failure) => {
                Failure::new("model_unusable", failure.to_string(), "Correct the model's address or key.")
            }
            ModelProblem::Silent(_) => {
                let next_step = "Check that it runs, that the address ends where its documentation says, and the key.";
                Failure::new("model_silent", sentence(&problem.to_string()), next_step)
            }
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Failure {
        Failure::new("keyring_unavailable", error.to_string(), "Unlock the keyring of this login and try again.")
    }
}

impl From<AgreementError> for Failure {
    fn from(error: AgreementError) -> Failure {
        let next_step = "Make sure that the account's data folder can be written.";
        Failure::new("agreement_not_kept", error.to_string(), next_step)
    }
}

impl From<tauri::Error> for Failure {
    fn from(error: tauri::Error) -> Failure {
        Failure::new("window", error.to_string(), "Restart Gatehouse.")
    }
}
