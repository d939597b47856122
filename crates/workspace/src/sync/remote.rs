//! The other side as it was when somebody last looked: read over the network, remembered on this machine so that the state of
//! every draft can be told without it. It holds no secret.

use gatehouse_api::{AgentVersion, ApiFailure, Client, Skill};
use gatehouse_core::connection::Engine;
use gatehouse_core::scoping::WireScoping;
use serde::{Deserialize, Serialize};

use super::SyncError;
use super::report::ConnectionState;
use super::settled::Settled;
use super::target::agent;
use crate::lock::{FOLDER, machine_folder};
use crate::{SyncTarget, Workspace, WorkspaceError, atomic};

/// Beside the lock, in the folder of what belongs to this machine alone.
const FILE: &str = "control-plane.json";

/// A control plane's side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Remote {
    /// Whose it is: of another address or agent it says nothing.
    base_url: String,
    agent: Option<String>,
    pub(super) state: ConnectionState,
    pub(super) scoping: WireScoping,
    pub(super) unmatched: WireScoping,
    pub(super) skills: Vec<Skill>,
    pub(super) last_version: Option<AgentVersion>,
    #[serde(default)]
    pub(super) settled: Settled,
}

/// Reads the other side. What both had before is what this machine remembers.
pub(super) async fn read(
    workspace: &Workspace,
    client: &Client,
    target: &SyncTarget,
    kind: Engine,
) -> Result<Remote, SyncError> {
    let state = state(client, kind).await?;
    let scoping = scoping(client, kind).await?;
    let (skills, last_version) = match agent(client, target).await? {
        Some(agent) => (client.skills(&agent).await?, client.last_version(&agent).await?),
        None => (Vec::new(), None),
    };
    Ok(Remote {
        base_url: target.base_url.clone(),
        agent: target.agent.clone(),
        state,
        scoping: scoping.scoping,
        unmatched: scoping.unmatched.unwrap_or_default(),
        skills,
        last_version,
        settled: remembered(workspace, target).map(|before| before.settled).unwrap_or_default(),
    })
}

/// What is remembered of this target, if anything. What cannot be read is as good as nothing: comparing reads it anew.
pub(super) fn remembered(workspace: &Workspace, target: &SyncTarget) -> Option<Remote> {
    let bytes = std::fs::read(workspace.root().join(FOLDER).join(FILE)).ok()?;
    let remote: Remote = serde_json::from_slice(&bytes).ok()?;
    (remote.base_url == target.base_url && remote.agent == target.agent).then_some(remote)
}

/// Keeps it for the next time.
pub(super) fn remember(workspace: &Workspace, remote: &Remote) -> Result<(), WorkspaceError> {
    // Without the lock, which may be long in coming: the file is replaced as a whole, and whoever comes last is right.
    let bytes = serde_json::to_vec(remote).unwrap_or_default();
    atomic::write(&machine_folder(workspace)?.join(FILE), &bytes)
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
pub(super) async fn scoping(client: &Client, kind: Engine) -> Result<gatehouse_api::ScopingState, SyncError> {
    scoping_tagged(client, kind).await.map(|(state, _)| state)
}

/// The same with its ETag, where it has one.
pub(super) async fn scoping_tagged(
    client: &Client,
    kind: Engine,
) -> Result<(gatehouse_api::ScopingState, Option<String>), SyncError> {
    match client.scoping_tagged(kind).await {
        Err(ApiFailure::NotFound { .. } | ApiFailure::NotConnected) => Ok(Default::default()),
        answer => Ok(answer?),
    }
}
