//! Repeated timings.

use std::time::{Duration, Instant};

use gatehouse_core::connection::{ConnectionFailure, Evidence};

use crate::door::milliseconds;
use crate::session::{Probe, Session};

/// How often a round is timed, after one that is not.
const ROUNDS: usize = 9;

/// Once this has passed, [`FEWEST`] rounds are enough: the next ones would tell the same, and the checks have to end.
const ENOUGH: Duration = Duration::from_millis(1500);

/// The fewest rounds there are.
const FEWEST: usize = 3;

/// Timings in milliseconds, in the order they were taken.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Rounds(Vec<f64>);

impl Rounds {
    /// These timings, in the order they were taken.
    pub(super) fn of(milliseconds: Vec<f64>) -> Rounds {
        Rounds(milliseconds)
    }

    /// Nothing was timed.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

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

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.0.len()
    }

    /// All of them in milliseconds, one decimal, for drawing.
    pub(super) fn listed(&self) -> String {
        let list: Vec<String> = self.0.iter().map(|round| format!("{round:.1}")).collect();
        list.join(", ")
    }

    /// The figures by name, one decimal, with their unit.
    pub(super) fn evidence(&self) -> Evidence {
        Evidence::from([
            ("min".into(), ms(self.min())),
            ("p50".into(), ms(self.p50())),
            ("p95".into(), ms(self.p95())),
            ("rounds_ms".into(), self.listed()),
        ])
    }
}

/// Milliseconds as people read them.
pub(super) fn ms(milliseconds: f64) -> String {
    format!("{milliseconds:.1} ms")
}

/// Times the probe nine times after one warm-up, which pays for the server's own caches; fewer times where a read is slow.
pub(super) async fn timed<S: Session>(session: &mut S, probe: &Probe) -> Result<Rounds, ConnectionFailure> {
    session.read(probe).await?;
    let mut rounds = Vec::with_capacity(ROUNDS);
    let first = Instant::now();
    while rounds.len() < ROUNDS && (rounds.len() < FEWEST || first.elapsed() < ENOUGH) {
        let begun = Instant::now();
        session.read(probe).await?;
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
