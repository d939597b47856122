//! Which generation each organisation is in, as far as this process knows: what it has in memory of an organisation holds
//! while that stays. Its own changes are known at once; those of other processes when the store is asked, which happens as
//! often as [`LOOK_EVERY`] says while somebody calls.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::store::{Store, StoreError};

/// How long a change in another process may go unnoticed in this one.
pub(crate) const LOOK_EVERY: Duration = Duration::from_millis(500);

/// Generations by organisation.
#[derive(Default)]
pub(crate) struct Generations(Mutex<HashMap<String, Known>>);

#[derive(Clone, Copy)]
struct Known {
    generation: i64,
    looked: Instant,
}

impl Generations {
    /// A generation that was just read or made. Calls may finish out of order: the greatest is the present one.
    pub(crate) fn seen(&self, organisation: &str, generation: i64) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let looked = Instant::now();
        known
            .entry(organisation.into())
            .and_modify(|known| *known = Known { generation: known.generation.max(generation), looked })
            .or_insert(Known { generation, looked });
    }

    /// The present generation; from the store when nobody has looked for a while.
    ///
    /// # Errors
    /// When the store does not answer: what is in memory might not hold any more.
    pub(crate) async fn present(&self, store: &dyn Store, organisation: &str) -> Result<i64, StoreError> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(organisation).copied();
        if let Some(known) = known.filter(|known| known.looked.elapsed() < LOOK_EVERY) {
            return Ok(known.generation);
        }
        let generation = store.generation(organisation).await?;
        self.seen(organisation, generation);
        Ok(generation)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_late_answer_does_not_turn_back() {
        let generations = Generations::default();
        generations.seen("o", 5);
        generations.seen("o", 4);
        assert_eq!(generations.0.lock().unwrap()["o"].generation, 5);
    }
}
