//! What the agent's own database user should be allowed, before any SQL is written for it; and the scripts that bring it
//! about.
//!
//! The plan is the one source of three things: the script that creates the user, the proof that compares a live login
//! with it, and the lines a person reads.

mod account;
mod held;
mod ident;
mod note;
mod password;
mod plan;
mod proof;
mod request;
mod right;
mod scram;
mod script;
mod sequences;
mod server;
mod verdict;

pub use account::{Account, AccountProblem};
pub use held::{Held, HeldGrant, HeldSequence, TableRight};
pub use ident::NameProblem;
pub use note::{GrantNote, GrantNoteCode};
pub use password::{NewPassword, PasswordProblem};
pub use plan::{Expected, Extent, GrantPlan, PlanProblem, Privilege, TableGrants};
pub use proof::{Beyond, Cell, CellState, ColumnGroup, Proof, TableProof, Tally};
pub use request::{Grain, GrantRequest, GrantRole};
pub use right::{EXAMPLES, Right, Severity};
pub use scram::Salt;
pub use script::{
    Credential, Script, ScriptProblem, Undiscovered, UndiscoveredProblem, create_script, hardening_script,
    revoke_script, rotate_script,
};
pub use server::GrantServer;
