//! One cluster: its folder, its certificate, its process.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use super::{AGENT_USER, Certificate, Facts, PostgresOptions, PostgresVersion, SERVER_NAME, binaries, session};
use crate::process::{DIES_WITH_PARENT, Process};
use crate::scratch;
use crate::unprivileged::Account;
use crate::{Authority, Validity, random};

const ADMIN_USER: &str = "clinic_admin";
const DEADLINE: Duration = Duration::from_secs(60);

/// Speed over durability, since nothing outlives the process. Autovacuum is off because a worker inside the template would
/// make copying it fail; the clinic analyses itself. The lock table is large enough to create thousands of tables at once.
const SETTINGS: &[&str] = &[
    "listen_addresses=127.0.0.1",
    "unix_socket_permissions=0700",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "autovacuum=off",
    "shared_buffers=64MB",
    "max_connections=100",
    "max_locks_per_transaction=1024",
    "timezone=UTC",
    "log_timezone=UTC",
];

/// Fields drop in order: first the process stops, then its folder goes.
pub(super) struct Cluster {
    process: Process,
    folder: TempDir,
    options: PostgresOptions,
    programs: PathBuf,
}

impl Cluster {
    /// Makes a cluster and waits until it answers.
    pub(super) async fn start(options: &PostgresOptions, port: u16) -> Result<(Self, Facts)> {
        let programs = match options.version {
            PostgresVersion::Current => binaries::locate()?,
            older => older.folder().with_context(|| format!("PostgreSQL {older:?} is not installed here"))?,
        };
        let account = Account::choose()?;
        let folder = scratch::folder("postgres")?;
        account.own(folder.path())?;
        let authority = Authority::new("Gatehouse test authority")?;
        let facts = Facts {
            host: "127.0.0.1".into(),
            port,
            admin_user: ADMIN_USER.into(),
            admin_password: random::hex(16)?,
            agent_user: AGENT_USER.into(),
            agent_password: random::hex(16)?,
            ca_pem: authority.pem().into(),
            socket_directory: folder.path().into(),
        };
        initialise(&programs, account, folder.path(), &facts.admin_password)?;
        write_configuration(account, folder.path(), options, &authority)?;
        Ok((Self::launch(programs, account, folder, options, &facts).await?, facts))
    }

    /// Starts the server on a folder that is ready, and waits until it answers.
    pub(super) async fn launch(
        programs: PathBuf,
        account: Account,
        folder: TempDir,
        options: &PostgresOptions,
        facts: &Facts,
    ) -> Result<Self> {
        let process = spawn(&programs, account, folder.path(), options, facts.port)?;
        let cluster = Self { process, folder, options: options.clone(), programs };
        cluster.wait(facts).await?;
        Ok(cluster)
    }

    /// The folder with its data, certificate and log.
    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// How it was started, and with which programs.
    pub(super) fn recipe(&self) -> (&PostgresOptions, &Path) {
        (&self.options, &self.programs)
    }

    async fn wait(&self, facts: &Facts) -> Result<()> {
        let begun = Instant::now();
        while begun.elapsed() < DEADLINE {
            match session::open(facts, "postgres").await {
                Ok(_) => return Ok(()),
                Err(_) if self.process.is_running() => tokio::time::sleep(Duration::from_millis(10)).await,
                Err(_) => bail!("PostgreSQL ended at once: {}", self.log()),
            }
        }
        bail!("PostgreSQL does not answer after {} seconds: {}", DEADLINE.as_secs(), self.log())
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("server.log")).unwrap_or_default()
    }
}

fn initialise(programs: &Path, account: Account, folder: &Path, password: &str) -> Result<()> {
    let password_file = folder.join("password");
    write_owned(account, &password_file, password)?;
    let output = account
        .command(programs.join("bin/initdb"))
        .current_dir(folder)
        .args(["--username", ADMIN_USER, "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync"])
        .args(["--wal-segsize=4", "--no-instructions", "--pgdata=data", "--pwfile=password"])
        .output()
        .context("initdb could not be started")?;
    if !output.status.success() {
        bail!("initdb failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    fs::remove_file(password_file)?;
    Ok(())
}

fn write_configuration(
    account: Account,
    folder: &Path,
    options: &PostgresOptions,
    authority: &Authority,
) -> Result<()> {
    let ours = [SERVER_NAME, "localhost", "127.0.0.1"];
    let leaf = match options.certificate {
        Certificate::Valid => authority.issue(&ours, Validity::Current)?,
        Certificate::Expired => authority.issue(&ours, Validity::Expired)?,
        Certificate::WrongName => authority.issue(&["elsewhere.gatehouse.test"], Validity::Current)?,
    };
    write_owned(account, &folder.join("server.crt"), &leaf.cert_pem)?;
    write_owned(account, &folder.join("server.key"), &leaf.key_pem)?;
    // Over TCP only with TLS, where the server has it: a client that forgets to ask is refused.
    let network = if options.without_tls { "host" } else { "hostssl" };
    let rules = format!("local all,replication all scram-sha-256\n{network} all all 127.0.0.1/32 scram-sha-256\n");
    write_owned(account, &folder.join("data/pg_hba.conf"), &rules)
}

fn spawn(programs: &Path, account: Account, folder: &Path, options: &PostgresOptions, port: u16) -> Result<Process> {
    let log = fs::File::create(folder.join("server.log"))?;
    let mut command = account.command(DIES_WITH_PARENT[0]);
    command.args(&DIES_WITH_PARENT[1..]).arg(programs.join("bin/postgres"));
    command.arg("-D").arg(folder.join("data")).arg("-k").arg(folder).arg("-p").arg(port.to_string());
    for setting in SETTINGS.iter().chain(options.settings) {
        command.args(["-c", setting]);
    }
    command.arg("-c").arg(format!("ssl={}", if options.without_tls { "off" } else { "on" }));
    command.arg("-c").arg(format!("ssl_cert_file={}", folder.join("server.crt").display()));
    command.arg("-c").arg(format!("ssl_key_file={}", folder.join("server.key").display()));
    // Out of our process group: the Ctrl-C that ends the demo must reach the demo first, which then stops the server.
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
    Process::spawn(command)
}

/// Writes a file that only the server's user may read.
pub(crate) fn write_owned(account: Account, file: &Path, text: &str) -> Result<()> {
    fs::write(file, text)?;
    fs::set_permissions(file, fs::Permissions::from_mode(0o600))?;
    account.own(file)
}
