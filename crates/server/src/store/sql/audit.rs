//! The audit log: appended to and read, never changed. There is no other statement on its table.

use async_trait::async_trait;
use sqlx::Row as _;

use super::{Connection, Row, SqlStore, begin_read, count};
use crate::audit_chain::link;
use crate::store::{AuditEntry, AuditRecord, AuditStore, Listed, PageRequest, Result, StoreError};

#[async_trait]
impl AuditStore for SqlStore {
    async fn audit_page(&self, organisation: &str, page: &PageRequest<i64>) -> Result<Listed<AuditRecord>> {
        let mut read = begin_read(&self.pool).await?;
        let before = page.after.unwrap_or(i64::MAX);
        let rows = sqlx::query(
            "SELECT sequence, id, recorded_at, actor, request_id, action, target, detail, hash FROM audit_log
             WHERE organisation_id = $1 AND sequence < $2 ORDER BY sequence DESC LIMIT $3",
        )
        .bind(organisation)
        .bind(before)
        .bind(i64::from(page.limit))
        .fetch_all(&mut *read)
        .await?;
        let counts = sqlx::query(
            "SELECT count(*), count(*) FILTER (WHERE sequence >= $2) FROM audit_log WHERE organisation_id = $1",
        )
        .bind(organisation)
        .bind(before)
        .fetch_one(&mut *read)
        .await?;
        Ok(Listed {
            items: rows.iter().map(record).collect::<Result<_>>()?,
            total: count(counts.try_get(0)?),
            before: count(counts.try_get(1)?),
        })
    }

    async fn audit_after(&self, organisation: &str, sequence: i64, limit: u32) -> Result<Vec<AuditRecord>> {
        let rows = sqlx::query(
            "SELECT sequence, id, recorded_at, actor, request_id, action, target, detail, hash FROM audit_log
             WHERE organisation_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3",
        )
        .bind(organisation)
        .bind(sequence)
        .bind(i64::from(limit))
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(record).collect()
    }

    async fn audit_head(&self, organisation: &str) -> Result<(i64, Option<Vec<u8>>)> {
        head(&mut *self.pool.acquire().await?, organisation).await
    }

    async fn organisations(&self) -> Result<Vec<(String, String)>> {
        let rows = sqlx::query("SELECT id, name FROM organisations ORDER BY name").fetch_all(&self.pool).await?;
        rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
    }
}

/// Appends an entry; the unit of work has the organisation to itself, so the chain has no branches.
pub(super) async fn append(write: &mut Connection, organisation: &str, entry: &AuditEntry) -> Result<()> {
    let (length, last) = head(write, organisation).await?;
    let sequence = length + 1;
    let detail = serde_json::to_string(&entry.detail).map_err(|_| StoreError::Damaged("audit log"))?;
    let hash = link(last.as_deref(), organisation, sequence, entry, &detail);
    sqlx::query(
        "INSERT INTO audit_log (organisation_id, sequence, id, recorded_at, actor, request_id, action, target, detail,
                                hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(organisation)
    .bind(sequence)
    .bind(&entry.id)
    .bind(&entry.recorded_at)
    .bind(&entry.actor)
    .bind(&entry.request_id)
    .bind(&entry.action)
    .bind(&entry.target)
    .bind(&detail)
    .bind(&hash[..])
    .execute(&mut *write)
    .await?;
    sqlx::query("UPDATE organisations SET audit_length = $1, audit_head = $2 WHERE id = $3")
        .bind(sequence)
        .bind(&hash[..])
        .bind(organisation)
        .execute(write)
        .await?;
    Ok(())
}

async fn head(from: &mut Connection, organisation: &str) -> Result<(i64, Option<Vec<u8>>)> {
    let row = sqlx::query("SELECT audit_length, audit_head FROM organisations WHERE id = $1")
        .bind(organisation)
        .fetch_one(from)
        .await?;
    Ok((row.try_get(0)?, row.try_get(1)?))
}

fn record(row: &Row) -> Result<AuditRecord> {
    let detail: String = row.try_get("detail")?;
    Ok(AuditRecord {
        sequence: row.try_get("sequence")?,
        entry: AuditEntry {
            id: row.try_get("id")?,
            recorded_at: row.try_get("recorded_at")?,
            actor: row.try_get("actor")?,
            request_id: row.try_get("request_id")?,
            action: row.try_get("action")?,
            target: row.try_get("target")?,
            // What is no JSON was not written by us: the chain shows it, and the rest of the log can still be read.
            detail: serde_json::from_str(&detail).unwrap_or_default(),
        },
        written: detail,
        hash: row.try_get("hash")?,
    })
}
