//! Sending what differs, in the order that never shows too much, and reading each thing back.

use std::collections::BTreeSet;

use gatehouse_api::{ApiFailure, Client, Credentials, Skill};
use gatehouse_core::binding::skill_name;
use gatehouse_core::connection::Engine;
use gatehouse_core::scoping::{BlockTarget, Scoping, decode, encode, encode_target};
use gatehouse_core::sync::{BindingState, Difference, ScopingChange, compare_scoping};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use super::SyncError;
use super::compare::{compare_sent, default_schema};
use super::remote;
use super::report::{ConnectionState, SyncReport, SyncStep};
use super::send::Sending;
use super::target::{agent, connection, obstacle};
use crate::{SyncTarget, Workspace};

/// A skill as a person saw it: what they decide about it holds for that very state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SeenSkill {
    /// The draft's slug.
    pub slug: String,
    /// [`gatehouse_core::sync::ChangedThere::version`].
    pub version: String,
}

/// What a person decided before sending.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Choice {
    /// Blocks to lift at the control plane, and blocks to set again that somebody lifted there.
    pub blocks: Vec<BlockTarget>,
    /// Skills that somebody changed there, to be overwritten by the drafts.
    pub overwrite: Vec<SeenSkill>,
}

/// Sends the workspace to the control plane: the blocks first, then credentials where it has none, then discovery, then
/// the bindings, so that nothing is looked at before its blocks stand. Lifting a block, and overwriting what somebody else
/// changed there since both sides were last alike, wants a person's decision; without it nothing is sent.
///
/// # Errors
/// [`SyncError`]; what was sent before it stays sent.
pub async fn apply(
    workspace: &Workspace,
    client: &Client,
    target: &SyncTarget,
    choice: &Choice,
    password: impl FnOnce(&str) -> Result<SecretString, SyncError>,
) -> Result<SyncReport, SyncError> {
    let (before, remote) = compare_sent(workspace, client, target, &[]).await?;
    let (name, descriptor) = connection(workspace, target)?;
    if let Some(reason) = obstacle(target, &descriptor) {
        return Err(SyncError::NotOffered(reason));
    }
    let agent = agent(client, target).await?.ok_or(SyncError::NoAgent)?;
    decided(&before, choice)?;
    let kind = descriptor.engine;
    let connected = before.connection.state != ConnectionState::NotConnected;
    let settled = remote.settled.blocks().filter(|_| connected);
    let blocks = Blocks {
        local: workspace.scoping(&name)?,
        schema: default_schema(workspace, &name)?,
        agreed: &choice.blocks,
        settled,
    };
    let mut steps = Vec::new();
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
    let sending = Sending { workspace, client, agent: &agent, kind };
    let present = client.skills(&agent).await?;
    let mut sent = switched_off(&remote.skills, &present);
    for difference in &before.bindings {
        let name = skill_name(&difference.tool_name);
        let seen = remote.skills.iter().find(|skill| skill.name() == name);
        let present = present.iter().find(|skill| skill.name() == name);
        let step = match difference.state {
            BindingState::New | BindingState::Changed => Some(sending.send(difference, seen, present).await?),
            BindingState::Broken => sending.withdraw(difference, seen, present).await?,
            BindingState::Same => None,
        };
        sent.extend(step.is_some().then_some(name));
        steps.extend(step);
    }
    let (after, _) = compare_sent(workspace, client, target, &sent).await?;
    Ok(SyncReport { steps, ..after })
}

/// Whether somebody decided about everything that sending would undo at the other side.
fn decided(before: &SyncReport, choice: &Choice) -> Result<(), SyncError> {
    let decided = |difference: &Difference| {
        difference.theirs.as_ref().is_none_or(|theirs| {
            choice.overwrite.iter().any(|seen| seen.slug == difference.slug && seen.version == theirs.version)
        })
    };
    let mut open = lifted_there(&before.scoping, &choice.blocks);
    let skills = before.bindings.iter().filter(|difference| !decided(difference));
    open.extend(skills.map(|difference| format!("“{}”", difference.tool_name)));
    if !open.is_empty() {
        return Err(SyncError::ChangedThere(open));
    }
    match before.scoping.iter().filter(|change| !change.blocks && !choice.blocks.contains(&change.target)).count() {
        0 => Ok(()),
        unseen => Err(SyncError::ConsentMissing(unseen)),
    }
}

/// What somebody lifted at the other side and nobody here agreed to block again.
fn lifted_there(changes: &[ScopingChange], agreed: &[BlockTarget]) -> Vec<String> {
    let open = changes.iter().filter(|change| change.theirs && change.blocks && !agreed.contains(&change.target));
    open.map(|change| format!("the block of {}", encode_target(&change.target))).collect()
}

/// Which skills the control plane itself switched off since, because they no longer hold with what was just sent.
fn switched_off(before: &[Skill], present: &[Skill]) -> Vec<String> {
    let off = |old: &&Skill| {
        present.iter().any(|now| now.id == old.id && now.body == old.body && old.is_enabled && !now.is_enabled)
    };
    before.iter().filter(off).map(|skill| skill.name().to_owned()).collect()
}

/// How often the blocks are sent when somebody else keeps changing the other side's.
const TRIES: u32 = 3;

/// The blocks as they were when sending began: what a person ticks meanwhile goes with the next time.
struct Blocks<'a> {
    local: Scoping,
    schema: String,
    agreed: &'a [BlockTarget],
    settled: Option<&'a BTreeSet<BlockTarget>>,
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
            let changes = compare_scoping(&self.local, &decode(&state.scoping, &self.schema), self.settled);
            let lifted = lifted_there(&changes, self.agreed);
            if !lifted.is_empty() {
                return Err(SyncError::ChangedThere(lifted));
            }
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
        let left = compare_scoping(&self.local, &decode(&stored, &self.schema), None).len();
        if left > 0 {
            return Err(SyncError::NotStored(left));
        }
        let columns = stored.blocked_columns.values().map(std::collections::BTreeSet::len).sum();
        let tables = counted(stored.blocked_tables.len(), "table");
        Ok(done("Sent the scoping", format!("Read back: {tables} and {} blocked.", counted(columns, "column"))))
    }
}

pub(super) fn done(label: impl Into<String>, detail: impl Into<String>) -> SyncStep {
    SyncStep { label: label.into(), done: true, detail: detail.into() }
}

pub(super) fn counted(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}
