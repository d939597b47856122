//! Check 4: a small read, timed several times.

use gatehouse_core::connection::{Check, CheckId, ConnectionFailure, Timed};

use crate::session::{Probe, Session};

use super::rounds::{Rounds, ms, timed};

pub(super) async fn run<S: Session>(session: &mut S) -> Result<Check, ConnectionFailure> {
    let probe = session.choose_probe().await?;
    let (rounds, reads) = match (measure(session, &probe).await, &probe) {
        (Ok(rounds), Probe::Table { name, .. }) => (rounds, format!("one row of {name} by its primary key")),
        (Ok(rounds), Probe::Catalogue) => (rounds, "one row of the server's catalogue: no table qualifies".into()),
        (Err(failure), Probe::Catalogue) => return Err(failure),
        (Err(failure), Probe::Table { .. }) if session.is_lost() => return Err(failure),
        (Err(failure), Probe::Table { name, .. }) => {
            let reason = failure.explain().what;
            let rounds = measure(session, &Probe::Catalogue).await?;
            (rounds, format!("one row of the server's catalogue, because {name} could not be read: {reason}"))
        }
    };
    let detail = format!("One row by an index takes {} (median), {} at worst.", ms(rounds.p50()), ms(rounds.p95()));
    let mut evidence = rounds.evidence();
    evidence.insert("reads".into(), reads);
    evidence.insert("budget_ms".into(), format!("{:.0}", Timed::WarmStatement.limits().budget_ms));
    Ok(Check::passed(CheckId::ReadProbe, detail, evidence, 0.0))
}

/// Times the probe in one read-only transaction, so that a pooler answers every round from the same server process.
pub(super) async fn measure<S: Session>(session: &mut S, probe: &Probe) -> Result<Rounds, ConnectionFailure> {
    session.begin().await?;
    let rounds = timed(session, probe).await;
    if session.is_lost() {
        return rounds;
    }
    let ended = session.end().await;
    // What went wrong first is what counts.
    rounds.and_then(|rounds| ended.map(|()| rounds))
}
