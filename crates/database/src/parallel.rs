//! The same work on many things, on all of the machine's processors.

use std::sync::{Mutex, PoisonError};
use std::thread::{Builder, available_parallelism, scope};

/// So many things are handed out at a time: few enough that all threads end together.
const CHUNK: usize = 256;

/// More threads than this are never worth their start.
const MOST_THREADS: usize = 8;

/// What `work` makes of each item, in the items' order. This thread works, too, so where no other can be started it does it all;
/// a few items are not worth another thread.
pub(crate) fn mapped<T: Send, R: Send>(items: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    let count = items.len();
    let processors = available_parallelism().map_or(1, usize::from).min(MOST_THREADS);
    let others = processors.min(count.div_ceil(CHUNK)).saturating_sub(1);
    if others == 0 {
        return items.into_iter().map(work).collect();
    }
    let left = Mutex::new((0, items.into_iter()));
    let next = || {
        let mut left = left.lock().unwrap_or_else(PoisonError::into_inner);
        left.0 += 1;
        let chunk: Vec<T> = left.1.by_ref().take(CHUNK).collect();
        (!chunk.is_empty()).then_some((left.0, chunk))
    };
    let done = Mutex::new(Vec::with_capacity(count.div_ceil(CHUNK)));
    let take_part = || {
        while let Some((number, chunk)) = next() {
            let made: Vec<R> = chunk.into_iter().map(&work).collect();
            done.lock().unwrap_or_else(PoisonError::into_inner).push((number, made));
        }
    };
    scope(|scope| {
        for _ in 0..others {
            // A thread that cannot be started leaves its share to the others.
            let _ = Builder::new().spawn_scoped(scope, take_part);
        }
        take_part();
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_unstable_by_key(|(number, _)| *number);
    done.into_iter().flat_map(|(_, made)| made).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_is_kept() {
        for count in [0, 1, CHUNK, 10 * CHUNK + 1] {
            let doubled = mapped((0..count).collect(), |one| one * 2);
            assert!(doubled.into_iter().eq((0..count).map(|one| one * 2)), "{count}");
        }
    }
}
