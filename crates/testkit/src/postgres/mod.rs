//! A private PostgreSQL server on a free loopback port, with TLS from a throw-away authority and scram passwords.
//!
//! `./dev test` starts one server for the whole run and names its facts in `GATEHOUSE_TEST_POSTGRES`; each test takes
//! [`Postgres::shared`] and a database of its own. A test that needs a broken server starts one with [`Postgres::start`].

mod binaries;
mod cluster;
mod database;
mod facts;
mod pgbouncer;
mod session;
mod standby;
mod version;

use std::net::TcpListener;
use std::path::Path;

use anyhow::{Context, Result, bail};

pub use database::TestDatabase;
pub use facts::Facts;
pub use pgbouncer::PgBouncer;
pub use version::PostgresVersion;

pub(crate) use binaries::installed;
pub(crate) use cluster::write_owned;

use crate::{clinic, random};
use cluster::Cluster;

/// The DNS name in a valid server certificate. It never resolves: a client pins the address and verifies this name.
pub const SERVER_NAME: &str = "clinic.gatehouse.test";

/// The login that an agent uses: it may read the clinic and nothing else.
pub const AGENT_USER: &str = "gatehouse_ro";

/// Names the JSON file with the [`Facts`] of a server that is already running.
pub const SHARED_SERVER_VARIABLE: &str = "GATEHOUSE_TEST_POSTGRES";

/// What kind of certificate the server shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Certificate {
    /// For [`SERVER_NAME`], `localhost` and 127.0.0.1, within its dates.
    #[default]
    Valid,
    /// For the same names, over since 2021.
    Expired,
    /// In its dates, for a name that nobody asks for.
    WrongName,
}

/// How a server is started.
#[derive(Debug, Clone, Default)]
pub struct PostgresOptions {
    /// The certificate it shows.
    pub certificate: Certificate,
    /// True for a server that answers the request for TLS with "no".
    pub without_tls: bool,
    /// The port to use; a free one if it is taken or not given.
    pub port: Option<u16>,
    /// Whose programs. A version that this machine lacks is an error: ask [`PostgresVersion::is_installed`] first.
    pub version: PostgresVersion,
    /// More settings for the server, each `name=value`; a later one wins.
    pub settings: &'static [&'static str],
}

/// A running server: our own, stopped on drop, or the shared one of the run, left alone.
pub struct Postgres {
    facts: Facts,
    cluster: Option<Cluster>,
}

impl Postgres {
    /// Settings of a server that a replica can follow.
    pub const REPLICATING: &[&str] = &["wal_level=replica", "max_wal_senders=4"];

    /// Starts a server of our own. It has the login [`AGENT_USER`] and no database yet.
    pub async fn start(options: PostgresOptions) -> Result<Self> {
        // Between finding a free port and the server binding it, another test may take it: then try again.
        let mut failure = None;
        for attempt in 0..5 {
            let port = options.port.filter(|port| attempt == 0 && is_free(*port)).map_or_else(free_port, Ok)?;
            match Cluster::start(&options, port).await {
                Ok((cluster, facts)) => return Self { facts, cluster: Some(cluster) }.with_agent().await,
                Err(error) if format!("{error:#}").contains("Address already in use") => failure = Some(error),
                Err(error) => return Err(error),
            }
        }
        Err(failure.context("no free port")?)
    }

    /// The server of this test run, or one of our own where no run has started any.
    pub async fn shared() -> Result<Self> {
        match std::env::var_os(SHARED_SERVER_VARIABLE) {
            Some(file) => Ok(Self { facts: Facts::read(Path::new(&file))?, cluster: None }),
            None => Self::start(PostgresOptions::default()).await,
        }
    }

    /// A read replica of this server, fed by streaming. This server must be our own, and have been started with
    /// [`Postgres::REPLICATING`].
    pub async fn start_standby(&self) -> Result<Self> {
        let cluster = self.cluster.as_ref().context("only a server of our own can be copied")?;
        let (standby, facts) = standby::start(cluster, &self.facts, free_port()?).await?;
        Ok(Self { facts, cluster: Some(standby) })
    }

    /// Everything needed to reach this server, also from another process.
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// The address it listens on.
    pub fn host(&self) -> &str {
        &self.facts.host
    }

    /// The port it listens on.
    pub fn port(&self) -> u16 {
        self.facts.port
    }

    /// The authority to verify it with.
    pub fn ca_pem(&self) -> &str {
        &self.facts.ca_pem
    }

