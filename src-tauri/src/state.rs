//! What the window works on: one open workspace, the vault, and the checks that are under way.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use gatehouse_core::catalog::Catalog;
use gatehouse_core::catalog::drift::Effect;
use gatehouse_core::connection::{CheckReport, ConnectionFailure, Descriptor};
use gatehouse_vault::Vault;
use gatehouse_workspace::{Recorded, Workspace, WorkspaceError, password_of, record_first_use, write_sample};
use secrecy::SecretString;
use tokio::task::AbortHandle;

use crate::clipboard::{Clipboard, SystemBoard};
use crate::closing::CloseState;
use crate::failure::Failure;
use crate::history::History;
use crate::new_user::NewUsers;
use crate::removed::Removed;
use crate::searching::Searching;

/// The environment variable that names the workspace to open, before the recent one.
const WORKSPACE_VARIABLE: &str = "GATEHOUSE_WORKSPACE";

/// Everything the commands share.
pub(crate) struct Backend {
    workspace: Mutex<Workspace>,
    sample: PathBuf,
    /// Shared with blocking threads: the keyring is a conversation over D-Bus.
    pub(crate) vault: Arc<Vault>,
    /// Held while a file is read, changed and written back, so that no stroke is lost.
    pub(crate) editing: tokio::sync::Mutex<()>,
    pub(crate) clipboard: Clipboard,
    /// What was done to the blocks, for undo.
    pub(crate) history: Arc<History>,
    pub(crate) searching: Arc<Searching>,
    /// Users that were drawn up, with their passwords.
    pub(crate) new_users: Arc<NewUsers>,
    /// Drafts that were deleted, for undo.
    pub(crate) removed: Arc<Removed>,
    /// The close of the window that is under way.
    pub(crate) closing: CloseState,
    checks: Mutex<HashMap<String, CheckReport>>,
    drifts: Mutex<HashMap<String, Recorded>>,
    running: Mutex<Option<AbortHandle>>,
    /// The discovery that is under way.
    discovering: Mutex<Option<AbortHandle>>,
    /// The trial, or the preparing of all bindings, that is under way.
    trying: Mutex<Option<AbortHandle>>,
    /// The look at values that is under way.
    sampling: Mutex<Option<AbortHandle>>,
}

impl Backend {
    /// Opens the workspace that the environment names, else the recent one, else the sample.
    ///
    /// # Errors
    /// When not even the sample can be written.
    pub(crate) fn open(recent: Option<PathBuf>, sample: PathBuf) -> Result<Backend, WorkspaceError> {
        let named = std::env::var_os(WORKSPACE_VARIABLE).map(PathBuf::from);
        let workspace = match named {
            Some(path) => Workspace::open(&path)?,
            None => match recent.and_then(|path| Workspace::open(&path).ok()) {
                Some(workspace) => workspace,
                None => write_sample(&sample)?,
            },
        };
        read_ahead(&workspace);
        Ok(Backend {
            workspace: Mutex::new(workspace),
            sample,
            vault: Arc::new(Vault::system()),
            editing: tokio::sync::Mutex::new(()),
            clipboard: Clipboard::new(SystemBoard::default()),
            history: Arc::default(),
            searching: Arc::default(),
            new_users: Arc::default(),
            removed: Arc::default(),
            closing: CloseState::default(),
            checks: Mutex::default(),
            drifts: Mutex::default(),
            running: Mutex::default(),
            discovering: Mutex::default(),
            trying: Mutex::default(),
            sampling: Mutex::default(),
        })
    }

    /// The open workspace.
    pub(crate) fn workspace(&self) -> Workspace {
        lock(&self.workspace).clone()
    }

    /// Opens another workspace. What was found about the old one's connections is forgotten.
    pub(crate) fn switch(&self, workspace: Workspace) {
        self.cancel_checks();
        self.cancel_discovery();
        self.cancel_trial();
        self.cancel_sample();
        lock(&self.checks).clear();
        lock(&self.drifts).clear();
        self.new_users.clear();
        self.history.clear();
        read_ahead(&workspace);
        *lock(&self.workspace) = workspace;
    }

    /// Where the sample workspace is.
    pub(crate) fn sample(&self) -> &Path {
        &self.sample
    }

    /// The descriptor and password of a connection.
    ///
    /// # Errors
    /// When there is no such connection or its password cannot be found.
    pub(crate) async fn credentials(
        &self,
        workspace: &Workspace,
        name: &str,
    ) -> Result<(Descriptor, SecretString), Failure> {
        let descriptor = workspace.connection(name)?;
        let (vault, name, wanted) = (Arc::clone(&self.vault), name.to_owned(), descriptor.clone());
        let workspace = workspace.clone();
        let password = blocking(move || password_of(&workspace, &vault, &name, &wanted)).await??;
        Ok((descriptor, password))
    }

    /// Records the server's certificate after the first login under bare `require`, which the report then says.
    ///
    /// # Errors
    /// When the connection's file cannot be written.
    pub(crate) async fn record_first_use(
        &self,
        workspace: Workspace,
        name: &str,
        checked: Descriptor,
        mut report: CheckReport,
    ) -> Result<CheckReport, Failure> {
        let _editing = self.editing.lock().await;
        let name = name.to_owned();
        blocking(move || {
            record_first_use(&workspace, &name, &checked, &mut report)?;
            Ok(report)
        })
        .await?
    }

    /// The last report of a connection's checks, since the program started.
    pub(crate) fn last_checks(&self, name: &str) -> Option<CheckReport> {
        lock(&self.checks).get(name).cloned()
    }

    /// Remembers a report.
    pub(crate) fn keep_checks(&self, name: &str, report: &CheckReport) {
        lock(&self.checks).insert(name.to_owned(), report.clone());
    }

