//! Keys that were looked up a moment ago, so that a call needs no store.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::store::KeyRecord;

/// A key that expires does so without a change of its organisation: so long it may still be heard.
const AGE: Duration = Duration::from_secs(1);

/// Keys by id. Only real ones get here, so there are as many as there are keys.
#[derive(Default)]
pub(crate) struct Keys(Mutex<HashMap<String, Kept>>);

struct Kept {
    record: Arc<KeyRecord>,
    generation: i64,
    looked: Instant,
}

impl Keys {
    /// The key, unless it was looked up too long ago, with its organisation's generation then.
    pub(crate) fn get(&self, id: &str) -> Option<(Arc<KeyRecord>, i64)> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = kept.get(id).filter(|kept| kept.looked.elapsed() < AGE)?;
        Some((Arc::clone(&kept.record), kept.generation))
    }

    /// A key that the store gave; `generation` was read before it was.
    pub(crate) fn put(&self, record: &Arc<KeyRecord>, generation: i64) {
        let kept = Kept { record: Arc::clone(record), generation, looked: Instant::now() };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(record.id.clone(), kept);
    }

    /// Forgets those that nobody used lately.
    pub(crate) fn tidy(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).retain(|_, kept| kept.looked.elapsed() < AGE);
    }
}
