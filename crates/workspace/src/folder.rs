//! The folder itself: which files there are, and reading and writing each.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use gatehouse_core::binding::{Binding, skill_name};
use gatehouse_core::catalog::{Catalog, write_snapshot};
use gatehouse_core::connection::{Descriptor, is_slug};
use gatehouse_core::scoping::{Policy, Scoping};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::scoping_file::ScopingFile;
use crate::snapshots::{Snapshot, Snapshots, Trouble};
use crate::{Settings, WorkspaceError, atomic, rewrite, versioned};

const SETTINGS: &str = "gatehouse.toml";

/// An open workspace. Every call reads or writes the disk, so a change by hand is seen at once; only a snapshot whose file
/// has not changed is not read again. Clones share what they have read.
#[derive(Debug, Clone)]
pub struct Workspace {
    root: PathBuf,
    snapshots: Arc<Snapshots>,
}

impl Workspace {
    /// Makes a workspace in `root`, which may exist.
    ///
    /// # Errors
    /// When there is one already, or the folder cannot be written.
    pub fn create(root: &Path) -> Result<Workspace, WorkspaceError> {
        if root.join(SETTINGS).exists() {
            return Err(WorkspaceError::Exists(root.to_owned()));
        }
        let workspace = Workspace::at(root);
        workspace.save_settings(&Settings::default())?;
        Ok(workspace)
    }

    /// Opens the workspace in `root`.
    ///
    /// # Errors
    /// When there is no `gatehouse.toml`.
    pub fn open(root: &Path) -> Result<Workspace, WorkspaceError> {
        if !root.join(SETTINGS).is_file() {
            return Err(WorkspaceError::NotAWorkspace(root.to_owned()));
        }
        Ok(Workspace::at(root))
    }

    fn at(root: &Path) -> Workspace {
        Workspace { root: root.to_owned(), snapshots: Arc::default() }
    }

