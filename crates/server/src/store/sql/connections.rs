//! Connections and their scoping.

use async_trait::async_trait;
use gatehouse_core::connection::Engine;
use gatehouse_core::scoping::WireScoping;
use sqlx::Row as _;

use super::recheck::recheck;
use super::{Connection, SqlStore, basis, data_keys};
use crate::store::{self, Basis, BasisVersion, ConnectionNote, ConnectionStore, Result, StoreError};

#[async_trait]
impl ConnectionStore for SqlStore {
    async fn connections(&self, organisation: &str) -> Result<Vec<ConnectionNote>> {
        let rows = sqlx::query("SELECT kind, discovered_at FROM connections WHERE organisation_id = $1")
            .bind(organisation)
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(|row| Ok(ConnectionNote { kind: row.try_get(0)?, discovered_at: row.try_get(1)? })).collect()
    }

    async fn connection(&self, organisation: &str, kind: Engine) -> Result<Option<store::Connection>> {
        let row = sqlx::query("SELECT revision, sealed FROM connections WHERE organisation_id = $1 AND kind = $2")
            .bind(organisation)
            .bind(kind.kind())
            .fetch_optional(&self.pool)
            .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(store::Connection { revision: row.try_get(0)?, sealed: row.try_get(1)? }))
    }

    async fn basis(&self, organisation: &str, kind: Engine) -> Result<Option<Basis>> {
        basis::read(&mut *self.pool.acquire().await?, organisation, kind).await
    }

    async fn basis_version(&self, organisation: &str, kind: Engine) -> Result<Option<BasisVersion>> {
        basis::version(&mut *self.pool.acquire().await?, organisation, kind).await
    }

    async fn scoping(&self, organisation: &str, kind: Engine) -> Result<WireScoping> {
        scoping(&mut *self.pool.acquire().await?, organisation, kind).await
    }
}

pub(super) async fn connect(
    write: &mut Connection,
    organisation: &str,
    kind: Engine,
    revision: &str,
    sealed: &[u8],
    now: &str,
) -> Result<Vec<String>> {
    data_keys::hold(write, sealed).await?;
    sqlx::query(
        "INSERT INTO connections (organisation_id, kind, revision, sealed, connected_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (organisation_id, kind) DO UPDATE SET revision = excluded.revision, sealed = excluded.sealed,
             connected_at = excluded.connected_at, catalog = NULL, discovered_at = NULL,
             generation = connections.generation + 1",
    )
    .bind(organisation)
    .bind(kind.kind())
    .bind(revision)
    .bind(sealed)
    .bind(now)
    .execute(&mut *write)
    .await?;
    recheck(write, organisation, kind, now).await
}

pub(super) async fn put_catalog(
    write: &mut Connection,
    organisation: &str,
    kind: Engine,
    revision: &str,
    catalog: &[u8],
    now: &str,
) -> Result<Option<Vec<String>>> {
    let done = sqlx::query(
        "UPDATE connections SET catalog = $1, discovered_at = $2, generation = generation + 1
         WHERE organisation_id = $3 AND kind = $4 AND revision = $5",
    )
    .bind(catalog)
    .bind(now)
    .bind(organisation)
    .bind(kind.kind())
    .bind(revision)
    .execute(&mut *write)
    .await?;
    match done.rows_affected() {
        0 => Ok(None),
        _ => recheck(write, organisation, kind, now).await.map(Some),
    }
}

pub(super) async fn disconnect(
    write: &mut Connection,
    organisation: &str,
    kind: Engine,
    now: &str,
) -> Result<Option<Vec<String>>> {
    let gone = sqlx::query("DELETE FROM connections WHERE organisation_id = $1 AND kind = $2")
        .bind(organisation)
        .bind(kind.kind())
        .execute(&mut *write)
        .await?;
    match gone.rows_affected() {
        0 => Ok(None),
        _ => recheck(write, organisation, kind, now).await.map(Some),
    }
}

pub(super) async fn scoping(from: &mut Connection, organisation: &str, kind: Engine) -> Result<WireScoping> {
    let text = sqlx::query_scalar("SELECT scoping FROM scopings WHERE organisation_id = $1 AND kind = $2")
        .bind(organisation)
        .bind(kind.kind())
        .fetch_optional(from)
        .await?;
    basis::scoping(text)
}

pub(super) async fn put_scoping(
    write: &mut Connection,
    organisation: &str,
    kind: Engine,
    scoping: &WireScoping,
    now: &str,
) -> Result<Vec<String>> {
    let text = serde_json::to_string(scoping).map_err(|_| StoreError::Damaged("scoping"))?;
    sqlx::query(
        "INSERT INTO scopings (organisation_id, kind, scoping, updated_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (organisation_id, kind)
         DO UPDATE SET scoping = excluded.scoping, updated_at = excluded.updated_at",
    )
    .bind(organisation)
    .bind(kind.kind())
    .bind(text)
    .bind(now)
    .execute(&mut *write)
    .await?;
    sqlx::query("UPDATE connections SET generation = generation + 1 WHERE organisation_id = $1 AND kind = $2")
        .bind(organisation)
        .bind(kind.kind())
        .execute(&mut *write)
        .await?;
    recheck(write, organisation, kind, now).await
}
