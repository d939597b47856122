//! Every statement of the store, written once in what SQLite and PostgreSQL both understand. This folder is compiled twice, as
//! `store::sqlite::sql` and as `store::postgres::sql`; the file above it says which database `Db` is and how its transactions
//! begin. Placeholders are `$1`; numbers are 64 bits wide; the last row of a conflict is named by its table.

mod agents;
mod audit;
mod basis;
mod connections;
mod data_keys;
mod keys;
mod receipts;
mod recheck;
mod skills;
mod versions;
mod work;

use async_trait::async_trait;
use sqlx::Pool;

use super::{Connection, Db, Row, begin_read, begin_write};
use crate::store::{Result, Store, StoreError, Work};

/// The store.
pub(super) struct SqlStore {
    pool: Pool<Db>,
}

impl SqlStore {
    pub(super) fn new(pool: Pool<Db>) -> SqlStore {
        SqlStore { pool }
    }
}

#[async_trait]
impl Store for SqlStore {
    async fn begin(&self, organisation: &str) -> Result<Box<dyn Work>> {
        Ok(Box::new(work::SqlWork::begin(&self.pool, organisation).await?))
    }

    async fn generation(&self, organisation: &str) -> Result<i64> {
        let found = sqlx::query_scalar("SELECT generation FROM organisations WHERE id = $1")
            .bind(organisation)
            .fetch_optional(&self.pool)
            .await?;
        found.ok_or(StoreError::Damaged("organisation"))
    }

    async fn setting(&self, name: &str) -> Result<Option<Vec<u8>>> {
        let kept = sqlx::query_scalar("SELECT value FROM settings WHERE name = $1").bind(name);
        Ok(kept.fetch_optional(&self.pool).await?)
    }

    async fn keep_setting(&self, name: &str, value: &[u8]) -> Result<Vec<u8>> {
        sqlx::query("INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING")
            .bind(name)
            .bind(value)
            .execute(&self.pool)
            .await?;
        let kept = sqlx::query_scalar("SELECT value FROM settings WHERE name = $1").bind(name);
        Ok(kept.fetch_one(&self.pool).await?)
    }

    async fn close(&self) {
        self.pool.close().await;
    }
}

/// A count, which is never negative.
fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}
