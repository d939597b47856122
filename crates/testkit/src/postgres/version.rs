//! The PostgreSQL versions that tests can ask for.

use std::io::Write;
use std::path::PathBuf;

use super::binaries;

/// A major version and where its programs come from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PostgresVersion {
    /// The one that the demo and nearly all tests use: 18, or what `GATEHOUSE_POSTGRES` points at.
    #[default]
    Current,
    /// 15, from Debian 12.
    Fifteen,
    /// 16, from the npm registry.
    Sixteen,
    /// 17, from the npm registry.
    Seventeen,
}

impl PostgresVersion {
    /// All but the current one.
    pub const OLDER: [PostgresVersion; 3] = [Self::Fifteen, Self::Sixteen, Self::Seventeen];

    /// The major version's number; none for the current one, which tests take as it comes.
    pub fn major(self) -> Option<u16> {
        match self {
            Self::Current => None,
            Self::Fifteen => Some(15),
            Self::Sixteen => Some(16),
            Self::Seventeen => Some(17),
        }
    }

    /// Whether this machine has its programs.
    pub fn is_installed(self) -> bool {
        self.folder().is_some()
    }

    /// Says that a test did not run, past what a test runner captures: a test that is silently green would be a lie.
    pub fn say_not_run(self, test: &str) {
        // A closed stderr leaves nobody to tell.
        let _ = writeln!(std::io::stderr(), "NOT RUN: {test}: PostgreSQL {:?} is not installed here", self);
    }

    /// The folder with `bin/postgres`.
    pub(super) fn folder(self) -> Option<PathBuf> {
        let Some(major) = self.major() else { return binaries::locate().ok() };
        let ours = binaries::installed().map(|base| base.join(format!("postgres/versions/{major}")));
        let debian = PathBuf::from(format!("/usr/lib/postgresql/{major}"));
        ours.into_iter().chain([debian]).find(|folder| binaries::is_whole(folder))
    }
}