    /// Forgets a report: the connection was changed.
    pub(crate) fn forget_checks(&self, name: &str) {
        lock(&self.checks).remove(name);
    }

    /// What a connection's last discovery found different, since the program started.
    pub(crate) fn last_drift(&self, name: &str) -> Option<Recorded> {
        lock(&self.drifts).get(name).cloned()
    }

    /// The slugs of drafts that compiled until the last discovery of their connection, since the program started.
    pub(crate) fn broken_by_drift(&self) -> BTreeSet<String> {
        let drifts = lock(&self.drifts);
        let impacts = drifts.values().flat_map(|recorded| &recorded.difference.impact.bindings);
        impacts.filter(|impact| impact.effect == Effect::Broken).map(|impact| impact.slug.clone()).collect()
    }

    /// Keeps a discovered catalogue in the workspace that it was begun in, and remembers what was different, unless another is open by
    /// now.
    ///
    /// # Errors
    /// As [`Workspace::record_discovery`].
    pub(crate) async fn record_discovery(
        &self,
        workspace: Workspace,
        name: String,
        found: Catalog,
    ) -> Result<(), Failure> {
        let (begun, connection) = (workspace.clone(), name.clone());
        let recorded = blocking(move || workspace.record_discovery(&connection, &found)).await??;
        if lock(&self.workspace).root() == begun.root() {
            lock(&self.drifts).insert(name, recorded);
        }
        Ok(())
    }

    /// Runs `checks` so that [`Backend::cancel_checks`] ends it; one run at a time.
    ///
    /// # Errors
    /// [`ConnectionFailure::Canceled`].
    pub(crate) async fn run_checks(
        &self,
        checks: impl Future<Output = CheckReport> + Send + 'static,
    ) -> Result<CheckReport, Failure> {
        self.cancel_checks();
        let task = tokio::spawn(checks);
        *lock(&self.running) = Some(task.abort_handle());
        task.await.map_err(|_| ConnectionFailure::Canceled.into())
    }

    /// Runs a discovery so that [`Backend::cancel_discovery`] ends it; one at a time.
    ///
    /// # Errors
    /// [`ConnectionFailure::Canceled`].
    pub(crate) async fn run_discovery<T: Send + 'static>(
        &self,
        discovery: impl Future<Output = T> + Send + 'static,
    ) -> Result<T, Failure> {
        self.cancel_discovery();
        let task = tokio::spawn(discovery);
        *lock(&self.discovering) = Some(task.abort_handle());
        task.await.map_err(|_| ConnectionFailure::Canceled.into())
    }

    /// Ends the discovery that is under way; its connections close with it.
    pub(crate) fn cancel_discovery(&self) {
        if let Some(discovering) = lock(&self.discovering).take() {
            discovering.abort();
        }
    }

    /// Runs a trial so that [`Backend::cancel_trial`] ends it; one at a time. What it began on the server is rolled back there.
    ///
    /// # Errors
    /// [`ConnectionFailure::Canceled`].
    pub(crate) async fn run_trial<T: Send + 'static>(
        &self,
        trial: impl Future<Output = T> + Send + 'static,
    ) -> Result<T, Failure> {
        self.cancel_trial();
        let task = tokio::spawn(trial);
        *lock(&self.trying) = Some(task.abort_handle());
        task.await.map_err(|_| ConnectionFailure::Canceled.into())
    }

    /// Ends the trial that is under way; its connection closes with it.
    pub(crate) fn cancel_trial(&self) {
        if let Some(trying) = lock(&self.trying).take() {
            trying.abort();
        }
    }

    /// Looks at values so that [`Backend::cancel_sample`] ends it; one look at a time.
    ///
    /// # Errors
    /// [`ConnectionFailure::Canceled`].
    pub(crate) async fn run_sample<T: Send + 'static>(
        &self,
        sample: impl Future<Output = T> + Send + 'static,
    ) -> Result<T, Failure> {
        self.cancel_sample();
        let task = tokio::spawn(sample);
        *lock(&self.sampling) = Some(task.abort_handle());
        task.await.map_err(|_| ConnectionFailure::Canceled.into())
    }

    /// Ends the look at values that is under way; its connection closes with it.
    pub(crate) fn cancel_sample(&self) {
        if let Some(sampling) = lock(&self.sampling).take() {
            sampling.abort();
        }
    }

    /// Ends the checks that are under way; their connection closes with them.
    pub(crate) fn cancel_checks(&self) {
        if let Some(running) = lock(&self.running).take() {
            running.abort();
        }
    }
}

/// How long what search needs waits, so that it takes no processor from a window that is being drawn.
const UNTIL_DRAWN: std::time::Duration = std::time::Duration::from_secs(2);

/// Reads what the window will soon ask for, while it is still being drawn: every outline at once, later what search needs.
fn read_ahead(workspace: &Workspace) {
    let workspace = workspace.clone();
    std::thread::spawn(move || {
        let snapshots = |name: &String| workspace.catalog(name).ok().flatten();
        // What cannot be read is said where it is asked for.
        let found: Vec<_> = workspace.connection_names().unwrap_or_default().iter().filter_map(snapshots).collect();
        found.iter().for_each(|snapshot| _ = snapshot.packed_outline());
        std::thread::sleep(UNTIL_DRAWN);
        found.iter().for_each(|snapshot| _ = snapshot.index());
    });
}

/// Runs blocking work (files, keyring, commands) where it holds nobody up.
///
/// # Errors
/// When the program is ending.
pub(crate) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
    Ok(tauri::async_runtime::spawn_blocking(work).await?)
}

/// A panic elsewhere cannot leave these values half-written.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
