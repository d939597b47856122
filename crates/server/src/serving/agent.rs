//! A published agent, ready to be called.

use std::sync::Arc;

use gatehouse_core::binding::SkillDefinition;
use gatehouse_database::{Approved, Pool};

/// The last published version of an agent.
pub(crate) struct ServedAgent {
    pub(crate) skills: Vec<Arc<ServedSkill>>,
    /// Held by a write: none runs beside another call of the same agent that writes [contract, `nonParallelizable`].
    pub(crate) writes: Arc<tokio::sync::Mutex<()>>,
}

/// A skill that callers know of.
pub(crate) struct ServedSkill {
    pub(crate) id: String,
    pub(crate) definition: SkillDefinition,
    /// None when it does not hold any more: it is refused, and says so.
    pub(crate) ready: Option<Ready>,
}

/// What it takes to run a skill.
pub(crate) struct Ready {
    pub(crate) statement: Approved,
    pub(crate) pool: Arc<Pool>,
}

impl ServedAgent {
    /// By its id.
    pub(crate) fn skill(&self, id: &str) -> Option<&Arc<ServedSkill>> {
        self.skills.iter().find(|skill| skill.id == id)
    }

    /// By the tool's name for a model.
    pub(crate) fn skill_named(&self, name: &str) -> Option<&Arc<ServedSkill>> {
        self.skills.iter().find(|skill| skill.definition.name == name)
    }
}
