//! The store in one SQLite file. All SQL is static text; one file a noun.

mod agents;
mod basis;
mod connections;
mod keys;
mod receipts;
mod recheck;
mod skills;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use async_trait::async_trait;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Sqlite, SqlitePool, Transaction};

use super::{Result, Store};
use crate::master_key::{MasterKey, MasterKeyError, private_file};

/// Why the store does not open.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The file cannot be made or guarded.
    #[error("the store {path} cannot be created or made private: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The master key beside it.
    #[error(transparent)]
    MasterKey(#[from] MasterKeyError),
    /// SQLite says no.
    #[error("the store does not open: {0}")]
    Sql(#[from] sqlx::Error),
    /// It was made by a newer program, or a migration failed.
    #[error("the store cannot be brought up to date: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// SQLite found damage.
    #[error("the store is damaged: restore it from a backup")]
    Damaged,
}

/// The store.
pub(crate) struct SqliteStore {
    pool: SqlitePool,
}

/// Opens the store, or makes it; brings it up to date; proves that the master key beside it is the one it was made with.
pub(crate) async fn open(path: &Path) -> std::result::Result<(SqliteStore, MasterKey), OpenError> {
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
    sqlx::migrate!("./migrations").run(&pool).await?;
    let master = MasterKey::load_or_create(path)?;
    let store = SqliteStore { pool };
    store.prove(&master).await?;
    Ok((store, master))
}

impl SqliteStore {
    /// SQLite has one writer: taking the lock first makes a second one wait, where an upgrade half-way would fail.
    async fn write(&self) -> Result<Transaction<'static, Sqlite>> {
        Ok(self.pool.begin_with("BEGIN IMMEDIATE").await?)
    }

    async fn prove(&self, master: &MasterKey) -> std::result::Result<(), OpenError> {
        let proof = master.derive("gatehouse store proof 1").to_vec();
        sqlx::query("INSERT INTO settings (name, value) VALUES ('master_key_proof', ?) ON CONFLICT DO NOTHING")
            .bind(&proof)
            .execute(&self.pool)
            .await?;
        let kept: Vec<u8> = sqlx::query_scalar("SELECT value FROM settings WHERE name = 'master_key_proof'")
            .fetch_one(&self.pool)
            .await?;
        if kept == proof { Ok(()) } else { Err(master.mismatch().into()) }
    }
}

#[async_trait]
impl Store for SqliteStore {
    async fn ping(&self) -> Result<()> {
        sqlx::query("SELECT 1").execute(&self.pool).await?;
        Ok(())
    }

    async fn close(&self) {
        self.pool.close().await;
    }
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

/// A count of SQLite's, which is never negative.
fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}
