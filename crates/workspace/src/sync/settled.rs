//! What both sides had when they were last alike, item by item: without it nobody can tell who changed what since.

use std::collections::BTreeSet;

use gatehouse_api::Skill;
use gatehouse_core::binding::skill_name;
use gatehouse_core::fingerprint::sha256_hex;
use gatehouse_core::scoping::{BlockTarget, Scoping};
use gatehouse_core::sync::{BindingState, ChangedThere, Difference, ScopingChange, TheirDeed, targets};
use serde::{Deserialize, Serialize};

/// Kept on this machine with what is remembered of the control plane. Lost, everything that differs and is there already is asked
/// about once.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Settled {
    /// The blocks; none before both sides were alike for the first time.
    blocks: Option<BTreeSet<BlockTarget>>,
    /// The skills as they were there.
    skills: Vec<Skill>,
}

impl Settled {
    pub(super) fn blocks(&self) -> Option<&BTreeSet<BlockTarget>> {
        self.blocks.as_ref()
    }

    fn skill(&self, name: &str) -> Option<&Skill> {
        self.skills.iter().find(|skill| skill.name() == name)
    }

    /// What somebody did there to the skill of this name, which `there` is now. `is_as_here` says whether a skill is what the
    /// draft asks for.
    pub(super) fn changed_there(
        &self,
        name: &str,
        there: Option<&Skill>,
        is_as_here: impl Fn(&Skill) -> bool,
    ) -> Option<ChangedThere> {
        let settled = self.skill(name);
        let (deed, version) = match (there, settled) {
            (None, None) => return None,
            (Some(there), Some(settled)) if is_same(there, settled) => return None,
            (None, Some(_)) => (TheirDeed::Deleted, "deleted".to_owned()),
            (Some(there), None) => (TheirDeed::Made, version(there)),
            (Some(there), Some(_)) => (TheirDeed::Changed, version(there)),
        };
        Some(ChangedThere { deed, here_too: settled.is_none_or(|settled| !is_as_here(settled)), version })
    }

    /// Takes in what is alike now. Of a block that differs, what both had before stays. `sent` are the names of skills that were
    /// just sent: what a platform made of them is what was meant, though it may write it in another way.
    pub(super) fn take_in(&mut self, now: &Alike<'_>, sent: &[String]) {
        if self.blocks.is_some() || now.scoping.is_empty() {
            let before = self.blocks.take().unwrap_or_default();
            let mut blocks: BTreeSet<_> = targets(now.blocks).collect();
            for ScopingChange { target, .. } in now.scoping {
                if before.contains(target) {
                    blocks.insert(target.clone())
                } else {
                    blocks.remove(target)
                };
            }
            self.blocks = Some(blocks);
        }
        for difference in now.bindings {
            let name = skill_name(&difference.tool_name);
            if difference.state == BindingState::Same || sent.contains(&name) {
                self.skills.retain(|skill| skill.name() != name);
                self.skills.extend(now.skills.iter().find(|skill| skill.name() == name).cloned());
            }
        }
        let is_here = |name: &str| now.bindings.iter().any(|difference| skill_name(&difference.tool_name) == name);
        self.skills
            .retain(|skill| is_here(skill.name()) || now.skills.iter().any(|there| there.name() == skill.name()));
    }
}

/// Both sides, compared.
pub(super) struct Alike<'a> {
    /// The other side's blocks.
    pub(super) blocks: &'a Scoping,
    /// How ours differ from them.
    pub(super) scoping: &'a [ScopingChange],
    /// The other side's skills.
    pub(super) skills: &'a [Skill],
    /// How our drafts stand to them.
    pub(super) bindings: &'a [Difference],
}

/// Whether nobody did anything to it: ids and times say nothing.
pub(super) fn is_same(one: &Skill, other: &Skill) -> bool {
    one.body == other.body && one.is_enabled == other.is_enabled
}

/// Names a skill's state. Both who shows it and who acts on it read it anew, in one program.
fn version(skill: &Skill) -> String {
    sha256_hex(&serde_json::to_vec(&(&skill.body, skill.is_enabled)).unwrap_or_default())
}
