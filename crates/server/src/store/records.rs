//! What the store takes and gives: plain data.

use gatehouse_api::{BindingBody, Scope};
use gatehouse_core::binding::SkillDefinition;
use gatehouse_core::catalog::Catalog;
use gatehouse_core::connection::Engine;
use gatehouse_core::scoping::Scoping;
use serde::{Deserialize, Serialize};

/// An organisation with its first agent.
pub(crate) struct NewOrganisation {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) agent_id: String,
    pub(crate) agent_name: String,
    pub(crate) created_at: String,
}

/// A key as it is kept: not the key.
pub(crate) struct KeyRecord {
    pub(crate) id: String,
    pub(crate) organisation_id: String,
    pub(crate) salt: Vec<u8>,
    pub(crate) digest: Vec<u8>,
    pub(crate) scopes: Vec<Scope>,
}

/// A key in a list: all but the key.
pub(crate) struct KeyNote {
    pub(crate) id: String,
    /// What somebody called it.
    pub(crate) label: String,
    pub(crate) scopes: Vec<Scope>,
    pub(crate) created_at: String,
    pub(crate) expires_at: Option<String>,
    pub(crate) revoked_at: Option<String>,
}

/// Which part of a list.
#[derive(Clone)]
pub(crate) struct PageRequest<K = String> {
    pub(crate) limit: u32,
    /// What the last item of the page before is ordered by; none for the first page. Ids are UUIDv7, so their order is that
    /// of creation.
    pub(crate) after: Option<K>,
}

/// A part of a list.
pub(crate) struct Listed<T> {
    pub(crate) items: Vec<T>,
    pub(crate) total: u64,
    /// How many stand before it.
    pub(crate) before: u64,
}

/// A connection in a list.
pub(crate) struct ConnectionNote {
    pub(crate) kind: String,
    pub(crate) discovered_at: Option<String>,
}

/// A connection.
pub(crate) struct Connection {
    pub(crate) revision: String,
    pub(crate) sealed: Vec<u8>,
}

/// A data key as it is kept: sealed with the master key.
#[derive(Clone)]
pub(crate) struct DataKeyRecord {
    pub(crate) purpose: String,
    /// Random.
    pub(crate) id: Vec<u8>,
    pub(crate) wrapped: Vec<u8>,
    pub(crate) created_at: String,
}

/// A sealed credential, and what it is bound to.
pub(crate) struct SealedRow {
    pub(crate) organisation: String,
    pub(crate) kind: String,
    pub(crate) sealed: Vec<u8>,
}

/// What the bindings of a connection are compiled against.
pub(crate) struct Basis {
    pub(crate) version: BasisVersion,
    /// None before discovery.
    pub(crate) schema: Option<Schema>,
}

/// A catalogue with its blocks.
pub(crate) struct Schema {
    pub(crate) catalog: Catalog,
    pub(crate) scoping: Scoping,
}

/// Which state of a basis. Both parts together are never seen twice: the revision is drawn anew by every connect, the
/// generation counts on within one.
#[derive(Default, PartialEq, Eq)]
pub(crate) struct BasisVersion {
    pub(crate) revision: String,
    pub(crate) generation: i64,
}

/// A skill: what was asked for, and what it compiled to.
#[derive(Clone)]
pub(crate) struct SkillRecord {
    pub(crate) id: String,
    pub(crate) organisation_id: String,
    pub(crate) agent_id: String,
    pub(crate) kind: Engine,
    pub(crate) binding: BindingBody,
    pub(crate) definition: SkillDefinition,
    pub(crate) is_enabled: bool,
    pub(crate) created_at: String,
    pub(crate) updated_at: String,
}

/// What happens to a skill that has the tool name already.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum SameName {
    /// It becomes this one.
    Replace,
    /// It stays.
    Keep,
}

/// What became of a skill.
pub(crate) enum SkillPut {
    Created(SkillRecord),
    /// The same tool name was there: its id and creation time stay.
    Replaced(SkillRecord),
    /// Another tool has the same name for a model, or this one is kept.
    NameTaken,
    /// What it was compiled against is no longer there.
    Outdated,
}