    /// Opens the workspace of `start`: the nearest folder upwards that has a `gatehouse.toml`.
    ///
    /// # Errors
    /// When there is none up to the root.
    pub fn find(start: &Path) -> Result<Workspace, WorkspaceError> {
        let found = start.ancestors().find(|folder| folder.join(SETTINGS).is_file());
        found.map_or_else(|| Err(WorkspaceError::NotAWorkspace(start.to_owned())), Workspace::open)
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// What belongs to the workspace as a whole.
    ///
    /// # Errors
    /// As every reading here: [`WorkspaceError::Io`] and [`WorkspaceError::Content`].
    pub fn settings(&self) -> Result<Settings, WorkspaceError> {
        self.read_toml(SETTINGS).map(Option::unwrap_or_default)
    }

    /// Writes the settings.
    ///
    /// # Errors
    /// As every writing here: [`WorkspaceError::Io`].
    pub fn save_settings(&self, settings: &Settings) -> Result<(), WorkspaceError> {
        self.write_toml(SETTINGS, settings)
    }

    /// The connections' names, sorted.
    ///
    /// # Errors
    /// [`WorkspaceError::Io`].
    pub fn connection_names(&self) -> Result<Vec<String>, WorkspaceError> {
        let mut names = self.stems("connections")?;
        names.retain(|name| is_slug(name));
        Ok(names)
    }

    /// A connection.
    ///
    /// # Errors
    /// [`WorkspaceError::Missing`] when there is none of this name.
    pub fn connection(&self, name: &str) -> Result<Descriptor, WorkspaceError> {
        let file = connection_file(name, ".toml")?;
        self.read_toml(&file)?.ok_or_else(|| WorkspaceError::Missing { what: "connection", name: name.to_owned() })
    }

    /// Writes a connection.
    ///
    /// # Errors
    /// [`WorkspaceError::Name`] for a name that cannot be a file name.
    pub fn save_connection(&self, name: &str, descriptor: &Descriptor) -> Result<(), WorkspaceError> {
        self.write_toml(&connection_file(name, ".toml")?, descriptor)
    }

    /// Removes a connection with its catalogue and scoping. Bindings stay: they are somebody's work.
    ///
    /// # Errors
    /// [`WorkspaceError::Io`] when a file is there and cannot be removed.
    pub fn delete_connection(&self, name: &str) -> Result<(), WorkspaceError> {
        // The connection first: one without its scoping file would be one without blocks.
        for ending in [".toml", ".scoping.toml", ".catalog.json"] {
            self.remove(&connection_file(name, ending)?)?;
        }
        self.forget_samples(name);
        Ok(())
    }

    /// Renames a connection with its catalogue and scoping.
    ///
    /// # Errors
    /// [`WorkspaceError::Exists`] when the new name is taken.
    pub fn rename_connection(&self, from: &str, to: &str) -> Result<(), WorkspaceError> {
        let target = self.root.join(connection_file(to, ".toml")?);
        if target.exists() {
            return Err(WorkspaceError::Content {
                file: format!("connections/{to}.toml"),
                line: None,
                message: "another connection has this name".into(),
            });
        }
        // The connection last: under its new name it must never stand without its blocks.
        for ending in [".scoping.toml", ".catalog.json", ".toml"] {
            let (old, new) =
                (self.root.join(connection_file(from, ending)?), self.root.join(connection_file(to, ending)?));
            if old.exists() {
                std::fs::rename(&old, &new).map_err(|error| WorkspaceError::io(&old, &error))?;
            }
        }
        self.forget_samples(from);
        Ok(())
    }

    /// The last discovered catalogue of a connection, if it was ever discovered.
    ///
    /// # Errors
    /// [`WorkspaceError::Content`] for a damaged snapshot.
    pub fn catalog(&self, name: &str) -> Result<Option<Arc<Snapshot>>, WorkspaceError> {
        let file = connection_file(name, ".catalog.json")?;
        let path = self.root.join(&file);
        self.snapshots.at(&path).map_err(|trouble| match trouble {
            Trouble::Io(error) => WorkspaceError::io(&path, &error),
            Trouble::Content(error) => WorkspaceError::Content { file, line: None, message: error.to_string() },
        })
    }

    /// Whether a connection was ever discovered. Its snapshot is not read.
    ///
    /// # Errors
    /// [`WorkspaceError::Name`].
    pub fn has_catalog(&self, name: &str) -> Result<bool, WorkspaceError> {
        Ok(self.root.join(connection_file(name, ".catalog.json")?).is_file())
    }

    /// Writes the catalogue.
    ///
    /// # Errors
    /// [`WorkspaceError::Io`].
    pub(crate) fn save_catalog(&self, name: &str, catalog: &Catalog) -> Result<(), WorkspaceError> {
        atomic::write(&self.root.join(connection_file(name, ".catalog.json")?), &write_snapshot(catalog))
    }

    /// What agents may not see of a connection: what follows from its policy, today.
    ///
    /// # Errors
    /// As [`Workspace::policy`].
    pub fn scoping(&self, name: &str) -> Result<Scoping, WorkspaceError> {
        let policy = self.policy(name)?;
        // Only rules need the catalogue, and it may be large.
        let catalog = if policy.rules().next().is_some() { self.catalog(name)? } else { None };
        Ok(policy.effective(catalog.as_deref().map(Snapshot::catalog)))
    }

    /// The owner's decisions about a connection. A file that cannot be read is an error, never an empty policy: empty
    /// means that agents see everything. So is one that is gone: whatever discovers writes it before the snapshot.
    ///
    /// # Errors
    /// [`WorkspaceError::Content`], [`WorkspaceError::ScopingGone`].
    pub fn policy(&self, name: &str) -> Result<Policy, WorkspaceError> {
        let file: Option<ScopingFile> = self.read_toml(&connection_file(name, ".scoping.toml")?)?;
        match file {
            Some(file) => Ok(Policy::from(file)),
            None if self.has_catalog(name)? => Err(WorkspaceError::ScopingGone(name.to_owned())),
            None => Ok(Policy::default()),
        }
    }

    /// Writes the decisions.
    ///
    /// # Errors
    /// [`WorkspaceError::Io`].
    pub fn save_policy(&self, name: &str, policy: &Policy) -> Result<(), WorkspaceError> {
        self.write_toml(&connection_file(name, ".scoping.toml")?, &ScopingFile::from(policy))
    }

    /// The bindings' slugs, sorted.
    ///
    /// # Errors
    /// [`WorkspaceError::Io`].
    pub fn binding_slugs(&self) -> Result<Vec<String>, WorkspaceError> {
        let mut slugs = self.stems("bindings")?;
        slugs.retain(|slug| is_slug(slug));
        Ok(slugs)
    }

    /// A draft.
    ///
    /// # Errors
    /// [`WorkspaceError::Missing`] when there is none of this slug.
    pub fn binding(&self, slug: &str) -> Result<Binding, WorkspaceError> {
        let file = binding_file(slug)?;
        self.read_toml(&file)?.ok_or_else(|| WorkspaceError::Missing { what: "binding", name: slug.to_owned() })
    }

    /// Writes a draft.
    ///
    /// # Errors
    /// [`WorkspaceError::Name`] for a slug that cannot be a file name.
    pub fn save_binding(&self, slug: &str, binding: &Binding) -> Result<(), WorkspaceError> {
        self.write_toml(&binding_file(slug)?, binding)
    }

    /// Removes a draft.
    ///
    /// # Errors
    /// [`WorkspaceError::Io`].
    pub fn delete_binding(&self, slug: &str) -> Result<(), WorkspaceError> {
        self.remove(&binding_file(slug)?)
    }

    /// A slug for a new draft that is not taken yet, made from the tool's name.
    ///
    /// # Errors
    /// [`WorkspaceError::Io`].
    pub fn free_slug(&self, tool_name: &str) -> Result<String, WorkspaceError> {
        let taken = self.binding_slugs()?;
        let wanted: String = skill_name(tool_name).replace('_', "-").chars().take(56).collect();
        let numbered = (2..).map(|n| format!("{wanted}-{n}"));
        let mut candidates = std::iter::once(wanted.clone()).chain(numbered);
        Ok(candidates.find(|slug| !taken.contains(slug)).unwrap_or(wanted))
    }

    fn stems(&self, folder: &str) -> Result<Vec<String>, WorkspaceError> {
        let path = self.root.join(folder);
        let entries = match std::fs::read_dir(&path) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(WorkspaceError::io(&path, &error)),
        };
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let mut stems: Vec<String> = names.filter_map(|name| name.strip_suffix(".toml").map(str::to_owned)).collect();
        // `clinic.scoping` is no connection's name: a dot is never part of one.
        stems.retain(|stem| !stem.contains('.'));
        stems.sort();
        Ok(stems)
    }

