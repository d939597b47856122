//! Organisations and their keys.

use async_trait::async_trait;
use gatehouse_api::Scope;
use sqlx::Row as _;

use super::{Connection, Row, SqlStore, begin_write};
use crate::store::{KeyNote, KeyRecord, KeyStore, NewOrganisation, Result, StoreError};

#[async_trait]
impl KeyStore for SqlStore {
    async fn organisation(&self, new: &NewOrganisation) -> Result<String> {
        let mut write = begin_write(&self.pool).await?;
        let made = sqlx::query(
            "INSERT INTO organisations (id, name, created_at) VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING",
        )
        .bind(&new.id)
        .bind(&new.name)
        .bind(&new.created_at)
        .execute(&mut *write)
        .await?;
        if made.rows_affected() == 0 {
            let id = sqlx::query_scalar("SELECT id FROM organisations WHERE name = $1").bind(&new.name);
            return Ok(id.fetch_one(&mut *write).await?);
        }
        sqlx::query(
            "INSERT INTO agents (id, organisation_id, name, created_at, updated_at) VALUES ($1, $2, $3, $4, $4)",
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

    async fn organisation_named(&self, name: &str) -> Result<Option<String>> {
        let id = sqlx::query_scalar("SELECT id FROM organisations WHERE name = $1").bind(name);
        Ok(id.fetch_optional(&self.pool).await?)
    }

    async fn key_owner(&self, id: &str) -> Result<Option<String>> {
        let owner = sqlx::query_scalar("SELECT organisation_id FROM keys WHERE id = $1").bind(id);
        Ok(owner.fetch_optional(&self.pool).await?)
    }

    async fn key(&self, id: &str, now: &str) -> Result<Option<KeyRecord>> {
        // Times are RFC 3339 in UTC with three digits of a second: as texts they compare as the moments do.
        let row = sqlx::query(
            "SELECT id, organisation_id, salt, digest, scopes FROM keys
             WHERE id = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)",
        )
        .bind(id)
        .bind(now)
        .fetch_optional(&self.pool)
        .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(KeyRecord {
            id: row.try_get("id")?,
            organisation_id: row.try_get("organisation_id")?,
            salt: row.try_get("salt")?,
            digest: row.try_get("digest")?,
            scopes: scopes(&row)?,
        }))
    }

    async fn keys(&self, organisation: &str) -> Result<Vec<KeyNote>> {
        let rows = sqlx::query(
            "SELECT id, label, scopes, created_at, expires_at, revoked_at FROM keys
             WHERE organisation_id = $1 ORDER BY created_at, id",
        )
        .bind(organisation)
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(note).collect()
    }
}

pub(super) async fn add(
    write: &mut Connection,
    organisation: &str,
    key: &KeyRecord,
    label: &str,
    expires_at: Option<&str>,
    now: &str,
) -> Result<()> {
    let scopes: Vec<&str> = key.scopes.iter().map(|scope| scope.as_str()).collect();
    sqlx::query(
        "INSERT INTO keys (id, organisation_id, salt, digest, scopes, created_at, label, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(&key.id)
    .bind(organisation)
    .bind(&key.salt)
    .bind(&key.digest)
    .bind(scopes.join(" "))
    .bind(now)
    .bind(label)
    .bind(expires_at)
    .execute(write)
    .await?;
    Ok(())
}

pub(super) async fn revoke(write: &mut Connection, organisation: &str, id: &str, now: &str) -> Result<bool> {
    let done =
        sqlx::query("UPDATE keys SET revoked_at = $1 WHERE organisation_id = $2 AND id = $3 AND revoked_at IS NULL")
            .bind(now)
            .bind(organisation)
            .bind(id)
            .execute(write)
            .await?;
    Ok(done.rows_affected() == 1)
}

/// An end only ever comes nearer.
pub(super) async fn expire(write: &mut Connection, organisation: &str, id: &str, at: &str) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE keys SET expires_at = CASE WHEN expires_at < $1 THEN expires_at ELSE $1 END
         WHERE organisation_id = $2 AND id = $3 AND revoked_at IS NULL",
    )
    .bind(at)
    .bind(organisation)
    .bind(id)
    .execute(write)
    .await?;
    Ok(done.rows_affected() == 1)
}

fn scopes(row: &Row) -> Result<Vec<Scope>> {
    let scopes: std::result::Result<Vec<Scope>, _> =
        row.try_get::<&str, _>("scopes")?.split_whitespace().map(str::parse).collect();
    scopes.map_err(|_| StoreError::Damaged("key"))
}

fn note(row: &Row) -> Result<KeyNote> {
    Ok(KeyNote {
        id: row.try_get("id")?,
        label: row.try_get("label")?,
        scopes: scopes(row)?,
        created_at: row.try_get("created_at")?,
        expires_at: row.try_get("expires_at")?,
        revoked_at: row.try_get("revoked_at")?,
    })
}