/// What a patch changes of a skill. Everything else stays as it is when the change is written.
pub(crate) struct SkillChange {
    pub(crate) description: Option<String>,
    pub(crate) switch: Option<Switch>,
    pub(crate) updated_at: String,
}

/// Whether a skill may be called from now on.
pub(crate) enum Switch {
    Off,
    /// With what it compiles to now.
    On(Box<Compiled>),
}

/// What a compilation gave, with all that it depends on.
pub(crate) struct Compiled {
    pub(crate) definition: SkillDefinition,
    /// The stored binding and its kind, as they were when it was compiled.
    pub(crate) binding: BindingBody,
    pub(crate) kind: Engine,
    pub(crate) basis: BasisVersion,
}

/// What became of a change to a skill.
pub(crate) enum SkillChanged {
    Changed(Box<SkillRecord>),
    Gone,
    /// What it was compiled from or against is no longer there.
    Outdated,
}

/// A skill as a version keeps it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct FrozenSkill {
    pub(crate) id: String,
    pub(crate) kind: Engine,
    pub(crate) binding: BindingBody,
    pub(crate) definition: SkillDefinition,
}

impl FrozenSkill {
    /// Whether the draft lets it be called: it is neither deleted there nor switched off as it is. So taking away works at
    /// once, while giving waits for the next publication [G]; and an edited skill that waits for its review does not take the
    /// published one away.
    pub(crate) fn is_callable(&self, draft: &[SkillRecord]) -> bool {
        draft.iter().any(|skill| {
            let is_edited = skill.definition.execution_config != self.definition.execution_config;
            skill.id == self.id && (skill.is_enabled || is_edited)
        })
    }
}

/// A version of an agent, without what it holds.
#[derive(Clone)]
pub(crate) struct VersionNote {
    pub(crate) id: String,
    /// 1 for the first; given by the store when it is added.
    pub(crate) version: u32,
    pub(crate) note: String,
    /// The version whose skills these are again.
    pub(crate) restores: Option<String>,
    /// The key that published it.
    pub(crate) published_by: String,
    pub(crate) published_at: String,
}

/// A version of an agent.
pub(crate) struct VersionRecord {
    pub(crate) agent_id: String,
    pub(crate) note: VersionNote,
    pub(crate) skills: Vec<FrozenSkill>,
}

/// What callers of an agent get.
pub(crate) struct Published {
    pub(crate) skills: Vec<FrozenSkill>,
}

/// What somebody did. It holds no secret and no row of a customer's.
#[derive(Clone)]
pub(crate) struct AuditEntry {
    pub(crate) id: String,
    /// RFC 3339.
    pub(crate) recorded_at: String,
    /// The id of the key, or `command` for the command line.
    pub(crate) actor: String,
    /// The request that did it, empty for the command line.
    pub(crate) request_id: String,
    /// Noun and verb, such as `scoping.changed`.
    pub(crate) action: String,
    /// What it was done to.
    pub(crate) target: String,
    pub(crate) detail: serde_json::Value,
}

/// An entry in its place in the chain.
pub(crate) struct AuditRecord {
    /// 1 for the organisation's first.
    pub(crate) sequence: i64,
    pub(crate) entry: AuditEntry,
    /// The detail as it was hashed.
    pub(crate) written: String,
    pub(crate) hash: Vec<u8>,
}

/// What a call is that never settled and is too old to be under way.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lost {
    /// Without effect: its effect would have come with its answer. A repetition takes its place.
    Retaken,
    /// Perhaps with an effect somewhere else. Nobody repeats it.
    Unknown,
}

/// What a repeated call is recognised by.
#[derive(Clone)]
pub(crate) struct Receipt {
    /// The API key: two keys of one organisation may do different things, so neither sees the other's answers.
    pub(crate) key_id: String,
    pub(crate) path: String,
    pub(crate) receipt: String,
    /// The call that reserved it: a random id.
    pub(crate) owner: String,
}

/// An answer that can be given again.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) media_type: String,
    pub(crate) body: Vec<u8>,
}

/// What became of a receipt.
pub(crate) enum Reservation {
    /// The call is the first.
    First,
    /// It was answered so.
    Settled(Answer),
    /// The first is under way.
    UnderWay,
    /// The first may have died after its effect, see [`Lost::Unknown`].
    Lost,
    /// The first had another body.
    OtherBody,
}