    /// A URL for the superuser, password included: for tests that must look behind the agent's back.
    pub fn admin_url(&self, database: &str) -> String {
        let Facts { admin_user, admin_password, host, port, .. } = &self.facts;
        format!("postgresql://{admin_user}:{admin_password}@{host}:{port}/{database}")
    }

    /// Writes into a folder what people and scripts need to reach `database`: server.json with everything, ca.pem, url and,
    /// readable by its owner alone, the read-only login's password.
    pub fn publish(&self, folder: &Path, database: &str) -> Result<()> {
        let Facts { agent_user, agent_password, host, port, ca_pem, .. } = &self.facts;
        std::fs::write(folder.join("ca.pem"), ca_pem)?;
        std::fs::write(folder.join("url"), format!("postgresql://{agent_user}@{host}:{port}/{database}\n"))?;
        facts::write_private(&folder.join("password"), agent_password)?;
        // Last, because its arrival says that the server is ready.
        self.facts.write(&folder.join("server.json"))
    }

    /// Creates an empty database that only its owner and [`AGENT_USER`] may connect to.
    pub async fn create_database(&self, name: &str) -> Result<()> {
        self.create(name, "template0").await
    }

    /// Runs a script of any number of statements as the superuser.
    pub async fn run_script(&self, database: &str, sql: &str) -> Result<()> {
        session::run(&self.facts, database, sql).await
    }

    /// Creates a database with the demo clinic in it.
    pub async fn create_clinic(&self, database: &str) -> Result<()> {
        self.prepare_template().await?;
        self.create(database, TEMPLATE).await
    }

    /// A new database with the demo clinic in it, for one test alone. Dropped with its handle.
    pub async fn fresh_database(&self, prefix: &str) -> Result<TestDatabase> {
        let name = unique(prefix)?;
        self.create_clinic(&name).await?;
        Ok(TestDatabase::new(&self.facts, name))
    }

    /// A new database with nothing in it, for one test alone. Dropped with its handle.
    pub async fn empty_database(&self, prefix: &str) -> Result<TestDatabase> {
        let name = unique(prefix)?;
        self.create_database(&name).await?;
        Ok(TestDatabase::new(&self.facts, name))
    }

    /// Loads the clinic once into a template; copying that is many times quicker than loading it again.
    pub async fn prepare_template(&self) -> Result<()> {
        if session::has_database(&self.facts, TEMPLATE).await? {
            return Ok(());
        }
        // Loaded under another name: whoever sees the template sees it whole. Two tests may both load it; one wins.
        let loading = unique("loading")?;
        self.create_database(&loading).await?;
        // One script is one transaction: half a clinic is never left behind, and loading is faster.
        self.run_script(&loading, &clinic::SCRIPTS.join("\n")).await.context("the demo clinic does not load")?;
        let rename = format!(r#"ALTER DATABASE "{loading}" RENAME TO "{TEMPLATE}""#);
        let renamed = self.run_script("postgres", &rename).await;
        if renamed.is_err() && !session::has_database(&self.facts, TEMPLATE).await? {
            return renamed;
        }
        Ok(())
    }

    async fn with_agent(self) -> Result<Self> {
        let password = &self.facts.agent_password;
        let role = format!("CREATE ROLE {AGENT_USER} LOGIN PASSWORD '{password}'");
        self.run_script("postgres", &role).await?;
        self.run_script("postgres", "REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC").await?;
        Ok(self)
    }

    async fn create(&self, name: &str, template: &str) -> Result<()> {
        if !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            bail!("a test database's name has letters, digits and underscores only, not {name:?}");
        }
        // CREATE DATABASE must stand alone, and copying files takes a tenth of the time of copying through the log. Rights on
        // the database itself are not copied from a template.
        self.run_script("postgres", &format!(r#"CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy"#))
            .await?;
        let rights = format!(
            r#"REVOKE ALL ON DATABASE "{name}" FROM PUBLIC; GRANT CONNECT ON DATABASE "{name}" TO {AGENT_USER};"#
        );
        self.run_script("postgres", &rights).await
    }
}

const TEMPLATE: &str = "clinic_template";

pub(crate) fn unique(prefix: &str) -> Result<String> {
    Ok(format!("{prefix}_{}", random::hex(6)?))
}

fn is_free(port: u16) -> bool {
    TcpListener::bind(("127.0.0.1", port)).is_ok()
}

pub(crate) fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0)).context("no free loopback port")?.local_addr()?.port())
}
