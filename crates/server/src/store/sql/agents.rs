//! Agents.

use async_trait::async_trait;
use gatehouse_api::Agent;
use sqlx::Row as _;

use super::{Connection, Row, SqlStore, begin_read, count, versions};
use crate::store::{AgentStore, Listed, PageRequest, Published, Result, StoreError, VersionRecord};

#[async_trait]
impl AgentStore for SqlStore {
    async fn agents(&self, organisation: &str, page: &PageRequest) -> Result<Listed<Agent>> {
        // One transaction: the counts belong to the page.
        let mut read = begin_read(&self.pool).await?;
        let rows = sqlx::query(
            "SELECT id, organisation_id, name, version, status, created_at, updated_at FROM agents
             WHERE organisation_id = $1 AND id > $2 ORDER BY id LIMIT $3",
        )
        .bind(organisation)
        .bind(page.after.as_deref().unwrap_or_default())
        .bind(i64::from(page.limit))
        .fetch_all(&mut *read)
        .await?;
        let counts =
            sqlx::query("SELECT count(*), count(*) FILTER (WHERE id <= $2) FROM agents WHERE organisation_id = $1")
                .bind(organisation)
                .bind(page.after.as_deref().unwrap_or_default())
                .fetch_one(&mut *read)
                .await?;
        Ok(Listed {
            items: rows.iter().map(agent).collect::<Result<_>>()?,
            total: count(counts.try_get(0)?),
            before: count(counts.try_get(1)?),
        })
    }

    async fn agent(&self, organisation: &str, id: &str) -> Result<Option<Agent>> {
        one(&mut *self.pool.acquire().await?, organisation, id).await
    }

    async fn versions(&self, organisation: &str, agent: &str, page: &PageRequest) -> Result<Listed<VersionRecord>> {
        versions::list(&mut *begin_read(&self.pool).await?, organisation, agent, page).await
    }

    async fn published(&self, organisation: &str, agent: &str) -> Result<Option<Published>> {
        versions::last(&mut *begin_read(&self.pool).await?, organisation, agent).await
    }
}

pub(super) async fn one(from: &mut Connection, organisation: &str, id: &str) -> Result<Option<Agent>> {
    let row = sqlx::query(
        "SELECT id, organisation_id, name, version, status, created_at, updated_at FROM agents
         WHERE organisation_id = $1 AND id = $2",
    )
    .bind(organisation)
    .bind(id)
    .fetch_optional(from)
    .await?;
    row.as_ref().map(agent).transpose()
}

pub(super) async fn add(write: &mut Connection, organisation: &str, agent: &Agent) -> Result<()> {
    sqlx::query(
        "INSERT INTO agents (id, organisation_id, name, version, status, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(&agent.id)
    .bind(organisation)
    .bind(&agent.name)
    .bind(i64::from(agent.version))
    .bind(&agent.status)
    .bind(&agent.created_at)
    .bind(&agent.updated_at)
    .execute(write)
    .await?;
    Ok(())
}

fn agent(row: &Row) -> Result<Agent> {
    Ok(Agent {
        id: row.try_get("id")?,
        organization_id: row.try_get("organisation_id")?,
        name: row.try_get("name")?,
        version: u32::try_from(row.try_get::<i64, _>("version")?).map_err(|_| StoreError::Damaged("agent"))?,
        status: row.try_get("status")?,
        created_at: Some(row.try_get("created_at")?),
        updated_at: Some(row.try_get("updated_at")?),
    })
}
