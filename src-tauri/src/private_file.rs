//! A file that only its owner may read: a script can hold a password.

use std::fs::{File, OpenOptions};
use std::io::{Result, Write};
use std::path::Path;

/// Writes or replaces the file. An existing one is taken from others before anything is written into it.
///
/// # Errors
/// When the file cannot be opened, closed to others or written.
pub(crate) fn write(path: &Path, text: &[u8]) -> Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true);
    private(&mut options);
    let mut file = options.open(path)?;
    close_to_others(&file)?;
    file.set_len(0)?;
    file.write_all(text)?;
    file.sync_all()
}

#[cfg(unix)]
fn private(options: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt;
    options.mode(0o600);
}

#[cfg(unix)]
fn close_to_others(file: &File) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(std::fs::Permissions::from_mode(0o600))
}

/// Elsewhere the folder's own rules hold: a person's folders are closed to others there.
#[cfg(not(unix))]
fn private(_: &mut OpenOptions) {}

#[cfg(not(unix))]
fn close_to_others(_: &File) -> Result<()> {
    Ok(())
}

#[cfg(all(test, unix))]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_script_is_its_owners_alone_even_over_a_file_that_was_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("create.sql");
        std::fs::write(&path, "an older and longer text").unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        super::write(&path, b"SELECT 1;\n").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"SELECT 1;\n");
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
