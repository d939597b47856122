//! One program at a time changes a scoping: it is read, changed and written as a whole, and a stroke that another program's write
//! swallowed would be a block that nobody has.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::{Workspace, WorkspaceError, atomic};

/// The folder of what belongs to this machine alone; its own `.gitignore` keeps it out of version control.
pub(crate) const FOLDER: &str = ".gatehouse";

/// How long another program may take. Reading, changing and writing takes milliseconds, a large discovery's comparison some hundred.
const PATIENCE: Duration = Duration::from_secs(10);

/// How often it is tried.
const PAUSE: Duration = Duration::from_millis(15);

/// Held while scoping and snapshot are read, changed and written. The operating system ends it with the process.
#[derive(Debug)]
#[must_use = "the lock is given back as soon as this is dropped"]
pub struct Lock {
    _file: File,
}

impl Workspace {
    /// Waits until no other program, and no other part of this one, is changing a scoping here.
    ///
    /// # Errors
    /// [`WorkspaceError::Busy`] after ten seconds, [`WorkspaceError::Io`] when the folder cannot be written.
    pub fn lock(&self) -> Result<Lock, WorkspaceError> {
        self.lock_within(PATIENCE)
    }

    fn lock_within(&self, patience: Duration) -> Result<Lock, WorkspaceError> {
        let folder = machine_folder(self)?;
        let file = open(&folder.join("lock"))?;
        let begun = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Lock { _file: file }),
                Err(TryLockError::WouldBlock) if begun.elapsed() < patience => std::thread::sleep(PAUSE),
                Err(TryLockError::WouldBlock) => return Err(WorkspaceError::Busy(patience.as_secs())),
                // Some network file systems have no locks; there a single writer is all that can be promised.
                Err(TryLockError::Error(error)) if error.kind() == std::io::ErrorKind::Unsupported => {
                    return Ok(Lock { _file: file });
                }
                Err(TryLockError::Error(error)) => return Err(WorkspaceError::io(&folder, &error)),
            }
        }
    }
}

/// The folder, made where it is not there.
pub(crate) fn machine_folder(workspace: &Workspace) -> Result<PathBuf, WorkspaceError> {
    let folder = workspace.root().join(FOLDER);
    let ignore = folder.join(".gitignore");
    if !ignore.exists() {
        atomic::write(&ignore, b"*\n")?;
    }
    Ok(folder)
}

/// Never written and never removed: a lock on a file that another program has replaced would be two locks.
fn open(path: &Path) -> Result<File, WorkspaceError> {
    let opened = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path);
    opened.map_err(|error| WorkspaceError::io(path, &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_at_a_time_and_the_other_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let workspace = Workspace::create(folder.path()).unwrap();
        let held = workspace.lock().unwrap();
        let refused = workspace.lock_within(Duration::from_millis(40)).unwrap_err();
        assert_eq!(refused.code(), "workspace_busy");
        drop(held);
        assert!(workspace.lock_within(Duration::ZERO).is_ok());
    }

    #[test]
    fn no_stroke_of_many_writers_is_lost() {
        use gatehouse_core::catalog::TableName;
        use gatehouse_core::scoping::{BlockTarget, PolicyEdit};
        let folder = tempfile::tempdir().unwrap();
        let workspace = Workspace::create(folder.path()).unwrap();
        std::thread::scope(|scope| {
            for writer in 0..4 {
                let workspace = &workspace;
                scope.spawn(move || {
                    for stroke in 0..10 {
                        let _lock = workspace.lock().unwrap();
                        let mut policy = workspace.policy("clinic").unwrap();
                        let table = TableName::new("public", format!("t{writer}_{stroke}"));
                        let targets = vec![BlockTarget { table, column: None }];
                        policy.edit(None, &PolicyEdit::Block { targets });
                        workspace.save_policy("clinic", &policy).unwrap();
                    }
                });
            }
        });
        assert_eq!(workspace.policy("clinic").unwrap().blocked().blocked_tables().count(), 40);
    }
}
