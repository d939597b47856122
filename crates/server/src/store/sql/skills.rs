//! Skills.

use async_trait::async_trait;
use gatehouse_core::connection::Engine;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::Row as _;

use super::{Connection, Row, SqlStore, basis, begin_read, count};
use crate::store::{
    BasisVersion, Listed, PageRequest, Result, SameName, SkillChange, SkillChanged, SkillPut, SkillRecord, SkillStore,
    StoreError, Switch,
};

#[async_trait]
impl SkillStore for SqlStore {
    async fn skills(&self, organisation: &str, agent: &str, page: &PageRequest) -> Result<Listed<SkillRecord>> {
        let mut read = begin_read(&self.pool).await?;
        let rows = sqlx::query(
            "SELECT id, organisation_id, agent_id, kind, binding, definition, is_enabled, created_at, updated_at
             FROM skills WHERE organisation_id = $1 AND agent_id = $2 AND id > $3 ORDER BY id LIMIT $4",
        )
        .bind(organisation)
        .bind(agent)
        .bind(page.after.as_deref().unwrap_or_default())
        .bind(i64::from(page.limit))
        .fetch_all(&mut *read)
        .await?;
        let counts = sqlx::query(
            "SELECT count(*), count(*) FILTER (WHERE id <= $3) FROM skills
             WHERE organisation_id = $1 AND agent_id = $2",
        )
        .bind(organisation)
        .bind(agent)
        .bind(page.after.as_deref().unwrap_or_default())
        .fetch_one(&mut *read)
        .await?;
        Ok(Listed {
            items: rows.iter().map(skill).collect::<Result<_>>()?,
            total: count(counts.try_get(0)?),
            before: count(counts.try_get(1)?),
        })
    }

    async fn skill(&self, organisation: &str, agent: &str, id: &str) -> Result<Option<SkillRecord>> {
        one(&mut *self.pool.acquire().await?, organisation, agent, id).await
    }
}

pub(super) async fn one(
    from: &mut Connection,
    organisation: &str,
    agent: &str,
    id: &str,
) -> Result<Option<SkillRecord>> {
    let row = sqlx::query(
        "SELECT id, organisation_id, agent_id, kind, binding, definition, is_enabled, created_at, updated_at
         FROM skills WHERE organisation_id = $1 AND agent_id = $2 AND id = $3",
    )
    .bind(organisation)
    .bind(agent)
    .bind(id)
    .fetch_optional(from)
    .await?;
    row.as_ref().map(skill).transpose()
}

pub(super) async fn all(from: &mut Connection, organisation: &str, agent: &str) -> Result<Vec<SkillRecord>> {
    let rows = sqlx::query(
        "SELECT id, organisation_id, agent_id, kind, binding, definition, is_enabled, created_at, updated_at
         FROM skills WHERE organisation_id = $1 AND agent_id = $2 ORDER BY id",
    )
    .bind(organisation)
    .bind(agent)
    .fetch_all(from)
    .await?;
    rows.iter().map(skill).collect()
}

/// A skill's name for a model follows from its tool name. So the same tool name on the same agent is the same skill, which
/// makes sending a binding twice harmless [G]; another tool name that shortens to the same name is refused.
pub(super) async fn put(
    write: &mut Connection,
    organisation: &str,
    mut skill: SkillRecord,
    basis: &BasisVersion,
    same_name: SameName,
) -> Result<SkillPut> {
    if !basis::is_current(write, organisation, skill.kind, basis).await? {
        return Ok(SkillPut::Outdated);
    }
    let known = sqlx::query(
        "SELECT id, tool_name, created_at FROM skills WHERE organisation_id = $1 AND agent_id = $2 AND name = $3",
    )
    .bind(organisation)
    .bind(&skill.agent_id)
    .bind(&skill.definition.name)
    .fetch_optional(&mut *write)
    .await?;
    let replaced = known.is_some();
    if let Some(known) = known {
        let same = known.try_get::<&str, _>("tool_name")? == skill.definition.display_name;
        if !same || same_name == SameName::Keep {
            return Ok(SkillPut::NameTaken);
        }
        skill.id = known.try_get("id")?;
        skill.created_at = known.try_get("created_at")?;
    }
    sqlx::query(
        "INSERT INTO skills (id, organisation_id, agent_id, kind, name, tool_name, binding, definition, is_enabled,
                             created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, binding = excluded.binding,
             definition = excluded.definition, is_enabled = excluded.is_enabled, updated_at = excluded.updated_at",
    )
    .bind(&skill.id)
    .bind(organisation)
    .bind(&skill.agent_id)
    .bind(skill.kind.kind())
    .bind(&skill.definition.name)
    .bind(&skill.definition.display_name)
    .bind(write_json(&skill.binding)?)
    .bind(write_json(&skill.definition)?)
    .bind(skill.is_enabled)
    .bind(&skill.created_at)
    .bind(&skill.updated_at)
    .execute(write)
    .await?;
    Ok(if replaced { SkillPut::Replaced(skill) } else { SkillPut::Created(skill) })
}

