//! The floor: the server's own client runs the leanest queries, and throws the answers away.

use std::io::Write;
use std::process::Stdio;

use crate::server::{Kind, Server};

pub(crate) fn run(server: &Server, database: &str) {
    match server.kind {
        Kind::Postgres => feed(server, database, include_str!("floor_postgres.sql")),
        Kind::MariaDb | Kind::Mysql => {
            feed(server, database, &format!("set @db='{database}';\n{}", include_str!("floor_mysql.sql")));
        }
    }
}

/// Runs `script` through the server's client and stops at the first error.
pub(crate) fn feed(server: &Server, database: &str, script: &str) {
    let mut child = server.client(database).stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
    let status = child.wait().unwrap();
    assert!(status.success(), "the client failed on {database}");
}
