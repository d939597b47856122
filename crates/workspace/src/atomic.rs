//! Writing a file so that a crash leaves the old content or the new, never a part of either.

use std::io::Write;
use std::path::Path;

use crate::WorkspaceError;

/// Replaces `path` by `bytes`: a temporary file beside it, flushed to disk, then renamed over it.
///
/// # Errors
/// [`WorkspaceError::Io`]; the old file is then untouched.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), WorkspaceError> {
    let failed = |error: std::io::Error| WorkspaceError::io(path, &error);
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(failed)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".writing-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // What is here is meant to be shared; the umask still has its say.
        builder.permissions(std::fs::Permissions::from_mode(0o644));
    }
    let mut file = builder.tempfile_in(folder).map_err(failed)?;
    file.write_all(bytes).map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    // The rename itself lasts only once the folder is flushed (POSIX rename, fsync); Windows does that by itself.
    #[cfg(unix)]
    std::fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed)?;
    Ok(())
}
