//! Check 6: whether a caller would wait.

use gatehouse_core::connection::{Check, CheckId, CheckStatus, ConnectionFailure, Evidence};

use crate::door::Timings;
use crate::session::Session;

use super::rounds::{ms, timed};

const ID: CheckId = CheckId::LiveCallLatency;

/// Our budget, in milliseconds. A pause of about half a second is heard as one in a conversation; the agent, its speech
/// and a statement of several round trips have to fit into it, so a single round trip may take a fraction.
const ROUND_TRIP_WARN_MS: f64 = 150.0;
/// Beyond this, in milliseconds, one round trip alone is the pause.
const ROUND_TRIP_FAIL_MS: f64 = 500.0;
/// What opening a connection may take in milliseconds, since the first question of a call may have to.
const CONNECT_WARN_MS: f64 = 1000.0;

pub(super) async fn run<S: Session>(session: &mut S, timings: Timings) -> Result<Check, ConnectionFailure> {
    let rounds = timed(session, async |session: &mut S| session.round_trip().await).await?;
    let mut evidence = rounds.evidence();
    evidence.insert("connect".into(), ms(timings.total_ms()));
    evidence.insert(
        "budget".into(),
        format!("{ROUND_TRIP_WARN_MS:.0} ms a round trip, {CONNECT_WARN_MS:.0} ms to connect"),
    );
    Ok(verdict(rounds.p50(), rounds.p95(), timings.total_ms(), evidence))
}

fn verdict(p50: f64, p95: f64, connect: f64, evidence: Evidence) -> Check {
    let measured =
        format!("A round trip takes {} (median), {} at worst; connecting took {}", ms(p50), ms(p95), ms(connect));
    let remedy = "Connect to a server or a replica that is nearer, or keep connections open with a pooler.";
    let warned = |judgement: &str| Check::warned(ID, format!("{measured}: {judgement}"), remedy, evidence.clone(), 0.0);
    if p95 > ROUND_TRIP_FAIL_MS {
        return Check { status: CheckStatus::Fail, ..warned("too slow for a live call.") };
    }
    if p95 > ROUND_TRIP_WARN_MS {
        return warned("a caller would notice.");
    }
    if connect > CONNECT_WARN_MS {
        return warned("the first answer of a call would be late.");
    }
    Check::passed(ID, format!("{measured}: quick enough for a live call."), evidence, 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_budget_decides() {
        let status = |p95, connect| verdict(1.0, p95, connect, Evidence::new()).status;
        assert_eq!(status(20.0, 80.0), CheckStatus::Pass);
        assert_eq!(status(151.0, 80.0), CheckStatus::Warn);
        assert_eq!(status(501.0, 80.0), CheckStatus::Fail);
        assert_eq!(status(20.0, 1001.0), CheckStatus::Warn);
    }
}
