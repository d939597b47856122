//! Taking the other side's part where somebody changed something there: the files here follow, nothing is sent.

use gatehouse_api::{ApiFailure, Client};
use gatehouse_core::binding::{Binding, skill_name};
use gatehouse_core::scoping::{BlockTarget, PolicyEdit};
use gatehouse_core::sync::TheirDeed;
use serde::{Deserialize, Serialize};

use super::apply::{SeenSkill, done};
use super::compare::compare_sent;
use super::replaced::keep;
use super::report::SyncStep;
use super::target::agent;
use super::{SyncError, counted};
use crate::folder::binding_file;
use crate::{SyncTarget, Workspace};

/// What a person decided to take from the control plane.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct TheirsChosen {
    /// Blocks that somebody set or lifted there.
    pub blocks: Vec<BlockTarget>,
    /// Skills that somebody changed or deleted there.
    pub skills: Vec<SeenSkill>,
}

/// The other side's part of what was decided about, read and not yet written down.
#[derive(Debug)]
pub struct Theirs {
    connection: String,
    block: Vec<BlockTarget>,
    lift: Vec<BlockTarget>,
    /// A draft's slug and what it becomes; none: it was deleted.
    drafts: Vec<(String, Option<Binding>)>,
}

/// Reads the other side's part. What is no longer as it was when it was decided about is refused.
///
/// # Errors
/// [`SyncError`], [`SyncError::ChangedThere`] and [`SyncError::NotTold`] among others.
pub async fn theirs(
    workspace: &Workspace,
    client: &Client,
    target: &SyncTarget,
    chosen: &TheirsChosen,
) -> Result<Theirs, SyncError> {
    let (report, remote) = compare_sent(workspace, client, target, &[]).await?;
    let agent = agent(client, target).await?.ok_or(SyncError::NoAgent)?;
    let connection = report.connection.name;
    let mut theirs = Theirs { connection, block: Vec::new(), lift: Vec::new(), drafts: Vec::new() };
    for change in report.scoping.into_iter().filter(|change| change.theirs && chosen.blocks.contains(&change.target)) {
        // What sending would block is not blocked there.
        if change.blocks { &mut theirs.lift } else { &mut theirs.block }.push(change.target);
    }
    for SeenSkill { slug, version } in &chosen.skills {
        let difference = report.bindings.iter().find(|difference| difference.slug == *slug);
        let found = difference.and_then(|difference| difference.theirs.as_ref().map(|change| (difference, change)));
        let Some((difference, change)) = found.filter(|(_, change)| change.version == *version) else {
            return Err(SyncError::ChangedThere(vec![format!("“{slug}”")]));
        };
        let name = skill_name(&difference.tool_name);
        let skill = remote.skills.iter().find(|skill| skill.name() == name);
        let draft = match skill.filter(|_| change.deed != TheirDeed::Deleted) {
            None => None,
            Some(skill) => match client.skill_binding(&agent, &skill.id).await {
                Err(ApiFailure::NotFound { .. } | ApiFailure::Refused { .. }) => {
                    return Err(SyncError::NotTold(difference.tool_name.clone()));
                }
                body => Some(body?.to_binding(&theirs.connection)),
            },
        };
        theirs.drafts.push((slug.clone(), draft));
    }
    Ok(theirs)
}

impl Theirs {
    /// Writes it down; what it replaces is kept under `.gatehouse/replaced`. Blocks (files, and the workspace's lock).
    ///
    /// # Errors
    /// [`SyncError::Workspace`]; what was written before it stays.
    pub fn take(self, workspace: &Workspace) -> Result<Vec<SyncStep>, SyncError> {
        let Theirs { connection, block, lift, drafts } = self;
        let mut steps = Vec::new();
        let (blocked, lifted) = (block.len(), lift.len());
        if blocked + lifted > 0 {
            let _lock = workspace.lock()?;
            let mut policy = workspace.policy(&connection)?;
            let snapshot = workspace.catalog(&connection)?;
            let catalog = snapshot.as_deref().map(|snapshot| &**snapshot);
            policy.edit(catalog, &PolicyEdit::Block { targets: block });
            policy.edit(catalog, &PolicyEdit::Allow { targets: lift });
            workspace.save_policy(&connection, &policy)?;
            let detail = format!("{} set here, {lifted} lifted.", counted(blocked, "block"));
            steps.push(done("Took the control plane's scoping", detail));
        }
        for (slug, draft) in drafts {
            let old = std::fs::read(workspace.root().join(binding_file(&slug)?)).unwrap_or_default();
            let kept = keep(workspace, &slug, &old)?;
            match draft {
                Some(draft) => workspace.save_binding(&slug, &draft)?,
                None => workspace.delete_binding(&slug)?,
            }
            steps.push(done(format!("Took the control plane's “{slug}”"), format!("Your draft is kept in {kept}.")));
        }
        Ok(steps)
    }
}
