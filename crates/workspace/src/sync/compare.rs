//! What differs.

use gatehouse_api::{AgentVersion, Client, Skill};
use gatehouse_core::binding::{Binding, SkillDefinition, compile, skill_name};
use gatehouse_core::connection::Engine;
use gatehouse_core::scoping::{Scoping, WireScoping, decode, encode};
use gatehouse_core::sync::{BindingState, Difference, Live, compare_scoping};

use super::SyncError;
use super::remote::{Remote, read, remember, remembered};
use super::report::{ConnectionState, Publication, SyncConnection, SyncReport};
use super::settled::Alike;
use super::target::{connection, obstacle};
use crate::{SyncTarget, Workspace, WorkspaceError};

/// The schema a bare name means before anything was discovered: PostgreSQL's.
const DEFAULT_SCHEMA: &str = "public";

/// Compares the workspace with the control plane. Changes nothing on either side.
///
/// # Errors
/// [`SyncError`] when a side cannot be read. Nothing is ever taken for empty because it could not be read.
pub async fn compare(workspace: &Workspace, client: &Client, target: &SyncTarget) -> Result<SyncReport, SyncError> {
    Ok(compare_sent(workspace, client, target, &[]).await?.0)
}

/// The same after the skills of these names were sent, and with the other side as it was found.
pub(super) async fn compare_sent(
    workspace: &Workspace,
    client: &Client,
    target: &SyncTarget,
    sent: &[String],
) -> Result<(SyncReport, Remote), SyncError> {
    let (name, descriptor) = connection(workspace, target)?;
    let mut remote = read(workspace, client, target, descriptor.engine).await?;
    let report = report(workspace, target, &remote)?;
    let blocks = decode(&remote.scoping, &default_schema(workspace, &name)?);
    let (scoping, bindings) = (&report.scoping[..], &report.bindings[..]);
    let now = Alike { blocks: &blocks, scoping, skills: &remote.skills, bindings };
    remote.settled.take_in(&now, sent);
    // Not remembering it costs the states when the network is out, and a question about what differs; nothing else.
    drop(remember(workspace, &remote));
    Ok((report, remote))
}

/// Compares the workspace with what is remembered of the control plane; none when nothing is. Asks nothing of the network.
///
/// # Errors
/// [`SyncError`] when the workspace cannot be read.
pub fn compare_remembered(workspace: &Workspace, target: &SyncTarget) -> Result<Option<SyncReport>, SyncError> {
    remembered(workspace, target).map(|remote| report(workspace, target, &remote)).transpose()
}

fn report(workspace: &Workspace, target: &SyncTarget, remote: &Remote) -> Result<SyncReport, SyncError> {
    let (name, descriptor) = connection(workspace, target)?;
    let default_schema = default_schema(workspace, &name)?;
    let blocks = decode(&remote.scoping, &default_schema);
    // A platform may keep blocks only for a connected database: that they are gone is then nobody's decision.
    let settled = remote.settled.blocks().filter(|_| remote.state != ConnectionState::NotConnected);
    let scoping = compare_scoping(&workspace.scoping(&name)?, &blocks, settled);
    let bindings = differences(workspace, &name, remote)?;
    let misplaced = misplaced(workspace, &name, &remote.unmatched, &default_schema)?;
    let same = bindings.iter().all(|binding| binding.state == BindingState::Same);
    Ok(SyncReport {
        in_step: remote.state == ConnectionState::Ready && scoping.is_empty() && same && misplaced.is_empty(),
        connection: SyncConnection { name, kind: descriptor.engine.kind().to_owned(), state: remote.state },
        scoping,
        unmatched: listed(remote.unmatched.clone()),
        misplaced,
        bindings,
        publication: publication(remote),
        steps: Vec::new(),
        blocked_reason: obstacle(target, &descriptor),
    })
}

/// Which blocks the other side found nothing for, though what they name is here: a bare name means another schema there. On
/// PostgreSQL every user sees every name; on MySQL a table that the other side's user may not touch is not there for it, and a
/// block of it holds by itself.
fn misplaced(
    workspace: &Workspace,
    name: &str,
    unmatched: &WireScoping,
    default_schema: &str,
) -> Result<Vec<String>, WorkspaceError> {
    let Some(catalog) = workspace.catalog(name)?.filter(|catalog| catalog.engine == Engine::Postgres) else {
        return Ok(Vec::new());
    };
    let blocks = decode(unmatched, default_schema);
    let mut found = Scoping::default();
    found.set(&blocks.targets().filter(|target| target.is_in(&catalog)).collect::<Vec<_>>(), true);
    Ok(listed(encode(&found, default_schema)))
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
fn differences(workspace: &Workspace, name: &str, remote: &Remote) -> Result<Vec<Difference>, WorkspaceError> {
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
        let wanted = compiled(&scoping).map(|statement| SkillDefinition::new(&binding, &statement));
        let dismissed_only_here = wanted.is_some() && scoping.has_dismissed() && compiled(&told).is_none();
        differences.push(Difference { dismissed_only_here, ..difference(slug, binding, wanted.as_ref(), remote) });
    }
    Ok(differences)
}

