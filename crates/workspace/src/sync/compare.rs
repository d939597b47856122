//! What differs.

use gatehouse_api::{ApiFailure, Client, ScopingState, Skill};
use gatehouse_core::binding::{SkillDefinition, compile};
use gatehouse_core::connection::Engine;
use gatehouse_core::scoping::{Scoping, WireScoping, decode};
use gatehouse_core::sync::{BindingState, Difference, compare_scoping};

use super::SyncError;
use super::report::{ConnectionState, SyncConnection, SyncReport};
use super::target::{agent, connection, obstacle};
use crate::{SyncTarget, Workspace, WorkspaceError};

/// The schema a bare name means before anything was discovered: PostgreSQL's.
const DEFAULT_SCHEMA: &str = "public";

/// Compares the workspace with the control plane. Changes nothing on either side.
///
/// # Errors
/// [`SyncError`] when a side cannot be read. Nothing is ever taken for empty because it could not be read.
pub async fn compare(workspace: &Workspace, client: &Client, target: &SyncTarget) -> Result<SyncReport, SyncError> {
    let (name, descriptor) = connection(workspace, target)?;
    let kind = descriptor.engine;
    let state = state(client, kind).await?;
    let default_schema = default_schema(workspace, &name)?;
    let answer = remote_scoping(client, kind).await?;
    let remote = decode(&answer.scoping, &default_schema);
    let skills = match agent(client, target).await? {
        Some(agent) => client.skills(&agent).await?,
        None => Vec::new(),
    };
    let scoping = compare_scoping(&workspace.scoping(&name)?, &remote);
    let bindings = differences(workspace, &name, &skills)?;
    let same = bindings.iter().all(|binding| binding.state == BindingState::Same);
    Ok(SyncReport {
        in_step: state == ConnectionState::Ready && scoping.is_empty() && same,
        connection: SyncConnection { name, kind: kind.kind().to_owned(), state },
        scoping,
        unmatched: listed(answer.unmatched.unwrap_or_default()),
        bindings,
        steps: Vec::new(),
        blocked_reason: obstacle(target, &descriptor),
    })
}

async fn state(client: &Client, kind: Engine) -> Result<ConnectionState, SyncError> {
    let all = client.integrations().await?;
    Ok(match all.iter().find(|integration| integration.kind == kind.kind()) {
        Some(found) if found.is_connected() && found.discovered_at.is_some() => ConnectionState::Ready,
        Some(found) if found.is_connected() => ConnectionState::NotDiscovered,
        _ => ConnectionState::NotConnected,
    })
}

/// The control plane's blocks. They outlive a disconnection, so they are asked for whether or not it is connected; only
/// a clear "there is none" counts as none.
pub(super) async fn remote_scoping(client: &Client, kind: Engine) -> Result<ScopingState, SyncError> {
    match client.scoping(kind).await {
        Err(ApiFailure::NotFound { .. } | ApiFailure::NotConnected) => Ok(ScopingState::default()),
        answer => Ok(answer?),
    }
}

/// Names as the control plane writes them, tables before columns.
fn listed(names: WireScoping) -> Vec<String> {
    let columns = names.blocked_columns.into_iter();
    let columns =
        columns.flat_map(|(table, columns)| columns.into_iter().map(move |column| format!("{table}.{column}")));
    names.blocked_tables.into_iter().chain(columns).collect()
}

/// The schema that a bare table name means on this connection.
pub(super) fn default_schema(workspace: &Workspace, name: &str) -> Result<String, WorkspaceError> {
    Ok(workspace.catalog(name)?.map_or_else(|| DEFAULT_SCHEMA.to_owned(), |snapshot| snapshot.default_schema.clone()))
}

/// How each draft of the connection stands to the agent's skills.
pub(super) fn differences(
    workspace: &Workspace,
    name: &str,
    skills: &[Skill],
) -> Result<Vec<Difference>, WorkspaceError> {
    let catalog = workspace.catalog(name)?;
    let scoping = workspace.scoping(name)?;
    let told = scoping.without_dismissed();
    let mut differences = Vec::new();
    for slug in workspace.binding_slugs()? {
        let binding = workspace.binding(&slug)?;
        if binding.connection != name {
            continue;
        }
        let compiled =
            |scoping: &Scoping| catalog.as_ref().and_then(|catalog| compile(catalog, scoping, &binding).statement);
        let statement = compiled(&scoping);
        let dismissed_only_here = statement.is_some() && scoping.has_dismissed() && compiled(&told).is_none();
        let state = match statement {
            None => BindingState::Broken,
            Some(statement) => {
                let wanted = SkillDefinition::new(&binding, &statement);
                match skills.iter().find(|skill| skill.name() == wanted.name) {
                    None => BindingState::New,
                    Some(skill) if skill.definition() == Some(&wanted) && skill.is_enabled == binding.enabled => {
                        BindingState::Same
                    }
                    Some(_) => BindingState::Changed,
                }
            }
        };
        differences.push(Difference { slug, tool_name: binding.tool_name, state, dismissed_only_here });
    }
    Ok(differences)
}
