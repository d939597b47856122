//! Where servers keep their data, and what becomes of it.

use std::fs;
use std::io;
use std::path::Path;

use tempfile::TempDir;

/// A folder for one server, `kind` naming it. It ends with the value returned; a process that is killed, or that keeps its server
/// in a static, leaves it behind, and the next one takes it away.
pub(crate) fn folder(kind: &str) -> io::Result<TempDir> {
    let place = Path::new(place());
    sweep(place);
    tempfile::Builder::new().prefix(&format!("gatehouse-{kind}-{}-", std::process::id())).tempdir_in(place)
}

/// In memory, which halves the time of a start, where there is plenty of it. Both places have a path short enough for a socket and
/// are open to the user that root's server runs as, unlike what TMPDIR may name.
fn place() -> &'static str {
    const PLENTY: u64 = 2 << 30;
    let free = rustix::fs::statvfs("/dev/shm").map_or(0, |memory| memory.f_bavail.saturating_mul(memory.f_frsize));
    // A container's may be there and closed to everybody but root.
    let open = rustix::fs::access("/dev/shm", rustix::fs::Access::WRITE_OK | rustix::fs::Access::EXEC_OK).is_ok();
    if open && free >= PLENTY { "/dev/shm" } else { "/tmp" }
}

/// Removes the folders of processes that are gone: their servers ended with them. What cannot be removed is another user's.
fn sweep(place: &Path) {
    // Without /proc nobody could be told alive.
    if !Path::new("/proc/self").exists() {
        return;
    }
    let Ok(entries) = fs::read_dir(place) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        if let Some(owner) = name.to_str().and_then(owner)
            && !Path::new(&format!("/proc/{owner}")).exists()
        {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// The process that a folder belongs to.
fn owner(name: &str) -> Option<u32> {
    let (_, rest) = name.strip_prefix("gatehouse-")?.split_once('-')?;
    rest.split_once('-')?.0.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_of_the_dead_are_removed_and_others_stay() {
        let place = tempfile::tempdir().unwrap();
        // Above Linux's highest process number, 2^22.
        let gone = place.path().join("gatehouse-mysql-4194399-aBc");
        let living = place.path().join(format!("gatehouse-mysql-{}-aBc", std::process::id()));
        let strange = place.path().join("gatehouse-demo");
        for folder in [&gone, &living, &strange] {
            fs::create_dir_all(folder.join("data")).unwrap();
        }
        sweep(place.path());
        assert_eq!([&gone, &living, &strange].map(|folder| folder.exists()), [false, true, true]);
    }
}
