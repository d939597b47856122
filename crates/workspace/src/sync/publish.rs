//! Letting callers have what was sent: enabling a write after its review, and publishing.

use gatehouse_api::{Client, SkillPatch};

use super::SyncError;
use super::compare::compare;
use super::remote::remembered;
use super::report::{SyncReport, SyncStep};
use super::send::tagged;
use super::target::agent;
use crate::{SyncTarget, Workspace};

/// Enables a skill that somebody has reviewed: as it was when the two sides were compared, and in no other state. Callers get it
/// with the next publication.
///
/// # Errors
/// [`SyncError`]: among others when it no longer compiles at the other side, and when somebody changed it since.
pub async fn enable(
    workspace: &Workspace,
    client: &Client,
    target: &SyncTarget,
    skill: &str,
) -> Result<SyncReport, SyncError> {
    let agent = agent(client, target).await?.ok_or(SyncError::NoAgent)?;
    let on = SkillPatch { is_enabled: Some(true), ..SkillPatch::default() };
    let reviewed = remembered(workspace, target);
    let reviewed = reviewed.iter().flat_map(|remote| &remote.skills).find(|seen| seen.id == skill);
    let tag = match reviewed {
        None => None,
        Some(reviewed) => {
            let (present, tag) = tagged(client, &agent, reviewed).await?;
            if present.body != reviewed.body {
                return Err(SyncError::ChangedThere(vec![format!("“{}”", reviewed.display_name())]));
            }
            tag
        }
    };
    let skill = client.update_skill(&agent, skill, &on, tag.as_deref()).await?;
    let label = format!("Enabled “{}”", skill.display_name());
    let detail = if skill.is_enabled { "Read back: enabled." } else { "Read back: still not enabled." };
    let step = SyncStep { label, done: skill.is_enabled, detail: detail.into() };
    Ok(SyncReport { steps: vec![step], ..compare(workspace, client, target).await? })
}

/// Publishes what is enabled at the control plane.
///
/// # Errors
/// [`SyncError`]: among others when a binding no longer holds there; then nothing was published.
pub async fn publish(
    workspace: &Workspace,
    client: &Client,
    target: &SyncTarget,
    note: Option<&str>,
) -> Result<SyncReport, SyncError> {
    let agent = agent(client, target).await?.ok_or(SyncError::NoAgent)?;
    let version = client.publish(&agent, note).await?;
    let after = compare(workspace, client, target).await?;
    let done = after.publication.version == Some(version.version);
    let detail = match &version.skills {
        Some(skills) => format!("Read back: callers get {}.", super::apply::counted(skills.len(), "tool")),
        None => "Read back.".into(),
    };
    let step = SyncStep { label: format!("Published version {}", version.version), done, detail };
    Ok(SyncReport { steps: vec![step], ..after })
}
