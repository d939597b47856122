//! Search over a snapshot as its owner types. What the facets ask about the owner's decisions is worked out once for a state of
//! both, not for every keystroke.

use std::sync::{Arc, Mutex, PoisonError};

use gatehouse_core::catalog::search::{Facts, Found, Phrasing, Request, search};
use gatehouse_core::catalog::sensitive::with_suggestions;
use gatehouse_core::scoping::Policy;
use gatehouse_workspace::{Snapshot, Workspace, WorkspaceError};

/// What the last search was about.
#[derive(Default)]
pub(crate) struct Searching(Mutex<Option<Known>>);

struct Known {
    snapshot: Arc<Snapshot>,
    policy: Policy,
    facts: Arc<Facts>,
}

impl Searching {
    /// The tables and columns of a connection's snapshot that answer; none before it was discovered.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub(crate) fn find(
        &self,
        workspace: &Workspace,
        name: &str,
        text: &str,
        limit: usize,
    ) -> Result<Found, WorkspaceError> {
        let Some(snapshot) = workspace.catalog(name)? else { return Ok(Found::default()) };
        let facts = self.facts(&snapshot, workspace.policy(name)?);
        let request = Request { text, phrasing: Phrasing::Typing, limit, facts: Some(&facts) };
        Ok(search(&snapshot, snapshot.index(), &request))
    }

    fn facts(&self, snapshot: &Arc<Snapshot>, policy: Policy) -> Arc<Facts> {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let same = last.as_ref().filter(|known| Arc::ptr_eq(&known.snapshot, snapshot) && known.policy == policy);
        if let Some(known) = same {
            return Arc::clone(&known.facts);
        }
        let (index, hidden) = (snapshot.index(), policy.effective(Some(snapshot)));
        let known = Facts::default().with_blocked(snapshot, index, &hidden);
        let known = known.with_new(snapshot, index, &policy.quarantined());
        let facts = Arc::new(with_suggestions(known, snapshot, index, &policy));
        *last = Some(Known { snapshot: Arc::clone(snapshot), policy, facts: Arc::clone(&facts) });
        facts
    }
}
