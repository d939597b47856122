//! Private MariaDB and MySQL servers on free loopback ports, with TLS from a throw-away authority, passwords, and
//! `require_secure_transport`.
//!
//! `./dev test` starts one of each for the whole run and names their facts in `GATEHOUSE_TEST_MARIADB` and
//! `GATEHOUSE_TEST_MYSQL`; each test takes [`Mysql::shared`] and a database of its own. Where a server's programs are
//! missing there is nothing to take, and the test says that it did not run.

mod binaries;
mod database;
mod server;
mod session;

use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, bail};

pub use database::MysqlDatabase;

use crate::postgres::{Certificate, Facts, free_port, unique};
use crate::{clinic, random};
use binaries::Programs;
use server::Server;

/// The administrator of every server here.
const ADMIN_USER: &str = "clinic_admin";

/// Which of the two servers that speak the protocol.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum MysqlFlavor {
    /// MariaDB, from Debian's mariadb-server-core. Logins use `mysql_native_password`, its default.
    #[default]
    MariaDb,
    /// MySQL 9, from Debian unstable's mysql-server-core. Logins use `caching_sha2_password`, its default.
    Mysql,
}

impl MysqlFlavor {
    /// Names the JSON file with the [`Facts`] of a server of this flavour that is already running.
    pub fn shared_variable(self) -> &'static str {
        match self {
            Self::MariaDb => "GATEHOUSE_TEST_MARIADB",
            Self::Mysql => "GATEHOUSE_TEST_MYSQL",
        }
    }

    /// The server's name for people.
    pub fn display_name(self) -> &'static str {
        match self {
            Self::MariaDb => "MariaDB",
            Self::Mysql => "MySQL 9",
        }
    }

    /// Says that a test did not run, past what a test runner captures: a test that is silently green would be a lie.
    pub fn say_not_run(self, test: &str) {
        // A closed stderr leaves nobody to tell.
        let _ = writeln!(std::io::stderr(), "NOT RUN: {test}: {} is not installed here", self.display_name());
    }

    /// Whether this machine has its programs.
    pub fn is_installed(self) -> bool {
        Programs::locate(self).is_some()
    }
}

/// How a server is started.
#[derive(Debug, Clone, Default)]
pub struct MysqlOptions {
    /// Which server.
    pub flavor: MysqlFlavor,
    /// The certificate it shows.
    pub certificate: Certificate,
    /// True for a server that does not offer TLS. No test database can be made on such a one.
    pub without_tls: bool,
    /// More options for the server's command line.
    pub settings: &'static [&'static str],
}

/// A running server: our own, stopped on drop, or the shared one of the run, left alone.
pub struct Mysql {
    facts: Facts,
    _server: Option<Server>,
}

impl Mysql {
    /// Starts a server of our own, without a database; `None` when this machine lacks its programs.
    pub async fn start(options: MysqlOptions) -> Result<Option<Self>> {
        let Some(programs) = Programs::locate(options.flavor) else { return Ok(None) };
        // Between finding a free port and the server binding it, another test may take it: then try again.
        let mut failure = None;
        for _ in 0..5 {
            match Server::start(&programs, &options, free_port()?).await {
                Ok((server, facts)) => return Ok(Some(Self { facts, _server: Some(server) })),
                Err(error) if format!("{error:#}").contains("Address already in use") => failure = Some(error),
                Err(error) => return Err(error),
            }
        }
        Err(failure.context("no free port")?)
    }

    /// The server of this test run, or one of our own where no run has started any; `None` when this machine lacks it.
    pub async fn shared(flavor: MysqlFlavor) -> Result<Option<Self>> {
        match std::env::var_os(flavor.shared_variable()) {
            Some(file) => Ok(Some(Self { facts: Facts::read(Path::new(&file))?, _server: None })),
            None => Self::start(MysqlOptions { flavor, ..MysqlOptions::default() }).await,
        }
    }

    /// Everything needed to reach this server, also from another process.
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// Runs a script of any number of statements as the administrator.
    pub async fn run_script(&self, sql: &str) -> Result<()> {
        session::run(&self.facts, None, sql).await
    }

    /// A new database with the demo clinic in it, which its login may read.
    pub async fn fresh_database(&self, prefix: &str) -> Result<MysqlDatabase> {
        let database = self.empty_database(prefix).await?;
        database.run_script(&clinic::MYSQL_SCRIPTS.join("\n")).await.context("the demo clinic does not load")?;
        database.grant_tables().await?;
        Ok(database)
    }

    /// A new database with nothing in it and a login without any right.
    pub async fn empty_database(&self, prefix: &str) -> Result<MysqlDatabase> {
        let name = unique(prefix)?;
        if !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            bail!("a test database's name has letters, digits and underscores only, not {name:?}");
        }
        let (user, password) = (unique("ro")?, random::hex(16)?);
        let database = MysqlDatabase::new(&self.facts, name, user, password);
        let make = format!(
            "CREATE DATABASE `{}` CHARACTER SET utf8mb4; CREATE USER {} IDENTIFIED BY '{}'",
            database.name,
            database.agent_account(),
            database.agent_password
        );
        self.run_script(&make).await?;
        Ok(database)
    }
}
