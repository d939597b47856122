//! The store: what is kept, behind one object. Every method names the organisation it works in; there is no other way in.

mod records;
pub(crate) mod sqlite;

use async_trait::async_trait;
use gatehouse_api::{Agent, ScopingPatch};
use gatehouse_core::connection::Engine;
use gatehouse_core::scoping::WireScoping;

pub(crate) use records::{
    Answer, Basis, BasisVersion, Compiled, Connection, ConnectionNote, KeyRecord, Listed, NewOrganisation, PageRequest,
    Receipt, Rescoped, Reservation, SameName, Schema, SkillChange, SkillChanged, SkillPut, SkillRecord, Switch,
};
pub use sqlite::OpenError;

/// The store failed. Its own message names columns, never values.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database below.
    #[error("the store failed: {0}")]
    Sql(#[from] sqlx::Error),
    /// Something in it is not what was written.
    #[error("the store holds a damaged {0}")]
    Damaged(&'static str),
}

type Result<T> = std::result::Result<T, StoreError>;

/// Organisations and their keys.
#[async_trait]
pub(crate) trait KeyStore: Send + Sync {
    /// The id of the organisation of this name; a new one is created with its first agent.
    async fn organisation(&self, new: &NewOrganisation) -> Result<String>;
    async fn add_key(&self, key: &KeyRecord, now: &str) -> Result<()>;
    /// The key of this id, unless it was revoked.
    async fn key(&self, id: &str) -> Result<Option<KeyRecord>>;
}

/// Agents.
#[async_trait]
pub(crate) trait AgentStore: Send + Sync {
    async fn agents(&self, organisation: &str, page: &PageRequest) -> Result<Listed<Agent>>;
    async fn agent_exists(&self, organisation: &str, id: &str) -> Result<bool>;
    async fn add_agent(&self, organisation: &str, agent: &Agent) -> Result<()>;
}

/// Connections and their scoping. Whatever changes what a binding compiles to disables the live skills that no longer hold,
/// in the same transaction.
#[async_trait]
pub(crate) trait ConnectionStore: Send + Sync {
    async fn connections(&self, organisation: &str) -> Result<Vec<ConnectionNote>>;
    async fn connection(&self, organisation: &str, kind: Engine) -> Result<Option<Connection>>;
    /// What bindings are compiled against; none without a connection.
    async fn basis(&self, organisation: &str, kind: Engine) -> Result<Option<Basis>>;
    /// Which state the basis is in, without reading it.
    async fn basis_version(&self, organisation: &str, kind: Engine) -> Result<Option<BasisVersion>>;
    /// Keeps credentials. A catalogue that was read with others is dropped [G].
    async fn connect(&self, organisation: &str, kind: Engine, revision: &str, sealed: &[u8], now: &str) -> Result<()>;
    /// Keeps a catalogue, unless the credentials it was read with are no longer there.
    async fn put_catalog(
        &self,
        organisation: &str,
        kind: Engine,
        revision: &str,
        catalog: &[u8],
        now: &str,
    ) -> Result<bool>;
    /// Destroys credentials and catalogue, disables the skills of this kind, keeps the scoping [G].
    async fn disconnect(&self, organisation: &str, kind: Engine, now: &str) -> Result<bool>;
    async fn scoping(&self, organisation: &str, kind: Engine) -> Result<WireScoping>;
    /// Reads, changes and writes in one transaction, so that two patches never lose each other's property.
    async fn patch_scoping(&self, organisation: &str, kind: Engine, patch: ScopingPatch, now: &str)
    -> Result<Rescoped>;
}

/// Skills.
#[async_trait]
pub(crate) trait SkillStore: Send + Sync {
    async fn skills(&self, organisation: &str, agent: &str, page: &PageRequest) -> Result<Listed<SkillRecord>>;
    async fn skill(&self, organisation: &str, agent: &str, id: &str) -> Result<Option<SkillRecord>>;
    /// Adds a skill, or replaces the one of the same tool name where that is meant, if `basis`, which it was compiled against,
    /// still holds.
    async fn put_skill(&self, skill: SkillRecord, basis: &BasisVersion, same_name: SameName) -> Result<SkillPut>;
    /// Writes what a patch changes and nothing else.
    async fn change_skill(
        &self,
        organisation: &str,
        agent: &str,
        id: &str,
        change: SkillChange,
    ) -> Result<SkillChanged>;
    async fn delete_skill(&self, organisation: &str, agent: &str, id: &str) -> Result<bool>;
}

/// Answers to mutating POSTs, kept for their repetition.
#[async_trait]
pub(crate) trait ReceiptStore: Send + Sync {
    /// Takes the receipt for a first call, or says what became of it.
    async fn reserve(&self, receipt: &Receipt, body_mac: &[u8; 32], now: i64) -> Result<Reservation>;
    async fn settle(&self, receipt: &Receipt, answer: &Answer) -> Result<()>;
    /// Gives a receipt back: the call had no effect and may be made again.
    async fn release(&self, receipt: &Receipt) -> Result<()>;
}

/// All of it.
#[async_trait]
pub(crate) trait Store: KeyStore + AgentStore + ConnectionStore + SkillStore + ReceiptStore {
    /// Whether it answers.
    async fn ping(&self) -> Result<()>;
    /// Finishes what is under way.
    async fn close(&self);
}
