//! The six checks of a connection, told as they happen.

mod authentication;
mod event;
mod latency;
mod pooler;
mod reach;
mod reachability;
mod read_only;
mod read_probe;
mod rounds;
mod run;
mod schema_read;

/// The next step for every login that may do too much: the window's button and the command.
const LEAST_PRIVILEGE: &str = "Create a login of its own for the agent and use that one: “Create least-privilege user”, or \
    the command: gatehouse script CONNECTION. Afterwards gatehouse prove CONNECTION compares it with the plan.";

pub use event::CheckEvent;
pub use run::{check, check_until, check_within};
