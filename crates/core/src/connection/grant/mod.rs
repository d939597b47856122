//! What the agent's own database user should be allowed, before any SQL is written for it.
//!
//! The plan is the one source of three things: the script that creates the user, the proof that compares a live login
//! with it, and the lines a person reads.

mod plan;
mod request;

pub use plan::{Expected, Extent, GrantPlan, PlanProblem, Privilege, TableGrants};
pub use request::{Grain, GrantRequest, GrantRole};
