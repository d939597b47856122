//! Sending what differs, in the order that never shows too much, and reading each thing back.

use gatehouse_api::{BindingBody, Client, Credentials};
use gatehouse_core::connection::Engine;
use gatehouse_core::scoping::{decode, encode};
use gatehouse_core::sync::{BindingState, compare_scoping};
use secrecy::SecretString;

use super::SyncError;
use super::compare::{compare, default_schema};
use super::report::{ConnectionState, SyncReport, SyncStep};
use super::target::{agent, connection, obstacle};
use crate::{SyncTarget, Workspace};

/// Whether agents may see again what is blocked at the control plane and no longer here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consent {
    /// Only new blocks are sent.
    BlockOnly,
    /// Blocks may be lifted as well.
    MayUnblock,
}

/// Sends the workspace to the control plane: credentials where it has none, then the scoping, then discovery, then the
/// bindings, so that nothing is looked at before its blocks stand.
///
/// # Errors
/// [`SyncError`]; what was sent before it stays sent.
pub async fn apply(
    workspace: &Workspace,
    client: &Client,
    target: &SyncTarget,
    consent: Consent,
    password: impl FnOnce(&str) -> Result<SecretString, SyncError>,
) -> Result<SyncReport, SyncError> {
    let before = compare(workspace, client, target).await?;
    let (_, descriptor) = connection(workspace, target)?;
    if let Some(reason) = obstacle(target, &descriptor) {
        return Err(SyncError::NotOffered(reason));
    }
    let unblocked = before.scoping.iter().filter(|change| !change.blocks).count();
    if unblocked > 0 && consent == Consent::BlockOnly {
        return Err(SyncError::ConsentMissing(unblocked));
    }
    let agent = agent(client, target).await?.ok_or(SyncError::NoAgent)?;
    let kind = descriptor.engine;
    let mut steps = Vec::new();
    if before.connection.state == ConnectionState::NotConnected {
        let credentials = Credentials::new(&descriptor, password(&before.connection.name)?);
        client.connect(kind, &credentials).await?;
        steps.push(done(format!("Connected {}", before.connection.name), "The control plane reached the database."));
    }
    let fresh = before.connection.state != ConnectionState::Ready;
    if !before.scoping.is_empty() || fresh {
        steps.push(send_scoping(workspace, client, kind, &before.connection.name).await?);
    }
    // A statement is compiled again at the other side, against a catalogue as new as ours.
    let found = client.discover(kind).await?;
    steps.push(done("Discovered the schema", format!("{} tables, {} columns.", found.object_count, found.field_count)));
    for difference in &before.bindings {
        if matches!(difference.state, BindingState::New | BindingState::Changed) {
            steps.push(send_binding(workspace, client, &agent, kind, &difference.slug).await?);
        }
    }
    let after = compare(workspace, client, target).await?;
    Ok(SyncReport { steps, ..after })
}

async fn send_scoping(workspace: &Workspace, client: &Client, kind: Engine, name: &str) -> Result<SyncStep, SyncError> {
    let schema = default_schema(workspace, name)?;
    let local = workspace.scoping(name)?;
    client.patch_scoping(kind, &encode(&local, &schema)).await?;
    let stored = client.scoping(kind).await?;
    let left = compare_scoping(&local, &decode(&stored.scoping, &schema)).len();
    Ok(SyncStep {
        label: "Sent the scoping".into(),
        done: left == 0,
        detail: if left == 0 {
            let columns = stored.scoping.blocked_columns.values().map(std::collections::BTreeSet::len).sum();
            let tables = counted(stored.scoping.blocked_tables.len(), "table");
            format!("Read back: {tables} and {} blocked.", counted(columns, "column"))
        } else {
            format!("Read back: {left} blocks differ from what was sent.")
        },
    })
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
    let state = if skill.is_enabled { "enabled" } else { "not enabled" };
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

fn counted(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}