    pub(crate) fn read(&self, file: &str) -> Result<Option<Vec<u8>>, WorkspaceError> {
        let path = self.root.join(file);
        match std::fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(WorkspaceError::io(&path, &error)),
        }
    }

    pub(crate) fn read_toml<T: DeserializeOwned>(&self, file: &str) -> Result<Option<T>, WorkspaceError> {
        let Some(bytes) = self.read(file)? else { return Ok(None) };
        let text = String::from_utf8(bytes).map_err(|_| WorkspaceError::Content {
            file: file.to_owned(),
            line: None,
            message: "the file is not UTF-8 text".into(),
        })?;
        versioned::read(file, &text).map(Some)
    }

    pub(crate) fn write_toml<T: Serialize>(&self, file: &str, content: &T) -> Result<(), WorkspaceError> {
        let new = versioned::write(file, content)?;
        let old = self.read(file)?.and_then(|bytes| String::from_utf8(bytes).ok());
        let text = old.map_or_else(|| new.clone(), |old| rewrite::rewrite(&old, &new));
        atomic::write(&self.root.join(file), text.as_bytes())
    }

    fn remove(&self, file: &str) -> Result<(), WorkspaceError> {
        let path = self.root.join(file);
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(WorkspaceError::io(&path, &error)),
            _ => Ok(()),
        }
    }
}

/// A checked name cannot leave the folder.
fn connection_file(name: &str, ending: &str) -> Result<String, WorkspaceError> {
    if is_slug(name) { Ok(format!("connections/{name}{ending}")) } else { Err(WorkspaceError::Name(name.to_owned())) }
}

pub(crate) fn binding_file(slug: &str) -> Result<String, WorkspaceError> {
    if is_slug(slug) { Ok(format!("bindings/{slug}.toml")) } else { Err(WorkspaceError::Name(slug.to_owned())) }
}
