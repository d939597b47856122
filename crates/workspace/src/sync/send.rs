//! Sending one draft, or taking it out of use: only over the state of its skill that was compared.

use gatehouse_api::{ApiFailure, BindingBody, Client, Precondition, Skill, SkillPatch};
use gatehouse_core::connection::Engine;
use gatehouse_core::sync::Difference;

use super::SyncError;
use super::replaced::keep;
use super::report::SyncStep;
use crate::{Workspace, draft_text};

/// Where to.
pub(super) struct Sending<'a> {
    pub(super) workspace: &'a Workspace,
    pub(super) client: &'a Client,
    pub(super) agent: &'a str,
    pub(super) kind: Engine,
}

impl Sending<'_> {
    /// Sends a draft. `seen` is the skill of its name as it was compared, `present` as it is since blocks and schema were sent.
    pub(super) async fn send(
        &self,
        difference: &Difference,
        seen: Option<&Skill>,
        present: Option<&Skill>,
    ) -> Result<SyncStep, SyncError> {
        let Sending { workspace, client, agent, kind } = *self;
        let binding = workspace.binding(&difference.slug)?;
        let tag = self.unchanged(difference, seen, present).await?;
        let precondition = match (present, &tag) {
            (None, _) => Precondition::Absent,
            (Some(_), tag) => Precondition::from(tag.as_deref()),
        };
        let kept = match (present, &difference.theirs) {
            (Some(there), Some(_)) => self.keep_theirs(&difference.slug, there).await?,
            _ => String::new(),
        };
        let sent = client.create_binding(agent, kind, &BindingBody::from(&binding), precondition).await;
        let skill = sent.map_err(|failure| conflict(failure, difference))?;
        let state = match (skill.is_enabled, binding.enabled && skill.definition().is_some_and(|one| one.is_write)) {
            (true, _) => "enabled",
            (false, true) => "waits for a review, as every write does",
            (false, false) => "not enabled",
        };
        let label = format!("Sent “{}”", binding.tool_name);
        let Some(statement) = skill.definition().map(|definition| &definition.execution_config) else {
            // Another platform's skill says nothing of a statement; comparing afterwards shows what it made of it.
            return Ok(SyncStep { label, done: true, detail: format!("Accepted, {state}.{kept}") });
        };
        // The other side's own arithmetic is not believed: the hash is taken again from what came back.
        let intact = statement.fingerprint() == statement.sha256;
        let hash: String = statement.sha256.chars().take(12).collect();
        Ok(SyncStep { label, done: intact, detail: format!("Read back: statement {hash}…, {state}.{kept}") })
    }

    /// A draft that no longer compiles must not go on answering calls as it did before.
    pub(super) async fn withdraw(
        &self,
        difference: &Difference,
        seen: Option<&Skill>,
        present: Option<&Skill>,
    ) -> Result<Option<SyncStep>, SyncError> {
        let Some(live) = present.filter(|skill| skill.is_enabled) else { return Ok(None) };
        let tag = self.unchanged(difference, seen, present).await?;
        let off = SkillPatch { is_enabled: Some(false), ..SkillPatch::default() };
        let patched = self.client.update_skill(self.agent, &live.id, &off, tag.as_deref()).await;
        let skill = patched.map_err(|failure| conflict(failure, difference))?;
        let label = format!("Disabled “{}”", difference.tool_name);
        let detail = "Its draft no longer compiles; read back: not enabled.";
        Ok(Some(SyncStep { label, done: !skill.is_enabled, detail: detail.into() }))
    }

    /// The ETag of the skill, if it is still what was compared. The control plane itself may have switched it off since.
    async fn unchanged(
        &self,
        difference: &Difference,
        seen: Option<&Skill>,
        present: Option<&Skill>,
    ) -> Result<Option<String>, SyncError> {
        let changed = || SyncError::ChangedThere(vec![format!("“{}”", difference.tool_name)]);
        let (seen, present) = match (seen, present) {
            (Some(seen), Some(present)) => (seen, present),
            (None, None) => return Ok(None),
            _ => return Err(changed()),
        };
        let (present, tag) = tagged(self.client, self.agent, present).await?;
        let is_as_seen = present.body == seen.body && (present.is_enabled == seen.is_enabled || !present.is_enabled);
        if is_as_seen { Ok(tag) } else { Err(changed()) }
    }

    /// What is overwritten stays on this machine, where the platform tells it.
    async fn keep_theirs(&self, slug: &str, there: &Skill) -> Result<String, SyncError> {
        match self.client.skill_binding(self.agent, &there.id).await {
            Ok(body) => {
                let text = draft_text(&body.to_binding(&self.workspace.binding(slug)?.connection))?;
                let file = keep(self.workspace, &format!("{slug}.theirs"), text.as_bytes())?;
                Ok(format!(" What was there is kept in {file}."))
            }
            Err(ApiFailure::NotFound { .. } | ApiFailure::Refused { .. }) => Ok(String::new()),
            Err(failure) => Err(failure.into()),
        }
    }
}

/// A skill as it is now, with its ETag. A platform that shows no single skill has none: then it is what the list said.
pub(super) async fn tagged(
    client: &Client,
    agent: &str,
    listed: &Skill,
) -> Result<(Skill, Option<String>), ApiFailure> {
    match client.skill_tagged(agent, &listed.id).await {
        Err(ApiFailure::NotFound { .. } | ApiFailure::Refused { .. } | ApiFailure::AnswerUnexpected { .. }) => {
            Ok((listed.clone(), None))
        }
        answer => answer,
    }
}

/// Somebody came between looking and sending.
fn conflict(failure: ApiFailure, difference: &Difference) -> SyncError {
    match failure {
        ApiFailure::Conflict { .. } => SyncError::ChangedThere(vec![format!("“{}”", difference.tool_name)]),
        other => other.into(),
    }
}
