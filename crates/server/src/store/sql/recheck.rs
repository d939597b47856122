//! The live skills of a kind, checked again when its blocks, catalogue or credentials change, in the same transaction: no
//! skill stays live that reads what has just been blocked.
//!
//! A skill stays live when its binding compiles to the statement it has, to the byte [G]. One that no longer compiles is
//! disabled and kept; so is one that compiles to another statement, for what an agent gets would change without anybody
//! having looked. Without a catalogue nothing compiles. None comes back by itself when a block is taken away: enabling
//! compiles again, and is somebody's decision.

use gatehouse_api::BindingBody;
use gatehouse_core::binding::SkillDefinition;
use gatehouse_core::connection::Engine;
use sqlx::Row as _;

use super::{Connection, Row, basis};
use crate::compile;
use crate::store::{Result, Schema};
use crate::threads::aside;

/// Disables what no longer holds. Gives the tool names of what it disabled, in the order of creation.
pub(super) async fn recheck(
    write: &mut Connection,
    organisation: &str,
    kind: Engine,
    now: &str,
) -> Result<Vec<String>> {
    let live = sqlx::query(
        "SELECT id, tool_name, binding, definition FROM skills
         WHERE organisation_id = $1 AND kind = $2 AND is_enabled ORDER BY id",
    )
    .bind(organisation)
    .bind(kind.kind())
    .fetch_all(&mut *write)
    .await?;
    if live.is_empty() {
        return Ok(Vec::new());
    }
    let schema = basis::read(&mut *write, organisation, kind).await?.and_then(|basis| basis.schema);
    let lost = aside(move || lost(live, schema.as_ref(), kind)).await??;
    let mut disabled = Vec::new();
    for skill in &lost {
        sqlx::query("UPDATE skills SET is_enabled = false, updated_at = $1 WHERE organisation_id = $2 AND id = $3")
            .bind(now)
            .bind(organisation)
            .bind(skill.try_get::<&str, _>("id")?)
            .execute(&mut *write)
            .await?;
        disabled.push(skill.try_get("tool_name")?);
    }
    if !disabled.is_empty() {
        tracing::info!(kind = kind.kind(), count = disabled.len(), "skills disabled: they no longer hold");
    }
    Ok(disabled)
}

/// Those that no longer hold.
fn lost(live: Vec<Row>, schema: Option<&Schema>, kind: Engine) -> Result<Vec<Row>> {
    let checked = live.into_iter().map(|skill| Ok((holds(&skill, schema, kind)?, skill)));
    checked.filter_map(|checked| checked.map(|(holds, skill)| (!holds).then_some(skill)).transpose()).collect()
}

/// Whether the binding compiles to the statement that is kept. One that cannot be read does not: a damaged skill must not
/// stand in the way of a block.
fn holds(skill: &Row, schema: Option<&Schema>, kind: Engine) -> Result<bool> {
    let binding = serde_json::from_str::<BindingBody>(skill.try_get("binding")?);
    let kept = serde_json::from_str::<SkillDefinition>(skill.try_get("definition")?);
    let (Ok(binding), Ok(kept)) = (binding, kept) else { return Ok(false) };
    Ok(compile::holds(schema, kind, &binding, &kept).is_ok())
}
