//! The master key: 32 random bytes that are not in the store. Whoever copies the store without it has no credential.
//!
//! It seals nothing but the data keys (`data_keys.rs`), so that it can be exchanged. Where it is kept is a [`KeyPlace`]: a
//! file, an environment variable, or what the caller brings, such as the keyring of the operating system. A place that can be
//! written keeps two keys while one takes the other's place, because the store and the place cannot be changed at one stroke:
//! whichever of the two opens the store is the one.

mod file;
mod key;
mod rotate;
mod variable;

use std::fmt::Debug;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

pub(crate) use file::private_file;
pub use key::{KeyText, MasterKey};
pub use rotate::{RotateError, Rotated, RotationStep, rotate};

use file::{FilePlace, beside};
use variable::VariablePlace;

use crate::store::{OpenError, Store, StoreLocation};

/// The name of the setting that tells whether a key is the store's.
const PROOF: &str = "master_key_proof";

/// Where the master key is.
#[derive(Debug, Clone)]
pub enum MasterKeySource {
    /// In this file; made when it is not there and the store is new.
    File(PathBuf),
    /// In the environment variable of this name, in base64 or hexadecimal.
    Variable(String),
    /// Somewhere that the caller knows.
    Place(Arc<dyn KeyPlace>),
}

impl MasterKeySource {
    /// Where it is when nobody says: beside a SQLite file. None for a store elsewhere, whose processes must share one key.
    #[must_use]
    pub fn beside(store: &StoreLocation) -> Option<MasterKeySource> {
        match store {
            StoreLocation::File(path) => Some(MasterKeySource::File(beside(path))),
            StoreLocation::Postgres(_) => None,
        }
    }

    fn place(&self) -> Arc<dyn KeyPlace> {
        match self {
            MasterKeySource::File(path) => Arc::new(FilePlace::new(path.clone())),
            MasterKeySource::Variable(name) => Arc::new(VariablePlace::new(name.clone())),
            MasterKeySource::Place(place) => Arc::clone(place),
        }
    }
}

/// Which of the two keys of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    /// The one in force.
    Present,
    /// The one that a rotation is putting in its place.
    Next,
}

/// A place that keeps a master key. Its calls may block.
pub trait KeyPlace: Debug + Send + Sync {
    /// What it is called in messages. Two sources of one name are one place.
    fn name(&self) -> String;
    /// The key in this slot, if there is one.
    ///
    /// # Errors
    /// When the place cannot be asked, or holds no key but something else.
    fn read(&self, slot: Slot) -> Result<Option<MasterKey>, MasterKeyError>;
    /// Keeps a key in a slot that is empty, so that it outlives a power cut; one that is there already stays.
    ///
    /// # Errors
    /// When the place takes none.
    fn keep(&self, slot: Slot, key: &MasterKey) -> Result<(), MasterKeyError>;
    /// Makes the next key the present one; no error when that has been done.
    ///
    /// # Errors
    /// When the place cannot be written.
    fn promote(&self) -> Result<(), MasterKeyError>;
}

/// Why there is no master key.
#[derive(Debug, thiserror::Error)]
pub enum MasterKeyError {
    /// The file cannot be read or made.
    #[error("the master key {path} cannot be read or created: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// What is there is not 32 bytes.
    #[error("the master key in {0} is damaged: restore it from a backup")]
    Damaged(String),
    /// Others may read the file.
    #[error("the master key {0} may be read by others: run `chmod 600` on it")]
    Exposed(PathBuf),
    /// The store was made with a key, and there is none.
    #[error("there is no master key in {0}, and this store was made with one: restore it from a backup")]
    Missing(String),
    /// The store was sealed with another key.
    #[error("the master key in {0} is not the one this store was made with: restore that one from a backup")]
    Mismatch(String),
    /// The place cannot be used.
    #[error("the master key in {place}: {reason}")]
    Unusable {
        /// The place.
        place: String,
        /// Why, and what else could be done.
        reason: String,
    },
    /// The operating system gives no randomness.
    #[error("the operating system gives no random numbers: {0}")]
    Random(getrandom::Error),
}

/// A master key that is the store's.
pub(crate) struct Proven {
    pub(crate) key: MasterKey,
    /// Whether the store was made just now.
    pub(crate) is_new: bool,
}

/// The master key of a store. A new store takes the key of the place, or has one made there. Where a rotation was interrupted
/// after the store had taken the new key, it is finished here.
pub(crate) async fn load(store: &dyn Store, source: &MasterKeySource) -> Result<Proven, OpenError> {
    let place = source.place();
    let Some(proof) = store.setting(PROOF).await? else {
        let key = present_or_new(&place).await?;
        let proof = key.proof();
        let kept = store.keep_setting(PROOF, &*proof).await?;
        return match kept == *proof {
            true => Ok(Proven { key, is_new: true }),
            false => Err(MasterKeyError::Mismatch(place.name()).into()),
        };
    };
    let present = at(&place, |place| place.read(Slot::Present)).await?;
    if let Some(key) = present.as_ref().filter(|key| *key.proof() == *proof) {
        return Ok(Proven { key: key.clone(), is_new: false });
    }
    match at(&place, |place| place.read(Slot::Next)).await? {
        Some(key) if *key.proof() == *proof => {
            at(&place, |place| place.promote()).await?;
            tracing::warn!(place = place.name(), "finished a rotation of the master key that had been interrupted");
            Ok(Proven { key, is_new: false })
        }
        _ if present.is_none() => Err(MasterKeyError::Missing(place.name()).into()),
        _ => Err(MasterKeyError::Mismatch(place.name()).into()),
    }
}

/// The present key of a place, made where there is none. Processes that start together end up with the same.
async fn present_or_new(place: &Arc<dyn KeyPlace>) -> Result<MasterKey, MasterKeyError> {
    at(place, |place| {
        if let Some(key) = place.read(Slot::Present)? {
            return Ok(key);
        }
        place.keep(Slot::Present, &MasterKey::random()?)?;
        place.read(Slot::Present)?.ok_or_else(|| MasterKeyError::Missing(place.name()))
    })
    .await
}

/// Asks a place on a thread that may wait: a keyring is a conversation with another process.
async fn at<T: Send + 'static>(
    place: &Arc<dyn KeyPlace>,
    ask: impl FnOnce(&dyn KeyPlace) -> Result<T, MasterKeyError> + Send + 'static,
) -> Result<T, MasterKeyError> {
    let (asked, name) = (Arc::clone(place), place.name());
    let answer = tokio::task::spawn_blocking(move || ask(&*asked)).await;
    answer.unwrap_or_else(|_| Err(MasterKeyError::Unusable { place: name, reason: "asking it broke off".into() }))
}
