//! Snapshots that were read, kept for as long as their files stay as they were: a snapshot of 10,000 tables takes a good
//! part of a second to read, and every stroke and every keystroke needs it.

use std::collections::HashMap;
use std::fs::Metadata;
use std::io::Write;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::SystemTime;

use flate2::Compression;
use flate2::write::GzEncoder;
use gatehouse_core::catalog::search::Index;
use gatehouse_core::catalog::{Catalog, SnapshotError, outline, read_with_fingerprint};

/// A discovered catalogue, and what is worked out from it once and then shared.
#[derive(Debug)]
pub struct Snapshot {
    catalog: Catalog,
    fingerprint: String,
    index: OnceLock<Index>,
    packed_outline: OnceLock<Vec<u8>>,
}

impl Snapshot {
    fn new(catalog: Catalog, fingerprint: String) -> Snapshot {
        Snapshot { catalog, fingerprint, index: OnceLock::new(), packed_outline: OnceLock::new() }
    }

    /// The catalogue.
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// SHA-256 of its canonical bytes.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// What search needs; made at the first call.
    pub fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::new(&self.catalog))
    }

    /// What the window's tree needs, see [`outline`], as gzip (RFC 1952): of 10,000 tables it is half a megabyte in place of
    /// five. Made at the first call.
    pub fn packed_outline(&self) -> &[u8] {
        self.packed_outline.get_or_init(|| packed(&outline(&self.catalog, &self.fingerprint)))
    }
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    // Writing to memory fails never; were it so, no outline is what the window takes for no snapshot.
    packer.write_all(bytes).and_then(|()| packer.finish()).unwrap_or_default()
}

impl Deref for Snapshot {
    type Target = Catalog;

    fn deref(&self) -> &Catalog {
        &self.catalog
    }
}

/// The snapshots of one workspace, shared by all that have it open.
#[derive(Debug, Default)]
pub(crate) struct Snapshots {
    kept: Mutex<HashMap<PathBuf, Arc<Mutex<Option<Kept>>>>>,
}

#[derive(Debug)]
struct Kept {
    stamp: Stamp,
    snapshot: Arc<Snapshot>,
}

/// Why a snapshot could not be had.
pub(crate) enum Trouble {
    Io(std::io::Error),
    Content(SnapshotError),
}

impl Snapshots {
    /// The snapshot in `path`, read when it is not the one that was read last. None when there is no such file.
    pub(crate) fn at(&self, path: &Path) -> Result<Option<Arc<Snapshot>>, Trouble> {
        // Whoever comes while it is being read waits for it instead of reading it, too.
        let place = self.place(path);
        let mut kept = lock(&place);
        // Before reading: what is written meanwhile is then read again at the next call, and never missed.
        let Some(stamp) = Stamp::of(path).map_err(Trouble::Io)? else {
            *kept = None;
            return Ok(None);
        };
        if let Some(kept) = kept.as_ref().filter(|kept| kept.stamp == stamp) {
            return Ok(Some(Arc::clone(&kept.snapshot)));
        }
        let bytes = std::fs::read(path).map_err(Trouble::Io)?;
        let read = read_with_fingerprint(&bytes).map_err(Trouble::Content)?;
        let snapshot = Arc::new(Snapshot::new(read.catalog, read.fingerprint));
        *kept = Some(Kept { stamp, snapshot: Arc::clone(&snapshot) });
        Ok(Some(snapshot))
    }

    fn place(&self, path: &Path) -> Arc<Mutex<Option<Kept>>> {
        Arc::clone(lock(&self.kept).entry(path.to_owned()).or_default())
    }
}

/// What tells one state of a file from the next. A change by hand within one tick of the file system's clock that keeps length and
/// inode would be missed; every writer of ours makes a new file.
#[derive(Debug, PartialEq, Eq)]
struct Stamp {
    length: u64,
    modified: Option<SystemTime>,
    identity: [i64; 4],
}

impl Stamp {
    fn of(path: &Path) -> std::io::Result<Option<Stamp>> {
        match std::fs::metadata(path) {
            Ok(about) => {
                let modified = about.modified().ok();
                Ok(Some(Stamp { length: about.len(), modified, identity: identity(&about) }))
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// Device, inode and the time of the last change of either content or name.
#[cfg(unix)]
fn identity(about: &Metadata) -> [i64; 4] {
    use std::os::unix::fs::MetadataExt;
    [about.dev().cast_signed(), about.ino().cast_signed(), about.ctime(), about.ctime_nsec()]
}

#[cfg(not(unix))]
fn identity(_: &Metadata) -> [i64; 4] {
    [0; 4]
}

/// A panic elsewhere leaves no value half-written.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use gatehouse_core::catalog::{read_snapshot, write_snapshot};

    use super::*;

    const CLINIC: &[u8] = include_bytes!("../sample/connections/clinic.catalog.json");

    fn at(snapshots: &Snapshots, path: &Path) -> Result<Option<Arc<Snapshot>>, String> {
        snapshots.at(path).map_err(|trouble| match trouble {
            Trouble::Io(error) => error.to_string(),
            Trouble::Content(error) => error.to_string(),
        })
    }

    #[test]
    fn a_file_is_read_once_and_again_after_every_change() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("clinic.catalog.json");
        let snapshots = Snapshots::default();
        assert!(at(&snapshots, &path).unwrap().is_none());
        std::fs::write(&path, CLINIC).unwrap();
        let first = at(&snapshots, &path).unwrap().unwrap();
        assert!(Arc::ptr_eq(&first, &at(&snapshots, &path).unwrap().unwrap()));
        assert_eq!(first.fingerprint(), first.catalog().fingerprint());

        let mut other = read_snapshot(CLINIC).unwrap();
        other.tables.truncate(3);
        crate::atomic::write(&path, &write_snapshot(&other)).unwrap();
        let second = at(&snapshots, &path).unwrap().unwrap();
        assert_eq!((first.tables.len(), second.tables.len()), (27, 3));

        // By hand and damaged: said at every call, until it is mended or gone.
        std::fs::write(&path, b"{}").unwrap();
        for _ in 0..2 {
            assert!(at(&snapshots, &path).unwrap_err().contains("damaged"));
        }
        std::fs::remove_file(&path).unwrap();
        assert!(at(&snapshots, &path).unwrap().is_none());
    }

    #[test]
    fn an_outline_comes_out_as_it_went_in() {
        let catalog = read_snapshot(CLINIC).unwrap();
        let snapshot = Snapshot::new(catalog.clone(), "f".into());
        let mut plain = Vec::new();
        std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(snapshot.packed_outline()), &mut plain).unwrap();
        assert_eq!(plain, outline(&catalog, "f"));
        assert!(snapshot.packed_outline().len() < plain.len());
    }

    #[test]
    fn whoever_comes_while_it_is_being_read_gets_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("clinic.catalog.json");
        std::fs::write(&path, CLINIC).unwrap();
        let snapshots = Snapshots::default();
        let found: Vec<_> = std::thread::scope(|scope| {
            let reading: Vec<_> = (0..4).map(|_| scope.spawn(|| at(&snapshots, &path).unwrap().unwrap())).collect();
            reading.into_iter().map(|one| one.join().unwrap()).collect()
        });
        assert!(found.windows(2).all(|pair| Arc::ptr_eq(&pair[0], &pair[1])));
    }
}
