//! Which of three SQL dialects a script is written in.

use serde::{Deserialize, Serialize};

use crate::catalog::Catalog;
use crate::connection::Engine;

/// MySQL and MariaDB are one engine to a binding; their accounts are written differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "lowercase")]
pub enum GrantServer {
    /// PostgreSQL 13 and later.
    Postgres,
    /// MySQL 8 and later.
    Mysql,
    /// MariaDB 10.11 and later.
    MariaDb,
}

impl GrantServer {
    /// The server that a snapshot was taken from.
    pub fn of(catalog: &Catalog) -> GrantServer {
        match catalog.engine {
            Engine::Postgres => GrantServer::Postgres,
            // As discovery writes the version: `10.11.19-MariaDB`.
            Engine::Mysql if catalog.server_version.contains("MariaDB") => GrantServer::MariaDb,
            Engine::Mysql => GrantServer::Mysql,
        }
    }
}
