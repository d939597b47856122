//! Whom a call comes from.

use std::net::{IpAddr, SocketAddr};

use axum::http::HeaderMap;

use super::Front;

/// The other end of the connection, put into every request as it is read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub(crate) SocketAddr);

impl Peer {
    /// The address that a call counts for: the connection's, or the one that our own proxy names. Only the last entry of
    /// `X-Forwarded-For` is the proxy's; those before it are whatever the caller wrote.
    pub(crate) fn address(front: &Front, peer: Option<Peer>, headers: &HeaderMap) -> IpAddr {
        let peer = peer.map(|peer| peer.0.ip());
        // Without a connection there is a test; everybody is one caller then.
        let peer = peer.unwrap_or(IpAddr::V4(std::net::Ipv4Addr::UNSPECIFIED));
        if !front.behind_proxy || !peer.to_canonical().is_loopback() {
            return peer;
        }
        let last = headers.get_all("x-forwarded-for").iter().next_back();
        let named = last.and_then(|value| value.to_str().ok()).and_then(|list| list.rsplit(',').next());
        named.and_then(|text| text.trim().parse().ok()).unwrap_or(peer)
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::super::{Hosts, Limits};
    use super::*;

    fn seen(behind_proxy: bool, peer: &str, forwarded: &[&str]) -> String {
        let front = Front::new(Hosts::new(&[], true).unwrap(), Limits::default(), None, behind_proxy);
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", HeaderValue::from_str(value).unwrap());
        }
        Peer::address(&front, Some(Peer(peer.parse().unwrap())), &headers).to_string()
    }

    #[test]
    fn only_our_proxy_is_believed_and_only_its_own_word() {
        assert_eq!(seen(false, "127.0.0.1:1", &["192.0.2.1"]), "127.0.0.1");
        assert_eq!(seen(true, "198.51.100.9:1", &["192.0.2.1"]), "198.51.100.9");
        assert_eq!(seen(true, "127.0.0.1:1", &["192.0.2.1"]), "192.0.2.1");
        assert_eq!(seen(true, "127.0.0.1:1", &["192.0.2.1, 203.0.113.5"]), "203.0.113.5");
        assert_eq!(seen(true, "127.0.0.1:1", &["192.0.2.1", "2001:db8::1"]), "2001:db8::1");
        assert_eq!(seen(true, "127.0.0.1:1", &["unknown"]), "127.0.0.1");
        assert_eq!(seen(true, "[::1]:1", &[]), "::1");
    }
}
