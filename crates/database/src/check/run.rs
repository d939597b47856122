//! The order of the checks, and what a failure means for those after it.

use std::time::Instant;

use gatehouse_core::connection::{Check, CheckId, CheckReport, CheckStatus, ConnectionFailure, Descriptor, Evidence};
use secrecy::SecretString;

use crate::deadlines::{Deadlines, whole_seconds};
use crate::door::{Door, Opened, Reached, Sighting, milliseconds};
use crate::session::Session;

use super::{CheckEvent, authentication, latency, pooler, reach, reachability, read_only, read_probe, schema_read};

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
    check_until(descriptor, password, deadlines, std::future::pending(), emit).await
}

/// [`check_within`], ended early when `canceled` completes: what was found until then is reported, the check under way has
/// failed as canceled, and the rest is skipped. The same happens when the deadline for all checks together has come.
pub async fn check_until(
    descriptor: &Descriptor,
    password: &SecretString,
    deadlines: &Deadlines,
    canceled: impl Future<Output = ()>,
    emit: impl FnMut(CheckEvent),
) -> CheckReport {
    let mut run = Run { emit, checks: Vec::with_capacity(CheckId::ALL.len()), current: None };
    let target = Target { descriptor, password, deadlines };
    // Whoever loses is dropped here, and with it sockets and relay.
    let cut_short = tokio::select! {
        biased;
        () = canceled => Some(ConnectionFailure::Canceled),
        () = tokio::time::sleep(deadlines.total) => {
            Some(ConnectionFailure::ChecksTookTooLong { seconds: whole_seconds(deadlines.total) })
        }
        () = run.all(target) => None,
    };
    if let Some(failure) = cut_short {
        run.cut_short(&failure);
    }
    run.report()
}

/// What is checked.
#[derive(Clone, Copy)]
pub(super) struct Target<'a> {
    pub(super) descriptor: &'a Descriptor,
    pub(super) password: &'a SecretString,
    pub(super) deadlines: &'a Deadlines,
}

impl Target<'_> {
    /// One more connection, on the same way.
    pub(super) async fn open(self) -> Result<Opened, ConnectionFailure> {
        Door::open(self.descriptor, self.password, self.deadlines).await
    }
}

struct Run<E> {
    emit: E,
    checks: Vec<Check>,
    current: Option<(CheckId, Instant)>,
}

impl<E: FnMut(CheckEvent)> Run<E> {
    async fn all(&mut self, target: Target<'_>) {
        let Some(reached) = self.reach(target).await else { return };
        let Some(mut opened) = self.log_in(reached, target).await else { return };
        self.over_session(&mut opened, target).await;
        opened.close().await;
    }

    fn start(&mut self, id: CheckId) {
        (self.emit)(CheckEvent::Started { id });
        self.current = Some((id, Instant::now()));
    }

    /// Ends the check under way, with the time it took.
    fn finish(&mut self, check: Check) {
        let took = self.current.take().map_or(0.0, |(_, begun)| milliseconds(begun.elapsed()));
        self.tell(Check { duration_ms: took, ..check });
    }

    fn fail(&mut self, id: CheckId, failure: &ConnectionFailure) {
        self.finish(Check::failed(id, failure, Evidence::new(), 0.0));
    }

    fn tell(&mut self, check: Check) {
        (self.emit)(CheckEvent::Finished { check: check.clone() });
        self.checks.push(check);
    }

    async fn reach(&mut self, target: Target<'_>) -> Option<Reached> {
        let id = CheckId::ReachabilityTls;
        self.start(id);
        let mut sighting = Sighting::default();
        match Door::reach_noting(target.descriptor, target.deadlines, &mut sighting).await {
            Ok(reached) => {
                let check = reachability::verdict(&reached, &sighting, target.descriptor, 0.0);
                self.finish(reach::told(check, &reached, target.descriptor));
                Some(reached)
            }
            Err(failure) => {
                self.finish(reachability::failed(&failure, &sighting, 0.0));
                None
            }
        }
    }

    async fn log_in(&mut self, reached: Reached, target: Target<'_>) -> Option<Opened> {
        let id = CheckId::Authentication;
        self.start(id);
        let opened = async {
            let mut opened = reached.login(target.descriptor, target.password, target.deadlines).await?;
            let session = opened.session();
            let identity = session.identity().await?;
            session.limit_statements().await?;
            let pooler = pooler::look(session, &identity, target).await?;
            Ok((opened, identity, pooler))
        };
        match opened.await {
            Ok((opened, identity, pooler)) => {
                self.finish(authentication::verdict(&identity, &pooler, &opened, target.descriptor));
                Some(opened)
            }
            Err(failure) => {
                self.fail(id, &failure);
                None
            }
        }
    }

    /// The four checks that need a session. They do not need each other, so one goes on after another failed, unless the
    /// session itself is lost.
    async fn over_session(&mut self, opened: &mut Opened, target: Target<'_>) {
        let timings = opened.timings();
        let session = opened.session();
        let ids = [CheckId::SchemaRead, CheckId::ReadProbe, CheckId::ReadOnlySession, CheckId::LiveCallLatency];
        for id in ids {
            self.start(id);
            let outcome = match id {
                CheckId::SchemaRead => schema_read::run(session).await,
                CheckId::ReadProbe => read_probe::run(session).await,
                CheckId::ReadOnlySession => read_only::run(session).await,
                _ => latency::run(session, timings, target).await,
            };
            match outcome {
                Ok(check) => self.finish(check),
                Err(failure) => self.fail(id, &failure),
            }
            if session.is_lost() {
                return;
            }
        }
    }

    /// The check under way, or else the next one, has failed for this reason.
    fn cut_short(&mut self, failure: &ConnectionFailure) {
        let next = CheckId::ALL.get(self.checks.len()).copied();
        if let Some(id) = self.current.map(|(id, _)| id).or(next) {
            self.fail(id, failure);
        }
    }

    /// Adds what was not tried, in order.
    fn report(mut self) -> CheckReport {
        let failed = |check: &&Check| check.status == CheckStatus::Fail;
        let cause = self.checks.iter().rev().find(failed).map(|check| (check.id, check.code));
        for id in CheckId::ALL.into_iter().skip(self.checks.len()) {
            if let Some((after, code)) = cause {
                self.tell(Check::skipped(id, after, code));
            }
        }
        CheckReport::of(self.checks)
    }
}
