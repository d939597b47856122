//! The servers, and their own client programs.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use gatehouse_testkit::{Facts, Mysql, MysqlFlavor, Postgres};
use tempfile::TempDir;
use tokio::runtime::Runtime;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Postgres,
    MariaDb,
    Mysql,
}

impl Kind {
    pub(crate) const ALL: [Kind; 3] = [Kind::Postgres, Kind::MariaDb, Kind::Mysql];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Kind::Postgres => "postgres",
            Kind::MariaDb => "mariadb",
            Kind::Mysql => "mysql",
        }
    }

    /// How many times the floor discovery may take at 10,000 tables.
    pub(crate) fn bound(self) -> f64 {
        if self == Kind::Postgres { 1.2 } else { 1.0 }
    }

    fn client(self) -> &'static str {
        if self == Kind::Postgres { "psql" } else { "mariadb" }
    }
}

/// A running server: one of our own, or the one that the run has already started.
pub(crate) struct Server {
    pub(crate) kind: Kind,
    pub(crate) facts: Facts,
    folder: TempDir,
    // Stopped when dropped, inside the runtime that started it.
    _running: Running,
    _runtime: Runtime,
}

enum Running {
    Postgres(Postgres),
    Mysql(Mysql),
}

impl Server {
    /// The server; none where it or its client is not installed.
    pub(crate) fn start(kind: Kind) -> Option<Server> {
        Command::new(kind.client()).arg("--version").stdout(Stdio::null()).status().ok()?;
        let runtime = Runtime::new().unwrap();
        let running = runtime.block_on(async {
            Some(match kind {
                Kind::Postgres => Running::Postgres(Postgres::shared().await.unwrap()),
                Kind::MariaDb => Running::Mysql(Mysql::shared(MysqlFlavor::MariaDb).await.unwrap()?),
                Kind::Mysql => Running::Mysql(Mysql::shared(MysqlFlavor::Mysql).await.unwrap()?),
            })
        })?;
        let facts = match &running {
            Running::Postgres(server) => server.facts().clone(),
            Running::Mysql(server) => server.facts().clone(),
        };
        let folder = tempfile::tempdir().unwrap();
        facts.write(&folder.path().join("facts.json")).unwrap();
        std::fs::write(folder.path().join("ca.pem"), &facts.ca_pem).unwrap();
        Some(Server { kind, facts, folder, _running: running, _runtime: runtime })
    }

    pub(crate) fn facts_file(&self) -> PathBuf {
        self.folder.path().join("facts.json")
    }

    /// The server's own client with an empty environment, told how to reach `database` over verified TLS.
    pub(crate) fn client(&self, database: &str) -> Command {
        let ca = self.folder.path().join("ca.pem");
        let mut command = Command::new(self.kind.client());
        command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default()).stdout(Stdio::null());
        if self.kind == Kind::Postgres {
            self.psql(&mut command, database, &ca)
        } else {
            self.mariadb(&mut command, database, &ca)
        }
        command
    }

    fn psql(&self, command: &mut Command, database: &str, ca: &Path) {
        command.args(["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1"]);
        command.env("PGHOST", &self.facts.host).env("PGPORT", self.facts.port.to_string());
        command.env("PGUSER", &self.facts.admin_user).env("PGPASSWORD", &self.facts.admin_password);
        command.env("PGDATABASE", database).env("PGSSLMODE", "verify-full").env("PGSSLROOTCERT", ca);
    }

    fn mariadb(&self, command: &mut Command, database: &str, ca: &Path) {
        command.args(["--no-defaults", "--quick", "--default-character-set=utf8mb4", "--ssl-verify-server-cert"]);
        command.arg(format!("--ssl-ca={}", ca.display())).arg(format!("--host={}", self.facts.host));
        command.arg(format!("--port={}", self.facts.port)).arg(format!("--user={}", self.facts.admin_user));
        command.arg(database).env("MYSQL_PWD", &self.facts.admin_password);
    }
}
