//! Answers to mutating POSTs, by idempotency key.

use async_trait::async_trait;
use sqlx::Row;

use super::SqliteStore;
use crate::store::{Answer, Receipt, ReceiptStore, Reservation, Result, StoreError};

/// How long an answer is kept: a day, as the Idempotency-Key draft's deployments do.
const KEPT_SECONDS: i64 = 24 * 60 * 60;

/// After this long a call that never settled is taken for one that died with its process. Longer than any call may take.
const LOST_SECONDS: i64 = 180;

#[async_trait]
impl ReceiptStore for SqliteStore {
    async fn reserve(&self, receipt: &Receipt, body_mac: &[u8; 32], now: i64) -> Result<Reservation> {
        let mut write = self.write().await?;
        sqlx::query("DELETE FROM receipts WHERE created_at < ?1 OR (status IS NULL AND created_at < ?2)")
            .bind(now - KEPT_SECONDS)
            .bind(now - LOST_SECONDS)
            .execute(&mut *write)
            .await?;
        let known = sqlx::query(
            "SELECT body_mac, status, media_type, answer FROM receipts WHERE key_id = ? AND path = ? AND receipt = ?",
        )
        .bind(&receipt.key_id)
        .bind(&receipt.path)
        .bind(&receipt.receipt)
        .fetch_optional(&mut *write)
        .await?;
        if let Some(row) = known {
            if row.try_get::<&[u8], _>("body_mac")? != body_mac {
                return Ok(Reservation::OtherBody);
            }
            let Some(status) = row.try_get::<Option<i64>, _>("status")? else { return Ok(Reservation::UnderWay) };
            return Ok(Reservation::Settled(Answer {
                status: u16::try_from(status).map_err(|_| StoreError::Damaged("receipt"))?,
                media_type: row.try_get("media_type")?,
                body: row.try_get("answer")?,
            }));
        }
        sqlx::query("INSERT INTO receipts (key_id, path, receipt, body_mac, created_at) VALUES (?, ?, ?, ?, ?)")
            .bind(&receipt.key_id)
            .bind(&receipt.path)
            .bind(&receipt.receipt)
            .bind(&body_mac[..])
            .bind(now)
            .execute(&mut *write)
            .await?;
        write.commit().await?;
        Ok(Reservation::First)
    }

    async fn settle(&self, receipt: &Receipt, answer: &Answer) -> Result<()> {
        sqlx::query(
            "UPDATE receipts SET status = ?, media_type = ?, answer = ? WHERE key_id = ? AND path = ? AND receipt = ?",
        )
        .bind(answer.status)
        .bind(&answer.media_type)
        .bind(&answer.body)
        .bind(&receipt.key_id)
        .bind(&receipt.path)
        .bind(&receipt.receipt)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    async fn release(&self, receipt: &Receipt) -> Result<()> {
        sqlx::query("DELETE FROM receipts WHERE key_id = ? AND path = ? AND receipt = ? AND status IS NULL")
            .bind(&receipt.key_id)
            .bind(&receipt.path)
            .bind(&receipt.receipt)
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}