fn difference(slug: String, binding: Binding, wanted: Option<&SkillDefinition>, remote: &Remote) -> Difference {
    let there = wanted.and_then(|wanted| remote.skills.iter().find(|skill| skill.name() == wanted.name));
    let state = match (wanted, there) {
        (None, _) => BindingState::Broken,
        (Some(_), None) => BindingState::New,
        (Some(wanted), Some(skill)) if skill.definition() == Some(wanted) && stands(skill, wanted, &binding) => {
            BindingState::Same
        }
        _ => BindingState::Changed,
    };
    let is_as_here = |skill: &Skill| {
        wanted.is_some_and(|wanted| skill.definition() == Some(wanted) && stands(skill, wanted, &binding))
    };
    let name = skill_name(&binding.tool_name);
    let named = remote.skills.iter().find(|skill| skill.name() == name);
    let theirs = match state {
        BindingState::Same => None,
        // What cannot be sent overwrites nothing, unless it is switched off because of that.
        BindingState::Broken if named.is_none_or(|skill| !skill.is_enabled) => None,
        _ => remote.settled.changed_there(&name, named, is_as_here),
    };
    let waits = |skill: &&Skill| state == BindingState::Same && binding.enabled && !skill.is_enabled;
    Difference {
        slug,
        state,
        live: live(wanted, there, remote.last_version.as_ref()),
        awaits_review: there.filter(waits).map(|skill| skill.id.clone()),
        dismissed_only_here: false,
        theirs,
        tool_name: binding.tool_name,
    }
}

/// Whether a skill may be called as the draft says. A write lands disabled whatever the draft says [contract, S], so one that
/// is meant to be enabled has arrived when it waits for its review.
fn stands(skill: &Skill, wanted: &SkillDefinition, binding: &Binding) -> bool {
    skill.is_enabled == binding.enabled || (wanted.is_write && !skill.is_enabled)
}

/// Whether callers get the draft's statement.
fn live(wanted: Option<&SkillDefinition>, there: Option<&Skill>, last: Option<&AgentVersion>) -> Live {
    let Some(published) = last.map(|version| version.skills.as_deref()) else { return Live::No };
    let (Some(published), Some(skill)) = (published, there) else {
        return if published.is_some() { Live::No } else { Live::Unknown };
    };
    match published.iter().find(|one| one.id == skill.id) {
        None => Live::No,
        // Switched off as it is, it is not called any more.
        Some(one) if !skill.is_enabled && skill.statement_sha256() == Some(&one.statement) => Live::No,
        Some(one) if wanted.is_some_and(|wanted| wanted.execution_config.sha256 == one.statement) => Live::Yes,
        Some(_) => Live::Earlier,
    }
}

/// What callers get, and what publishing would change of it.
fn publication(remote: &Remote) -> Publication {
    let last = remote.last_version.as_ref();
    let published = last.and_then(|version| version.skills.as_deref()).unwrap_or_default();
    let enabled = || remote.skills.iter().filter(|skill| skill.is_enabled);
    let is_as_published = |skill: &&Skill| {
        published.iter().any(|one| one.id == skill.id && Some(one.statement.as_str()) == skill.statement_sha256())
    };
    let adds = enabled().filter(|skill| !is_as_published(skill)).map(|skill| skill.display_name().to_owned());
    let gone = published.iter().filter(|one| !enabled().any(|skill| skill.id == one.id));
    Publication {
        version: last.map(|version| version.version),
        published_at: last.map(|version| version.published_at.clone()),
        note: last.map(|version| version.note.clone()).filter(|note| !note.is_empty()),
        is_known: last.is_none_or(|version| version.skills.is_some()),
        callers_get: published.iter().map(|one| one.display_name.clone()).collect(),
        adds: adds.collect(),
        takes_away: gone.map(|one| one.display_name.clone()).collect(),
    }
}
