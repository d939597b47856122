//! MySQL's request for TLS: the server greets, we ask, and the next byte belongs to the handshake.
//!
//! <https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase.html>

use std::io;

use gatehouse_core::connection::{ConnectionFailure, Descriptor};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::door::pending::has_more;

use super::capabilities::{LONG_PASSWORD, SSL};
use super::failure::Subject;
use super::greeting::{Greeting, Unusable};
use super::wire::{self, HEADER};

/// No greeting is longer, in bytes; a longer one is not waited for.
const MAX_GREETING: usize = 4096;

/// What the client says it would send at most, in bytes: the driver's own figure.
const MAX_PACKET: u32 = 1 << 24;

/// utf8mb4_general_ci, which every server of both kinds knows.
const CHARSET: u8 = 45;

const PHASE: &str = "asking for TLS";

/// Reads the greeting and asks for TLS. No user name and nothing about us goes out before TLS stands.
///
/// # Errors
/// When the server refuses at once, has no TLS, does not speak MySQL's protocol, or said more than its greeting: what
/// follows in the clear could be taken for encrypted.
pub(crate) async fn ask_for_tls(
    stream: &mut TcpStream,
    descriptor: &Descriptor,
) -> Result<Greeting, ConnectionFailure> {
    let lost = |_: io::Error| ConnectionFailure::ConnectionLost { phase: PHASE };
    let strange = || ConnectionFailure::NotThisProtocol { engine: "MySQL", port: descriptor.port };
    let mut head = [0; HEADER];
    stream.read_exact(&mut head).await.map_err(lost)?;
    let (length, number) = wire::header(&head).ok_or_else(strange)?;
    if length > MAX_GREETING || number != 0 {
        return Err(strange());
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.map_err(lost)?;
    if let Some(code) = wire::error_number(&body) {
        // Anybody's text as long as TLS does not stand: the number alone counts.
        return Err(Subject::of(descriptor).refusal(code));
    }
    let greeting = Greeting::read(&body).map_err(|unusable| match unusable {
        Unusable::NotThisProtocol => strange(),
        Unusable::NoTls => ConnectionFailure::TlsNotOffered,
        Unusable::TooOld => ConnectionFailure::ServerProtocol {
            what: "it lacks what MySQL 8 and MariaDB 10.11 offer, so it is too old or a proxy that hides it".into(),
        },
    })?;
    if has_more(stream).await {
        return Err(ConnectionFailure::DataBeforeTls);
    }
    stream.write_all(&request(&greeting)).await.map_err(lost)?;
    Ok(greeting)
}

/// The request: the first half of a login.
fn request(greeting: &Greeting) -> Vec<u8> {
    let capabilities = greeting.agreed() | SSL | LONG_PASSWORD;
    let body = [&capabilities.to_le_bytes()[..], &MAX_PACKET.to_le_bytes(), &[CHARSET], &[0; 23]];
    wire::packet(1, &body.concat())
}
