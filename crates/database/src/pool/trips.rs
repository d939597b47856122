//! Reads on their way: which calls go to the database together.
//!
//! A round trip costs both sides more than an indexed read does, so calls that wait at the same moment share one where the session can carry several
//! (PostgreSQL's pipeline mode). Nobody is made to wait for company: a trip begins while there are sessions to spare, and with the last one when
//! enough wait for a whole trip; else short trips come back soon. Where trips take long, each call begins one on a session of its own, for
//! as many as there are.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::execute::{Call, Raw, Refused};

use super::has_died;
use super::lane::{Lane, Lease};

/// The most calls that share a trip: while the database answers these, the next are made ready.
const MOST: usize = 4;

/// The most that the arguments of calls sharing a trip may hold together, in bytes: less than a socket takes before its other end has read anything,
/// so that neither side waits for the other to read first.
const MOST_BYTES: usize = 8 * 1024;

/// Trips that take no longer on average are worth waiting for.
const SHORT: Duration = Duration::from_millis(1);

/// How long a call waits for a trip under way to come back before it looks for a session of its own.
const PATIENCE: Duration = Duration::from_millis(2);

/// A statement whose trip took so long travels alone, and holds nobody up.
const SLOW: Duration = Duration::from_millis(25);

/// For how long it does.
const SLOW_FOR: Duration = Duration::from_secs(10);

/// Hears what became of a call.
type Answer = oneshot::Sender<Result<Raw, Refused>>;

/// A call that waits for a trip.
struct Ride {
    number: u64,
    call: Call,
    alone: bool,
    answer: Answer,
}

/// The reads of a pool.
#[derive(Debug)]
pub(super) struct Trips {
    pub(super) lane: Lane,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<Ride>,
    /// Of the ride that came last.
    number: u64,
    /// Trips that were begun, and those that are still being filled.
    under_way: usize,
    /// One of them is about to look who waits.
    filling: bool,
    /// How long trips take lately.
    usual: Duration,
    /// Statements by hash that travel alone, and until when.
    slow: HashMap<String, Instant>,
}

/// Calls hold values.
impl std::fmt::Debug for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("State").field("under_way", &self.under_way).finish_non_exhaustive()
    }
}

impl Trips {
    pub(super) fn new(lane: Lane) -> Arc<Trips> {
        Arc::new(Trips { lane, state: Mutex::default() })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs a read. Dropped, it is given up.
    pub(super) async fn read(self: &Arc<Self>, call: Call) -> Result<Raw, Refused> {
        let (answer, mut heard) = oneshot::channel();
        let number = self.state().queue(call, answer, !self.lane.carries_several());
        self.set_out(false);
        if let Ok(heard) = timeout(PATIENCE, &mut heard).await {
            return heard.unwrap_or(Err(Refused::Busy));
        }
        self.set_out(true);
        if let Ok(heard) = timeout(self.lane.wait, &mut heard).await {
            return heard.unwrap_or(Err(Refused::Busy));
        }
        if self.state().withdraw(number) {
            return Err(Refused::Busy);
        }
        // It is on its way, and its session bounds it.
        heard.await.unwrap_or(Err(Refused::Busy))
    }

    /// Begins a trip for those who wait, if there is a session for it and no other trip is about to take them along. In a hurry, trips under way
    /// are not waited for.
    fn set_out(self: &Arc<Self>, hurry: bool) {
        if self.state().begin(hurry, self.lane.size) {
            tokio::spawn(Arc::clone(self).travel());
        }
    }

    /// One trip after another for as long as somebody waits.
    async fn travel(self: Arc<Self>) {
        loop {
            // Whoever else is ready at this moment comes along, if there is room.
            if self.lane.carries_several() && !self.state().is_full() {
                tokio::task::yield_now().await;
            }
            let rides = self.state().board();
            if !rides.is_empty() {
                // Those for whom there was no room.
                self.set_out(false);
                self.trip(rides).await;
            }
            if !self.state().goes_on() {
                return;
            }
        }
    }

    async fn trip(&self, rides: Vec<Ride>) {
        let lease = self.lane.lease().await;
        let (calls, answers): (Vec<Call>, Vec<Answer>) = rides.into_iter().map(|ride| (ride.call, ride.answer)).unzip();
        let mut lease = match lease {
            Ok(lease) => lease,
            Err(refused) => return tell_all(answers, &refused),
        };
        let begun = Instant::now();
        let mut answers = answers;
        let ran = match &mut answers[..] {
            // Given up by its caller, it is given up here.
            [answer] => tokio::select! {
                ran = carry(&mut lease, &calls) => ran,
                () = answer.closed() => return,
            },
            _ => carry(&mut lease, &calls).await,
        };
        drop(lease);
        let shared = calls.len() > 1;
        let mut state = self.state();
        state.took(begun.elapsed(), &calls);
        let ran = match ran {
            Ok(ran) => ran,
            // Whose fault it was is not known; reads may be asked again.
            Err(_) if shared => Vec::new(),
            Err(refused) => vec![Err(refused)],
        };
        let mut ran = ran.into_iter();
        for (call, answer) in calls.into_iter().zip(answers) {
            match ran.next() {
                // Whoever no longer listens has given up.
                Some(ran) => drop(answer.send(ran)),
                None => drop(state.queue(call, answer, true)),
            }
        }
    }
}

/// A session that died while nobody used it is replaced, and the reads made once more.
async fn carry(lease: &mut Lease<'_>, calls: &[Call]) -> Result<Vec<Result<Raw, Refused>>, Refused> {
    match lease.read(calls).await {
        Err(Refused::Failed(failure)) if lease.was_idle() && has_died(&failure) => {
            lease.replace().await?;
            lease.read(calls).await
        }
        ran => ran,
    }
}

fn tell_all(answers: Vec<Answer>, refused: &Refused) {
    for answer in answers {
        drop(answer.send(Err(refused.clone())));
    }
}

impl State {
    /// Gives the ride's number.
    fn queue(&mut self, call: Call, answer: Answer, alone: bool) -> u64 {
        let alone = alone || self.slow.get(&call.statement.sha256).is_some_and(|until| Instant::now() < *until);
        self.number += 1;
        self.waiting.push_back(Ride { number: self.number, call, alone, answer });
        self.number
    }

