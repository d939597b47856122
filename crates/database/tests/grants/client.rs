//! psql and the mysql client, as a person runs them.

use std::ffi::OsStr;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use gatehouse_testkit::Facts;

/// Whether a client is installed; says by name what did not run when it is not.
pub(crate) fn is_there(program: &str, test: &str) -> bool {
    let found =
        Command::new(program).arg("--version").stdout(Stdio::null()).status().is_ok_and(|status| status.success());
    if !found {
        // A closed stderr leaves nobody to tell.
        let _ = writeln!(std::io::stderr(), "NOT RUN: {test}: {program} is not installed here");
    }
    found
}

/// Runs scripts through psql, one file each in one session, and stops at the first error. `options` are the server's.
pub(crate) fn psql(facts: &Facts, database: &str, scripts: &[&str], options: &str) -> Result<(), String> {
    let folder = tempfile::tempdir().unwrap();
    let ca = folder.path().join("ca.pem");
    std::fs::write(&ca, &facts.ca_pem).unwrap();
    let mut command = Command::new("psql");
    command.args(["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--output=/dev/null"]);
    for (at, script) in scripts.iter().enumerate() {
        let file = folder.path().join(format!("{at}.sql"));
        std::fs::write(&file, script).unwrap();
        command.arg("--file").arg(file);
    }
    command.env_clear().env("PATH", path()).env("PGOPTIONS", options).env("PGPASSWORD", &facts.admin_password);
    command.env("PGHOST", &facts.host).env("PGPORT", facts.port.to_string()).env("PGUSER", &facts.admin_user);
    command.env("PGDATABASE", database).env("PGSSLMODE", "verify-full").env("PGSSLROOTCERT", &ca);
    finish(command, "", &ca)
}

/// Runs one text through the mysql client and stops at the first error, in a session of this sql_mode.
pub(crate) fn mysql(facts: &Facts, script: &str, sql_mode: &str) -> Result<(), String> {
    let folder = tempfile::tempdir().unwrap();
    let ca = folder.path().join("ca.pem");
    std::fs::write(&ca, &facts.ca_pem).unwrap();
    let mut command = Command::new("mariadb");
    command.arg("--no-defaults").arg("--default-character-set=utf8mb4").arg(format!("--ssl-ca={}", ca.display()));
    command.arg("--ssl-verify-server-cert").arg(format!("--init-command=SET SESSION sql_mode = '{sql_mode}'"));
    command.arg(format!("--host={}", facts.host)).arg(format!("--port={}", facts.port));
    command.arg(format!("--user={}", facts.admin_user));
    command.env_clear().env("PATH", path()).env("MYSQL_PWD", &facts.admin_password);
    finish(command, script, &ca)
}

fn path() -> impl AsRef<OsStr> {
    std::env::var_os("PATH").unwrap_or_default()
}

fn finish(mut command: Command, input: &str, ca: &Path) -> Result<(), String> {
    assert!(ca.is_file());
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    let writing = std::thread::spawn(move || {
        // A client that stops at an error closes its end.
        let _ = stdin.write_all(input.as_bytes());
    });
    let output = child.wait_with_output().unwrap();
    writing.join().unwrap();
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.success() && !told.contains("ERROR") { Ok(()) } else { Err(told) }
}
