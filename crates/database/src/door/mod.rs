//! The one door to a database: admit, dial, TLS, guard, relay.
//!
//! The drivers alone can neither be given an address that was judged, nor read libpq's TLS modes as libpq does, nor
//! survive a hostile server; they also hide the certificate and the time each phase took.

mod admit;
mod dial;
pub(crate) mod guard;
pub(crate) mod local_tls;
mod network;
pub(crate) mod pending;
pub(crate) mod relay;
pub(crate) mod tls;

#[cfg(test)]
mod tests;

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use gatehouse_core::connection::{ConnectionFailure, Descriptor};
use secrecy::SecretString;
use serde::Serialize;
use sqlx::{MySqlConnection, PgConnection};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

use crate::deadlines::{Deadlines, within};
use crate::engine::{self, EngineSession, Purpose, Spoken};

use network::{Machine, Network};

pub use guard::Violation;
pub use tls::{Link, TlsFacts};

/// How long each phase took, in milliseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Timings {
    /// Asking DNS; nearly nothing for a literal address.
    pub resolve_ms: f64,
    /// Opening TCP.
    pub dial_ms: f64,
    /// Asking for TLS and the handshake.
    pub tls_ms: f64,
    /// Logging in.
    pub login_ms: f64,
}

impl Timings {
    /// All phases together, in milliseconds.
    pub fn total_ms(&self) -> f64 {
        self.resolve_ms + self.dial_ms + self.tls_ms + self.login_ms
    }
}

/// What was learned on the way to a server, also when the way ended early: claims, as long as nothing verified them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sighting {
    /// The address that answered.
    pub peer: Option<SocketAddr>,
    /// The certificates that were shown, the server's first.
    pub chain: Vec<Link>,
    /// SHA-256 of the server's certificate (DER), hexadecimal.
    pub fingerprint: Option<String>,
    /// How long each phase took that ended.
    pub timings: Timings,
}

/// The way in. It has no state: every opening resolves, judges and dials anew.
#[derive(Debug)]
pub struct Door;

/// A server that was reached over agreed TLS, before any login.
#[derive(Debug)]
pub struct Reached {
    stream: TlsStream<TcpStream>,
    spoken: Spoken,
    peer: SocketAddr,
    tls: TlsFacts,
    timings: Timings,
}

/// A session behind the door. Dropping it closes the connection and ends the relay.
#[derive(Debug)]
pub struct Opened {
    session: EngineSession,
    peer: SocketAddr,
    tls: TlsFacts,
    timings: Timings,
}

impl Door {
    /// Goes all the way: reaches the server and logs in.
    ///
    /// # Errors
    /// The failure of the phase that did not succeed.
    pub async fn open(
        descriptor: &Descriptor,
        password: &SecretString,
        deadlines: &Deadlines,
    ) -> Result<Opened, ConnectionFailure> {
        Door::reach(descriptor, deadlines).await?.login(descriptor, password, deadlines).await
    }

    /// [`Door::open`] for a session that serves calls.
    pub(crate) async fn open_for(
        purpose: Purpose,
        descriptor: &Descriptor,
        password: &SecretString,
        deadlines: &Deadlines,
    ) -> Result<Opened, ConnectionFailure> {
        Door::reach(descriptor, deadlines).await?.login_for(purpose, descriptor, password, deadlines).await
    }

    /// Admits the address, dials it and agrees TLS. Sends nothing to an address that is not admitted, and no name, user
    /// or password to anybody before TLS stands.
    ///
    /// # Errors
    /// The failure of the phase that did not succeed.
    pub async fn reach(descriptor: &Descriptor, deadlines: &Deadlines) -> Result<Reached, ConnectionFailure> {
        Door::reach_noting(descriptor, deadlines, &mut Sighting::default()).await
    }

    /// [`Door::reach`], noting what is learned on the way.
    ///
    /// # Errors
    /// The failure of the phase that did not succeed; `sighting` then holds what came before.
    pub async fn reach_noting(
        descriptor: &Descriptor,
        deadlines: &Deadlines,
        sighting: &mut Sighting,
    ) -> Result<Reached, ConnectionFailure> {
        reach_over(&Machine, descriptor, deadlines, sighting).await
    }
}