pub(super) async fn change(
    write: &mut Connection,
    organisation: &str,
    agent: &str,
    id: &str,
    change: SkillChange,
) -> Result<SkillChanged> {
    let Some(mut skill) = one(write, organisation, agent, id).await? else { return Ok(SkillChanged::Gone) };
    // What the patch leaves alone is not written: null keeps the column.
    let (mut binding, mut definition, mut is_enabled) = (None, None, None);
    if let Some(switch) = change.switch {
        skill.is_enabled = matches!(switch, Switch::On(_));
        is_enabled = Some(skill.is_enabled);
        if let Switch::On(compiled) = switch {
            // A binding put under the same tool name in the meantime is another one to enable.
            if (skill.kind, &skill.binding) != (compiled.kind, &compiled.binding)
                || !basis::is_current(write, organisation, skill.kind, &compiled.basis).await?
            {
                return Ok(SkillChanged::Outdated);
            }
            skill.definition = compiled.definition;
            definition = Some(write_json(&skill.definition)?);
        }
    }
    if let Some(description) = change.description {
        skill.definition.description.clone_from(&description);
        skill.binding.description = Some(description);
        binding = Some(write_json(&skill.binding)?);
        definition = Some(write_json(&skill.definition)?);
    }
    skill.updated_at = change.updated_at;
    sqlx::query(
        "UPDATE skills SET binding = coalesce($1, binding), definition = coalesce($2, definition),
             is_enabled = coalesce($3, is_enabled), updated_at = $4
         WHERE organisation_id = $5 AND agent_id = $6 AND id = $7",
    )
    .bind(binding)
    .bind(definition)
    .bind(is_enabled)
    .bind(&skill.updated_at)
    .bind(organisation)
    .bind(agent)
    .bind(id)
    .execute(write)
    .await?;
    Ok(SkillChanged::Changed(Box::new(skill)))
}

pub(super) async fn delete(write: &mut Connection, organisation: &str, agent: &str, id: &str) -> Result<bool> {
    let done = sqlx::query("DELETE FROM skills WHERE organisation_id = $1 AND agent_id = $2 AND id = $3")
        .bind(organisation)
        .bind(agent)
        .bind(id)
        .execute(write)
        .await?;
    Ok(done.rows_affected() == 1)
}

fn skill(row: &Row) -> Result<SkillRecord> {
    Ok(SkillRecord {
        id: row.try_get("id")?,
        organisation_id: row.try_get("organisation_id")?,
        agent_id: row.try_get("agent_id")?,
        kind: Engine::from_kind(row.try_get("kind")?).ok_or(StoreError::Damaged("skill"))?,
        binding: read_json(row.try_get("binding")?)?,
        definition: read_json(row.try_get("definition")?)?,
        is_enabled: row.try_get("is_enabled")?,
        created_at: row.try_get("created_at")?,
        updated_at: row.try_get("updated_at")?,
    })
}

pub(super) fn write_json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|_| StoreError::Damaged("skill"))
}

pub(super) fn read_json<T: DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|_| StoreError::Damaged("skill"))
}
