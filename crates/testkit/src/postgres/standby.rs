//! A read replica: a copy of a running server's folder, made as pg_basebackup makes it, that follows by streaming.
//!
//! <https://www.postgresql.org/docs/current/continuous-archiving.html#BACKUP-LOWLEVEL-BASE-BACKUP>

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use sqlx::Row;

use super::cluster::Cluster;
use super::{Facts, session, write_owned};
use crate::scratch;
use crate::unprivileged::Account;

/// Copies `primary` and starts the copy on `port`.
pub(super) async fn start(primary: &Cluster, facts: &Facts, port: u16) -> Result<(Cluster, Facts)> {
    let account = Account::choose()?;
    let folder = scratch::folder("standby")?;
    account.own(folder.path())?;
    // The backup lasts as long as this session.
    let mut backup = session::open(facts, "postgres").await?;
    sqlx::raw_sql("SELECT pg_backup_start('gatehouse', true)").execute(&mut backup).await?;
    copy(account, primary.folder(), folder.path())?;
    let stopped = sqlx::raw_sql("SELECT labelfile FROM pg_backup_stop(false)").fetch_one(&mut backup).await?;
    let data = folder.path().join("data");
    write_owned(account, &data.join("backup_label"), &stopped.try_get::<String, _>("labelfile")?)?;
    write_owned(account, &data.join("standby.signal"), "")?;
    let follow = format!(
        "primary_conninfo = 'host={} port={} user={} password={}'\n",
        facts.socket_directory.display(),
        facts.port,
        facts.admin_user,
        facts.admin_password
    );
    write_owned(account, &data.join("postgresql.auto.conf"), &follow)?;
    let facts = Facts { port, socket_directory: folder.path().into(), ..facts.clone() };
    let (options, programs) = primary.recipe();
    Ok((Cluster::launch(programs.into(), account, folder, options, &facts).await?, facts))
}

/// Copies the data and the certificate; what only a running server has stays behind.
fn copy(account: Account, from: &Path, to: &Path) -> Result<()> {
    for file in ["server.crt", "server.key"] {
        write_owned(account, &to.join(file), &fs::read_to_string(from.join(file))?)?;
    }
    let status = account
        .command("cp")
        .args(["-R", "-p"])
        .arg(from.join("data"))
        .arg(to.join("data"))
        // A file that the server removes while it is being copied is none that the copy needs.
        .stderr(std::process::Stdio::null())
        .status()
        .context("cp could not be started")?;
    anyhow::ensure!(to.join("data/global/pg_control").is_file(), "the copy failed: {status}");
    match fs::remove_file(to.join("data/postmaster.pid")) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}
