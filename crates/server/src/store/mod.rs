//! The store: what is kept, behind one object. There are two ways in, and both name the organisation.
//!
//! Reading is one call. Everything that changes happens in a unit of work ([`Work`]): one transaction that holds the
//! organisation against other writers, in which the change, its entry in the audit log and the answer that a repetition of
//! the call will get are written together or not at all.

mod open;
mod postgres;
mod records;
mod sqlite;

use async_trait::async_trait;
use gatehouse_api::Agent;
use gatehouse_core::connection::Engine;
use gatehouse_core::scoping::WireScoping;
use tokio::task::JoinError;

pub use open::{OpenError, StoreLocation};
pub(crate) use open::{open, open_existing};
pub(crate) use records::{
    Answer, AuditEntry, AuditRecord, Basis, BasisVersion, Compiled, Connection, ConnectionNote, DataKeyRecord,
    FrozenSkill, KeyNote, KeyRecord, Listed, Lost, NewOrganisation, PageRequest, Published, Receipt, Reservation,
    SameName, Schema, SealedRow, SkillChange, SkillChanged, SkillPut, SkillRecord, Switch, VersionNote, VersionRecord,
};

/// The store failed. Its own message names columns, never values.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database below.
    #[error("the store failed: {0}")]
    Sql(#[from] sqlx::Error),
    /// Something in it is not what was written.
    #[error("the store holds a damaged {0}")]
    Damaged(&'static str),
    /// The work on what was read panicked, or the process is ending.
    #[error("the work on what the store holds did not end: {0}")]
    Unfinished(#[from] JoinError),
    /// The call took so long that a repetition of it was let through; this one must have no effect.
    #[error("a repetition of the call has overtaken it")]
    Overtaken,
    /// The master key was rotated since this process was started.
    #[error("the master key was rotated: this server has to be started again")]
    Rekeyed,
}

impl StoreError {
    /// Whether the same work may well succeed when it is done again: another transaction was in the way (SQLSTATE class 40),
    /// or SQLite's one writer was busy for longer than we wait.
    pub(crate) fn may_pass(&self) -> bool {
        let StoreError::Sql(sqlx::Error::Database(error)) = self else {
            return matches!(self, StoreError::Sql(sqlx::Error::PoolTimedOut));
        };
        // SQLITE_BUSY is 5; its extended codes have it in the low byte. A SQLSTATE has five characters.
        error.code().is_some_and(|code| {
            code.len() == 5 && code.starts_with("40") || code.parse::<u32>().is_ok_and(|code| code & 0xff == 5)
        })
    }
}

/// How often a call with a receipt says that it is under way.
pub(crate) const BEAT_SECONDS: u64 = 3;

type Result<T> = std::result::Result<T, StoreError>;

/// Organisations and their keys.
#[async_trait]
pub(crate) trait KeyStore: Send + Sync {
    /// The id of the organisation of this name; a new one is created with its first agent.
    async fn organisation(&self, new: &NewOrganisation) -> Result<String>;
    /// The id of the organisation of this name, if there is one.
    async fn organisation_named(&self, name: &str) -> Result<Option<String>>;
    /// Which organisation a key belongs to, be it revoked or not.
    async fn key_owner(&self, id: &str) -> Result<Option<String>>;
    /// The key of this id, unless it was revoked or has expired at `now`.
    async fn key(&self, id: &str, now: &str) -> Result<Option<KeyRecord>>;
    /// Every key of the organisation, the revoked ones too, in the order of creation.
    async fn keys(&self, organisation: &str) -> Result<Vec<KeyNote>>;
}

/// Agents and what they have published.
#[async_trait]
pub(crate) trait AgentStore: Send + Sync {
    async fn agents(&self, organisation: &str, page: &PageRequest) -> Result<Listed<Agent>>;
    async fn agent(&self, organisation: &str, id: &str) -> Result<Option<Agent>>;
    async fn versions(&self, organisation: &str, agent: &str, page: &PageRequest) -> Result<Listed<VersionRecord>>;
    /// What callers of the agent get: the skills of its last version, none before the first.
    async fn published(&self, organisation: &str, agent: &str) -> Result<Option<Published>>;
}

/// Connections and their scoping.
#[async_trait]
pub(crate) trait ConnectionStore: Send + Sync {
    async fn connections(&self, organisation: &str) -> Result<Vec<ConnectionNote>>;
    async fn connection(&self, organisation: &str, kind: Engine) -> Result<Option<Connection>>;
    /// What bindings are compiled against; none without a connection.
    async fn basis(&self, organisation: &str, kind: Engine) -> Result<Option<Basis>>;
    /// Which state the basis is in, without reading it.
    async fn basis_version(&self, organisation: &str, kind: Engine) -> Result<Option<BasisVersion>>;
    async fn scoping(&self, organisation: &str, kind: Engine) -> Result<WireScoping>;
}

/// Skills.
#[async_trait]
pub(crate) trait SkillStore: Send + Sync {
    async fn skills(&self, organisation: &str, agent: &str, page: &PageRequest) -> Result<Listed<SkillRecord>>;
    async fn skill(&self, organisation: &str, agent: &str, id: &str) -> Result<Option<SkillRecord>>;
}

/// The audit log.
#[async_trait]
pub(crate) trait AuditStore: Send + Sync {
    /// A part of the log, the latest entry first.
    async fn audit_page(&self, organisation: &str, page: &PageRequest<i64>) -> Result<Listed<AuditRecord>>;
    /// The next entries after `sequence`, the oldest first: for verifying the chain.
    async fn audit_after(&self, organisation: &str, sequence: i64, limit: u32) -> Result<Vec<AuditRecord>>;
    /// Length and last hash, as the organisation has them.
    async fn audit_head(&self, organisation: &str) -> Result<(i64, Option<Vec<u8>>)>;
    /// Every organisation: id and name.
    async fn organisations(&self) -> Result<Vec<(String, String)>>;
}

/// Answers to mutating POSTs, kept for their repetition.
#[async_trait]
pub(crate) trait ReceiptStore: Send + Sync {
    /// Takes the receipt for a first call, or says what became of it.
    async fn reserve(&self, receipt: &Receipt, body_mac: &[u8; 32], now: i64, lost: Lost) -> Result<Reservation>;
    /// Says that a call is under way still; to be said every [`BEAT_SECONDS`].
    async fn beat(&self, receipt: &Receipt, now: i64) -> Result<()>;
    /// Keeps an answer that changed nothing in the store, or nothing that a transaction could hold.
    async fn settle(&self, receipt: &Receipt, answer: &Answer) -> Result<()>;
    /// Gives a receipt back: the call had no effect and may be made again.
    async fn release(&self, receipt: &Receipt) -> Result<()>;
}

/// Data keys.
#[async_trait]
pub(crate) trait DataKeyStore: Send + Sync {
    /// One for each purpose; none before they are made.
    async fn data_keys(&self) -> Result<Vec<DataKeyRecord>>;
    /// Begins to exchange them: nobody else changes anything in the store until it is committed or dropped.
    async fn begin_rekey(&self) -> Result<Box<dyn Rekey>>;
}

/// All of it.
#[async_trait]
pub(crate) trait Store:
    KeyStore + AgentStore + ConnectionStore + SkillStore + AuditStore + ReceiptStore + DataKeyStore
{
    /// Begins a unit of work: no other changes this organisation until it is committed or dropped.
    async fn begin(&self, organisation: &str) -> Result<Box<dyn Work>>;
    /// How many units of work the organisation has seen: what was read of it holds while this stays.
    async fn generation(&self, organisation: &str) -> Result<i64>;
    /// What is kept under a name.
    async fn setting(&self, name: &str) -> Result<Option<Vec<u8>>>;
    /// Keeps a value under a name unless there is one already; gives the one that is kept.
    async fn keep_setting(&self, name: &str, value: &[u8]) -> Result<Vec<u8>>;
    /// Finishes what is under way.
    async fn close(&self);
}

/// A unit of work on one organisation. Dropped, it leaves no trace.
///
/// Whatever changes what a binding compiles to disables the live skills that no longer hold, and gives their tool names.
#[async_trait]
pub(crate) trait Work: Send {
    async fn add_key(&mut self, key: &KeyRecord, label: &str, expires_at: Option<&str>, now: &str) -> Result<()>;
    /// False when there is no such key or it is revoked already.
    async fn revoke_key(&mut self, id: &str, now: &str) -> Result<bool>;
    /// Lets a key end by itself, not later than it would anyway; false when there is no such key or it is revoked.
    async fn expire_key(&mut self, id: &str, at: &str) -> Result<bool>;

    async fn add_agent(&mut self, agent: &Agent) -> Result<()>;
    async fn agent(&mut self, id: &str) -> Result<Option<Agent>>;
    async fn version(&mut self, agent: &str, id: &str) -> Result<Option<VersionRecord>>;
    /// Adds the agent's next version, which is what callers get from now on. Its number is given back.
    async fn add_version(&mut self, version: &VersionRecord) -> Result<u32>;
    /// Every skill of the agent, in the order of creation.
    async fn skills(&mut self, agent: &str) -> Result<Vec<SkillRecord>>;

    async fn basis(&mut self, kind: Engine) -> Result<Option<Basis>>;
    /// Keeps credentials. A catalogue that was read with others is dropped [G].
    async fn connect(&mut self, kind: Engine, revision: &str, sealed: &[u8], now: &str) -> Result<Vec<String>>;
    /// Keeps a catalogue; none when the credentials it was read with are no longer there.
    async fn put_catalog(
        &mut self,
        kind: Engine,
        revision: &str,
        catalog: &[u8],
        now: &str,
    ) -> Result<Option<Vec<String>>>;
    /// Destroys credentials and catalogue, keeps the scoping [G]; none when there was no connection.
    async fn disconnect(&mut self, kind: Engine, now: &str) -> Result<Option<Vec<String>>>;
    async fn scoping(&mut self, kind: Engine) -> Result<WireScoping>;
    async fn put_scoping(&mut self, kind: Engine, scoping: &WireScoping, now: &str) -> Result<Vec<String>>;

    async fn skill(&mut self, agent: &str, id: &str) -> Result<Option<SkillRecord>>;
    /// Adds a skill, or replaces the one of the same tool name where that is meant, if `basis`, which it was compiled against,
    /// still holds.
    async fn put_skill(&mut self, skill: SkillRecord, basis: &BasisVersion, same_name: SameName) -> Result<SkillPut>;
    /// Writes what a patch changes and nothing else.
    async fn change_skill(&mut self, agent: &str, id: &str, change: SkillChange) -> Result<SkillChanged>;
    async fn delete_skill(&mut self, agent: &str, id: &str) -> Result<bool>;

    /// Adds an entry to the organisation's audit log.
    async fn audit(&mut self, entry: &AuditEntry) -> Result<()>;
    /// Writes the answer that a repetition of the call will get.
    async fn settle(&mut self, receipt: &Receipt, answer: &Answer) -> Result<()>;
    /// Makes all of it last. Gives the organisation's generation from now on.
    async fn commit(self: Box<Self>) -> Result<i64>;
}

/// The exchange of data keys. Dropped, it leaves no trace.
#[async_trait]
pub(crate) trait Rekey: Send {
    async fn setting(&mut self, name: &str) -> Result<Option<Vec<u8>>>;
    /// Replaces a setting that is there.
    async fn put_setting(&mut self, name: &str, value: &[u8]) -> Result<()>;
    async fn data_keys(&mut self) -> Result<Vec<DataKeyRecord>>;
    /// Adds the data key of its purpose, or replaces it.
    async fn put_data_key(&mut self, key: &DataKeyRecord) -> Result<()>;
    /// The sealed credentials of all organisations.
    async fn sealed(&mut self) -> Result<Vec<SealedRow>>;
    /// Replaces a sealed credential by the same one, sealed anew.
    async fn seal_again(&mut self, organisation: &str, kind: &str, sealed: &[u8]) -> Result<()>;
    async fn audit(&mut self, organisation: &str, entry: &AuditEntry) -> Result<()>;
    async fn commit(self: Box<Self>) -> Result<()>;
}
