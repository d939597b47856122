//! The one place that chooses between the engines.

use std::future::Future;
use std::time::Duration;

use gatehouse_core::binding::{Hazard, Statement, Written};
use gatehouse_core::catalog::sensitive::SampleTarget;
use gatehouse_core::connection::grant::{Held, Right};
use gatehouse_core::connection::{ConnectionFailure, Descriptor, Engine};
use secrecy::SecretString;
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

use crate::discovery::{DiscoverOptions, DiscoverProgress, Discovery, OTHERS};
use crate::execute::{Call, Raw, Refused, Rejection};
use crate::sample::Looked;
use crate::session::{Canary, Identity, Probe, Readable, Session};
use crate::{mysql, postgres};

/// What a server said before TLS, as far as its login needs it.
#[derive(Debug)]
pub(crate) enum Spoken {
    Postgres,
    Mysql(mysql::Greeting),
}

/// An open session of either engine.
#[derive(Debug)]
pub(crate) enum EngineSession {
    Postgres(postgres::PostgresSession),
    Mysql(mysql::MysqlSession),
}

/// Asks the server for TLS in its engine's way; afterwards the next byte belongs to the handshake.
pub(crate) async fn ask_for_tls(stream: &mut TcpStream, descriptor: &Descriptor) -> Result<Spoken, ConnectionFailure> {
    match descriptor.engine {
        Engine::Postgres => postgres::ask_for_tls(stream, descriptor.port).await.map(|()| Spoken::Postgres),
        Engine::Mysql => mysql::ask_for_tls(stream, descriptor).await.map(Spoken::Mysql),
    }
}

/// Logs in over `stream`, on which TLS stands. `trusted` tells whether the server may read the password; `limit` bounds each
/// later query.
pub(crate) async fn login(
    stream: TlsStream<TcpStream>,
    spoken: Spoken,
    descriptor: &Descriptor,
    password: &SecretString,
    trusted: bool,
    limit: Duration,
) -> Result<EngineSession, ConnectionFailure> {
    match spoken {
        Spoken::Postgres => {
            postgres::login(stream, descriptor, password, trusted, limit).await.map(EngineSession::Postgres)
        }
        Spoken::Mysql(greeting) => {
            mysql::login(stream, greeting, descriptor, password, trusted, limit).await.map(EngineSession::Mysql)
        }
    }
}

macro_rules! either {
    ($session:expr, $inner:ident => $answer:expr) => {
        match $session {
            EngineSession::Postgres($inner) => $answer,
            EngineSession::Mysql($inner) => $answer,
        }
    };
}

impl EngineSession {
    /// Each of `others` opens one more session of the same login when it is awaited.
    pub(crate) async fn discover<F: Future<Output = Option<EngineSession>>>(
        &mut self,
        options: &DiscoverOptions,
        others: [F; OTHERS],
        progress: impl FnMut(DiscoverProgress),
    ) -> Result<Discovery, ConnectionFailure> {
        match self {
            EngineSession::Postgres(session) => {
                let [second, ..] = others;
                let second = async {
                    let Some(EngineSession::Postgres(second)) = second.await else { return None };
                    Some(second)
                };
                Box::pin(postgres::discover(session, options, second, progress)).await
            }
            EngineSession::Mysql(session) => {
                let others = others.map(|other| async {
                    let Some(EngineSession::Mysql(other)) = other.await else { return None };
                    Some(other)
                });
                Box::pin(mysql::discover(session, options, others, progress)).await
            }
        }
    }

    pub(crate) async fn execute(&mut self, call: &Call<'_>) -> Result<Raw, Refused> {
        either!(self, session => session.execute(call).await)
    }

    pub(crate) async fn hazards(&mut self, written: &Written<'_>) -> Result<Vec<Hazard>, Refused> {
        either!(self, session => session.hazards(written).await)
    }

    pub(crate) async fn prepare(&mut self, statement: &Statement) -> Result<Option<Rejection>, ConnectionFailure> {
        either!(self, session => session.prepare(statement).await)
    }

    pub(crate) fn failure(&self, error: &sqlx::Error, doing: &'static str) -> ConnectionFailure {
        either!(self, session => session.failure(error, doing))
    }

    pub(crate) async fn close(self) {
        either!(self, session => session.close().await);
    }
}

impl Session for EngineSession {
    async fn limit_statements(&mut self) -> Result<(), ConnectionFailure> {
        either!(self, session => session.limit_statements().await)
    }

    async fn identity(&mut self) -> Result<Identity, ConnectionFailure> {
        either!(self, session => session.identity().await)
    }

    async fn server_process(&mut self) -> Result<i64, ConnectionFailure> {
        either!(self, session => session.server_process().await)
    }

    async fn readable(&mut self) -> Result<Readable, ConnectionFailure> {
        either!(self, session => session.readable().await)
    }

    async fn choose_probe(&mut self) -> Result<Probe, ConnectionFailure> {
        either!(self, session => session.choose_probe().await)
    }

    async fn begin(&mut self) -> Result<(), ConnectionFailure> {
        either!(self, session => session.begin().await)
    }

    async fn read(&mut self, probe: &Probe) -> Result<(), ConnectionFailure> {
        either!(self, session => session.read(probe).await)
    }

    async fn end(&mut self) -> Result<(), ConnectionFailure> {
        either!(self, session => session.end().await)
    }

    async fn rights(&mut self) -> Result<Vec<Right>, ConnectionFailure> {
        either!(self, session => session.rights().await)
    }

    async fn held(&mut self, limit: Duration) -> Result<Held, ConnectionFailure> {
        either!(self, session => session.held(limit).await)
    }

    async fn sample(&mut self, target: &SampleTarget, rows: u32) -> Result<Looked, ConnectionFailure> {
        either!(self, session => session.sample(target, rows).await)
    }

    async fn write_canary(&mut self) -> Result<Canary, ConnectionFailure> {
        either!(self, session => session.write_canary().await)
    }

    fn is_lost(&self) -> bool {
        either!(self, session => session.is_lost())
    }
}
