//! A database for one test alone.

use super::{Facts, session};

/// A database with a unique name. Dropping the handle drops the database, whoever is still connected to it.
pub struct TestDatabase {
    /// The server's loopback address.
    pub host: String,
    /// The server's port.
    pub port: u16,
    /// The database's name.
    pub name: String,
    /// The authority to verify the server with.
    pub ca_pem: String,
    /// The superuser, who owns the database.
    pub admin_user: String,
    /// The superuser's password.
    pub admin_password: String,
    /// The read-only login.
    pub agent_user: String,
    /// The read-only login's password.
    pub agent_password: String,
    facts: Facts,
}

impl TestDatabase {
    pub(super) fn new(facts: &Facts, name: String) -> Self {
        let facts = facts.clone();
        Self {
            host: facts.host.clone(),
            port: facts.port,
            name,
            ca_pem: facts.ca_pem.clone(),
            admin_user: facts.admin_user.clone(),
            admin_password: facts.admin_password.clone(),
            agent_user: facts.agent_user.clone(),
            agent_password: facts.agent_password.clone(),
            facts,
        }
    }

    /// The URL that a person would paste for the read-only login: no password in it.
    pub fn url(&self) -> String {
        format!("postgresql://{}@{}:{}/{}", self.agent_user, self.host, self.port, self.name)
    }

    /// Runs a script in this database as the superuser.
    pub async fn run_script(&self, sql: &str) -> anyhow::Result<()> {
        session::run(&self.facts, &self.name, sql).await
    }
}

impl Drop for TestDatabase {
    /// Best effort: the whole cluster is thrown away after the run. On a thread of its own, because the test's runtime may
    /// be the one that is dropping us.
    fn drop(&mut self) {
        let sql = format!(r#"DROP DATABASE IF EXISTS "{}" WITH (FORCE)"#, self.name);
        let facts = self.facts.clone();
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(session::run(&facts, "postgres", &sql))
        });
        drop(dropping.join());
    }
}
