//! The workspace at a glance.

use gatehouse_core::binding::{Binding, Compilation, Severity, SkillDefinition, compile};
use gatehouse_core::catalog::{Catalog, Finding};
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
    /// Its drafts.
    pub(crate) bindings: Vec<BindingSummary>,
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

/// A draft in the list.
#[derive(Debug, Serialize, specta::Type)]
pub(crate) struct BindingSummary {
    /// Its slug.
    pub(crate) slug: String,
    /// The tool's name.
    pub(crate) tool_name: String,
    /// Its operation.
    pub(crate) operation: String,
    /// Its connection.
    pub(crate) connection: String,
    /// Errors it compiles with.
    pub(crate) errors: u32,
    /// Warnings it compiles with.
    pub(crate) warnings: u32,
    /// Whether it may go live once synced.
    pub(crate) enabled: bool,
    /// Why its file cannot be read.
    pub(crate) problem: Option<String>,
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

/// A connection's catalogue.
#[derive(Debug, Serialize, specta::Type)]
pub(crate) struct CatalogView {
    /// SHA-256 of its canonical bytes.
    pub(crate) fingerprint: String,
    /// The catalogue.
    pub(crate) catalog: Catalog,
    /// What discovery could not place; empty when read from the snapshot.
    pub(crate) findings: Vec<Finding>,
}

/// One step of discovery.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub(crate) struct DiscoveryStep {
    /// From 1.
    pub(crate) step: u32,
    /// How many there are.
    pub(crate) steps: u32,
    /// What it reads.
    pub(crate) label: String,
}

/// A draft, compiled.
#[derive(Debug, Serialize, specta::Type)]
pub(crate) struct CompiledBinding {
    /// Statement and diagnostics.
    pub(crate) compilation: Compilation,
    /// The Skill's JSON text, when there is a statement.
    pub(crate) skill: Option<String>,
}

impl From<gatehouse_database::DiscoverProgress> for DiscoveryStep {
    fn from(progress: gatehouse_database::DiscoverProgress) -> DiscoveryStep {
        let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        DiscoveryStep { step: small(progress.step), steps: small(progress.steps), label: progress.label.into() }
    }
}

impl CatalogView {
    /// The view of a catalogue.
    pub(crate) fn new(catalog: Catalog, findings: Vec<Finding>) -> CatalogView {
        CatalogView { fingerprint: catalog.fingerprint(), catalog, findings }
    }
}

impl CompiledBinding {
    /// Compiles a draft against its connection's snapshot.
    ///
    /// # Errors
    /// When the connection's files cannot be read, or it was never discovered.
    pub(crate) fn compile(workspace: &Workspace, binding: &Binding) -> Result<Option<CompiledBinding>, WorkspaceError> {
        let Some(catalog) = workspace.catalog(&binding.connection)? else { return Ok(None) };
        let compilation = compile(&catalog, &workspace.scoping(&binding.connection)?, binding);
        let skill = compilation.statement.as_ref().map(|statement| SkillDefinition::new(binding, statement));
        let skill = skill.and_then(|skill| serde_json::to_string_pretty(&skill).ok());
        Ok(Some(CompiledBinding { compilation, skill }))
    }
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
        let bindings = workspace.binding_slugs()?.iter().map(|slug| BindingSummary::read(workspace, slug)).collect();
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
            bindings,
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
            has_catalog: workspace.catalog(name)?.is_some(),
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

impl BindingSummary {
    fn read(workspace: &Workspace, slug: &str) -> BindingSummary {
        let unreadable = |error: WorkspaceError| BindingSummary {
            slug: slug.to_owned(),
            tool_name: slug.to_owned(),
            operation: String::new(),
            connection: String::new(),
            errors: 1,
            warnings: 0,
            enabled: false,
            problem: Some(error.to_string()),
        };
        let binding = match workspace.binding(slug) {
            Ok(binding) => binding,
            Err(error) => return unreadable(error),
        };
        let (compiled, problem) = match CompiledBinding::compile(workspace, &binding) {
            Ok(Some(compiled)) => (Some(compiled.compilation), None),
            Ok(None) => (None, Some(format!("The schema of “{}” was not discovered yet.", binding.connection))),
            Err(error) => (None, Some(error.to_string())),
        };
        let count = |severity: Severity| {
            let diagnostics = compiled.iter().flat_map(|compilation| &compilation.diagnostics);
            u32::try_from(diagnostics.filter(|diagnostic| diagnostic.severity == severity).count()).unwrap_or(u32::MAX)
        };
        BindingSummary {
            slug: slug.to_owned(),
            errors: count(Severity::Error) + u32::from(problem.is_some()),
            warnings: count(Severity::Warning),
            tool_name: binding.tool_name,
            operation: binding.operation,
            connection: binding.connection,
            enabled: binding.enabled,
            problem,
        }
    }
}

impl SyncTargetView {
    /// The view of a target.
    pub(crate) fn new(target: SyncTarget, vault: &Vault) -> SyncTargetView {
        let has_key = sync_key(vault, &target.base_url).is_some();
        SyncTargetView { base_url: target.base_url, agent: target.agent, has_key }
    }
}
