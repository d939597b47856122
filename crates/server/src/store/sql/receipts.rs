//! Answers to mutating POSTs, by idempotency key.
//!
//! A receipt has one owner, the call that reserved it. The owner's answer is written in the transaction of its effect, and only
//! while it still is the owner: so however long a call hangs, and whoever dies when, one key has one effect.

use async_trait::async_trait;
use sqlx::Row as _;

use super::{Connection, Row, SqlStore};
use crate::store::{Answer, Lost, Receipt, ReceiptStore, Reservation, Result, StoreError};

/// How long an answer is kept: a day, as the Idempotency-Key draft's deployments do.
const KEPT_SECONDS: i64 = 24 * 60 * 60;

/// A call that has not said for so long that it is under way is taken for one that died with its process: some beats, and the
/// few seconds that clocks of different machines may differ by.
const LOST_SECONDS: i64 = 12;

#[async_trait]
impl ReceiptStore for SqlStore {
    async fn reserve(&self, receipt: &Receipt, body_mac: &[u8; 32], now: i64, lost: Lost) -> Result<Reservation> {
        // Each statement is whole in itself, so there is no transaction that would have to wait for another.
        sqlx::query("DELETE FROM receipts WHERE created_at < $1").bind(now - KEPT_SECONDS).execute(&self.pool).await?;
        let first = sqlx::query(
            "INSERT INTO receipts (key_id, path, receipt, body_mac, created_at, owner) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (key_id, path, receipt) DO NOTHING",
        )
        .bind(&receipt.key_id)
        .bind(&receipt.path)
        .bind(&receipt.receipt)
        .bind(&body_mac[..])
        .bind(now)
        .bind(&receipt.owner)
        .execute(&self.pool)
        .await?;
        if first.rows_affected() == 1 {
            return Ok(Reservation::First);
        }
        let known = sqlx::query(
            "SELECT body_mac, status, media_type, answer, created_at FROM receipts
             WHERE key_id = $1 AND path = $2 AND receipt = $3",
        )
        .bind(&receipt.key_id)
        .bind(&receipt.path)
        .bind(&receipt.receipt)
        .fetch_optional(&self.pool)
        .await?;
        // Given back in between: the caller may as well come again.
        let Some(row) = known else { return Ok(Reservation::UnderWay) };
        if row.try_get::<&[u8], _>("body_mac")? != body_mac {
            return Ok(Reservation::OtherBody);
        }
        if let Some(status) = row.try_get::<Option<i64>, _>("status")? {
            return Ok(Reservation::Settled(answer(&row, status)?));
        }
        let is_lost = row.try_get::<i64, _>("created_at")? < now - LOST_SECONDS;
        match lost {
            Lost::Unknown if is_lost => Ok(Reservation::Lost),
            Lost::Retaken if is_lost && self.retake(receipt, now).await? => Ok(Reservation::First),
            _ => Ok(Reservation::UnderWay),
        }
    }

    async fn beat(&self, receipt: &Receipt, now: i64) -> Result<()> {
        sqlx::query(
            "UPDATE receipts SET created_at = $1
             WHERE key_id = $2 AND path = $3 AND receipt = $4 AND owner = $5 AND status IS NULL",
        )
        .bind(now)
        .bind(&receipt.key_id)
        .bind(&receipt.path)
        .bind(&receipt.receipt)
        .bind(&receipt.owner)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    async fn settle(&self, receipt: &Receipt, answer: &Answer) -> Result<()> {
        settle(&mut *self.pool.acquire().await?, receipt, answer).await
    }

    async fn release(&self, receipt: &Receipt) -> Result<()> {
        sqlx::query(
            "DELETE FROM receipts
             WHERE key_id = $1 AND path = $2 AND receipt = $3 AND owner = $4 AND status IS NULL",
        )
        .bind(&receipt.key_id)
        .bind(&receipt.path)
        .bind(&receipt.receipt)
        .bind(&receipt.owner)
        .execute(&self.pool)
        .await?;
        Ok(())
    }
}

impl SqlStore {
    /// Takes a lost call's receipt over; false when another repetition was faster.
    async fn retake(&self, receipt: &Receipt, now: i64) -> Result<bool> {
        let done = sqlx::query(
            "UPDATE receipts SET owner = $1, created_at = $2
             WHERE key_id = $3 AND path = $4 AND receipt = $5 AND status IS NULL AND created_at < $6",
        )
        .bind(&receipt.owner)
        .bind(now)
        .bind(&receipt.key_id)
        .bind(&receipt.path)
        .bind(&receipt.receipt)
        .bind(now - LOST_SECONDS)
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected() == 1)
    }
}

/// Writes the answer, if the receipt is still the caller's.
pub(super) async fn settle(write: &mut Connection, receipt: &Receipt, answer: &Answer) -> Result<()> {
    let done = sqlx::query(
        "UPDATE receipts SET status = $1, media_type = $2, answer = $3
         WHERE key_id = $4 AND path = $5 AND receipt = $6 AND owner = $7 AND status IS NULL",
    )
    .bind(i64::from(answer.status))
    .bind(&answer.media_type)
    .bind(&answer.body)
    .bind(&receipt.key_id)
    .bind(&receipt.path)
    .bind(&receipt.receipt)
    .bind(&receipt.owner)
    .execute(write)
    .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(StoreError::Overtaken) }
}

fn answer(row: &Row, status: i64) -> Result<Answer> {
    Ok(Answer {
        status: u16::try_from(status).map_err(|_| StoreError::Damaged("receipt"))?,
        media_type: row.try_get("media_type")?,
        body: row.try_get("answer")?,
    })
}
