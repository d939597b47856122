//! Versions of agents: what was published, frozen.

use sqlx::Row as _;

use super::skills::{self, read_json, write_json};
use super::{Connection, Row, count};
use crate::store::{FrozenSkill, Listed, PageRequest, Published, Result, StoreError, VersionNote, VersionRecord};

pub(super) async fn add(write: &mut Connection, organisation: &str, version: &VersionRecord) -> Result<u32> {
    let number: i64 = sqlx::query_scalar(
        "UPDATE agents SET version = version + 1, status = 'published', updated_at = $1
         WHERE organisation_id = $2 AND id = $3 RETURNING version",
    )
    .bind(&version.note.published_at)
    .bind(organisation)
    .bind(&version.agent_id)
    .fetch_one(&mut *write)
    .await?;
    sqlx::query(
        "INSERT INTO agent_versions (id, organisation_id, agent_id, version, note, restores, skills, published_by,
                                     published_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(&version.note.id)
    .bind(organisation)
    .bind(&version.agent_id)
    .bind(number)
    .bind(&version.note.note)
    .bind(&version.note.restores)
    .bind(write_json(&version.skills)?)
    .bind(&version.note.published_by)
    .bind(&version.note.published_at)
    .execute(write)
    .await?;
    u32::try_from(number).map_err(|_| StoreError::Damaged("version"))
}

pub(super) async fn one(
    from: &mut Connection,
    organisation: &str,
    agent: &str,
    id: &str,
) -> Result<Option<VersionRecord>> {
    let row = sqlx::query(
        "SELECT id, version, note, restores, skills, published_by, published_at FROM agent_versions
         WHERE organisation_id = $1 AND agent_id = $2 AND id = $3",
    )
    .bind(organisation)
    .bind(agent)
    .bind(id)
    .fetch_optional(from)
    .await?;
    row.as_ref().map(|row| record(row, agent)).transpose()
}

/// The latest first: somebody who looks for a version to go back to starts there.
pub(super) async fn list(
    from: &mut Connection,
    organisation: &str,
    agent: &str,
    page: &PageRequest,
) -> Result<Listed<VersionRecord>> {
    // Ids are UUIDv7; a tilde stands behind all of them.
    let before = page.after.as_deref().unwrap_or("~");
    let rows = sqlx::query(
        "SELECT id, version, note, restores, skills, published_by, published_at FROM agent_versions
         WHERE organisation_id = $1 AND agent_id = $2 AND id < $3 ORDER BY id DESC LIMIT $4",
    )
    .bind(organisation)
    .bind(agent)
    .bind(before)
    .bind(i64::from(page.limit))
    .fetch_all(&mut *from)
    .await?;
    let counts = sqlx::query(
        "SELECT count(*), count(*) FILTER (WHERE id >= $3) FROM agent_versions
         WHERE organisation_id = $1 AND agent_id = $2",
    )
    .bind(organisation)
    .bind(agent)
    .bind(before)
    .fetch_one(from)
    .await?;
    Ok(Listed {
        items: rows.iter().map(|row| record(row, agent)).collect::<Result<_>>()?,
        total: count(counts.try_get(0)?),
        before: count(counts.try_get(1)?),
    })
}

/// The last version's callable skills.
pub(super) async fn last(from: &mut Connection, organisation: &str, agent: &str) -> Result<Option<Published>> {
    let row = sqlx::query(
        "SELECT skills FROM agent_versions WHERE organisation_id = $1 AND agent_id = $2
         ORDER BY version DESC LIMIT 1",
    )
    .bind(organisation)
    .bind(agent)
    .fetch_optional(&mut *from)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let mut skills: Vec<FrozenSkill> = read_json(row.try_get("skills")?)?;
    let drafts = skills::all(from, organisation, agent).await?;
    skills.retain(|frozen| frozen.is_callable(&drafts));
    Ok(Some(Published { skills }))
}

fn number(row: &Row) -> Result<u32> {
    u32::try_from(row.try_get::<i64, _>("version")?).map_err(|_| StoreError::Damaged("version"))
}

fn record(row: &Row, agent: &str) -> Result<VersionRecord> {
    Ok(VersionRecord { agent_id: agent.into(), note: note(row)?, skills: read_json(row.try_get("skills")?)? })
}

fn note(row: &Row) -> Result<VersionNote> {
    Ok(VersionNote {
        id: row.try_get("id")?,
        version: number(row)?,
        note: row.try_get("note")?,
        restores: row.try_get("restores")?,
        published_by: row.try_get("published_by")?,
        published_at: row.try_get("published_at")?,
    })
}
