//! What the agent sees, put together from the files.

use gatehouse_core::scoping::exposure::{Exposure, exposure};
use jiff::Timestamp;

use crate::{Workspace, WorkspaceError};

impl Workspace {
    /// What an agent sees of a connection, from the snapshot; none before the first discovery. Works offline.
    ///
    /// # Errors
    /// [`WorkspaceError::Content`] for a file that cannot be read.
    pub fn exposure(&self, name: &str) -> Result<Option<Exposure>, WorkspaceError> {
        let Some(catalog) = self.catalog(name)? else { return Ok(None) };
        let time = Timestamp::now().strftime("%Y-%m-%d %H:%M UTC").to_string();
        let (policy, bindings) = (self.policy(name)?, self.bindings_of(name)?);
        Ok(Some(exposure(name, &time, catalog.fingerprint(), &catalog, &policy, &bindings)))
    }
}
