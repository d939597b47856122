//! TCP to exactly the admitted addresses, without a second look-up.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use gatehouse_core::connection::address::Admitted;
use gatehouse_core::connection::{ConnectionFailure, Descriptor};
use tokio::net::TcpStream;

use crate::deadlines::within;

/// Tries the addresses in the order of the answer; `limit` holds for each. The last failure is reported.
pub(super) async fn dial(
    admitted: &Admitted,
    descriptor: &Descriptor,
    limit: Duration,
) -> Result<(TcpStream, SocketAddr), ConnectionFailure> {
    let mut failure = ConnectionFailure::NameNotResolved { host: descriptor.host.clone() };
    for address in admitted.addresses() {
        let wanted = SocketAddr::new(*address, descriptor.port);
        match within(limit, "opening the connection", connect(wanted, descriptor)).await {
            Ok(stream) => return Ok((stream, wanted)),
            Err(next) => failure = next,
        }
    }
    Err(failure)
}

async fn connect(wanted: SocketAddr, descriptor: &Descriptor) -> Result<TcpStream, ConnectionFailure> {
    let worded = |error| worded(&error, descriptor);
    let stream = TcpStream::connect(wanted).await.map_err(worded)?;
    // Small requests and answers in turn: Nagle's algorithm would add a delayed ACK, 40 ms, to each.
    stream.set_nodelay(true).map_err(worded)?;
    if stream.peer_addr().map_err(worded)? != wanted {
        return Err(ConnectionFailure::ServerProtocol { what: "another address answered than was dialled".into() });
    }
    Ok(stream)
}

fn worded(error: &io::Error, descriptor: &Descriptor) -> ConnectionFailure {
    let (host, port) = (descriptor.host.clone(), descriptor.port);
    match error.kind() {
        io::ErrorKind::ConnectionRefused => ConnectionFailure::ConnectionRefused { host, port },
        io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted => {
            ConnectionFailure::ConnectionLost { phase: "opening the connection" }
        }
        _ => ConnectionFailure::Unreachable { host, port },
    }
}