async fn reach_over(
    network: &impl Network,
    descriptor: &Descriptor,
    deadlines: &Deadlines,
    sighting: &mut Sighting,
) -> Result<Reached, ConnectionFailure> {
    usable(descriptor)?;
    let trust = tls::Trust::of(descriptor)?;
    let begun = Instant::now();
    let admitted = admit::admit(network, descriptor, deadlines.resolve).await?;
    sighting.timings.resolve_ms = milliseconds(begun.elapsed());
    let handshake = tls::Handshake::new(&admitted.name(), trust)?;

    let begun = Instant::now();
    let (mut stream, peer) = dial::dial(network, &admitted, descriptor, deadlines.dial).await?;
    sighting.peer = Some(peer);
    sighting.timings.dial_ms = milliseconds(begun.elapsed());

    let begun = Instant::now();
    let asking = engine::ask_for_tls(&mut stream, descriptor);
    let spoken = within(deadlines.tls, "asking for TLS", asking).await?;
    let shaken = within(deadlines.tls, "agreeing TLS", handshake.shake(stream)).await;
    if let Some((chain, fingerprint)) = handshake.seen() {
        (sighting.chain, sighting.fingerprint) = (chain, Some(fingerprint));
    }
    let (stream, tls) = shaken?;
    sighting.timings.tls_ms = milliseconds(begun.elapsed());
    Ok(Reached { stream, spoken, peer, tls, timings: sighting.timings })
}

impl Reached {
    /// The address that answered.
    pub fn peer(&self) -> SocketAddr {
        self.peer
    }

    /// What TLS agreed on, and who the server said it is.
    pub fn tls(&self) -> &TlsFacts {
        &self.tls
    }

    /// How long it took so far.
    pub fn timings(&self) -> Timings {
        self.timings
    }

    /// Logs in on this very connection.
    ///
    /// # Errors
    /// What the server or the guard refused, or the deadline.
    pub async fn login(
        self,
        descriptor: &Descriptor,
        password: &SecretString,
        deadlines: &Deadlines,
    ) -> Result<Opened, ConnectionFailure> {
        self.login_for(Purpose::Anything, descriptor, password, deadlines).await
    }

    async fn login_for(
        self,
        purpose: Purpose,
        descriptor: &Descriptor,
        password: &SecretString,
        deadlines: &Deadlines,
    ) -> Result<Opened, ConnectionFailure> {
        let Reached { stream, spoken, peer, tls, mut timings } = self;
        let begun = Instant::now();
        // Either TLS proved who this is, or the owner lets this one server, recognised by its certificate, read the password.
        let trusted = tls.verified || (tls.pinned && descriptor.password_in_clear);
        let login = engine::login(stream, spoken, descriptor, password, trusted, purpose, deadlines.query);
        let session = within(deadlines.login, "logging in", login).await?;
        timings.login_ms = milliseconds(begun.elapsed());
        Ok(Opened { session, peer, tls, timings })
    }
}

impl Opened {
    /// The address that answered.
    pub fn peer(&self) -> SocketAddr {
        self.peer
    }

    /// What TLS agreed on, and who the server said it is.
    pub fn tls(&self) -> &TlsFacts {
        &self.tls
    }

    /// How long each phase took.
    pub fn timings(&self) -> Timings {
        self.timings
    }

    /// The driver's connection to PostgreSQL, if that is what answers. Two duties: its errors hold the server's own text, so
    /// pass them to [`Opened::failure`] and nowhere else; and queries with values say `.persistent(false)`, because a statement with a name outlives its
    /// use and breaks behind transaction poolers.
    pub fn postgres(&mut self) -> Option<&mut PgConnection> {
        match &mut self.session {
            EngineSession::Postgres(session) => Some(session.connection()),
            EngineSession::Mysql(_) => None,
        }
    }

    /// The driver's connection to MySQL or MariaDB, if that is what answers; with the same two duties.
    pub fn mysql(&mut self) -> Option<&mut MySqlConnection> {
        match &mut self.session {
            EngineSession::Postgres(_) => None,
            EngineSession::Mysql(session) => Some(session.connection()),
        }
    }

    /// What a driver's error means, without the server's text. `doing` completes "during …".
    pub fn failure(&self, error: &sqlx::Error, doing: &'static str) -> ConnectionFailure {
        self.session.failure(error, doing)
    }

    /// Says goodbye to the server and waits until the relay has ended.
    pub async fn close(self) {
        self.session.close().await;
    }

    pub(crate) fn into_session(self) -> EngineSession {
        self.session
    }

    pub(crate) fn session(&mut self) -> &mut EngineSession {
        &mut self.session
    }
}

/// Refuses what could never work before anything is sent.
fn usable(descriptor: &Descriptor) -> Result<(), ConnectionFailure> {
    match descriptor.problems().into_iter().next() {
        Some(problem) => Err(ConnectionFailure::DescriptorInvalid { field: problem.field, message: problem.message }),
        None => Ok(()),
    }
}

/// A duration in milliseconds.
pub(crate) fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}
