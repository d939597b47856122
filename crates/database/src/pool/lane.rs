//! The sessions of one purpose: those that wait, and the right to have one.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use gatehouse_core::connection::Engine;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::engine::{self, Pinning, Purpose, Warm};
use crate::execute::{Call, Raw, Refused};

use super::options::PoolOptions;
use super::{Target, close_later};

/// The sessions of one purpose.
#[derive(Debug)]
pub(super) struct Lane {
    target: Arc<Target>,
    purpose: Purpose,
    refused: Pinning,
    /// Whether its sessions carry several reads at a time, as far as is known.
    several: AtomicBool,
    /// The most sessions.
    pub(super) size: usize,
    turns: Semaphore,
    /// The latest used last: the others may then grow old.
    waiting: Mutex<Vec<Waiting>>,
    idle: Duration,
    age: Duration,
    /// How long a call waits for a session.
    pub(super) wait: Duration,
}

#[derive(Debug)]
struct Waiting {
    session: Warm,
    born: Instant,
    since: Instant,
}

/// A session in use. Dropping it gives it back, or closes it when it was lost, as it is when its call was given up.
pub(super) struct Lease<'a> {
    lane: &'a Lane,
    /// None only while it is replaced.
    session: Option<Warm>,
    born: Instant,
    was_idle: bool,
    _turn: SemaphorePermit<'a>,
}

impl Lane {
    pub(super) fn new(target: Arc<Target>, purpose: Purpose, size: usize, options: &PoolOptions) -> Lane {
        let (size, several) = (size.max(1), target.descriptor.engine == Engine::Postgres && purpose == Purpose::Reads);
        Lane {
            target,
            purpose,
            refused: Pinning::default(),
            several: AtomicBool::new(several),
            size,
            turns: Semaphore::new(size),
            waiting: Mutex::default(),
            idle: options.idle,
            age: options.age,
            wait: options.wait,
        }
    }

    fn waiting(&self) -> MutexGuard<'_, Vec<Waiting>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn idle(&self) -> usize {
        self.waiting().len()
    }

    pub(super) fn carries_several(&self) -> bool {
        self.several.load(Ordering::Relaxed)
    }

    /// A session: one that waits, or a new one.
    pub(super) async fn lease(&self) -> Result<Lease<'_>, Refused> {
        let turn = match self.turns.try_acquire() {
            Ok(turn) => turn,
            Err(_) => {
                let turn = tokio::time::timeout(self.wait, self.turns.acquire()).await;
                turn.ok().and_then(Result::ok).ok_or(Refused::Busy)?
            }
        };
        let now = Instant::now();
        let found = self.waiting().pop();
        match found {
            Some(found) if self.is_fit(&found, now) => {
                let Waiting { session, born, .. } = found;
                Ok(Lease { lane: self, session: Some(session), born, was_idle: true, _turn: turn })
            }
            unfit => {
                close_later(unfit.into_iter().map(|one| one.session).collect());
                let session = Some(self.open().await?);
                Ok(Lease { lane: self, session, born: now, was_idle: false, _turn: turn })
            }
        }
    }

    async fn open(&self) -> Result<Warm, Refused> {
        let Target { descriptor, password, deadlines } = &*self.target;
        let session = Warm::open(self.purpose, descriptor, password, deadlines, &self.refused).await?;
        if !session.carries_several() {
            self.several.store(false, Ordering::Relaxed);
        }
        Ok(session)
    }

    fn is_fit(&self, one: &Waiting, now: Instant) -> bool {
        now.duration_since(one.born) < self.age && now.duration_since(one.since) < self.idle
    }

    /// Closes what waited too long.
    pub(super) fn tidy(&self) {
        let now = Instant::now();
        let mut waiting = self.waiting();
        let (fit, unfit): (Vec<_>, Vec<_>) = waiting.drain(..).partition(|one| self.is_fit(one, now));
        *waiting = fit;
        drop(waiting);
        close_later(unfit.into_iter().map(|one| one.session).collect());
    }

    /// Ends what the server still does for a call that was given up, then forgets the session.
    fn give_up(&self, session: Warm) {
        if let (Some(thread), Ok(runtime)) = (session.abandoned(), tokio::runtime::Handle::try_current()) {
            let target = Arc::clone(&self.target);
            runtime.spawn(async move {
                let Target { descriptor, password, deadlines } = &*target;
                // A server that cannot be reached has noticed by itself that we are gone.
                drop(engine::end_thread(descriptor, password, deadlines, thread).await);
            });
        }
    }
}

impl Drop for Lane {
    fn drop(&mut self) {
        let waiting = std::mem::take(&mut *self.waiting());
        close_later(waiting.into_iter().map(|one| one.session).collect());
    }
}

impl Lease<'_> {
    /// It was opened for an earlier call, and may have died since.
    pub(super) fn was_idle(&self) -> bool {
        self.was_idle
    }

    /// Opens another session in its place.
    pub(super) async fn replace(&mut self) -> Result<(), Refused> {
        self.session = None;
        self.session = Some(self.lane.open().await?);
        (self.born, self.was_idle) = (Instant::now(), false);
        Ok(())
    }

    pub(super) async fn answers(&mut self) -> bool {
        match &mut self.session {
            Some(session) => session.answers().await,
            None => false,
        }
    }

    /// Runs the call. Whatever the database refuses costs the session: what it left behind there is not known.
    pub(super) async fn execute(&mut self, call: &Call) -> Result<Raw, Refused> {
        let Some(session) = &mut self.session else { return Err(Refused::Busy) };
        let ran = session.execute(call).await;
        // A row that was not there is no error of the server's, and the transaction was ended.
        self.keep_if(matches!(ran, Ok(_) | Err(Refused::Touched(_))));
        ran
    }

    /// Runs as many of the reads, from the first on, as the session carries at a time and the database does not refuse.
    pub(super) async fn read(&mut self, calls: &[Call]) -> Result<Vec<Result<Raw, Refused>>, Refused> {
        let Some(session) = &mut self.session else { return Err(Refused::Busy) };
        let ran = session.read(calls).await;
        self.keep_if(ran.as_ref().is_ok_and(|ran| ran.iter().all(Result::is_ok)));
        ran
    }

    fn keep_if(&mut self, in_order: bool) {
        if let Some(session) = self.session.take_if(|session| !in_order || session.is_lost()) {
            if session.is_lost() {
                self.lane.give_up(session);
            } else {
                close_later(vec![session]);
            }
        }
    }
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        match self.session.take() {
            Some(session) if session.is_lost() => self.lane.give_up(session),
            Some(session) => {
                let now = Instant::now();
                self.lane.waiting().push(Waiting { session, born: self.born, since: now });
            }
            None => {}
        }
    }
}
