//! Agents.

use async_trait::async_trait;
use gatehouse_api::Agent;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::{SqliteStore, count};
use crate::store::{AgentStore, Listed, PageRequest, Result};

#[async_trait]
impl AgentStore for SqliteStore {
    async fn agents(&self, organisation: &str, page: &PageRequest) -> Result<Listed<Agent>> {
        // One transaction: the counts belong to the page.
        let mut read = self.pool.begin().await?;
        let rows = sqlx::query(
            "SELECT id, organisation_id, name, version, status, created_at, updated_at FROM agents
             WHERE organisation_id = ? AND id > ? ORDER BY id LIMIT ?",
        )
        .bind(organisation)
        .bind(page.after.as_deref().unwrap_or_default())
        .bind(page.limit)
        .fetch_all(&mut *read)
        .await?;
        let counts =
            sqlx::query("SELECT count(*), count(*) FILTER (WHERE id <= ?) FROM agents WHERE organisation_id = ?")
                .bind(page.after.as_deref().unwrap_or_default())
                .bind(organisation)
                .fetch_one(&mut *read)
                .await?;
        Ok(Listed {
            items: rows.iter().map(agent).collect::<Result<_>>()?,
            total: count(counts.try_get(0)?),
            before: count(counts.try_get(1)?),
        })
    }

    async fn agent_exists(&self, organisation: &str, id: &str) -> Result<bool> {
        let found: bool =
            sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM agents WHERE organisation_id = ? AND id = ?)")
                .bind(organisation)
                .bind(id)
                .fetch_one(&self.pool)
                .await?;
        Ok(found)
    }

    async fn add_agent(&self, organisation: &str, agent: &Agent) -> Result<()> {
        sqlx::query(
            "INSERT INTO agents (id, organisation_id, name, version, status, created_at, updated_at)
             VALUES (?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(&agent.id)
        .bind(organisation)
        .bind(&agent.name)
        .bind(agent.version)
        .bind(&agent.status)
        .bind(&agent.created_at)
        .bind(&agent.updated_at)
        .execute(&self.pool)
        .await?;
        Ok(())
    }
}

fn agent(row: &SqliteRow) -> Result<Agent> {
    Ok(Agent {
        id: row.try_get("id")?,
        organization_id: row.try_get("organisation_id")?,
        name: row.try_get("name")?,
        version: row.try_get("version")?,
        status: row.try_get("status")?,
        created_at: Some(row.try_get("created_at")?),
        updated_at: Some(row.try_get("updated_at")?),
    })
}
