//! PostgreSQL: its way through the door, its session, its discovery.

mod audit;
mod discover;
mod execute;
mod failure;
mod frames;
mod guard;
mod hazards;
mod held;
mod line;
mod login;
mod negotiate;
mod pinned;
mod session;
mod startup;
mod straight;

pub(crate) use discover::discover;
pub(crate) use guard::PostgresGuard;
pub(crate) use login::login;
pub(crate) use negotiate::ask_for_tls;
pub(crate) use pinned::{Pinned, refuses_pins};
pub(crate) use session::PostgresSession;
pub(crate) use straight::Straight;
