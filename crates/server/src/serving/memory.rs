//! What is in memory of the organisations whose agents are called.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use gatehouse_core::connection::Engine;
use gatehouse_database::Pool;
use zeroize::Zeroizing;

use super::agent::ServedAgent;
use super::keys::Keys;
use super::load;
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::BasisVersion;

/// Everything that serving keeps.
pub(crate) struct Serving {
    pub(crate) keys: Keys,
    /// For the tokens that confirm a write.
    pub(super) confirmations: Zeroizing<[u8; 32]>,
    organisations: Mutex<HashMap<String, Organisation>>,
    /// One load at a time: after a change, many calls find nothing at once.
    loading: tokio::sync::Mutex<()>,
}

/// One organisation, in one generation.
#[derive(Default)]
struct Organisation {
    generation: i64,
    agents: HashMap<String, Arc<ServedAgent>>,
    connections: HashMap<Engine, Kept>,
}

/// What outlives a generation: sessions, and which skills were seen to hold.
#[derive(Clone)]
pub(super) struct Kept {
    pub(super) revision: String,
    pub(super) pool: Arc<Pool>,
    pub(super) held: Arc<Held>,
}

/// Statements, by their hash, that hold against one state of schema and scoping.
pub(super) struct Held {
    pub(super) version: BasisVersion,
    pub(super) statements: HashSet<String>,
}

impl Serving {
    pub(crate) fn new(confirmations: Zeroizing<[u8; 32]>) -> Serving {
        Serving {
            keys: Keys::default(),
            confirmations,
            organisations: Mutex::default(),
            loading: tokio::sync::Mutex::default(),
        }
    }

    fn organisations(&self) -> MutexGuard<'_, HashMap<String, Organisation>> {
        self.organisations.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn known(&self, organisation: &str, agent: &str, generation: i64) -> Option<Arc<ServedAgent>> {
        let organisations = self.organisations();
        let organisation = organisations.get(organisation).filter(|known| known.generation == generation)?;
        organisation.agents.get(agent).cloned()
    }

    /// The agent as callers get it now.
    ///
    /// # Errors
    /// 404 for an agent of nobody's, 409 for one that was never published.
    pub(crate) async fn agent(
        &self,
        state: &AppState,
        organisation: &str,
        agent: &str,
    ) -> Result<Arc<ServedAgent>, Problem> {
        let generation = state.generations.present(&*state.store, organisation).await?;
        if let Some(known) = self.known(organisation, agent, generation) {
            return Ok(known);
        }
        Box::pin(self.load(state, organisation, agent, generation)).await
    }

    async fn load(
        &self,
        state: &AppState,
        organisation: &str,
        agent: &str,
        generation: i64,
    ) -> Result<Arc<ServedAgent>, Problem> {
        let _turn = self.loading.lock().await;
        if let Some(known) = self.known(organisation, agent, generation) {
            return Ok(known);
        }
        self.move_on(state, organisation, generation).await?;
        let mut connections = self.connections(organisation);
        let loaded = Arc::new(load::agent(state, organisation, agent, &mut connections).await?);
        let mut organisations = self.organisations();
        let known = organisations.entry(organisation.to_owned()).or_default();
        known.connections = connections;
        known.agents.insert(agent.to_owned(), Arc::clone(&loaded));
        Ok(loaded)
    }

    fn connections(&self, organisation: &str) -> HashMap<Engine, Kept> {
        self.organisations().get(organisation).map(|known| known.connections.clone()).unwrap_or_default()
    }

    /// Forgets what was of another generation, and closes the sessions whose credentials are no longer the present ones.
    async fn move_on(&self, state: &AppState, organisation: &str, generation: i64) -> Result<(), Problem> {
        if self.organisations().get(organisation).is_some_and(|known| known.generation == generation) {
            return Ok(());
        }
        let mut connections = self.connections(organisation);
        for kind in connections.keys().copied().collect::<Vec<_>>() {
            let revision = state.store.connection(organisation, kind).await?.map(|connection| connection.revision);
            connections.retain(|other, kept| *other != kind || revision.as_deref() == Some(&kept.revision));
        }
        let moved = Organisation { generation, agents: HashMap::new(), connections };
        self.organisations().insert(organisation.to_owned(), moved);
        Ok(())
    }

    /// Looks at every organisation again: sessions and credentials of a connection that is gone must not wait for the next call.
    pub(crate) async fn tidy(&self, state: &AppState) {
        self.keys.tidy();
        let organisations: Vec<String> = self.organisations().keys().cloned().collect();
        for organisation in organisations {
            let _turn = self.loading.lock().await;
            let looked = async {
                let generation = state.generations.present(&*state.store, &organisation).await?;
                self.move_on(state, &organisation, generation).await
            };
            if looked.await.is_err() {
                // Nothing is known to hold then.
                self.organisations().remove(&organisation);
            }
        }
    }
}
