//! The two things that the door asks of the machine's network, apart from each other so that tests can watch both.

use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};

use tokio::net::TcpStream;

/// Asks names and opens connections. The door calls each at one place only.
pub(super) trait Network: Clone + Send + Sync + 'static {
    /// One look-up of a name's addresses.
    fn resolve(&self, name: &str, port: u16) -> impl Future<Output = io::Result<Vec<IpAddr>>> + Send;

    /// TCP to exactly this address.
    fn connect(&self, address: SocketAddr) -> impl Future<Output = io::Result<TcpStream>> + Send;
}

/// This machine's own.
#[derive(Debug, Clone, Copy)]
pub(super) struct Machine;

impl Network for Machine {
    async fn resolve(&self, name: &str, port: u16) -> io::Result<Vec<IpAddr>> {
        Ok(tokio::net::lookup_host((name, port)).await?.map(|answer| answer.ip()).collect())
    }

    async fn connect(&self, address: SocketAddr) -> io::Result<TcpStream> {
        TcpStream::connect(address).await
    }
}
