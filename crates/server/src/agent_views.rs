//! What agents see of each connection, prepared for search and kept while neither catalogue nor scoping change.

use std::sync::{Arc, Mutex, PoisonError};

use gatehouse_core::catalog::search::Index;
use gatehouse_core::catalog::{Catalog, agent_view};
use gatehouse_core::connection::Engine;

use crate::store::{BasisVersion, Schema};

/// So many are kept, the latest used: each may take as much memory as a large catalogue, some tens of megabytes.
const MOST: usize = 8;

/// A catalogue without what is blocked, and its index.
pub(crate) struct AgentView {
    pub(crate) catalog: Catalog,
    pub(crate) index: Index,
}

impl AgentView {
    /// Takes as long as reading the catalogue once more: not for a thread that serves others.
    pub(crate) fn of(schema: &Schema) -> AgentView {
        let catalog = agent_view(&schema.catalog, &schema.scoping);
        AgentView { index: Index::new(&catalog), catalog }
    }
}

/// Views by connection, the latest used last.
#[derive(Default)]
pub(crate) struct AgentViews(Mutex<Vec<Kept>>);

struct Kept {
    organisation: String,
    kind: Engine,
    version: BasisVersion,
    view: Arc<AgentView>,
}

impl AgentViews {
    /// The view of this very version, if it is kept.
    pub(crate) fn get(&self, organisation: &str, kind: Engine, version: &BasisVersion) -> Option<Arc<AgentView>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.iter().position(|one| one.is_of(organisation, kind) && one.version == *version)?;
        let one = kept.remove(at);
        let view = Arc::clone(&one.view);
        kept.push(one);
        Some(view)
    }

    /// Keeps a view instead of the connection's former one.
    pub(crate) fn put(&self, organisation: &str, kind: Engine, version: BasisVersion, view: &Arc<AgentView>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|one| !one.is_of(organisation, kind));
        if kept.len() >= MOST {
            kept.remove(0);
        }
        kept.push(Kept { organisation: organisation.into(), kind, version, view: Arc::clone(view) });
    }
}

impl Kept {
    fn is_of(&self, organisation: &str, kind: Engine) -> bool {
        self.organisation == organisation && self.kind == kind
    }
}

#[cfg(test)]
mod tests {
    use gatehouse_core::scoping::Scoping;

    use super::*;

    fn view() -> Arc<AgentView> {
        let json = br#"{"engine": "postgres", "server_version": "18", "database": "d", "default_schema": "public", "tables": []}"#;
        let catalog = serde_json::from_slice(json).unwrap();
        Arc::new(AgentView::of(&Schema { catalog, scoping: Scoping::default() }))
    }

    fn version(generation: i64) -> BasisVersion {
        BasisVersion { revision: "r".into(), generation }
    }

    #[test]
    fn only_the_very_version_is_found_and_only_the_latest_are_kept() {
        let views = AgentViews::default();
        let get = |organisation: &str, generation| views.get(organisation, Engine::Postgres, &version(generation));
        views.put("a", Engine::Postgres, version(1), &view());
        assert!(get("a", 1).is_some() && get("a", 2).is_none() && get("b", 1).is_none());
        assert!(views.get("a", Engine::Mysql, &version(1)).is_none());
        views.put("a", Engine::Postgres, version(2), &view());
        assert!(get("a", 1).is_none() && get("a", 2).is_some());
        (0..MOST).for_each(|at| views.put(&format!("other {at}"), Engine::Postgres, version(1), &view()));
        assert!(get("a", 2).is_none() && get("other 0", 1).is_some());
    }
}
