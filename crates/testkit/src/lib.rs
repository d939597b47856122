//! Real, private servers for tests and for the demo: a throw-away certificate authority, a PostgreSQL cluster on a free
//! loopback port, and the demo clinic. Nothing here is shipped; nothing here touches a server that it did not start.

mod authority;
mod clinic;
mod postgres;
mod process;
mod random;
mod unprivileged;

pub use authority::{Authority, Leaf, Validity};
pub use postgres::{
    AGENT_USER, Certificate, Facts, Postgres, PostgresOptions, SERVER_NAME, SHARED_SERVER_VARIABLE, TestDatabase,
};
