//! PostgreSQL's request for TLS: eight bytes out, exactly one byte in.
//!
//! <https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-SSL>

use std::io;

use gatehouse_core::connection::ConnectionFailure;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::door::pending::has_more;

/// Length 8 and the code 80877103.
const SSL_REQUEST: [u8; 8] = [0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f];

const PHASE: &str = "asking for TLS";

/// Asks the server for TLS; afterwards the next byte belongs to the handshake.
///
/// # Errors
/// When the server has no TLS, does not speak PostgreSQL, or said more than its one byte. Reading one byte only, and
/// refusing what follows, is what keeps plain text from being taken for encrypted (CVE-2021-23222).
pub(crate) async fn ask_for_tls(stream: &mut TcpStream, port: u16) -> Result<(), ConnectionFailure> {
    let lost = |_: io::Error| ConnectionFailure::ConnectionLost { phase: PHASE };
    stream.write_all(&SSL_REQUEST).await.map_err(lost)?;
    let mut answer = [0];
    stream.read_exact(&mut answer).await.map_err(lost)?;
    let more = has_more(stream).await;
    match (answer[0], more) {
        (b'S', false) => Ok(()),
        (b'S', true) => Err(ConnectionFailure::DataBeforeTls),
        (b'N', false) => Err(ConnectionFailure::TlsNotOffered),
        // An error before TLS is anybody's text; libpq has stopped showing it, too (CVE-2024-10977).
        (b'E', _) => {
            Err(ConnectionFailure::ServerProtocol { what: "it answered the request for TLS with an error".into() })
        }
        _ => Err(ConnectionFailure::NotThisProtocol { engine: "PostgreSQL", port }),
    }
}
