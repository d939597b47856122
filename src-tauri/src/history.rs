//! The steps of scoping that were taken, for undo and redo. They stay on this side: a step over 200,000 columns is long, and the
//! window needs to know only its number.

use std::sync::{Mutex, MutexGuard, PoisonError};

use gatehouse_core::scoping::PolicyChange;

use crate::failure::Failure;

/// How many steps can be taken back. The window keeps no more.
const LONGEST: usize = 500;

/// The steps since the workspace was opened.
#[derive(Default)]
pub(crate) struct History(Mutex<Steps>);

#[derive(Default)]
struct Steps {
    /// The number of the first that is kept.
    first: u32,
    taken: Vec<(String, PolicyChange)>,
}

impl History {
    /// Remembers a step on a connection; none when nothing changed.
    pub(crate) fn keep(&self, name: &str, change: &PolicyChange) -> Option<u32> {
        if change.is_empty() {
            return None;
        }
        let mut steps = self.lock();
        if steps.taken.len() == LONGEST {
            steps.taken.remove(0);
            steps.first += 1;
        }
        steps.taken.push((name.to_owned(), change.clone()));
        u32::try_from(steps.taken.len() - 1).ok().map(|at| steps.first + at)
    }

    /// A step's change.
    ///
    /// # Errors
    /// When the step is another connection's, or too long ago.
    pub(crate) fn step(&self, name: &str, step: u32) -> Result<PolicyChange, Failure> {
        let steps = self.lock();
        let at = step.checked_sub(steps.first).map(|at| at as usize);
        let found = at.and_then(|at| steps.taken.get(at)).filter(|(of, _)| of == name);
        found.map(|(_, change)| change.clone()).ok_or_else(|| {
            let next_step = "Set the blocks by hand.";
            Failure::new("step_forgotten", "This step is too long ago to be taken back.", next_step)
        })
    }

    /// Forgets all: another workspace was opened. Numbers go on, so that none of them means another step.
    pub(crate) fn clear(&self) {
        let mut steps = self.lock();
        steps.first += u32::try_from(steps.taken.len()).unwrap_or_default();
        steps.taken.clear();
    }

    fn lock(&self) -> MutexGuard<'_, Steps> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
