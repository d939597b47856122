//! Where the store is, and opening it: one SQLite file, or a PostgreSQL database that several processes may share.

use std::io;
use std::path::PathBuf;

use secrecy::{ExposeSecret, SecretString};

use super::{Store, postgres, sqlite};
use crate::master_key::MasterKeyError;

/// Where the store is.
#[derive(Debug, Clone)]
pub enum StoreLocation {
    /// This SQLite file; made when it is not there.
    File(PathBuf),
    /// This PostgreSQL database. The URL may hold a password, so it is kept like one.
    Postgres(SecretString),
}

impl StoreLocation {
    /// A `postgres://` or `postgresql://` URL, otherwise the path of a file.
    #[must_use]
    pub fn read(text: &str) -> StoreLocation {
        match text.starts_with("postgres://") || text.starts_with("postgresql://") {
            true => StoreLocation::Postgres(text.into()),
            false => StoreLocation::File(text.into()),
        }
    }
}

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
    /// The URL is none. Its text is not repeated: it may hold a password.
    #[error("the store's URL cannot be read: write postgres://user@host:5432/database")]
    Url,
    /// The way to the store is open to others.
    #[error(
        "the store's URL turns TLS off for a server that is not on this machine: use sslmode=verify-full, or leave sslmode out"
    )]
    Plain,
    /// The master key.
    #[error(transparent)]
    MasterKey(#[from] MasterKeyError),
    /// There is nothing where the store should be.
    #[error("there is no control plane's store at {0}")]
    Missing(String),
    /// The database says no.
    #[error("the store does not open: {0}")]
    Sql(#[from] sqlx::Error),
    /// It was made by a newer program, or a migration failed.
    #[error("the store cannot be brought up to date: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// It opened, but did not answer.
    #[error(transparent)]
    Store(#[from] super::StoreError),
    /// SQLite found damage.
    #[error("the store is damaged: restore it from a backup")]
    Damaged,
}

/// Opens the store, or makes it, and brings it up to date.
pub(crate) async fn open(location: &StoreLocation) -> Result<Box<dyn Store>, OpenError> {
    match location {
        StoreLocation::File(path) => sqlite::open(path).await,
        StoreLocation::Postgres(url) => postgres::open(url.expose_secret(), Absent::Made).await,
    }
}

/// Opens a store that is there, and brings it up to date: for whoever looks something up, and may have mistyped where.
pub(crate) async fn open_existing(location: &StoreLocation) -> Result<Box<dyn Store>, OpenError> {
    match location {
        StoreLocation::File(path) if !path.is_file() => Err(OpenError::Missing(path.display().to_string())),
        StoreLocation::File(path) => sqlite::open(path).await,
        StoreLocation::Postgres(url) => postgres::open(url.expose_secret(), Absent::Refused).await,
    }
}

/// What to do where there is no store yet.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Absent {
    /// Make one.
    Made,
    /// Say so.
    Refused,
}
