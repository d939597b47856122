//! The order of the checks, and what a failure means for those after it.

use std::time::Instant;

use gatehouse_core::connection::{
    Check, CheckId, CheckReport, CheckStatus, ConnectionFailure, Descriptor, Evidence, FailureCode,
};
use secrecy::SecretString;

use crate::deadlines::Deadlines;
use crate::door::{Door, Opened, Reached, Sighting, Timings, milliseconds};
use crate::session::Session;

use super::{CheckEvent, authentication, latency, reachability, read_only, read_probe, schema_read};

/// Runs the six checks in order over one connection and tells each piece of news as it happens.
///
/// Nothing is an error here: whatever goes wrong is a check that failed, and checks that depend on it are skipped.
/// Dropping the future ends everything.
pub async fn check(descriptor: &Descriptor, password: &SecretString, emit: impl FnMut(CheckEvent)) -> CheckReport {
    check_within(descriptor, password, &Deadlines::default(), emit).await
}

/// [`check`] with deadlines of the caller's own.
pub async fn check_within(
    descriptor: &Descriptor,
    password: &SecretString,
    deadlines: &Deadlines,
    emit: impl FnMut(CheckEvent),
) -> CheckReport {
    let mut run = Run { emit, checks: Vec::with_capacity(CheckId::ALL.len()) };
    if let Some(reached) = run.reach(descriptor, deadlines).await
        && let Some(mut opened) = run.log_in(reached, descriptor, password, deadlines).await
    {
        let timings = opened.timings();
        run.over_session(opened.session(), timings).await;
        opened.close().await;
    }
    run.report()
}

struct Run<E> {
    emit: E,
    checks: Vec<Check>,
}

impl<E: FnMut(CheckEvent)> Run<E> {
    fn start(&mut self, id: CheckId) -> Instant {
        (self.emit)(CheckEvent::Started { id });
        Instant::now()
    }

    fn finish(&mut self, check: Check) {
        (self.emit)(CheckEvent::Finished { check: check.clone() });
        self.checks.push(check);
    }

    async fn reach(&mut self, descriptor: &Descriptor, deadlines: &Deadlines) -> Option<Reached> {
        let id = CheckId::ReachabilityTls;
        let begun = self.start(id);
        let mut sighting = Sighting::default();
        let reached = Door::reach_noting(descriptor, deadlines, &mut sighting).await;
        let took = milliseconds(begun.elapsed());
        match reached {
            Ok(reached) => {
                self.finish(reachability::verdict(&reached, &sighting, descriptor, took));
                Some(reached)
            }
            Err(failure) => {
                self.finish(reachability::failed(&failure, &sighting, took));
                None
            }
        }
    }

    async fn log_in(
        &mut self,
        reached: Reached,
        descriptor: &Descriptor,
        password: &SecretString,
        deadlines: &Deadlines,
    ) -> Option<Opened> {
        let id = CheckId::Authentication;
        let begun = self.start(id);
        let opened = async {
            let mut opened = reached.login(descriptor, password, deadlines).await?;
            let identity = opened.session().identity().await?;
            Ok((opened, identity))
        };
        let opened = opened.await;
        let took = milliseconds(begun.elapsed());
        match opened {
            Ok((opened, identity)) => {
                self.finish(authentication::verdict(&identity, &opened, took));
                Some(opened)
            }
            Err(failure) => {
                self.finish(Check::failed(id, &failure, Evidence::new(), took));
                None
            }
        }
    }

    /// The four checks that need a session. They do not need each other, so one goes on after another failed, unless the
    /// session itself is lost.
    async fn over_session<S: Session>(&mut self, session: &mut S, timings: Timings) {
        let ids = [CheckId::SchemaRead, CheckId::ReadProbe, CheckId::ReadOnlySession, CheckId::LiveCallLatency];
        for id in ids {
            let begun = self.start(id);
            let outcome = match id {
                CheckId::SchemaRead => schema_read::run(session).await,
                CheckId::ReadProbe => read_probe::run(session).await,
                CheckId::ReadOnlySession => read_only::run(session).await,
                _ => latency::run(session, timings).await,
            };
            let took = milliseconds(begun.elapsed());
            match outcome {
                Ok(check) => self.finish(Check { duration_ms: took, ..check }),
                Err(failure) => {
                    self.finish(Check::failed(id, &failure, Evidence::new(), took));
                    if loses_the_session(&failure) {
                        return;
                    }
                }
            }
        }
    }

    /// Adds what was not tried, in order.
    fn report(mut self) -> CheckReport {
        let failed = self.checks.iter().rev().find(|check| check.status == CheckStatus::Fail).map(|check| check.id);
        for id in CheckId::ALL.into_iter().skip(self.checks.len()) {
            if let Some(after) = failed {
                self.finish(Check::skipped(id, after));
            }
        }
        CheckReport::of(self.checks)
    }
}

/// After these the driver's state is unknown, or there is nobody to talk to.
fn loses_the_session(failure: &ConnectionFailure) -> bool {
    use FailureCode::{AnswerTooLarge, ConnectionLost, ServerProtocol, TimedOut, TlsBroken};
    matches!(failure.code(), TimedOut | ConnectionLost | ServerProtocol | AnswerTooLarge | TlsBroken)
}
