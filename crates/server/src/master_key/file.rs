//! The master key in a file that its owner alone can read, for a SQLite store beside it. The next one stands in `….next`
//! until it is renamed.

use std::fs::{self, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::{KeyPlace, MasterKey, MasterKeyError, Slot};

#[derive(Debug)]
pub(super) struct FilePlace {
    path: PathBuf,
}

impl FilePlace {
    pub(super) fn new(path: PathBuf) -> FilePlace {
        FilePlace { path }
    }

    fn of(&self, slot: Slot) -> PathBuf {
        match slot {
            Slot::Present => self.path.clone(),
            Slot::Next => with_suffix(&self.path, ".next"),
        }
    }
}

impl KeyPlace for FilePlace {
    /// Absolute, so that two spellings of a path in one folder are one.
    fn name(&self) -> String {
        std::path::absolute(&self.path).unwrap_or_else(|_| self.path.clone()).display().to_string()
    }

    fn read(&self, slot: Slot) -> Result<Option<MasterKey>, MasterKeyError> {
        let path = self.of(slot);
        let failed = |source| MasterKeyError::File { path: path.clone(), source };
        let file = match fs::File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed(error)),
        };
        if exposed(&file).map_err(failed)? {
            return Err(MasterKeyError::Exposed(path));
        }
        let mut read = Zeroizing::new(Vec::with_capacity(64));
        file.take(33).read_to_end(&mut read).map_err(failed)?;
        let key = MasterKey::of_bytes(&read).ok_or_else(|| MasterKeyError::Damaged(path.display().to_string()));
        key.map(Some)
    }

    /// Written whole under another name and then linked: a half-written key must never be taken for one.
    fn keep(&self, slot: Slot, key: &MasterKey) -> Result<(), MasterKeyError> {
        let path = self.of(slot);
        let draft = with_suffix(&path, &format!(".{}.part", uuid::Uuid::now_v7()));
        let written = private_file(&draft)
            .and_then(|mut file| file.write_all(key.bytes()).and_then(|()| file.sync_all()))
            .and_then(|()| fs::hard_link(&draft, &path))
            .or_else(|error| if error.kind() == io::ErrorKind::AlreadyExists { Ok(()) } else { Err(error) });
        let removed = fs::remove_file(&draft);
        let kept = written.and(removed).and_then(|()| sync_folder(&path));
        kept.map_err(|source| MasterKeyError::File { path, source })
    }

    fn promote(&self) -> Result<(), MasterKeyError> {
        let renamed = match fs::rename(self.of(Slot::Next), &self.path) {
            // Another process has finished the rotation.
            Err(error) if error.kind() == io::ErrorKind::NotFound && self.path.exists() => Ok(()),
            other => other,
        };
        let kept = renamed.and_then(|()| sync_folder(&self.path));
        kept.map_err(|source| MasterKeyError::File { path: self.path.clone(), source })
    }
}

/// `control.db` has its key in `control.db.key`.
pub(super) fn beside(store: &Path) -> PathBuf {
    with_suffix(store, ".key")
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// A new file that only its owner may read.
pub(crate) fn private_file(path: &Path) -> io::Result<fs::File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// A new name lasts when its folder is written.
#[cfg(unix)]
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn exposed(file: &fs::File) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    Ok(file.metadata()?.mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn exposed(_: &fs::File) -> io::Result<bool> {
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(folder: &tempfile::TempDir) -> FilePlace {
        FilePlace::new(beside(&folder.path().join("control.db")))
    }

    #[test]
    fn a_key_is_kept_once_and_guarded() {
        let folder = tempfile::tempdir().unwrap();
        let place = place(&folder);
        assert!(place.read(Slot::Present).unwrap().is_none());
        let (first, second) = (MasterKey::random().unwrap(), MasterKey::random().unwrap());
        place.keep(Slot::Present, &first).unwrap();
        place.keep(Slot::Present, &second).unwrap();
        assert_eq!(place.read(Slot::Present).unwrap().unwrap().bytes(), first.bytes(), "the one that is there stays");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);

        place.keep(Slot::Next, &second).unwrap();
        for _ in 0..2 {
            place.promote().unwrap();
            assert_eq!(place.read(Slot::Present).unwrap().unwrap().bytes(), second.bytes());
            assert!(place.read(Slot::Next).unwrap().is_none());
        }
        fs::write(&place.path, "short").unwrap();
        assert!(matches!(place.read(Slot::Present), Err(MasterKeyError::Damaged(_))));
    }

    #[cfg(unix)]
    #[test]
    fn a_key_that_others_may_read_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let place = place(&folder);
        place.keep(Slot::Present, &MasterKey::random().unwrap()).unwrap();
        fs::set_permissions(&place.path, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(place.read(Slot::Present), Err(MasterKeyError::Exposed(_))));
    }
}
