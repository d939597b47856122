//! A new discovery comes into the workspace: compared with the last one, taken into account by the policy, then kept.

use std::sync::Arc;

use gatehouse_core::catalog::drift::{Decisions, Impact, NamedBinding, impact};
use gatehouse_core::catalog::{Catalog, Drift, compare};
use gatehouse_core::scoping::{Baseline, Policy, PolicyChange};
use serde::Serialize;

use crate::{Snapshot, Workspace, WorkspaceError};

/// What is different from the snapshot, and what follows from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct DriftReport {
    /// The differences; none where there was no snapshot to compare with.
    pub drift: Drift,
    /// What they mean.
    pub impact: Impact,
}

/// What recording a discovery did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Recorded {
    /// Against the snapshot that was there.
    #[serde(flatten)]
    pub difference: DriftReport,
    /// What it did to the policy. Not a step to undo: it would let through what nobody has reviewed.
    pub change: PolicyChange,
}

impl Workspace {
    /// Keeps a discovered catalogue: blocks what is new or in doubt, then writes the snapshot. The one way for a catalogue into a
    /// workspace.
    ///
    /// The policy is written first. A crash in between leaves blocks on things that the old snapshot does not have, and the next
    /// discovery finds nothing else; the other way round, what is new would stand in the snapshot unblocked.
    ///
    /// # Errors
    /// [`WorkspaceError::Content`] for a scoping file that cannot be read, [`WorkspaceError::Busy`], [`WorkspaceError::Io`]. Then the
    /// snapshot is the old one.
    pub fn record_discovery(&self, name: &str, now: &Catalog) -> Result<Recorded, WorkspaceError> {
        let _lock = self.lock()?;
        let before = self.whole_catalog(name)?;
        let old = match self.policy(name) {
            Err(WorkspaceError::ScopingGone(_)) => Policy::of_nothing_known(),
            policy => policy?,
        };
        let (policy, change, difference) =
            self.difference(name, &old, before.as_deref().map(Snapshot::catalog), now)?;
        self.save_policy(name, &policy)?;
        self.save_catalog(name, now)?;
        Ok(Recorded { difference, change })
    }

    /// What recording this catalogue would say. Changes nothing.
    ///
    /// # Errors
    /// As [`Workspace::record_discovery`].
    pub fn difference_to(&self, name: &str, now: &Catalog) -> Result<DriftReport, WorkspaceError> {
        let before = self.whole_catalog(name)?;
        let (_, _, difference) =
            self.difference(name, &self.policy(name)?, before.as_deref().map(Snapshot::catalog), now)?;
        Ok(difference)
    }

    /// The schemas that the last snapshot was read from, if a person chose some. A damaged snapshot tells none: discovering again is
    /// what its error advises.
    ///
    /// # Errors
    /// [`WorkspaceError::Io`].
    pub fn chosen_schemas(&self, name: &str) -> Result<Option<Vec<String>>, WorkspaceError> {
        Ok(self.whole_catalog(name)?.and_then(|snapshot| snapshot.schemas.clone()))
    }

    fn difference(
        &self,
        name: &str,
        old: &Policy,
        before: Option<&Catalog>,
        now: &Catalog,
    ) -> Result<(Policy, PolicyChange, DriftReport), WorkspaceError> {
        let mut policy = old.clone();
        let rediscovery = policy.rediscovered(before, now);
        let (change, baseline) = (rediscovery.change, rediscovery.baseline);
        let compared = before.unwrap_or(now);
        let drift = compare(compared, now);
        let decisions = Decisions { before: old, after: &policy, change: &change, baseline };
        // Bindings compile as before where nothing that they are compiled from is different.
        let concerned = !drift.is_empty() || !change.is_empty();
        let bindings = if concerned { self.bindings_of(name)? } else { Vec::new() };
        let impact = impact(&drift, compared, now, &decisions, &bindings);
        Ok((policy, change, DriftReport { drift, impact }))
    }

    /// The drafts of a connection, by slug. One that cannot be read is reported where bindings are listed, and left out here.
    ///
    /// # Errors
    /// [`WorkspaceError::Io`].
    pub fn bindings_of(&self, name: &str) -> Result<Vec<NamedBinding>, WorkspaceError> {
        let drafts = self.binding_slugs()?.into_iter();
        let drafts = drafts.filter_map(|slug| Some(NamedBinding { binding: self.binding(&slug).ok()?, slug }));
        Ok(drafts.filter(|draft| draft.binding.connection == name).collect())
    }

    /// The snapshot, none when it is damaged: discovering again is what its error advises.
    fn whole_catalog(&self, name: &str) -> Result<Option<Arc<Snapshot>>, WorkspaceError> {
        match self.catalog(name) {
            Err(WorkspaceError::Content { .. }) => Ok(None),
            read => read,
        }
    }
}

