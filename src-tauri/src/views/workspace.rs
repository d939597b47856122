//! The workspace at a glance.

use gatehouse_core::connection::{Access, Engine, Environment};
use gatehouse_vault::Vault;
use gatehouse_workspace::{SyncTarget, Workspace, WorkspaceError, sync_key};
use serde::Serialize;

use crate::preferences::Theme;
use crate::views::PasswordState;

/// Everything the side of the window shows.
#[derive(Debug, Serialize, specta::Type)]
pub(crate) struct WorkspaceView {
    /// Its folder.
    pub(crate) path: String,
    /// The folder's name.
    pub(crate) name: String,
    /// Whether it is the bundled sample.
    pub(crate) sample: bool,
    /// Whether passwords can be kept.
    pub(crate) keyring: KeyringState,
    /// Its connections.
    pub(crate) connections: Vec<ConnectionSummary>,
    /// Where it is synced to.
    pub(crate) sync: Option<SyncTargetView>,
    /// Files that cannot be read, each in one sentence with its line.
    pub(crate) problems: Vec<String>,
}

/// Whether the operating system's keyring can be used.
#[derive(Debug, Serialize, specta::Type)]
pub(crate) struct KeyringState {
    /// It can.
    pub(crate) available: bool,
    /// Why it cannot.
    pub(crate) reason: Option<String>,
}

/// A connection in the list.
#[derive(Debug, Serialize, specta::Type)]
pub(crate) struct ConnectionSummary {
    /// Its slug.
    pub(crate) name: String,
    /// What a person calls it.
    pub(crate) label: Option<String>,
    /// What the database is used for, where somebody said.
    pub(crate) environment: Option<Environment>,
    /// Which engine.
    pub(crate) engine: Engine,
    /// Where.
    pub(crate) host: String,
    /// Which port.
    pub(crate) port: u16,
    /// Which database.
    pub(crate) database: String,
    /// Reached from this machine only.
    pub(crate) local_only: bool,
    /// What the connection is meant for.
    pub(crate) access: Access,
    /// Whether its schema was discovered.
    pub(crate) has_catalog: bool,
    /// Whether a password can be found.
    pub(crate) has_password: bool,
}

/// The control plane.
#[derive(Debug, Serialize, specta::Type)]
pub(crate) struct SyncTargetView {
    /// Its base URL.
    pub(crate) base_url: String,
    /// The agent.
    pub(crate) agent: Option<String>,
    /// Whether a key is stored; the key itself never comes here.
    pub(crate) has_key: bool,
}

/// An agent of the control plane.
#[derive(Debug, Serialize, specta::Type)]
pub(crate) struct AgentView {
    /// Its id.
    pub(crate) id: String,
    /// Its name.
    pub(crate) name: String,
    /// Its status.
    pub(crate) status: String,
}

/// Window preferences.
#[derive(Debug, Serialize, specta::Type)]
pub(crate) struct Preferences {
    /// The colours.
    pub(crate) theme: Theme,
}

impl WorkspaceView {
    /// Reads the whole workspace. Blocks (files, keyring).
    ///
    /// # Errors
    /// When the folder itself cannot be read; a single bad file is a problem of its own in the view.
    pub(crate) fn read(workspace: &Workspace, vault: &Vault, sample: bool) -> Result<WorkspaceView, WorkspaceError> {
        let mut problems = Vec::new();
        let mut connections = Vec::new();
        for name in workspace.connection_names()? {
            match ConnectionSummary::read(workspace, vault, &name) {
                Ok(summary) => connections.push(summary),
                Err(error) => problems.push(error.to_string()),
            }
        }
        let sync = match workspace.settings() {
            Ok(settings) => settings.sync.map(|target| SyncTargetView::new(target, vault)),
            Err(error) => {
                problems.push(error.to_string());
                None
            }
        };
        let obstacle = vault.obstacle();
        let name = workspace.root().file_name().map(|name| name.to_string_lossy().into_owned());
        Ok(WorkspaceView {
            path: workspace.root().display().to_string(),
            name: if sample { "Sample clinic".into() } else { name.unwrap_or_default() },
            sample,
            keyring: KeyringState { available: obstacle.is_none(), reason: obstacle.map(|error| error.to_string()) },
            connections,
            sync,
            problems,
        })
    }
}

impl ConnectionSummary {
    fn read(workspace: &Workspace, vault: &Vault, name: &str) -> Result<ConnectionSummary, WorkspaceError> {
        let descriptor = workspace.connection(name)?;
        Ok(ConnectionSummary {
            name: name.to_owned(),
            has_catalog: workspace.has_catalog(name)?,
            has_password: PasswordState::of(workspace, vault, name, &descriptor) != PasswordState::None,
            label: descriptor.label,
            environment: descriptor.environment,
            engine: descriptor.engine,
            host: descriptor.host,
            port: descriptor.port,
            database: descriptor.database,
            local_only: descriptor.local_only,
            access: descriptor.access,
        })
    }
}

impl SyncTargetView {
    /// The view of a target.
    pub(crate) fn new(target: SyncTarget, vault: &Vault) -> SyncTargetView {
        let has_key = sync_key(vault, &target.base_url).is_some();
        SyncTargetView { base_url: target.base_url, agent: target.agent, has_key }
    }
}
