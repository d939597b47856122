//! Real, private servers for tests and for the demo: a throw-away certificate authority, PostgreSQL, MariaDB
//! and MySQL on free loopback ports, and the demo clinics. Nothing here is shipped; nothing here touches a server that it did not start.

mod authority;
mod clinic;
mod mysql;
mod postgres;
mod process;
mod random;
mod scratch;
mod slow;
mod unprivileged;

pub use authority::{Authority, Leaf, Validity};
pub use mysql::{Mysql, MysqlDatabase, MysqlFlavor, MysqlOptions};
pub use postgres::{
    AGENT_USER, Certificate, Facts, PgBouncer, Postgres, PostgresOptions, PostgresVersion, SERVER_NAME,
    SHARED_SERVER_VARIABLE, TestDatabase,
};
pub use slow::{SlowRelay, Slowness};
