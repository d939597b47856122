//! Connections and their scoping.

use async_trait::async_trait;
use gatehouse_api::ScopingPatch;
use gatehouse_core::connection::Engine;
use gatehouse_core::scoping::WireScoping;
use sqlx::Row;

use super::recheck::recheck;
use super::{SqliteStore, basis};
use crate::store::{Basis, BasisVersion, Connection, ConnectionNote, ConnectionStore, Rescoped, Result, StoreError};

const SCOPING: &str = "SELECT scoping FROM scopings WHERE organisation_id = ? AND kind = ?";

#[async_trait]
impl ConnectionStore for SqliteStore {
    async fn connections(&self, organisation: &str) -> Result<Vec<ConnectionNote>> {
        let rows = sqlx::query("SELECT kind, discovered_at FROM connections WHERE organisation_id = ?")
            .bind(organisation)
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(|row| Ok(ConnectionNote { kind: row.try_get(0)?, discovered_at: row.try_get(1)? })).collect()
    }

    async fn connection(&self, organisation: &str, kind: Engine) -> Result<Option<Connection>> {
        let row = sqlx::query("SELECT revision, sealed FROM connections WHERE organisation_id = ? AND kind = ?")
            .bind(organisation)
            .bind(kind.kind())
            .fetch_optional(&self.pool)
            .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(Connection { revision: row.try_get(0)?, sealed: row.try_get(1)? }))
    }

    async fn basis(&self, organisation: &str, kind: Engine) -> Result<Option<Basis>> {
        basis::read(&self.pool, organisation, kind).await
    }

    async fn basis_version(&self, organisation: &str, kind: Engine) -> Result<Option<BasisVersion>> {
        basis::version(&self.pool, organisation, kind).await
    }

    async fn connect(&self, organisation: &str, kind: Engine, revision: &str, sealed: &[u8], now: &str) -> Result<()> {
        let mut write = self.write().await?;
        sqlx::query(
            "INSERT INTO connections (organisation_id, kind, revision, sealed, connected_at) VALUES (?, ?, ?, ?, ?)
             ON CONFLICT (organisation_id, kind) DO UPDATE SET revision = excluded.revision, sealed = excluded.sealed,
                 connected_at = excluded.connected_at, catalog = NULL, discovered_at = NULL,
                 generation = generation + 1",
        )
        .bind(organisation)
        .bind(kind.kind())
        .bind(revision)
        .bind(sealed)
        .bind(now)
        .execute(&mut *write)
        .await?;
        recheck(&mut write, organisation, kind, now).await?;
        write.commit().await?;
        Ok(())
    }

    async fn put_catalog(
        &self,
        organisation: &str,
        kind: Engine,
        revision: &str,
        catalog: &[u8],
        now: &str,
    ) -> Result<bool> {
        let mut write = self.write().await?;
        let done = sqlx::query(
            "UPDATE connections SET catalog = ?, discovered_at = ?, generation = generation + 1
             WHERE organisation_id = ? AND kind = ? AND revision = ?",
        )
        .bind(catalog)
        .bind(now)
        .bind(organisation)
        .bind(kind.kind())
        .bind(revision)
        .execute(&mut *write)
        .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        recheck(&mut write, organisation, kind, now).await?;
        write.commit().await?;
        Ok(true)
    }

    async fn disconnect(&self, organisation: &str, kind: Engine, now: &str) -> Result<bool> {
        let mut write = self.write().await?;
        let gone = sqlx::query("DELETE FROM connections WHERE organisation_id = ? AND kind = ?")
            .bind(organisation)
            .bind(kind.kind())
            .execute(&mut *write)
            .await?;
        if gone.rows_affected() == 0 {
            return Ok(false);
        }
        recheck(&mut write, organisation, kind, now).await?;
        write.commit().await?;
        Ok(true)
    }

    async fn scoping(&self, organisation: &str, kind: Engine) -> Result<WireScoping> {
        let text: Option<String> =
            sqlx::query_scalar(SCOPING).bind(organisation).bind(kind.kind()).fetch_optional(&self.pool).await?;
        basis::scoping(text)
    }

    async fn patch_scoping(
        &self,
        organisation: &str,
        kind: Engine,
        patch: ScopingPatch,
        now: &str,
    ) -> Result<Rescoped> {
        let mut write = self.write().await?;
        let text: Option<String> =
            sqlx::query_scalar(SCOPING).bind(organisation).bind(kind.kind()).fetch_optional(&mut *write).await?;
        let scoping = patch.apply(basis::scoping(text)?);
        let text = serde_json::to_string(&scoping).map_err(|_| StoreError::Damaged("scoping"))?;
        sqlx::query(
            "INSERT INTO scopings (organisation_id, kind, scoping, updated_at) VALUES (?, ?, ?, ?)
             ON CONFLICT (organisation_id, kind)
             DO UPDATE SET scoping = excluded.scoping, updated_at = excluded.updated_at",
        )
        .bind(organisation)
        .bind(kind.kind())
        .bind(text)
        .bind(now)
        .execute(&mut *write)
        .await?;
        sqlx::query("UPDATE connections SET generation = generation + 1 WHERE organisation_id = ? AND kind = ?")
            .bind(organisation)
            .bind(kind.kind())
            .execute(&mut *write)
            .await?;
        let disabled = recheck(&mut write, organisation, kind, now).await?;
        write.commit().await?;
        Ok(Rescoped { scoping, disabled })
    }
}
