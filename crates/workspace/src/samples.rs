//! What samples of values showed, kept for this machine alone: counts of shapes, never a value, and never in version control.
//!
//! A person asks for each sample. What came of it stays in the folder that ignores itself, so that a binding can be warned of
//! numbers that it will never find; nothing of it is synced.

use gatehouse_core::catalog::sensitive::TableSample;
use gatehouse_core::connection::is_slug;

use crate::lock::machine_folder;
use crate::{Workspace, WorkspaceError, atomic};

impl Workspace {
    /// What samples of this connection's tables showed on this machine; nothing where none was asked for. A file that cannot be read
    /// counts as none: it only warns, and the next sample replaces it.
    pub fn samples(&self, name: &str) -> Vec<TableSample> {
        let bytes = self.samples_file(name).and_then(|file| std::fs::read(file).ok());
        bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
    }

    /// Keeps what a sample showed, in place of what an earlier one showed of the same tables.
    ///
    /// # Errors
    /// [`WorkspaceError::Io`], [`WorkspaceError::Name`].
    pub fn keep_samples(&self, name: &str, samples: &[TableSample]) -> Result<(), WorkspaceError> {
        machine_folder(self)?;
        let Some(file) = self.samples_file(name) else { return Err(WorkspaceError::Name(name.to_owned())) };
        let mut kept = self.samples(name);
        let sampled = || samples.iter().filter(|sample| sample.not_sampled.is_none());
        kept.retain(|old| sampled().all(|new| new.table != old.table));
        kept.extend(sampled().cloned());
        kept.sort_by(|one, other| one.table.cmp(&other.table));
        let text = serde_json::to_vec(&kept).map_err(|error| WorkspaceError::Content {
            file: file.display().to_string(),
            line: None,
            message: error.to_string(),
        })?;
        atomic::write(&file, &text)
    }

    /// Forgets what was kept of a connection that is no more, or has another name now.
    pub(crate) fn forget_samples(&self, name: &str) {
        if let Some(file) = self.samples_file(name) {
            // Most connections have none.
            drop(std::fs::remove_file(file));
        }
    }

    fn samples_file(&self, name: &str) -> Option<std::path::PathBuf> {
        is_slug(name).then(|| self.root().join(crate::lock::FOLDER).join(format!("{name}.samples.json")))
    }
}

#[cfg(test)]
mod tests {
    use gatehouse_core::catalog::TableName;
    use gatehouse_core::catalog::sensitive::{ColumnSample, NotSampled, ShapeFacts};

    use super::*;

    fn sample(table: &str, values: &[&str]) -> TableSample {
        let mut facts = ShapeFacts::default();
        values.iter().for_each(|value| facts.look_at(Some(value)));
        let columns = vec![ColumnSample { column: "phone".into(), facts }];
        TableSample { table: TableName::new("public", table), rows: 1, columns, not_sampled: None }
    }

    #[test]
    fn counts_stay_on_this_machine_and_values_nowhere() {
        let folder = tempfile::tempdir().unwrap();
        let workspace = Workspace::create(folder.path()).unwrap();
        assert_eq!(workspace.samples("clinic"), []);
        let (patients, visits) = (sample("patients", &["+15551234567"]), sample("visits", &["5551234567"]));
        workspace.keep_samples("clinic", &[patients.clone(), visits.clone()]).unwrap();
        let again = sample("patients", &["(555) 123-4567", "5551234567"]);
        let refused = TableSample::none(TableName::new("public", "visits"), NotSampled::NoPrivilege);
        workspace.keep_samples("clinic", &[again.clone(), refused]).unwrap();
        assert_eq!(workspace.samples("clinic"), [again, visits]);
        assert_eq!(workspace.samples("other"), []);
        let text = std::fs::read_to_string(folder.path().join(".gatehouse/clinic.samples.json")).unwrap();
        assert!(!text.contains("555"), "{text}");
        assert_eq!(std::fs::read_to_string(folder.path().join(".gatehouse/.gitignore")).unwrap(), "*\n");
        assert!(workspace.keep_samples("../x", &[]).is_err());
    }
}
