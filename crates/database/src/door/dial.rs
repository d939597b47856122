//! TCP to exactly the admitted addresses, without a second look-up.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use gatehouse_core::connection::address::Admitted;
use gatehouse_core::connection::{ConnectionFailure, Descriptor};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::deadlines::within;

use super::network::Network;

/// How long one address has before the next is tried beside it (RFC 8305, section 5: Connection Attempt Delay).
const HEAD_START: Duration = Duration::from_millis(250);

/// Tries the addresses in the order of the answer, each with a head start over the next; the first that answers is taken.
/// `limit` holds for all of them together. When none answers, the last failure is reported.
pub(super) async fn dial(
    network: &impl Network,
    admitted: &Admitted,
    descriptor: &Descriptor,
    limit: Duration,
) -> Result<(TcpStream, SocketAddr), ConnectionFailure> {
    within(limit, "opening the connection", race(network, admitted, descriptor)).await
}

async fn race(
    network: &impl Network,
    admitted: &Admitted,
    descriptor: &Descriptor,
) -> Result<(TcpStream, SocketAddr), ConnectionFailure> {
    let mut waiting = admitted.addresses().iter().map(|address| SocketAddr::new(*address, descriptor.port));
    let mut failure = ConnectionFailure::NameNotResolved { host: descriptor.host.clone() };
    // Dropping the set gives up all other attempts.
    let mut attempts = JoinSet::new();
    let mut next = waiting.next();
    loop {
        if let Some(wanted) = next.take() {
            let network = network.clone();
            attempts.spawn(async move { (connect(&network, wanted).await, wanted) });
        }
        let ended = tokio::select! {
            ended = attempts.join_next() => ended,
            () = tokio::time::sleep(HEAD_START), if waiting.len() > 0 => {
                next = waiting.next();
                continue;
            }
        };
        match ended {
            Some(Ok((Ok(stream), wanted))) => return Ok((stream, wanted)),
            Some(Ok((Err(error), _))) => failure = worded(&error, descriptor),
            Some(Err(_)) | None => {}
        }
        next = waiting.next();
        if next.is_none() && attempts.is_empty() {
            return Err(failure);
        }
    }
}

async fn connect(network: &impl Network, wanted: SocketAddr) -> io::Result<TcpStream> {
    let stream = network.connect(wanted).await?;
    // Small requests and answers in turn: Nagle's algorithm would add a delayed ACK, 40 ms, to each.
    stream.set_nodelay(true)?;
    if stream.peer_addr()? != wanted {
        return Err(io::Error::other("another address answered than was dialled"));
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
