//! Connections that could be imported, and what a preset has to say.

use gatehouse_core::connection::DescriptorProblem;
use gatehouse_core::connection::import::{Found, ImportPassword, ImportSource};
use gatehouse_vault::ImportListing;
use serde::Serialize;

use super::{ConnectionForm, PasswordState};

/// What one source has.
#[derive(Debug, Serialize, specta::Type)]
pub(crate) struct ImportSourceView {
    /// The source.
    pub(crate) source: ImportSource,
    /// The files that were read, or `environment`; empty when there is none.
    pub(crate) places: Vec<String>,
    /// What was found.
    pub(crate) candidates: Vec<ImportCandidateView>,
    /// What a person should know about the files, a sentence each.
    pub(crate) notes: Vec<String>,
}

/// One connection that could be imported.
#[derive(Debug, Serialize, specta::Type)]
pub(crate) struct ImportCandidateView {
    /// What tells it apart within its source.
    pub(crate) id: String,
    /// Its fields as far as they are known, under a proposed name. Gaps are empty and have a problem.
    pub(crate) form: ConnectionForm,
    /// Where its password is.
    pub(crate) password: ImportPassword,
    /// The file with the CA certificate that importing reads.
    pub(crate) ca_file: Option<String>,
    /// Options that are not used, by name.
    pub(crate) unused: Vec<String>,
    /// What is missing or could not be taken over.
    pub(crate) problems: Vec<DescriptorProblem>,
    /// It can be imported as it is.
    pub(crate) complete: bool,
}

impl From<ImportListing> for ImportSourceView {
    fn from(listing: ImportListing) -> ImportSourceView {
        let ImportListing { source, places, found, notes } = listing;
        ImportSourceView {
            source,
            places,
            candidates: found.into_iter().map(ImportCandidateView::from).collect(),
            notes,
        }
    }
}

impl From<Found> for ImportCandidateView {
    fn from(found: Found) -> ImportCandidateView {
        let candidate = found.candidate;
        let complete = candidate.complete();
        let state = match candidate.password {
            ImportPassword::Reference => PasswordState::Reference,
            ImportPassword::None | ImportPassword::InFile => PasswordState::None,
        };
        ImportCandidateView {
            id: candidate.id,
            form: ConnectionForm::new(&candidate.name, candidate.descriptor, state),
            password: candidate.password,
            ca_file: candidate.ca_file,
            unused: candidate.unused,
            problems: candidate.problems,
            complete,
        }
    }
}
