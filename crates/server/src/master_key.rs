//! The master key: 32 random bytes that are not in the store, for a SQLite store in a file beside it, readable by its owner
//! alone. Whoever copies the store without it has no credential.

use std::fs::{self, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::mac::mac;
use crate::store::{OpenError, Store, StoreLocation};

/// Where the master key is.
#[derive(Debug, Clone)]
pub enum MasterKeySource {
    /// In this file; made when it is not there.
    File(PathBuf),
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
    /// The file is not 32 bytes.
    #[error("the master key {0} is damaged: restore it from a backup")]
    Damaged(PathBuf),
    /// Others may read the file.
    #[error("the master key {0} may be read by others: run `chmod 600` on it")]
    Exposed(PathBuf),
    /// The store was sealed with another key.
    #[error("the master key {0} is not the one this store was made with: restore that one from a backup")]
    Mismatch(PathBuf),
}

/// The keys derived from the file, each for one use.
pub(crate) struct MasterKey {
    path: PathBuf,
    bytes: Zeroizing<[u8; 32]>,
}

impl MasterKey {
    /// Reads the key, or makes one where it may.
    pub(crate) fn load(source: &MasterKeySource) -> Result<MasterKey, MasterKeyError> {
        let MasterKeySource::File(path) = source;
        MasterKey::load_or_create(path.clone())
    }

    fn load_or_create(path: PathBuf) -> Result<MasterKey, MasterKeyError> {
        let failed = |source| MasterKeyError::File { path: path.clone(), source };
        match create(&path) {
            Ok(bytes) => return Ok(MasterKey { path, bytes }),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(failed(error)),
        }
        if exposed(&path).map_err(failed)? {
            return Err(MasterKeyError::Exposed(path));
        }
        let mut read = Zeroizing::new(Vec::with_capacity(64));
        fs::File::open(&path).and_then(|file| file.take(33).read_to_end(&mut read)).map_err(failed)?;
        match <[u8; 32]>::try_from(read.as_slice()) {
            Ok(bytes) => Ok(MasterKey { path, bytes: Zeroizing::new(bytes) }),
            Err(_) => Err(MasterKeyError::Damaged(path)),
        }
    }

    /// A key for one use; uses differ by their name (the master key is random, so one HMAC is a sound derivation).
    pub(crate) fn derive(&self, purpose: &str) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(mac(&self.bytes, purpose.as_bytes()))
    }

    /// Whether the store was made with this key; a new store takes it.
    pub(crate) async fn prove(&self, store: &dyn Store) -> Result<(), OpenError> {
        let proof = self.derive("gatehouse store proof 1");
        let kept = store.setting("master_key_proof", &*proof).await.map_err(OpenError::from)?;
        if kept == *proof { Ok(()) } else { Err(MasterKeyError::Mismatch(self.path.clone()).into()) }
    }
}

/// `control.db` has its key in `control.db.key`.
fn beside(store: &Path) -> PathBuf {
    let mut name = store.as_os_str().to_owned();
    name.push(".key");
    name.into()
}

/// Written whole under another name and then linked: a half-written key must never be taken for one.
fn create(path: &Path) -> io::Result<Zeroizing<[u8; 32]>> {
    let mut bytes = Zeroizing::new([0_u8; 32]);
    getrandom::fill(bytes.as_mut()).map_err(io::Error::other)?;
    if path.exists() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    let draft = path.with_extension(format!("{}.part", uuid::Uuid::now_v7()));
    let written = private_file(&draft)
        .and_then(|mut file| file.write_all(bytes.as_slice()).and_then(|()| file.sync_all()))
        .and_then(|()| fs::hard_link(&draft, path));
    let removed = fs::remove_file(&draft);
    written.and(removed).map(|()| bytes)
}

/// A new file that only its owner may read.
pub(crate) fn private_file(path: &Path) -> io::Result<fs::File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(unix)]
fn exposed(path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    Ok(fs::metadata(path)?.mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn exposed(_: &Path) -> io::Result<bool> {
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_made_once_and_guarded() {
        let folder = tempfile::tempdir().unwrap();
        let store = folder.path().join("control.db");
        let first = MasterKey::load_or_create(beside(&store)).unwrap();
        let again = MasterKey::load_or_create(beside(&store)).unwrap();
        assert_eq!(first.derive("a"), again.derive("a"));
        assert_ne!(first.derive("a"), first.derive("b"));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);

        fs::write(beside(&store), "short").unwrap();
        assert!(matches!(MasterKey::load_or_create(beside(&store)), Err(MasterKeyError::Damaged(_))));
    }

    #[cfg(unix)]
    #[test]
    fn a_key_that_others_may_read_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let store = folder.path().join("control.db");
        drop(MasterKey::load_or_create(beside(&store)).unwrap());
        fs::set_permissions(beside(&store), fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(MasterKey::load_or_create(beside(&store)), Err(MasterKeyError::Exposed(_))));
    }
}
