//! A unit of work: what each noun does inside it stands with the noun.

use async_trait::async_trait;
use gatehouse_api::Agent;
use gatehouse_core::connection::Engine;
use gatehouse_core::scoping::WireScoping;
use sqlx::{Pool, Transaction};

use super::{Db, agents, audit, basis, begin_write, connections, keys, receipts, skills, versions};
use crate::store::{
    Answer, AuditEntry, Basis, BasisVersion, KeyRecord, Receipt, Result, SameName, SkillChange, SkillChanged, SkillPut,
    SkillRecord, StoreError, VersionRecord, Work,
};

pub(super) struct SqlWork {
    transaction: Transaction<'static, Db>,
    organisation: String,
    generation: i64,
}

impl SqlWork {
    /// The first statement changes the organisation's row. That counts the work, and on PostgreSQL it is the lock: the next
    /// unit of work on the same organisation waits for it.
    pub(super) async fn begin(pool: &Pool<Db>, organisation: &str) -> Result<SqlWork> {
        let mut transaction = begin_write(pool).await?;
        let generation: Option<i64> = sqlx::query_scalar(
            "UPDATE organisations SET generation = generation + 1 WHERE id = $1 RETURNING generation",
        )
        .bind(organisation)
        .fetch_optional(&mut *transaction)
        .await?;
        let generation = generation.ok_or(StoreError::Damaged("organisation"))?;
        Ok(SqlWork { transaction, organisation: organisation.into(), generation })
    }
}

#[async_trait]
impl Work for SqlWork {
    async fn add_key(&mut self, key: &KeyRecord, label: &str, expires_at: Option<&str>, now: &str) -> Result<()> {
        keys::add(&mut self.transaction, &self.organisation, key, label, expires_at, now).await
    }

    async fn revoke_key(&mut self, id: &str, now: &str) -> Result<bool> {
        keys::revoke(&mut self.transaction, &self.organisation, id, now).await
    }

    async fn expire_key(&mut self, id: &str, at: &str) -> Result<bool> {
        keys::expire(&mut self.transaction, &self.organisation, id, at).await
    }

    async fn add_agent(&mut self, agent: &Agent) -> Result<()> {
        agents::add(&mut self.transaction, &self.organisation, agent).await
    }

    async fn agent(&mut self, id: &str) -> Result<Option<Agent>> {
        agents::one(&mut self.transaction, &self.organisation, id).await
    }

    async fn version(&mut self, agent: &str, id: &str) -> Result<Option<VersionRecord>> {
        versions::one(&mut self.transaction, &self.organisation, agent, id).await
    }

    async fn add_version(&mut self, version: &VersionRecord) -> Result<u32> {
        versions::add(&mut self.transaction, &self.organisation, version).await
    }

    async fn skills(&mut self, agent: &str) -> Result<Vec<SkillRecord>> {
        skills::all(&mut self.transaction, &self.organisation, agent).await
    }

    async fn basis(&mut self, kind: Engine) -> Result<Option<Basis>> {
        basis::read(&mut self.transaction, &self.organisation, kind).await
    }

    async fn connect(&mut self, kind: Engine, revision: &str, sealed: &[u8], now: &str) -> Result<Vec<String>> {
        connections::connect(&mut self.transaction, &self.organisation, kind, revision, sealed, now).await
    }

    async fn put_catalog(
        &mut self,
        kind: Engine,
        revision: &str,
        catalog: &[u8],
        now: &str,
    ) -> Result<Option<Vec<String>>> {
        connections::put_catalog(&mut self.transaction, &self.organisation, kind, revision, catalog, now).await
    }

    async fn disconnect(&mut self, kind: Engine, now: &str) -> Result<Option<Vec<String>>> {
        connections::disconnect(&mut self.transaction, &self.organisation, kind, now).await
    }

    async fn scoping(&mut self, kind: Engine) -> Result<WireScoping> {
        connections::scoping(&mut self.transaction, &self.organisation, kind).await
    }

    async fn put_scoping(&mut self, kind: Engine, scoping: &WireScoping, now: &str) -> Result<Vec<String>> {
        connections::put_scoping(&mut self.transaction, &self.organisation, kind, scoping, now).await
    }

    async fn skill(&mut self, agent: &str, id: &str) -> Result<Option<SkillRecord>> {
        skills::one(&mut self.transaction, &self.organisation, agent, id).await
    }

    async fn put_skill(&mut self, skill: SkillRecord, basis: &BasisVersion, same_name: SameName) -> Result<SkillPut> {
        skills::put(&mut self.transaction, &self.organisation, skill, basis, same_name).await
    }

    async fn change_skill(&mut self, agent: &str, id: &str, change: SkillChange) -> Result<SkillChanged> {
        skills::change(&mut self.transaction, &self.organisation, agent, id, change).await
    }

    async fn delete_skill(&mut self, agent: &str, id: &str) -> Result<bool> {
        skills::delete(&mut self.transaction, &self.organisation, agent, id).await
    }

    async fn audit(&mut self, entry: &AuditEntry) -> Result<()> {
        audit::append(&mut self.transaction, &self.organisation, entry).await
    }

    async fn settle(&mut self, receipt: &Receipt, answer: &Answer) -> Result<()> {
        receipts::settle(&mut self.transaction, receipt, answer).await
    }

    async fn commit(self: Box<Self>) -> Result<i64> {
        self.transaction.commit().await?;
        Ok(self.generation)
    }
}
