//! No server outlives the process that started it, however that process ends.

use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use gatehouse_testkit::{Facts, Postgres, PostgresOptions};

fn until(what: &str, mut done: impl FnMut() -> bool) -> Result<()> {
    let begun = Instant::now();
    while !done() {
        if begun.elapsed() > Duration::from_secs(60) {
            bail!("waited a minute until {what}");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}

fn answers(facts: &Facts) -> bool {
    TcpStream::connect((facts.host.as_str(), facts.port)).is_ok()
}

fn hold(folder: &Path) -> Result<(Child, Facts)> {
    let child = Command::new(env!("CARGO_BIN_EXE_gatehouse-testkit"))
        .args(["demo", "--out"])
        .arg(folder)
        .stdout(Stdio::null())
        .spawn()?;
    let file = folder.join("server.json");
    until("the demo is ready", || file.exists())?;
    Ok((child, Facts::read(&file)?))
}

#[test]
fn the_demo_ends_cleanly_on_a_signal() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let (mut child, facts) = hold(folder.path())?;
    assert!(answers(&facts));
    let pid = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(pid, rustix::process::Signal::TERM)?;
    assert!(child.wait()?.success());
    assert!(!answers(&facts));
    assert!(!facts.socket_directory.exists(), "its data are gone");
    Ok(())
}

#[test]
fn the_server_ends_when_the_demo_is_killed() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let (mut child, facts) = hold(folder.path())?;
    child.kill()?;
    child.wait()?;
    until("the orphaned server is gone", || !answers(&facts))?;
    Ok(std::fs::remove_dir_all(&facts.socket_directory)?)
}

#[tokio::test]
async fn a_server_ends_with_its_handle() -> Result<()> {
    let server = Postgres::start(PostgresOptions::default()).await?;
    let facts = server.facts().clone();
    assert!(answers(&facts));
    drop(server);
    assert!(!answers(&facts));
    assert!(!facts.socket_directory.exists(), "its data are gone");
    Ok(())
}

#[test]
fn the_passwords_are_readable_by_their_owner_alone() -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir()?;
    let (mut child, _) = hold(folder.path())?;
    for file in ["server.json", "password"] {
        let mode = std::fs::metadata(folder.path().join(file)).context(file)?.permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
    let pid = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(pid, rustix::process::Signal::TERM)?;
    child.wait()?;
    Ok(())
}
