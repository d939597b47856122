//! PgBouncer in transaction mode in front of one of our servers.

use std::fs;
use std::io::Write;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use super::{Facts, binaries, free_port, write_owned};
use crate::process::{DIES_WITH_PARENT, Process};
use crate::scratch;
use crate::unprivileged::Account;

const DEADLINE: Duration = Duration::from_secs(30);

/// A running pooler. It shows its server's certificate, asks for scram passwords, and knows the server's two logins.
pub struct PgBouncer {
    port: u16,
    // In this order: first the process stops, then its folder goes.
    _process: Process,
    _folder: TempDir,
}

impl PgBouncer {
    /// Starts one in front of a server of this machine, with `pool` server connections a database and user; `None` when this
    /// machine lacks the program.
    pub async fn start(server: &Facts, pool: usize) -> Result<Option<PgBouncer>> {
        let Some(program) = locate() else { return Ok(None) };
        let account = Account::choose()?;
        let folder = scratch::folder("pgbouncer")?;
        account.own(folder.path())?;
        let port = free_port()?;
        configure(account, folder.path(), server, port, pool)?;
        let log = fs::File::create(folder.path().join("log"))?;
        let mut command = account.command(DIES_WITH_PARENT[0]);
        command.args(&DIES_WITH_PARENT[1..]).arg(&program).arg(folder.path().join("pgbouncer.ini"));
        if let Some(libraries) = libraries(&program) {
            command.env("LD_LIBRARY_PATH", libraries);
        }
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        let bouncer = PgBouncer { port, _process: Process::spawn(command)?, _folder: folder };
        bouncer.wait().await?;
        Ok(Some(bouncer))
    }

    /// The loopback port it listens on.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Says that a test did not run, past what a test runner captures: a test that is silently green would be a lie.
    pub fn say_not_run(test: &str) {
        // A closed stderr leaves nobody to tell.
        let _ = writeln!(std::io::stderr(), "NOT RUN: {test}: PgBouncer is not installed here");
    }

    async fn wait(&self) -> Result<()> {
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            if begun.elapsed() > DEADLINE || !self._process.is_running() {
                let log = fs::read_to_string(self._folder.path().join("log")).unwrap_or_default();
                bail!("PgBouncer does not answer: {log}");
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        Ok(())
    }
}

/// Debian's package unpacked by `./dev`, or an installed one.
fn locate() -> Option<PathBuf> {
    let ours = binaries::installed().map(|base| base.join("pgbouncer/usr/sbin/pgbouncer"));
    let system = ["/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/opt/homebrew/bin/pgbouncer"].map(PathBuf::from);
    ours.into_iter().chain(system).find(|program| program.is_file())
}

/// The libraries that were unpacked beside it.
fn libraries(program: &Path) -> Option<PathBuf> {
    let root = program.ancestors().nth(3).filter(|root| *root != Path::new("/"))?;
    let mut folders = fs::read_dir(root.join("usr/lib")).ok()?.flatten().map(|entry| entry.path());
    folders.find(|folder| folder.to_string_lossy().ends_with("-linux-gnu"))
}

/// No `ignore_startup_parameters`: what we send when a session begins must be acceptable as it is.
fn configure(account: Account, folder: &Path, server: &Facts, port: u16, pool: usize) -> Result<()> {
    for file in ["server.crt", "server.key"] {
        write_owned(account, &folder.join(file), &fs::read_to_string(server.socket_directory.join(file))?)?;
    }
    let users = format!(
        "\"{}\" \"{}\"\n\"{}\" \"{}\"\n",
        server.agent_user, server.agent_password, server.admin_user, server.admin_password
    );
    write_owned(account, &folder.join("users.txt"), &users)?;
    let settings = format!(
        "[databases]\n* = host={} port={}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\n\
         auth_type = scram-sha-256\nauth_file = {folder}/users.txt\npool_mode = transaction\ndefault_pool_size = {pool}\n\
         client_tls_sslmode = require\nclient_tls_cert_file = {folder}/server.crt\nclient_tls_key_file = {folder}/server.key\n\
         max_client_conn = 50\n",
        server.socket_directory.display(),
        server.port,
        folder = folder.display(),
    );
    write_owned(account, &folder.join("pgbouncer.ini"), &settings).context("PgBouncer's settings")
}
