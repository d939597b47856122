//! One server: its folder, its certificate, its process.

use std::fs;
use std::io::Read;
use std::net::TcpStream;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use super::binaries::Programs;
use super::{ADMIN_USER, MysqlFlavor, MysqlOptions};
use crate::postgres::{Certificate, Facts, SERVER_NAME, write_owned};
use crate::process::Process;
use crate::scratch;
use crate::unprivileged::Account;
use crate::{Authority, Validity, random};

const DEADLINE: Duration = Duration::from_secs(120);

/// Speed over durability, since nothing outlives the process; names are never looked up, so that an account's host is an
/// address; and tests may abandon as many handshakes as they like.
const SETTINGS: &[&str] = &[
    "--bind-address=127.0.0.1",
    "--skip-name-resolve",
    "--max-connect-errors=1000000",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-buffer-pool-size=16M",
    "--performance-schema=OFF",
    "--skip-log-bin",
];
const MYSQL_SETTINGS: &[&str] = &["--mysqlx=OFF", "--innodb-redo-log-capacity=16M"];
const MARIADB_SETTINGS: &[&str] = &["--innodb-log-file-size=8M"];

/// Fields drop in order: first the process stops, then its folder goes.
pub(super) struct Server {
    process: Process,
    folder: TempDir,
}

impl Server {
    /// Makes a server and waits until it answers.
    pub(super) async fn start(programs: &Programs, options: &MysqlOptions, port: u16) -> Result<(Server, Facts)> {
        let account = Account::choose()?;
        let folder = scratch::folder("mysql")?;
        account.own(folder.path())?;
        let authority = Authority::new("Gatehouse test authority")?;
        let facts = Facts {
            host: "127.0.0.1".into(),
            port,
            admin_user: ADMIN_USER.into(),
            admin_password: random::hex(16)?,
            agent_user: String::new(),
            agent_password: String::new(),
            ca_pem: authority.pem().into(),
            socket_directory: folder.path().into(),
        };
        let data = folder.path().join("data");
        initialise(programs, account, folder.path(), &data)?;
        write_certificate(account, folder.path(), options, &authority)?;
        // Each statement on a line of its own: that is all the server reads of such a file.
        let admin = format!("'{ADMIN_USER}'@'127.0.0.1'");
        let first = format!(
            "CREATE USER {admin} IDENTIFIED BY '{}';\nGRANT ALL ON *.* TO {admin} WITH GRANT OPTION;\nDROP USER 'root'@'localhost';\n",
            facts.admin_password
        );
        write_owned(account, &folder.path().join("first.sql"), &first)?;
        let process = spawn(programs, account, folder.path(), &data, options, port)?;
        let server = Server { process, folder };
        server.wait(port).await?;
        fs::remove_file(server.folder.path().join("first.sql"))?;
        Ok((server, facts))
    }

    /// The first byte of a greeting says that the server takes logins; its first statements have run by then.
    async fn wait(&self, port: u16) -> Result<()> {
        let begun = Instant::now();
        while begun.elapsed() < DEADLINE {
            let greeted = tokio::task::spawn_blocking(move || greets(port)).await?;
            if greeted {
                return Ok(());
            }
            if !self.process.is_running() {
                bail!("the server ended at once: {}", self.log());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        bail!("the server does not answer after {} seconds: {}", DEADLINE.as_secs(), self.log())
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("server.log")).unwrap_or_default()
    }
}

fn greets(port: u16) -> bool {
    let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) else { return false };
    let limited = stream.set_read_timeout(Some(Duration::from_secs(1)));
    limited.is_ok() && stream.read_exact(&mut [0; 5]).is_ok()
}

fn initialise(programs: &Programs, account: Account, folder: &Path, data: &Path) -> Result<()> {
    let output = programs
        .initialiser(account, data)
        .current_dir(folder)
        // The installer keeps scratch files where TMPDIR says; the server's user may not enter every such place.
        .env("TMPDIR", folder)
        .output()
        .context("the database's installer could not be started")?;
    if !output.status.success() {
        let told = [output.stdout, output.stderr].concat();
        bail!("the database's installer failed: {}", String::from_utf8_lossy(&told));
    }
    Ok(())
}

fn write_certificate(account: Account, folder: &Path, options: &MysqlOptions, authority: &Authority) -> Result<()> {
    let ours = [SERVER_NAME, "localhost", "127.0.0.1"];
    let leaf = match options.certificate {
        Certificate::Valid => authority.issue(&ours, Validity::Current)?,
        Certificate::Expired => authority.issue(&ours, Validity::Expired)?,
        Certificate::WrongName => authority.issue(&["elsewhere.gatehouse.test"], Validity::Current)?,
    };
    write_owned(account, &folder.join("ca.pem"), authority.pem())?;
    write_owned(account, &folder.join("server.crt"), &leaf.cert_pem)?;
    write_owned(account, &folder.join("server.key"), &leaf.key_pem)
}

fn spawn(
    programs: &Programs,
    account: Account,
    folder: &Path,
    data: &Path,
    options: &MysqlOptions,
    port: u16,
) -> Result<Process> {
    let log = fs::File::create(folder.join("server.log"))?;
    let mut command = programs.server(account, data);
    command.args(SETTINGS).arg(format!("--port={port}"));
    // A MariaDB that starts clears its folder for temporary tables, whoever they belong to.
    command.arg(format!("--tmpdir={}", folder.display()));
    command.args(match options.flavor {
        MysqlFlavor::MariaDb => MARIADB_SETTINGS,
        MysqlFlavor::Mysql => MYSQL_SETTINGS,
    });
    for (option, file) in
        [("socket", "socket"), ("pid-file", "pid"), ("init-file", "first.sql"), ("secure-file-priv", "data")]
    {
        command.arg(format!("--{option}={}", folder.join(file).display()));
    }
    if options.without_tls {
        // MySQL makes certificates of its own unless it is told about files that are not there.
        match options.flavor {
            MysqlFlavor::MariaDb => command.arg("--skip-ssl"),
            MysqlFlavor::Mysql => command.args(["--tls-version=", "--auto-generate-certs=OFF"]),
        };
    } else {
        for (option, file) in [("ssl-ca", "ca.pem"), ("ssl-cert", "server.crt"), ("ssl-key", "server.key")] {
            command.arg(format!("--{option}={}", folder.join(file).display()));
        }
        command.arg("--require-secure-transport=ON");
    }
    command.args(options.settings);
    command.process_group(0);
    command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
    Process::spawn(command)
}
