//! One look-up, then the address judge: nothing is sent to an address that it has not admitted.

use std::net::IpAddr;
use std::time::Duration;

use gatehouse_core::connection::address::{self, Admitted, Host, judge_host};
use gatehouse_core::connection::{ConnectionFailure, Descriptor};

use crate::deadlines::within;

use super::network::Network;

/// Judges the host's text, resolves it if it is a name, and judges every answer.
pub(super) async fn admit(
    network: &impl Network,
    descriptor: &Descriptor,
    limit: Duration,
) -> Result<Admitted, ConnectionFailure> {
    let policy = descriptor.policy();
    // Before the look-up: many texts that are no address to a parser are one to the resolver.
    let host = judge_host(&descriptor.host, policy).map_err(ConnectionFailure::HostNotAllowed)?;
    let answers = match host {
        Host::Ip(_) => Vec::new(),
        Host::Name(name) => within(limit, "resolving the name", resolve(network, &name, descriptor.port)).await?,
    };
    address::admit(&descriptor.host, &answers, policy).map_err(ConnectionFailure::HostNotAllowed)
}

async fn resolve(network: &impl Network, name: &str, port: u16) -> Result<Vec<IpAddr>, ConnectionFailure> {
    let answers = network.resolve(name, port).await;
    answers.map_err(|_| ConnectionFailure::NameNotResolved { host: name.to_owned() })
}
