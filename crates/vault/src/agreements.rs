//! What the person at this machine has agreed to, kept in their account and never in a workspace.
//!
//! A workspace may come from anywhere. That its file names a command does not make it a command to run, and a changed host
//! in it does not make it a host to send a password to: somebody on this machine has to have said so once.

use std::collections::HashMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// The agreements of this account, each a small file named by its key; or in memory, for tests.
pub struct Agreements {
    folder: Option<PathBuf>,
    memory: Mutex<HashMap<String, String>>,
}

/// An agreement could not be written down, so it does not hold.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the agreement could not be kept in {place}: {reason}")]
pub struct AgreementError {
    /// The folder.
    pub place: String,
    /// The operating system's reason.
    pub reason: String,
}

impl Agreements {
    /// Those of the logged-in account: `$XDG_DATA_HOME/gatehouse/agreements` and its like on other systems.
    pub fn of_account() -> Agreements {
        let folder = account_folder().map(|folder| folder.join("agreements"));
        Agreements { folder, memory: Mutex::default() }
    }

    /// Those of this process only.
    pub fn in_memory() -> Agreements {
        Agreements { folder: None, memory: Mutex::default() }
    }

    /// Whether `fingerprint` is what was agreed to under this key. What cannot be read was not agreed to.
    pub fn hold(&self, key: &str, fingerprint: &str) -> bool {
        match &self.folder {
            Some(folder) => {
                let text = std::fs::read_to_string(folder.join(key)).unwrap_or_default();
                text.lines().next().is_some_and(|agreed| agreed == fingerprint)
            }
            None => self.memory().get(key).is_some_and(|agreed| agreed == fingerprint),
        }
    }

    /// Agrees. `about` says in words what it is about, for whoever opens the folder. The key names a file: hexadecimal
    /// digits alone.
    ///
    /// # Errors
    /// When the account's folder cannot be written.
    pub fn agree(&self, key: &str, fingerprint: &str, about: &str) -> Result<(), AgreementError> {
        let Some(folder) = &self.folder else {
            self.memory().insert(key.to_owned(), fingerprint.to_owned());
            return Ok(());
        };
        write(folder, key, &format!("{fingerprint}\n{}\n", about.replace(char::is_control, " ")))
            .map_err(|error| AgreementError { place: folder.display().to_string(), reason: error.to_string() })
    }

    /// Takes an agreement back; no error when there was none.
    ///
    /// # Errors
    /// When the account's folder cannot be written.
    pub fn withdraw(&self, key: &str) -> Result<(), AgreementError> {
        let Some(folder) = &self.folder else {
            self.memory().remove(key);
            return Ok(());
        };
        match std::fs::remove_file(folder.join(key)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(AgreementError { place: folder.display().to_string(), reason: error.to_string() })
            }
            _ => Ok(()),
        }
    }

    fn memory(&self) -> std::sync::MutexGuard<'_, HashMap<String, String>> {
        // A panic elsewhere cannot leave a map half-written.
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The folder for what is this account's own and in no workspace: `$XDG_DATA_HOME/gatehouse` and its like on other systems. Never secrets.
pub fn account_folder() -> Option<PathBuf> {
    dirs::data_local_dir().map(|data| data.join("gatehouse"))
}

/// Writes a file of the account's own, whole or not at all. Temporary files are made with 0600 and keep that.
fn write(folder: &Path, name: &str, text: &str) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(folder)?;
    let mut file = tempfile::Builder::new().prefix(".writing-").tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist(folder.join(name)).map_err(|error| error.error)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_agreement_is_for_one_thing_and_can_be_taken_back() {
        let folder = tempfile::tempdir().unwrap();
        let on_disk = Agreements { folder: Some(folder.path().join("a/b")), memory: Mutex::default() };
        for agreements in [on_disk, Agreements::in_memory()] {
            assert!(!agreements.hold("00ff", "one"));
            agreements.withdraw("00ff").unwrap();
            agreements.agree("00ff", "one", "a\u{1b}[31mb").unwrap();
            assert!(agreements.hold("00ff", "one") && !agreements.hold("00ff", "two") && !agreements.hold("00", "one"));
            agreements.agree("00ff", "two", "").unwrap();
            assert!(agreements.hold("00ff", "two") && !agreements.hold("00ff", "one"));
            agreements.withdraw("00ff").unwrap();
            assert!(!agreements.hold("00ff", "two"));
        }
    }

    #[cfg(unix)]
    #[test]
    fn it_is_written_for_its_owner_alone_and_a_failure_is_said() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let agreements = Agreements { folder: Some(folder.path().join("a")), memory: Mutex::default() };
        agreements.agree("00", "one", "").unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&folder.path().join("a")), mode(&folder.path().join("a/00"))), (0o700, 0o600));
        std::fs::write(folder.path().join("file"), "").unwrap();
        let blocked = Agreements { folder: Some(folder.path().join("file")), memory: Mutex::default() };
        assert!(blocked.agree("00", "one", "").is_err() && !blocked.hold("00", "one"));
    }
}
