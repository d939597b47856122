//! The login: relay, guard, and a driver that is told everything explicitly.

use std::time::Duration;

use gatehouse_core::connection::{ConnectionFailure, Descriptor};
use secrecy::{ExposeSecret, SecretString};
use sqlx::ConnectOptions;
use sqlx::mysql::{MySqlConnectOptions, MySqlSslMode};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

use crate::door::guard::Allowance;
use crate::door::local_tls::{LOCAL_NAME, LocalTls};
use crate::door::relay::{Leg, Relay};
use crate::engine::{MOST_PREPARED, Purpose};

use super::failure::Subject;
use super::greeting::Greeting;
use super::guard::MysqlGuard;
use super::session::MysqlSession;

const SOCKET: &str = "mysql";

/// The driver's request for TLS: a header and 32 bytes.
const TLS_REQUEST: usize = 36;

/// Logs in over `stream`, on which TLS stands and whose server said `greeting`. `trusted` tells whether the
/// server may read the password; `limit` bounds each later query.
pub(crate) async fn login(
    stream: TlsStream<TcpStream>,
    greeting: Greeting,
    descriptor: &Descriptor,
    password: &SecretString,
    trusted: bool,
    purpose: Purpose,
    limit: Duration,
) -> Result<MysqlSession, ConnectionFailure> {
    let allowance = Allowance::small();
    let guard = MysqlGuard::new(greeting.method(), trusted, allowance.clone());
    let tls = LocalTls::ours().ok_or_else(no_relay)?;
    let certificate = tls.certificate_pem.clone();
    let leg = Leg::Greeted { greeting: greeting.for_driver(), request: TLS_REQUEST, tls };
    let (relay, _) = Relay::start(stream, guard, leg, SOCKET).map_err(|_| no_relay())?;
    let subject = Subject::of(descriptor);
    let options = options(&relay, certificate, descriptor, password, trusted, purpose);
    let connection = match options.connect().await {
        Ok(connection) => connection,
        Err(error) => return Err(subject.login(&error, relay.ended())),
    };
    let mut session = MysqlSession::new(connection, relay, allowance, subject, greeting, limit);
    session.settle().await?;
    if purpose != Purpose::Anything {
        session.know_thread().await?;
    }
    if purpose == Purpose::Reads {
        session.pin().await?;
    }
    Ok(session)
}

/// This driver reads no environment. What it would set by itself after the login is turned off, and set by the session.
fn options(
    relay: &Relay,
    certificate: String,
    descriptor: &Descriptor,
    password: &SecretString,
    trusted: bool,
    purpose: Purpose,
) -> MySqlConnectOptions {
    MySqlConnectOptions::new()
        .host(LOCAL_NAME)
        .socket(relay.folder().join(SOCKET))
        .ssl_mode(MySqlSslMode::VerifyIdentity)
        .ssl_ca_from_pem(certificate.into_bytes())
        .username(&descriptor.user)
        .password(password.expose_secret())
        .database(&descriptor.database)
        // The guard judges each such request, too.
        .enable_cleartext_plugin(trusted)
        .pipes_as_concat(false)
        .no_engine_substitution(false)
        .timezone(None)
        .set_names(false)
        .statement_cache_capacity(if purpose == Purpose::Reads { MOST_PREPARED } else { 0 })
        .disable_statement_logging()
}

fn no_relay() -> ConnectionFailure {
    ConnectionFailure::ServerProtocol { what: "this machine's temporary folder does not allow a private socket".into() }
}