    /// Whether it still waited.
    fn withdraw(&mut self, number: u64) -> bool {
        let before = self.waiting.len();
        self.waiting.retain(|ride| ride.number != number);
        self.waiting.len() < before
    }

    /// Whether a trip begins now.
    fn begin(&mut self, hurry: bool, size: usize) -> bool {
        let Some(first) = self.waiting.front() else { return false };
        // The last session is for those who cannot wait for a trip to come back.
        let spare = self.under_way == 0 || self.under_way + 1 < size;
        let worth_it = hurry || spare || self.is_full() || first.alone || self.usual > SHORT;
        if self.filling || self.under_way >= size || !worth_it {
            return false;
        }
        self.under_way += 1;
        self.filling = true;
        true
    }

    /// Enough wait for a whole trip.
    fn is_full(&self) -> bool {
        self.waiting.len() >= MOST
    }

    /// Who goes on the trip that is being filled.
    fn board(&mut self) -> Vec<Ride> {
        self.filling = false;
        let (mut rides, mut bytes): (Vec<Ride>, usize) = (Vec::new(), 0);
        while let Some(ride) = self.waiting.pop_front() {
            bytes += ride.call.bound.iter().flatten().map(String::len).sum::<usize>();
            if !rides.is_empty() && (ride.alone || bytes > MOST_BYTES || rides.len() == MOST) {
                self.waiting.push_front(ride);
                break;
            }
            let alone = ride.alone;
            if !ride.answer.is_closed() {
                rides.push(ride);
                if alone {
                    break;
                }
            }
        }
        rides
    }

    /// After a trip: whether the traveller takes those who wait now. Else it ends.
    fn goes_on(&mut self) -> bool {
        let goes_on = !self.waiting.is_empty() && !self.filling;
        if goes_on {
            self.filling = true;
        } else {
            self.under_way -= 1;
        }
        goes_on
    }

    fn took(&mut self, took: Duration, calls: &[Call]) {
        self.usual = (self.usual * 7 + took) / 8;
        if took >= SLOW {
            let now = Instant::now();
            self.slow.retain(|_, until| now < *until);
            self.slow.extend(calls.iter().map(|call| (call.statement.sha256.clone(), now + SLOW_FOR)));
        }
    }
}

#[cfg(test)]
mod tests {
    use gatehouse_core::binding::{Statement, StatementKind};
    use gatehouse_core::connection::Engine;

