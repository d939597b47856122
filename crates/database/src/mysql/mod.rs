//! MySQL and MariaDB: their way through the door, their session, their discovery.

mod audit;
mod capabilities;
mod discover;
mod execute;
mod failure;
mod grants;
mod greeting;
mod guard;
mod hazards;
mod held;
mod like;
mod login;
mod negotiate;
mod session;
mod wire;

pub(crate) use discover::discover;
pub(crate) use greeting::Greeting;
pub(crate) use guard::MysqlGuard;
pub(crate) use login::login;
pub(crate) use negotiate::ask_for_tls;
pub(crate) use session::MysqlSession;
