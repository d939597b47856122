//! The login: relay, guard, and a driver that is told everything explicitly.

use std::sync::Arc;
use std::time::Duration;

use gatehouse_core::connection::{ConnectionFailure, Descriptor};
use secrecy::{ExposeSecret, SecretString};
use sqlx::ConnectOptions;
use sqlx::postgres::{PgConnectOptions, PgSslMode};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

use crate::door::guard::Allowance;
use crate::door::relay::{Leg, Relay};
use crate::engine::Purpose;

use super::failure::Subject;
use super::guard::PostgresGuard;
use super::pinned::PINNED;
use super::session::PostgresSession;
use super::startup;

/// The driver composes the socket's name from this port; the number means nothing else.
const SOCKET_PORT: u16 = 1;

/// Logs in over `stream`, on which TLS stands. `trusted` tells whether the server may read the password; `limit` bounds each
/// later query.
pub(crate) async fn login(
    stream: TlsStream<TcpStream>,
    descriptor: &Descriptor,
    password: &SecretString,
    trusted: bool,
    purpose: Purpose,
    limit: Duration,
) -> Result<PostgresSession, ConnectionFailure> {
    let allowance = Allowance::small();
    let process = Arc::default();
    let settings = if purpose == Purpose::Reads { PINNED } else { &[] };
    let opening = startup::packet(&descriptor.user, &descriptor.database, settings);
    let guard = PostgresGuard::new(opening, trusted, allowance.clone()).telling_process(Arc::clone(&process));
    let (relay, way_back) =
        Relay::start(stream, guard, Leg::Plain, &format!(".s.PGSQL.{SOCKET_PORT}")).map_err(|_| no_relay())?;
    let subject = Subject::of(descriptor);
    match options(&relay, descriptor, password).connect().await {
        Ok(connection) => {
            let named_like_a_pooler = named_like_a_pooler(descriptor);
            let session = PostgresSession {
                connection,
                relay,
                way_back: Some(way_back),
                allowance,
                subject,
                limit,
                process,
                named_like_a_pooler,
                lost: false,
            };
            Ok(session)
        }
        Err(error) => Err(subject.login(&error, relay.ended())),
    }
}

/// Every field that the driver would fill from `PG*` variables is set here. The two that cannot be (`PGOPTIONS`, which
/// is appended to, and the certificate files, which TLS alone would read) never leave this machine: the guard sends its
/// own startup packet, and this leg has no TLS.
fn options(relay: &Relay, descriptor: &Descriptor, password: &SecretString) -> PgConnectOptions {
    PgConnectOptions::new_without_pgpass()
        .host("localhost")
        .socket(relay.folder())
        .port(SOCKET_PORT)
        .ssl_mode(PgSslMode::Disable)
        .username(&descriptor.user)
        .password(password.expose_secret())
        .database(&descriptor.database)
        .application_name("gatehouse")
        // Unnamed statements only: a transaction pooler may answer the next one from another session. It also means that
        // every row follows its own description, which the guard relies on.
        .statement_cache_capacity(0)
        .disable_statement_logging()
}

/// PgBouncer's own port, Supabase's, and how Neon and others name the hosts of their poolers.
fn named_like_a_pooler(descriptor: &Descriptor) -> bool {
    let first = descriptor.host.split('.').next().unwrap_or_default();
    matches!(descriptor.port, 6432 | 6543) || first.ends_with("-pooler") || descriptor.host.contains(".pooler.")
}

fn no_relay() -> ConnectionFailure {
    ConnectionFailure::ServerProtocol { what: "this machine's temporary folder does not allow a private socket".into() }
}
