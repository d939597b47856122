//! Drafts as the window shows them.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use gatehouse_core::binding::{Binding, Compilation, Severity, SkillDefinition, compile, compile_sampled};
use gatehouse_core::scoping::Scoping;
use gatehouse_workspace::{Snapshot, Workspace, WorkspaceError};
use serde::Serialize;

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
    /// It compiled until the last discovery found the database changed, and does not now.
    pub(crate) drifted: bool,
    /// Whether it may go live once synced.
    pub(crate) enabled: bool,
    /// Why its file cannot be read.
    pub(crate) problem: Option<String>,
}

/// A draft, compiled.
#[derive(Debug, Serialize, specta::Type)]
pub(crate) struct CompiledBinding {
    /// Statement and diagnostics.
    pub(crate) compilation: Compilation,
    /// The Skill's JSON text, when there is a statement.
    pub(crate) skill: Option<String>,
}

/// What the drafts of one connection are compiled against.
type Basis = Option<(Arc<Snapshot>, Scoping)>;

fn basis(workspace: &Workspace, connection: &str) -> Result<Basis, WorkspaceError> {
    let Some(snapshot) = workspace.catalog(connection)? else { return Ok(None) };
    Ok(Some((snapshot, workspace.scoping(connection)?)))
}

impl CompiledBinding {
    /// Compiles a draft against its connection's snapshot; none when it was never discovered.
    ///
    /// # Errors
    /// When the connection's files cannot be read.
    pub(crate) fn compile(workspace: &Workspace, binding: &Binding) -> Result<Option<CompiledBinding>, WorkspaceError> {
        let Some((snapshot, scoping)) = basis(workspace, &binding.connection)? else { return Ok(None) };
        let samples = workspace.samples(&binding.connection);
        let compilation = compile_sampled(&snapshot, &scoping, &samples, binding);
        let skill = compilation.statement.as_ref().map(|statement| SkillDefinition::new(binding, statement));
        let skill = skill.and_then(|skill| serde_json::to_string_pretty(&skill).ok());
        Ok(Some(CompiledBinding { compilation, skill }))
    }
}

impl BindingSummary {
    /// All drafts of the workspace; `broken` by the last discovery of their database were those. What they are compiled against is
    /// read once a connection.
    ///
    /// # Errors
    /// When the folder itself cannot be read; a bad file is a problem of its own draft.
    pub(crate) fn all(workspace: &Workspace, broken: &BTreeSet<String>) -> Result<Vec<BindingSummary>, WorkspaceError> {
        let mut bases = HashMap::new();
        let slugs = workspace.binding_slugs()?;
        let read = |slug: &String| {
            let summary = BindingSummary::read(workspace, &mut bases, slug);
            BindingSummary { drifted: summary.errors > 0 && broken.contains(slug), ..summary }
        };
        Ok(slugs.iter().map(read).collect())
    }

    fn read(workspace: &Workspace, bases: &mut HashMap<String, Result<Basis, String>>, slug: &str) -> BindingSummary {
        let binding = match workspace.binding(slug) {
            Ok(binding) => binding,
            Err(error) => return BindingSummary::unreadable(slug, &error),
        };
        let read = || basis(workspace, &binding.connection).map_err(|error| error.to_string());
        let (compiled, problem) = match bases.entry(binding.connection.clone()).or_insert_with(read) {
            Ok(Some((snapshot, scoping))) => (Some(compile(snapshot, scoping, &binding)), None),
            Ok(None) => (None, Some(format!("The schema of “{}” was not discovered yet.", binding.connection))),
            Err(error) => (None, Some(error.clone())),
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
            drifted: false,
            enabled: binding.enabled,
            problem,
        }
    }

    fn unreadable(slug: &str, error: &WorkspaceError) -> BindingSummary {
        BindingSummary {
            slug: slug.to_owned(),
            tool_name: slug.to_owned(),
            operation: String::new(),
            connection: String::new(),
            errors: 1,
            warnings: 0,
            drifted: false,
            enabled: false,
            problem: Some(error.to_string()),
        }
    }
}
