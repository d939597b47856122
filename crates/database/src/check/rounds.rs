//! Repeated timings.

use std::time::Instant;

use gatehouse_core::connection::{ConnectionFailure, Evidence};

use crate::door::milliseconds;

/// How often a round is timed, after one that is not.
const ROUNDS: usize = 9;

/// Timings in milliseconds, in the order they were taken.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Rounds(Vec<f64>);

impl Rounds {
    /// The quickest, in milliseconds.
    pub(super) fn min(&self) -> f64 {
        self.at(0.0)
    }

    /// The median, in milliseconds.
    pub(super) fn p50(&self) -> f64 {
        self.at(0.50)
    }

    /// The 95th percentile in milliseconds, nearest rank: with nine rounds the slowest.
    pub(super) fn p95(&self) -> f64 {
        self.at(0.95)
    }

    fn at(&self, share: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let rank = (share * sorted.len() as f64).ceil() as usize;
        sorted.get(rank.saturating_sub(1)).copied().unwrap_or_default()
    }

    /// The figures by name, one decimal, with their unit.
    pub(super) fn evidence(&self) -> Evidence {
        let list: Vec<String> = self.0.iter().map(|round| format!("{round:.1}")).collect();
        Evidence::from([
            ("min".into(), ms(self.min())),
            ("p50".into(), ms(self.p50())),
            ("p95".into(), ms(self.p95())),
            ("rounds_ms".into(), list.join(", ")),
        ])
    }
}

/// Milliseconds as people read them.
pub(super) fn ms(milliseconds: f64) -> String {
    format!("{milliseconds:.1} ms")
}

/// Times `round` nine times after one warm-up, which pays for the server's own caches.
pub(super) async fn timed<S>(
    session: &mut S,
    round: impl AsyncFn(&mut S) -> Result<(), ConnectionFailure>,
) -> Result<Rounds, ConnectionFailure> {
    round(session).await?;
    let mut rounds = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        round(session).await?;
        rounds.push(milliseconds(begun.elapsed()));
    }
    Ok(Rounds(rounds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_the_nearest() {
        let rounds = Rounds(vec![9.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]);
        assert_eq!((rounds.min(), rounds.p50(), rounds.p95()), (1.0, 5.0, 9.0));
        assert_eq!(rounds.evidence()["p50"], "5.0 ms");
        assert_eq!(Rounds(vec![]).p95(), 0.0);
    }
}
