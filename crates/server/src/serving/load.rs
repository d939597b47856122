//! An agent's published version, read from the store and made ready.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use gatehouse_core::connection::Engine;
use gatehouse_database::{Approved, Pool, PoolOptions};

use super::agent::{Ready, ServedAgent, ServedSkill};
use super::memory::{Held, Kept};
use crate::compile;
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::FrozenSkill;
use crate::threads::aside;

/// The agent's last version. What its skills need of connections is taken from `connections`, and left there.
pub(super) async fn agent(
    state: &AppState,
    organisation: &str,
    agent: &str,
    connections: &mut HashMap<Engine, Kept>,
) -> Result<ServedAgent, Problem> {
    let Some(published) = state.store.published(organisation, agent).await? else {
        let agent = state.store.agent(organisation, agent).await?;
        return Err(if agent.is_some() { Problem::not_published() } else { Problem::not_found("agent") });
    };
    for kind in [Engine::Postgres, Engine::Mysql] {
        let skills: Vec<&FrozenSkill> = published.skills.iter().filter(|skill| skill.kind == kind).collect();
        if !skills.is_empty() {
            connect(state, organisation, kind, connections).await?;
            hold(state, organisation, kind, &skills, connections).await?;
        }
    }
    let skills = published.skills.into_iter().map(|skill| Arc::new(served(skill, connections)));
    Ok(ServedAgent { skills: skills.collect(), writes: Arc::default() })
}

/// Sees to it that a connection's sessions are there, where there is a connection.
async fn connect(
    state: &AppState,
    organisation: &str,
    kind: Engine,
    connections: &mut HashMap<Engine, Kept>,
) -> Result<(), Problem> {
    let Some(connection) = state.store.connection(organisation, kind).await? else {
        connections.remove(&kind);
        return Ok(());
    };
    if connections.get(&kind).is_some_and(|kept| kept.revision == connection.revision) {
        return Ok(());
    }
    connections.remove(&kind);
    let credentials = state.sealer.open(organisation, kind, &connection.sealed)?;
    // Fields that cannot be used any more, such as a private host since the server was started otherwise: no skill runs.
    let Ok(descriptor) = credentials.descriptor(kind, state.allow_private_hosts) else { return Ok(()) };
    let pool = Arc::new(Pool::new(descriptor, credentials.password.clone(), PoolOptions::default()));
    let held = Arc::new(Held { version: Default::default(), statements: HashSet::new() });
    connections.insert(kind, Kept { revision: connection.revision, pool, held });
    Ok(())
}

/// Compiles again what was not compiled against this state of schema and scoping yet.
async fn hold(
    state: &AppState,
    organisation: &str,
    kind: Engine,
    skills: &[&FrozenSkill],
    connections: &mut HashMap<Engine, Kept>,
) -> Result<(), Problem> {
    let Some(kept) = connections.get_mut(&kind) else { return Ok(()) };
    let version = state.store.basis_version(organisation, kind).await?.unwrap_or_default();
    let known = if kept.held.version == version { kept.held.statements.clone() } else { HashSet::new() };
    if kept.held.version == version && skills.iter().all(|skill| known.contains(&mark(skill))) {
        return Ok(());
    }
    let Some(basis) = state.store.basis(organisation, kind).await? else { return Ok(()) };
    let skills: Vec<FrozenSkill> = skills.iter().map(|skill| (*skill).clone()).collect();
    let holding = aside(move || {
        let holds = |skill: &&FrozenSkill| {
            compile::holds(basis.schema.as_ref(), kind, &skill.binding, &skill.definition).is_ok()
        };
        skills.iter().filter(holds).map(mark).collect::<Vec<String>>()
    });
    let mut statements = if basis.version == version { known } else { HashSet::new() };
    statements.extend(holding.await?);
    kept.held = Arc::new(Held { version: basis.version, statements });
    Ok(())
}

/// A skill and the statement that it froze.
fn mark(skill: &FrozenSkill) -> String {
    format!("{} {}", skill.id, skill.definition.execution_config.sha256)
}

fn served(skill: FrozenSkill, connections: &HashMap<Engine, Kept>) -> ServedSkill {
    let kept = connections.get(&skill.kind).filter(|kept| kept.held.statements.contains(&mark(&skill)));
    let statement = &skill.definition.execution_config;
    // The hash was stored apart from nothing: it vouches that the statement is whole.
    let approved = Approved::new(statement.clone(), &statement.sha256).ok();
    let ready = kept.zip(approved).map(|(kept, statement)| Ready { statement, pool: Arc::clone(&kept.pool) });
    ServedSkill { id: skill.id, definition: skill.definition, ready }
}