    use super::*;
    use crate::execute::Effect;

    fn call(name: &str, bytes: usize) -> Call {
        let statement = Statement {
            engine: Engine::Postgres,
            kind: StatementKind::Read,
            sql: String::new(),
            parameters: vec![],
            outputs: vec![],
            limit: 1,
            tables: vec![],
            privileges: vec![],
            sha256: name.into(),
        };
        Call { statement: Arc::new(statement), bound: vec![Some("x".repeat(bytes))], effect: Effect::Kept }
    }

    /// Whoever hears an answer has to be kept: a call that nobody waits for is not made.
    fn queued(state: &mut State, calls: &[(&str, usize, bool)]) -> Vec<oneshot::Receiver<Result<Raw, Refused>>> {
        let queue = |(name, bytes, alone): &(&str, usize, bool)| {
            let (answer, heard) = oneshot::channel();
            state.queue(call(name, *bytes), answer, *alone);
            heard
        };
        calls.iter().map(queue).collect()
    }

    fn names(rides: &[Ride]) -> Vec<&str> {
        rides.iter().map(|ride| ride.call.statement.sha256.as_str()).collect()
    }

    #[test]
    fn a_trip_takes_along_who_waits_in_order() {
        let mut state = State::default();
        let a = ("a", 1, false);
        let _heard = queued(&mut state, &[a, a, ("slow", 1, true), a, ("long", MOST_BYTES, false), a]);
        assert_eq!(names(&state.board()), ["a", "a"], "who travels alone does not come along");
        assert_eq!(names(&state.board()), ["slow"]);
        assert_eq!(names(&state.board()), ["a"], "too long for company");
        assert_eq!(names(&state.board()), ["long"]);
        assert_eq!(names(&state.board()), ["a"]);
        assert!(state.board().is_empty());
        let _heard = queued(&mut state, &[a; MOST + 1]);
        assert_eq!((state.board().len(), state.board().len()), (MOST, 1));
    }

    #[test]
    fn who_gave_up_or_waited_too_long_is_not_taken_along() {
        let mut state = State::default();
        let mut heard = queued(&mut state, &[("a", 1, false), ("b", 1, false), ("c", 1, false)]);
        drop(heard.remove(0));
        assert!(state.withdraw(2) && !state.withdraw(2));
        assert_eq!(names(&state.board()), ["c"]);
        assert!(!state.withdraw(3), "it is on its way");
    }

    #[test]
    fn a_trip_begins_when_it_is_worth_a_session() {
        let mut state = State::default();
        let mut heard = Vec::new();
        let mut comes = |state: &mut State, count: usize, alone| {
            heard.extend(queued(state, &vec![("a", 1, alone); count]));
        };
        assert!(!state.begin(true, 3), "nobody waits");
        comes(&mut state, 2, false);
        assert!(state.begin(false, 3) && !state.begin(true, 3), "one trip is filled at a time");
        state.board();
        comes(&mut state, 1, false);
        assert!(state.begin(false, 3), "there are sessions to spare");
        state.board();
        comes(&mut state, 1, false);
        assert!(!state.begin(false, 3), "the last one is kept");
        comes(&mut state, MOST - 1, false);
        assert!(state.begin(false, 3), "but not from a whole trip");
        state.under_way -= 1;
        state.board();
        comes(&mut state, 1, false);
        state.filling = false;
        assert!(state.begin(true, 3), "nor from a hurry");
        state.board();
        comes(&mut state, 1, true);
        assert!(!state.begin(true, 3), "there are no more sessions");
        state.under_way -= 1;
        assert!(state.begin(false, 3), "nor from those who travel alone");
        state.board();
        state.under_way -= 1;
        comes(&mut state, 1, false);
        state.took(SHORT * 100, &[]);
        assert!(state.begin(false, 3), "nor where trips take long");
        state.board();
        comes(&mut state, 1, false);
        assert!(state.goes_on() && !state.goes_on(), "one of them goes on for those who wait");
    }

    #[test]
    fn a_slow_statement_travels_alone() {
        let mut state = State::default();
        state.took(SLOW, &[call("slow", 1)]);
        let _heard = queued(&mut state, &[("a", 1, false), ("slow", 1, false), ("a", 1, false)]);
        assert_eq!([names(&state.board()), names(&state.board()), names(&state.board())], [["a"], ["slow"], ["a"]]);
    }
}
