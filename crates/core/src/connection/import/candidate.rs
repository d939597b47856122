//! One connection that could be imported.

use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use super::super::draft::Draft;
use super::super::{Descriptor, DescriptorProblem, PasswordSource, is_slug};

/// Where connections can be imported from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub enum ImportSource {
    /// libpq's password file, `~/.pgpass` or `PGPASSFILE`.
    #[serde(rename = "pgpass")]
    Pgpass,
    /// libpq's service file, `~/.pg_service.conf` or `PGSERVICEFILE`, and the system's.
    #[serde(rename = "service")]
    Service,
    /// The `PG*` environment variables.
    #[serde(rename = "env")]
    Environment,
    /// The MySQL and MariaDB clients' option file, `~/.my.cnf`.
    #[serde(rename = "my.cnf")]
    MyCnf,
}

impl ImportSource {
    /// Every source, in the order they are offered.
    pub const ALL: [ImportSource; 4] =
        [ImportSource::Service, ImportSource::Pgpass, ImportSource::Environment, ImportSource::MyCnf];

    /// Its spelling on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            ImportSource::Pgpass => "pgpass",
            ImportSource::Service => "service",
            ImportSource::Environment => "env",
            ImportSource::MyCnf => "my.cnf",
        }
    }

    /// The source of exactly this spelling.
    pub fn parse(text: &str) -> Option<ImportSource> {
        ImportSource::ALL.into_iter().find(|source| source.as_str() == text)
    }
}

/// Where a candidate's password is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum ImportPassword {
    /// Nowhere that was found: it is asked for later.
    None,
    /// Where it stays; the descriptor names the place.
    Reference,
    /// In the text that was read. Importing copies it to the keyring, and nowhere else.
    InFile,
}

/// A connection that could be imported. Holds no password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportCandidate {
    /// Where it was found.
    pub source: ImportSource,
    /// What tells it apart within its source: `line 3`, a service's name, an option group.
    pub id: String,
    /// A name for it in the workspace, always a slug.
    pub name: String,
    /// The descriptor as far as it is filled; gaps are empty.
    pub descriptor: Descriptor,
    /// Where its password is.
    pub password: ImportPassword,
    /// A file with the CA's certificate that it names; not read yet.
    pub ca_file: Option<String>,
    /// Options that Gatehouse does not use, by name.
    pub unused: Vec<String>,
    /// What could not be taken over as it stands, and what is missing.
    pub problems: Vec<DescriptorProblem>,
}

/// A candidate and the password that stood beside it, kept apart.
#[derive(Debug)]
pub struct Found {
    /// What may be shown.
    pub candidate: ImportCandidate,
    /// What may not.
    pub secret: Option<SecretString>,
}

impl ImportCandidate {
    /// Whether it can be imported as it is; otherwise a person has something to fill in or decide.
    pub fn complete(&self) -> bool {
        self.problems.is_empty()
    }
}

impl Found {
    pub(super) fn new(source: ImportSource, id: String, wanted_name: &str, draft: Draft) -> Found {
        let Draft { descriptor, password, ca_file, unused, mut problems, .. } = draft;
        for problem in missing(&descriptor, ca_file.is_some()) {
            if !problems.iter().any(|known| known.field == problem.field) {
                problems.push(problem);
            }
        }
        let place = match (&descriptor.password, &password) {
            (_, Some(_)) => ImportPassword::InFile,
            (Some(_), None) => ImportPassword::Reference,
            (None, None) => ImportPassword::None,
        };
        let name = slug(wanted_name, &descriptor);
        let candidate = ImportCandidate { source, id, name, descriptor, password: place, ca_file, unused, problems };
        Found { candidate, secret: password }
    }
}

/// What a check would refuse, but for a CA that is in a file not read yet.
fn missing(descriptor: &Descriptor, has_ca_file: bool) -> Vec<DescriptorProblem> {
    let mut problems = descriptor.problems();
    problems.retain(|problem| !(has_ca_file && problem.field == "ca_pem"));
    problems
}

/// A slug from the first of these that has a usable character: the wish, the database, the host.
fn slug(wanted: &str, descriptor: &Descriptor) -> String {
    let made = [wanted, &descriptor.database, &descriptor.host].into_iter().map(|text| {
        let lower = text.to_lowercase();
        let kept: String = lower.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' }).collect();
        let kept: String = kept.trim_matches(['-', '_']).chars().take(56).collect();
        kept
    });
    let found = made.filter(|text| is_slug(text)).find(|text| text.chars().any(|c| c.is_ascii_alphabetic()));
    found.unwrap_or_else(|| descriptor.engine.kind().to_owned())
}

/// Says that the password is found by libpq's password file when the time comes.
pub(super) fn by_pgpass(draft: &mut Draft) {
    draft.descriptor.password = Some(PasswordSource::Pgpass);
}
