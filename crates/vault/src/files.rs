//! Reading a person's own small files: bounded, never a pipe or device, and with an eye on who else may read them.

use std::io::Read;
use std::path::Path;

use zeroize::Zeroizing;

/// More than any password file, option file or CA bundle holds (the largest, RDS's, has 165 KiB).
const LARGEST: u64 = 1024 * 1024;

/// A file's text and who else can get at it.
pub(crate) struct PersonalFile {
    pub(crate) text: Zeroizing<String>,
    /// Others than its owner can read it.
    pub(crate) open_to_others: bool,
    /// Everybody can change it.
    pub(crate) writable_by_all: bool,
}

/// Reads a file. A symbolic link is followed: what counts is who may read what it leads to.
///
/// # Errors
/// The operating system's, or that it is no regular file, too large or no UTF-8 text.
pub(crate) fn read(path: &Path) -> std::io::Result<PersonalFile> {
    let refused = |reason: &str| std::io::Error::new(std::io::ErrorKind::InvalidData, reason.to_owned());
    // Asked before opening: opening a pipe waits for its writer.
    if !std::fs::metadata(path)?.is_file() {
        return Err(refused("it is not a regular file"));
    }
    let file = std::fs::File::open(path)?;
    // Asked of the open file, which nobody can exchange any more.
    let metadata = file.metadata()?;
    if metadata.len() > LARGEST {
        return Err(refused("it is larger than 1 MiB"));
    }
    let (open_to_others, writable_by_all) = exposure(&metadata);
    // Reserved at once, so that growing leaves no copies behind.
    let mut text = Zeroizing::new(String::with_capacity(usize::try_from(metadata.len()).unwrap_or(0) + 1));
    file.take(LARGEST).read_to_string(&mut text).map_err(|error| match error.kind() {
        std::io::ErrorKind::InvalidData => refused("it is not UTF-8 text"),
        _ => error,
    })?;
    Ok(PersonalFile { text, open_to_others, writable_by_all })
}

#[cfg(unix)]
fn exposure(metadata: &std::fs::Metadata) -> (bool, bool) {
    use std::os::unix::fs::PermissionsExt;
    let mode = metadata.permissions().mode();
    (mode & 0o077 != 0, mode & 0o002 != 0)
}

/// Elsewhere a person's profile folder is theirs alone.
#[cfg(not(unix))]
fn exposure(_: &std::fs::Metadata) -> (bool, bool) {
    (false, false)
}
