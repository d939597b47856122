//! Publishing: what is enabled in an agent's draft is frozen into a version, and callers get the last version.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use gatehouse_api::{AgentVersion, Envelope, FieldError, Publication, PublishedSkill, Rollback};
use gatehouse_core::connection::Engine;
use serde_json::json;
use uuid::Uuid;

use super::bindings::known_agent;
use crate::change::Change;
use crate::compile;
use crate::extract::{AgentId, AgentsRead, AgentsWrite, Allowed, Body, OptionalBody, Paging};
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::{FrozenSkill, Schema, SkillRecord, VersionNote, VersionRecord};
use crate::threads::aside;

/// The longest note, in characters.
const LONGEST: usize = 1000;

/// `GET /agents/{agent}/versions`: the latest first.
pub(crate) async fn list(
    caller: Allowed<AgentsRead>,
    AgentId(agent): AgentId,
    paging: Paging,
    State(state): State<AppState>,
) -> Result<Response, Problem> {
    known_agent(&state, &caller.organisation, &agent).await?;
    let versions = state.store.versions(&caller.organisation, &agent, &paging.0).await?;
    Ok(paging.answer(versions, |version| version.note.id.clone(), wire))
}

/// `POST /agents/{agent}/publish`: compiles every enabled skill again; 422 with one error for each reason against it, and then
/// nothing is published.
pub(crate) async fn publish(
    caller: Allowed<AgentsWrite>,
    AgentId(agent): AgentId,
    State(state): State<AppState>,
    OptionalBody(Publication { note }): OptionalBody<Publication>,
) -> Result<Response, Problem> {
    let note = note.unwrap_or_default();
    if note.chars().count() > LONGEST || note.chars().any(|one| one.is_control() && one != '\n') {
        let message = format!("Give up to {LONGEST} printable characters.");
        return Err(Problem::invalid(vec![FieldError::new("note", message)]));
    }
    let mut change = begin(&state, &caller, &agent).await?;
    let enabled = change.skills(&agent).await?.into_iter().filter(|skill| skill.is_enabled);
    let skills: Vec<FrozenSkill> = enabled.map(frozen).collect();
    check(&mut change, &skills).await?;
    let version = VersionRecord { note: new_note(&change, note, None), agent_id: agent, skills };
    add(change, version, "agent.published", None).await
}

/// `POST /agents/{agent}/rollback`: an earlier version's skills become a new version, if each of them still holds. The draft
/// stays as it is [G].
pub(crate) async fn rollback(
    caller: Allowed<AgentsWrite>,
    AgentId(agent): AgentId,
    State(state): State<AppState>,
    Body(Rollback { version_id }): Body<Rollback>,
) -> Result<Response, Problem> {
    let mut change = begin(&state, &caller, &agent).await?;
    let earlier = change.version(&agent, &version_id).await?.ok_or_else(|| Problem::not_found("version"))?;
    check(&mut change, &earlier.skills).await?;
    let note = format!("Back to version {}", earlier.note.version);
    let off = switched_off(&change.skills(&agent).await?, &earlier.skills);
    let message = (!off.is_empty()).then(|| {
        format!("Switched off or deleted in the draft, and therefore still not callable: {}.", off.join(", "))
    });
    let note = new_note(&change, note, Some(earlier.note.id));
    let version = VersionRecord { note, agent_id: agent, skills: earlier.skills };
    add(change, version, "agent.rolled_back", message).await
}

async fn begin(state: &AppState, caller: &Allowed<AgentsWrite>, agent: &str) -> Result<Change, Problem> {
    let mut change = Change::begin(state, caller).await?;
    change.agent(agent).await?.ok_or_else(|| Problem::not_found("agent"))?;
    Ok(change)
}

/// Whether every skill holds against the schema and scoping of this moment, which nobody changes while the change is under way.
async fn check(change: &mut Change, skills: &[FrozenSkill]) -> Result<(), Problem> {
    let mut schemas: HashMap<Engine, Option<Schema>> = HashMap::new();
    for skill in skills {
        if let Entry::Vacant(unread) = schemas.entry(skill.kind) {
            unread.insert(change.basis(skill.kind).await?.and_then(|basis| basis.schema));
        }
    }
    let skills = skills.to_vec();
    let errors = aside(move || lost(&skills, &schemas)).await?;
    if errors.is_empty() { Ok(()) } else { Err(Problem::publish_rejected(errors)) }
}

/// Why skills no longer hold.
fn lost(skills: &[FrozenSkill], schemas: &HashMap<Engine, Option<Schema>>) -> Vec<FieldError> {
    let mut errors = Vec::new();
    for skill in skills {
        let schema = schemas.get(&skill.kind).and_then(Option::as_ref);
        if let Err(reasons) = compile::holds(schema, skill.kind, &skill.binding, &skill.definition) {
            errors.extend(reasons.into_iter().map(|reason| of(&skill.definition.name, reason)));
        }
    }
    errors
}

/// The error under the skill it is about.
fn of(skill: &str, error: FieldError) -> FieldError {
    let field = match error.field.as_str() {
        "" => format!("skills.{skill}"),
        field => format!("skills.{skill}.{field}"),
    };
    FieldError { field, ..error }
}

async fn add(
    mut change: Change,
    version: VersionRecord,
    action: &str,
    message: Option<String>,
) -> Result<Response, Problem> {
    let number = change.add_version(&version).await?;
    let skills: Vec<_> = version
        .skills
        .iter()
        .map(|skill| json!({ "id": skill.id, "statement": skill.definition.execution_config.sha256 }))
        .collect();
    let detail = json!({ "agent": version.agent_id, "version": number, "note": version.note.note,
                         "restoredFrom": version.note.restores, "skills": skills });
    change.audit(action, &version.note.id, detail).await?;
    let version = VersionRecord { note: VersionNote { version: number, ..version.note }, ..version };
    let answer = Envelope { message, ..Envelope::of(wire(version)) };
    change.answer(StatusCode::OK, &answer).await
}

fn new_note(change: &Change, note: String, restores: Option<String>) -> VersionNote {
    VersionNote {
        id: Uuid::now_v7().to_string(),
        version: 0,
        note,
        restores,
        published_by: change.actor().into(),
        published_at: change.now.clone(),
    }
}

fn frozen(skill: SkillRecord) -> FrozenSkill {
    FrozenSkill { id: skill.id, kind: skill.kind, binding: skill.binding, definition: skill.definition }
}

/// The names of the skills that the draft keeps from being called.
fn switched_off(draft: &[SkillRecord], skills: &[FrozenSkill]) -> Vec<String> {
    let off = skills.iter().filter(|skill| !skill.is_callable(draft));
    off.map(|skill| skill.definition.display_name.clone()).collect()
}

fn wire(version: VersionRecord) -> AgentVersion {
    let VersionRecord { agent_id, note, skills } = version;
    let skills = skills.into_iter().map(|skill| PublishedSkill {
        id: skill.id,
        display_name: skill.definition.display_name,
        statement: skill.definition.execution_config.sha256,
    });
    AgentVersion {
        id: note.id,
        agent_id,
        version: note.version,
        note: note.note,
        restored_from: note.restores,
        published_by: note.published_by,
        published_at: note.published_at,
        skills: Some(skills.collect()),
    }
}
