//! The store in one SQLite file: opening it, and what its transactions are. The statements are those of `sql/`.

use std::fs;
use std::io;
use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Pool, Transaction};

use super::{OpenError, Result, Store};
use crate::master_key::private_file;

type Db = sqlx::Sqlite;
type Row = sqlx::sqlite::SqliteRow;
type Connection = sqlx::SqliteConnection;

#[path = "sql/mod.rs"]
mod sql;

/// Opens the file, or makes it; brings it up to date.
pub(super) async fn open(path: &Path) -> std::result::Result<Box<dyn Store>, OpenError> {
    make_private(path).map_err(|source| OpenError::File { path: path.into(), source })?;
    let options = SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        // An acknowledged write survives a power cut.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(5))
        // What is deleted is overwritten: a destroyed credential does not linger in a free page.
        .pragma("secure_delete", "on");
    // Statements are logged without their values, and only at trace level by sqlx; slow ones would be warnings.
    let options = sqlx::ConnectOptions::disable_statement_logging(options);
    let pool = SqlitePoolOptions::new().max_connections(4).connect_with(options).await?;
    let sound: String = sqlx::query_scalar("PRAGMA quick_check(1)").fetch_one(&pool).await?;
    if sound != "ok" {
        return Err(OpenError::Damaged);
    }
    sqlx::migrate!("./migrations/sqlite").run(&pool).await?;
    Ok(Box::new(sql::SqlStore::new(pool)))
}

/// SQLite has one writer: taking the lock first makes a second one wait, where an upgrade half-way would fail.
async fn begin_write(pool: &Pool<Db>) -> Result<Transaction<'static, Db>> {
    Ok(pool.begin_with("BEGIN IMMEDIATE").await?)
}

/// Reads that belong together.
async fn begin_read(pool: &Pool<Db>) -> Result<Transaction<'static, Db>> {
    Ok(pool.begin().await?)
}

/// SQLite gives its side files the mode of the file itself, so it has to be right before they are made.
fn make_private(path: &Path) -> io::Result<()> {
    match private_file(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => restrict(path),
        Err(error) => Err(error),
    }
}

#[cfg(unix)]
fn restrict(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600))
}

#[cfg(not(unix))]
fn restrict(path: &Path) -> io::Result<()> {
    fs::metadata(path).map(drop)
}
