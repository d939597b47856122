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
    judged: bool,
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
        let facts = self.facts(&snapshot, workspace.policy(name)?, text.to_lowercase().contains("sensitive:"));
        let request = Request { text, phrasing: Phrasing::Typing, limit, facts: Some(&facts) };
        Ok(search(&snapshot, snapshot.index(), &request))
    }

    /// What looks sensitive takes long to work out: it is `judged` only for whoever asks.
    fn facts(&self, snapshot: &Arc<Snapshot>, policy: Policy, judged: bool) -> Arc<Facts> {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let same = last.as_ref().filter(|known| {
            Arc::ptr_eq(&known.snapshot, snapshot) && known.policy == policy && (known.judged || !judged)
        });
        if let Some(known) = same {
            return Arc::clone(&known.facts);
        }
        let (index, hidden) = (snapshot.index(), policy.effective(Some(snapshot)));
        let known = Facts::default().with_blocked(snapshot, index, &hidden);
        let known = known.with_new(snapshot, index, &policy.quarantined());
        let known = match judged {
            true => with_suggestions(known, snapshot, index, &policy),
            // The facet is offered before it is asked for.
            false => known.with_sensitive(snapshot, index, &[]),
        };
        let facts = Arc::new(known);
        *last = Some(Known { snapshot: Arc::clone(snapshot), policy, judged, facts: Arc::clone(&facts) });
        facts
    }
}
