//! A database, and a login of its own, for one test alone.

use anyhow::Result;
use sqlx::{AssertSqlSafe, Connection, Row};

use super::session;
use crate::postgres::Facts;

/// A database with a unique name and a login that may read its tables and nothing else. Dropping the handle drops both.
pub struct MysqlDatabase {
    /// The server's loopback address.
    pub host: String,
    /// The server's port.
    pub port: u16,
    /// The database's name.
    pub name: String,
    /// The authority to verify the server with.
    pub ca_pem: String,
    /// The administrator.
    pub admin_user: String,
    /// The administrator's password.
    pub admin_password: String,
    /// The read-only login.
    pub agent_user: String,
    /// The read-only login's password.
    pub agent_password: String,
    facts: Facts,
}

impl MysqlDatabase {
    pub(super) fn new(facts: &Facts, name: String, agent_user: String, agent_password: String) -> Self {
        let facts = facts.clone();
        Self {
            host: facts.host.clone(),
            port: facts.port,
            name,
            ca_pem: facts.ca_pem.clone(),
            admin_user: facts.admin_user.clone(),
            admin_password: facts.admin_password.clone(),
            agent_user,
            agent_password,
            facts,
        }
    }

    /// The read-only login as SQL names it: user and host.
    pub fn agent_account(&self) -> String {
        format!("'{}'@'127.0.0.1'", self.agent_user)
    }

    /// Runs a script in this database as the administrator.
    pub async fn run_script(&self, sql: &str) -> Result<()> {
        session::run(&self.facts, Some(&self.name), sql).await
    }

    /// The first column of the first row that a query in this database gives the administrator, as text.
    pub async fn ask(&self, sql: &str) -> Result<String> {
        let mut session = session::open(&self.facts, Some(&self.name)).await?;
        let row = sqlx::raw_sql(AssertSqlSafe(sql)).fetch_one(&mut session).await?;
        let answer = row.try_get_unchecked::<String, _>(0)?;
        session.close().await?;
        Ok(answer)
    }

    /// Lets the read-only login read each table and view by name: no right on the database as a whole.
    pub async fn grant_tables(&self) -> Result<()> {
        let mut session = session::open(&self.facts, Some(&self.name)).await?;
        let rows =
            sqlx::raw_sql("SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()")
                .fetch_all(&mut session)
                .await?;
        for row in rows {
            let table: String = row.try_get_unchecked("name")?;
            let grant = format!("GRANT SELECT ON `{}` TO {}", table.replace('`', "``"), self.agent_account());
            sqlx::raw_sql(AssertSqlSafe(grant)).execute(&mut session).await?;
        }
        Ok(session.close().await?)
    }
}

impl Drop for MysqlDatabase {
    /// Best effort: the whole server is thrown away after the run. On a thread of its own, because the test's runtime may
    /// be the one that is dropping us.
    fn drop(&mut self) {
        let sql = format!("DROP DATABASE IF EXISTS `{}`; DROP USER IF EXISTS {}", self.name, self.agent_account());
        let facts = self.facts.clone();
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(session::run(&facts, None, &sql))
        });
        drop(dropping.join());
    }
}
