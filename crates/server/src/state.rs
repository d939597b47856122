//! What every handler has at hand.

use std::sync::Arc;

use zeroize::Zeroizing;

use crate::agent_views::AgentViews;
use crate::credentials::Sealer;
use crate::front::Front;
use crate::generations::Generations;
use crate::serving::Serving;
use crate::store::Store;

/// Cheap to clone: one shared value.
#[derive(Clone)]
pub(crate) struct AppState(Arc<Shared>);

pub(crate) struct Shared {
    pub(crate) store: Box<dyn Store>,
    pub(crate) sealer: Sealer,
    /// For recognising a repeated body without keeping it, or anything from which a password in it could be guessed.
    pub(crate) body_key: Zeroizing<[u8; 32]>,
    pub(crate) agent_views: AgentViews,
    pub(crate) front: Arc<Front>,
    pub(crate) generations: Generations,
    pub(crate) serving: Serving,
    /// Whether customers' databases may stand on this machine or its network.
    pub(crate) allow_private_hosts: bool,
}

impl AppState {
    pub(crate) fn new(shared: Shared) -> AppState {
        AppState(Arc::new(shared))
    }
}

impl std::ops::Deref for AppState {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}
