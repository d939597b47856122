//! Sending what differs, in the order that never shows too much, and reading each thing back.

use gatehouse_api::{ApiFailure, BindingBody, Client, Credentials, Skill, SkillPatch};
use gatehouse_core::binding::skill_name;
use gatehouse_core::connection::Engine;
use gatehouse_core::scoping::{BlockTarget, Scoping, decode, encode};
use gatehouse_core::sync::{BindingState, compare_scoping};
use secrecy::SecretString;

use super::SyncError;
use super::compare::{compare, default_schema};
use super::remote;
use super::report::{ConnectionState, SyncReport, SyncStep};
use super::target::{agent, connection, obstacle};
use crate::{SyncTarget, Workspace};

/// Sends the workspace to the control plane: the blocks first, then credentials where it has none, then discovery, then
/// the bindings, so that nothing is looked at before its blocks stand. `agreed` names the blocks that a person has seen
/// and agreed to lift; lifting any other is refused.
///
/// # Errors
/// [`SyncError`]; what was sent before it stays sent.
pub async fn apply(
    workspace: &Workspace,
    client: &Client,
    target: &SyncTarget,
    agreed: &[BlockTarget],
    password: impl FnOnce(&str) -> Result<SecretString, SyncError>,
) -> Result<SyncReport, SyncError> {
    let before = compare(workspace, client, target).await?;
    let (name, descriptor) = connection(workspace, target)?;
    if let Some(reason) = obstacle(target, &descriptor) {
        return Err(SyncError::NotOffered(reason));
    }
    let agent = agent(client, target).await?.ok_or(SyncError::NoAgent)?;
    let kind = descriptor.engine;
    let blocks = Blocks { local: workspace.scoping(&name)?, schema: default_schema(workspace, &name)?, agreed };
    let mut steps = Vec::new();
    let connected = before.connection.state != ConnectionState::NotConnected;
    // A platform may keep blocks only for a connected database: it then gets them right after connecting.
    let early = match blocks.send(client, kind).await {
        Err(SyncError::Api(ApiFailure::NotFound { .. } | ApiFailure::NotConnected)) if !connected => None,
        sent => Some(sent?),
    };
    if !connected {
        let credentials = Credentials::new(&descriptor, password(&name)?);
        client.connect(kind, &credentials).await?;
        steps.push(done(format!("Connected {name}"), "The control plane reached the database."));
    }
    steps.push(match early {
        Some(step) => step,
        None => blocks.send(client, kind).await?,
    });
    // A statement is compiled again at the other side, against a catalogue as new as ours.
    let found = client.discover(kind).await?;
    steps.push(done("Discovered the schema", format!("{} tables, {} columns.", found.object_count, found.field_count)));
    let skills = client.skills(&agent).await?;
    for difference in &before.bindings {
        match difference.state {
            BindingState::New | BindingState::Changed => {
                steps.push(send_binding(workspace, client, &agent, kind, &difference.slug).await?);
            }
            BindingState::Broken => steps.extend(withdraw(client, &agent, &skills, &difference.tool_name).await?),
            BindingState::Same => {}
        }
    }
    let after = compare(workspace, client, target).await?;
    Ok(SyncReport { steps, ..after })
}

/// How often the blocks are sent when somebody else keeps changing the other side's.
const TRIES: u32 = 3;

/// The blocks as they were when sending began: what a person ticks meanwhile goes with the next time.
struct Blocks<'a> {
    local: Scoping,
    schema: String,
    agreed: &'a [BlockTarget],
}

impl Blocks<'_> {
    /// Sends the blocks and reads them back. The other side is read again just before, and what is sent names that very state
    /// where the platform tells it (`If-Match`), so that a block that somebody else adds is never lifted unseen. Who comes
    /// between is looked at anew: what they blocked needs consent, like any other.
    async fn send(&self, client: &Client, kind: Engine) -> Result<SyncStep, SyncError> {
        let sent = encode(&self.local, &self.schema);
        let mut tries = 1..=TRIES;
        loop {
            let (state, tag) = remote::scoping_tagged(client, kind).await?;
            let changes = compare_scoping(&self.local, &decode(&state.scoping, &self.schema));
            let agreed = |target: &BlockTarget| self.agreed.contains(target);
            let unseen = changes.iter().filter(|change| !change.blocks && !agreed(&change.target)).count();
            if unseen > 0 {
                return Err(SyncError::ConsentMissing(unseen));
            }
            tries.next();
            match client.patch_scoping(kind, &sent, tag.as_deref()).await {
                Err(ApiFailure::Conflict { .. }) if !tries.is_empty() && tag.is_some() => {}
                answer => {
                    answer?;
                    break;
                }
            }
        }
        let stored = client.scoping(kind).await?.scoping;
        let left = compare_scoping(&self.local, &decode(&stored, &self.schema)).len();
        if left > 0 {
            return Err(SyncError::NotStored(left));
        }
        let columns = stored.blocked_columns.values().map(std::collections::BTreeSet::len).sum();
        let tables = counted(stored.blocked_tables.len(), "table");
        Ok(done("Sent the scoping", format!("Read back: {tables} and {} blocked.", counted(columns, "column"))))
    }
}

/// A draft that no longer compiles must not go on answering calls as it did before.
async fn withdraw(client: &Client, agent: &str, skills: &[Skill], tool: &str) -> Result<Option<SyncStep>, SyncError> {
    let Some(live) = skills.iter().find(|skill| skill.name() == skill_name(tool) && skill.is_enabled) else {
        return Ok(None);
    };
    let off = SkillPatch { is_enabled: Some(false), ..SkillPatch::default() };
    let skill = client.update_skill(agent, &live.id, &off).await?;
    let detail = "Its draft no longer compiles; read back: not enabled.";
    Ok(Some(SyncStep { label: format!("Disabled “{tool}”"), done: !skill.is_enabled, detail: detail.into() }))
}

async fn send_binding(
    workspace: &Workspace,
    client: &Client,
    agent: &str,
    kind: Engine,
    slug: &str,
) -> Result<SyncStep, SyncError> {
    let binding = workspace.binding(slug)?;
    let skill = client.create_binding(agent, kind, &BindingBody::from(&binding)).await?;
    let state = match (skill.is_enabled, binding.enabled && skill.definition().is_some_and(|one| one.is_write)) {
        (true, _) => "enabled",
        (false, true) => "waits for a review, as every write does",
        (false, false) => "not enabled",
    };
    let label = format!("Sent “{}”", binding.tool_name);
    let Some(statement) = skill.definition().map(|definition| &definition.execution_config) else {
        // Another platform's skill says nothing of a statement; comparing afterwards shows what it made of it.
        return Ok(SyncStep { label, done: true, detail: format!("Accepted, {state}.") });
    };
    // The other side's own arithmetic is not believed: the hash is taken again from what came back.
    let intact = statement.fingerprint() == statement.sha256;
    let hash: String = statement.sha256.chars().take(12).collect();
    Ok(SyncStep { label, done: intact, detail: format!("Read back: statement {hash}…, {state}.") })
}

fn done(label: impl Into<String>, detail: impl Into<String>) -> SyncStep {
    SyncStep { label: label.into(), done: true, detail: detail.into() }
}

pub(super) fn counted(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}
