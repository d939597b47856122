//! Check 4: a small read, timed nine times.

use gatehouse_core::connection::{Check, CheckId, ConnectionFailure};

use crate::session::Session;

use super::rounds::{ms, timed};

pub(super) async fn run<S: Session>(session: &mut S) -> Result<Check, ConnectionFailure> {
    let rounds = timed(session, async |session: &mut S| session.tiny_read().await).await?;
    let detail = format!("One row by an index takes {} (median), {} at worst.", ms(rounds.p50()), ms(rounds.p95()));
    Ok(Check::passed(CheckId::ReadProbe, detail, rounds.evidence(), 0.0))
}
