//! Data keys, and the unit of work that exchanges them: the one that goes over all organisations.

use async_trait::async_trait;
use sqlx::{Pool, Row as _, Transaction};

use super::{Connection, Db, SqlStore, audit, begin_write};
use crate::credentials::KEY_ID;
use crate::store::{AuditEntry, DataKeyRecord, DataKeyStore, Rekey, Result, SealedRow, StoreError};

#[async_trait]
impl DataKeyStore for SqlStore {
    async fn data_keys(&self) -> Result<Vec<DataKeyRecord>> {
        all(&mut *self.pool.acquire().await?).await
    }

    async fn begin_rekey(&self) -> Result<Box<dyn Rekey>> {
        Ok(Box::new(SqlRekey::begin(&self.pool).await?))
    }
}

/// Holds the store's settings, every organisation and, once it has written one, the data keys, always in this order; a unit
/// of work holds its organisation and then, to connect, the data key. So neither waits for the other in a circle.
struct SqlRekey {
    transaction: Transaction<'static, Db>,
}

impl SqlRekey {
    async fn begin(pool: &Pool<Db>) -> Result<SqlRekey> {
        let mut transaction = begin_write(pool).await?;
        sqlx::query("UPDATE settings SET value = value").execute(&mut *transaction).await?;
        // What servers have in memory of the organisations ends with this, too.
        sqlx::query("UPDATE organisations SET generation = generation + 1").execute(&mut *transaction).await?;
        sqlx::query("UPDATE data_keys SET id = id").execute(&mut *transaction).await?;
        Ok(SqlRekey { transaction })
    }
}

#[async_trait]
impl Rekey for SqlRekey {
    async fn setting(&mut self, name: &str) -> Result<Option<Vec<u8>>> {
        let kept = sqlx::query_scalar("SELECT value FROM settings WHERE name = $1").bind(name);
        Ok(kept.fetch_optional(&mut *self.transaction).await?)
    }

    async fn put_setting(&mut self, name: &str, value: &[u8]) -> Result<()> {
        let done = sqlx::query("UPDATE settings SET value = $1 WHERE name = $2")
            .bind(value)
            .bind(name)
            .execute(&mut *self.transaction)
            .await?;
        if done.rows_affected() == 1 { Ok(()) } else { Err(StoreError::Damaged("setting")) }
    }

    async fn data_keys(&mut self) -> Result<Vec<DataKeyRecord>> {
        all(&mut self.transaction).await
    }

    async fn put_data_key(&mut self, key: &DataKeyRecord) -> Result<()> {
        sqlx::query(
            "INSERT INTO data_keys (purpose, id, wrapped, created_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (purpose) DO UPDATE SET id = excluded.id, wrapped = excluded.wrapped,
                 created_at = excluded.created_at",
        )
        .bind(&key.purpose)
        .bind(&key.id)
        .bind(&key.wrapped)
        .bind(&key.created_at)
        .execute(&mut *self.transaction)
        .await?;
        Ok(())
    }

    async fn sealed(&mut self) -> Result<Vec<SealedRow>> {
        let rows = sqlx::query("SELECT organisation_id, kind, sealed FROM connections")
            .fetch_all(&mut *self.transaction)
            .await?;
        let sealed = rows
            .iter()
            .map(|row| Ok(SealedRow { organisation: row.try_get(0)?, kind: row.try_get(1)?, sealed: row.try_get(2)? }));
        sealed.collect()
    }

    async fn seal_again(&mut self, organisation: &str, kind: &str, sealed: &[u8]) -> Result<()> {
        sqlx::query("UPDATE connections SET sealed = $1 WHERE organisation_id = $2 AND kind = $3")
            .bind(sealed)
            .bind(organisation)
            .bind(kind)
            .execute(&mut *self.transaction)
            .await?;
        Ok(())
    }

    async fn audit(&mut self, organisation: &str, entry: &AuditEntry) -> Result<()> {
        audit::append(&mut self.transaction, organisation, entry).await
    }

    async fn commit(self: Box<Self>) -> Result<()> {
        Ok(self.transaction.commit().await?)
    }
}

/// Holds the data key of what is about to be stored, if it is the present one still. A credential sealed with one that was
/// rotated away could never be opened again.
pub(super) async fn hold(write: &mut Connection, sealed: &[u8]) -> Result<()> {
    let held = sqlx::query("UPDATE data_keys SET id = id WHERE purpose = 'credentials' AND id = $1")
        .bind(sealed.get(..KEY_ID).unwrap_or_default())
        .execute(write)
        .await?;
    if held.rows_affected() == 1 { Ok(()) } else { Err(StoreError::Rekeyed) }
}

async fn all(from: &mut Connection) -> Result<Vec<DataKeyRecord>> {
    let rows = sqlx::query("SELECT purpose, id, wrapped, created_at FROM data_keys").fetch_all(from).await?;
    let keys = rows.iter().map(|row| {
        Ok(DataKeyRecord {
            purpose: row.try_get(0)?,
            id: row.try_get(1)?,
            wrapped: row.try_get(2)?,
            created_at: row.try_get(3)?,
        })
    });
    keys.collect()
}
