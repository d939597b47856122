//! PostgreSQL: its way through the door, its session, its discovery.

mod audit;
mod discover;
mod execute;
mod failure;
mod guard;
mod hazards;
mod held;
mod login;
mod negotiate;
mod session;
mod startup;

pub(crate) use discover::discover;
pub(crate) use guard::PostgresGuard;
pub(crate) use login::login;
pub(crate) use negotiate::ask_for_tls;
pub(crate) use session::PostgresSession;
