//! Organisations and their keys.

use async_trait::async_trait;
use gatehouse_api::Scope;
use sqlx::Row;

use super::SqliteStore;
use crate::store::{KeyRecord, KeyStore, NewOrganisation, Result, StoreError};

#[async_trait]
impl KeyStore for SqliteStore {
    async fn organisation(&self, new: &NewOrganisation) -> Result<String> {
        let mut write = self.write().await?;
        let known: Option<String> = sqlx::query_scalar("SELECT id FROM organisations WHERE name = ?")
            .bind(&new.name)
            .fetch_optional(&mut *write)
            .await?;
        if let Some(id) = known {
            return Ok(id);
        }
        sqlx::query("INSERT INTO organisations (id, name, created_at) VALUES (?, ?, ?)")
            .bind(&new.id)
            .bind(&new.name)
            .bind(&new.created_at)
            .execute(&mut *write)
            .await?;
        sqlx::query(
            "INSERT INTO agents (id, organisation_id, name, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?4)",
        )
        .bind(&new.agent_id)
        .bind(&new.id)
        .bind(&new.agent_name)
        .bind(&new.created_at)
        .execute(&mut *write)
        .await?;
        write.commit().await?;
        Ok(new.id.clone())
    }

    async fn add_key(&self, key: &KeyRecord, now: &str) -> Result<()> {
        let scopes: Vec<&str> = key.scopes.iter().map(|scope| scope.as_str()).collect();
        sqlx::query(
            "INSERT INTO keys (id, organisation_id, salt, digest, scopes, created_at) VALUES (?, ?, ?, ?, ?, ?)",
        )
        .bind(&key.id)
        .bind(&key.organisation_id)
        .bind(&key.salt)
        .bind(&key.digest)
        .bind(scopes.join(" "))
        .bind(now)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    async fn key(&self, id: &str) -> Result<Option<KeyRecord>> {
        let row = sqlx::query(
            "SELECT id, organisation_id, salt, digest, scopes FROM keys WHERE id = ? AND revoked_at IS NULL",
        )
        .bind(id)
        .fetch_optional(&self.pool)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let scopes: std::result::Result<Vec<Scope>, _> =
            row.try_get::<&str, _>("scopes")?.split_whitespace().map(str::parse).collect();
        Ok(Some(KeyRecord {
            id: row.try_get("id")?,
            organisation_id: row.try_get("organisation_id")?,
            salt: row.try_get("salt")?,
            digest: row.try_get("digest")?,
            scopes: scopes.map_err(|_| StoreError::Damaged("key"))?,
        }))
    }
}