/// What to tell a person about a baseline that leaves everything in doubt; none when there is nothing to tell.
pub fn baseline_note(baseline: Baseline) -> Option<&'static str> {
    match baseline {
        Baseline::First | Baseline::Known | Baseline::Snapshot => None,
        Baseline::Missing => Some(
            "The snapshot that these decisions were made about is missing or damaged, so nothing tells what was reviewed: everything without a decision waits for a review. Put the snapshot back from version control and discover again, or review.",
        ),
        Baseline::Foreign => Some(
            "The snapshot is not one that these decisions were made about: one of the two files is gone, or was put back or merged without the other. Everything without a decision waits for a review. Take both files from one commit and discover again, or review.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use gatehouse_core::catalog::{Column, Table, TableKind, TableName, TypeClass};
    use gatehouse_core::connection::Engine;

    use super::*;

    fn catalog(tables: &[&str]) -> Catalog {
        let mut catalog = Catalog::new(Engine::Postgres, "18.4", "clinic", "public");
        let column = || Column::new("id", "uuid", TypeClass::Uuid);
        let table = |name: &&str| Table::new(TableName::new("public", *name), TableKind::Table, vec![column()]);
        catalog.tables = tables.iter().map(table).collect();
        catalog.sort();
        catalog
    }

    fn scene() -> (tempfile::TempDir, Workspace) {
        let folder = tempfile::tempdir().unwrap();
        let workspace = Workspace::create(folder.path()).unwrap();
        let first = workspace.record_discovery("clinic", &catalog(&["patients"])).unwrap();
        assert_eq!((first.difference.impact.baseline, first.change.is_empty()), (Baseline::First, true));
        (folder, workspace)
    }

    #[test]
    fn looking_changes_nothing_and_recording_says_the_same() {
        let (folder, workspace) = scene();
        let file = |name: &str| std::fs::read(folder.path().join("connections").join(name)).unwrap();
        let files = || (file("clinic.catalog.json"), file("clinic.scoping.toml"));
        let before = files();
        let now = catalog(&["patients", "claims"]);
        let looked = workspace.difference_to("clinic", &now).unwrap();
        assert_eq!(files(), before);
        assert_eq!(workspace.record_discovery("clinic", &now).unwrap().difference, looked);
        assert!(workspace.scoping("clinic").unwrap().blocks_table(&TableName::new("public", "claims")));
        assert!(workspace.difference_to("clinic", &now).unwrap().drift.is_empty());
    }

    /// The policy is written and the program dies: the snapshot is the old one, and what is new stays blocked whatever comes next.
    #[test]
    fn a_crash_between_the_two_files_shows_agents_nothing_new() {
        let (folder, workspace) = scene();
        let snapshot = folder.path().join("connections/clinic.catalog.json");
        let old = std::fs::read(&snapshot).unwrap();
        workspace.record_discovery("clinic", &catalog(&["patients", "claims"])).unwrap();
        std::fs::write(&snapshot, old).unwrap();
        let claims = TableName::new("public", "claims");
        assert!(workspace.scoping("clinic").unwrap().blocks_table(&claims));
        let later = catalog(&["patients", "claims", "audit"]);
        let again = workspace.record_discovery("clinic", &later).unwrap();
        assert_eq!(again.difference.impact.baseline, Baseline::Snapshot);
        let scoping = workspace.scoping("clinic").unwrap();
        assert!(scoping.blocks_table(&claims) && scoping.blocks_table(&TableName::new("public", "audit")));
        assert!(!scoping.blocks_table(&TableName::new("public", "patients")));
    }

    #[test]
    fn a_scoping_file_that_cannot_be_read_stops_it_before_the_snapshot() {
        let (folder, workspace) = scene();
        let snapshot = folder.path().join("connections/clinic.catalog.json");
        let old = std::fs::read(&snapshot).unwrap();
        std::fs::write(folder.path().join("connections/clinic.scoping.toml"), "version = 1\nnonsense = 1\n").unwrap();
        let failed = workspace.record_discovery("clinic", &catalog(&["patients", "claims"])).unwrap_err();
        assert_eq!((failed.code(), std::fs::read(&snapshot).unwrap()), ("file_invalid", old));
    }

    /// Without the file nothing tells what was blocked: every question about it is refused, and a new discovery lets through nothing.
    #[test]
    fn a_scoping_file_that_is_gone_is_no_empty_one() {
        let (folder, workspace) = scene();
        std::fs::remove_file(folder.path().join("connections/clinic.scoping.toml")).unwrap();
        let gone = |failed: WorkspaceError| (failed.code(), failed.next_step().contains("discover again"));
        assert_eq!(gone(workspace.policy("clinic").unwrap_err()), ("scoping_gone", true));
        assert_eq!(gone(workspace.scoping("clinic").unwrap_err()), ("scoping_gone", true));
        assert_eq!(
            gone(workspace.difference_to("clinic", &catalog(&["patients"])).unwrap_err()),
            ("scoping_gone", true)
        );
        let recorded = workspace.record_discovery("clinic", &catalog(&["patients", "claims"])).unwrap();
        assert_eq!(recorded.difference.impact.baseline, Baseline::Foreign);
        let scoping = workspace.scoping("clinic").unwrap();
        assert!(["patients", "claims"].iter().all(|table| scoping.blocks_table(&TableName::new("public", *table))));
    }

    #[test]
    fn a_damaged_snapshot_leaves_everything_undecided_waiting() {
        let (folder, workspace) = scene();
        std::fs::write(folder.path().join("connections/clinic.catalog.json"), "<<<<<<< ours").unwrap();
        let recorded = workspace.record_discovery("clinic", &catalog(&["patients", "claims"])).unwrap();
        let impact = recorded.difference.impact;
        assert_eq!((impact.baseline, impact.quarantined.len()), (Baseline::Missing, 2));
        assert!(baseline_note(impact.baseline).is_some());
    }
}
