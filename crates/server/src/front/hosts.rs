//! The names that this server answers to: an exact list, so that no name of somebody else's that is made to point here
//! (DNS rebinding) is answered.

use axum::http::uri::Authority;

/// Names without ports: a tunnel or a proxy may give another port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hosts {
    names: Vec<String>,
    loopback: bool,
}

/// Why a name cannot be one of this server's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HostProblem {
    /// A port, a scheme, a wildcard, or no name at all.
    #[error(
        "“{0}” is no host name: give a name or an address without scheme, port or wildcard, for example plane.example.com"
    )]
    Unreadable(String),
    /// Reachable from elsewhere, and by which name is not known.
    #[error("say by which name this server is reached (--host): it answers to no other")]
    Missing,
}

impl Hosts {
    /// The names of a server; loopback names count where it listens on loopback.
    pub(crate) fn new(names: &[String], loopback: bool) -> Result<Hosts, HostProblem> {
        if names.is_empty() && !loopback {
            return Err(HostProblem::Missing);
        }
        let read = |name: &String| match name.parse::<Authority>() {
            Ok(authority) if authority.host() == name && !name.contains(['*', '@']) => Ok(name.to_ascii_lowercase()),
            _ => Err(HostProblem::Unreadable(name.chars().filter(|c| !c.is_control()).take(200).collect())),
        };
        Ok(Hosts { names: names.iter().map(read).collect::<Result<_, _>>()?, loopback })
    }

    /// Whether `name`, as a Host header or a request target has it, is one of ours.
    pub(crate) fn know(&self, name: &str) -> bool {
        let name = without_port(name);
        let loopback = || name.eq_ignore_ascii_case("localhost") || name == "127.0.0.1" || name == "[::1]";
        (self.loopback && loopback()) || self.names.iter().any(|ours| ours.eq_ignore_ascii_case(name))
    }

    /// Whether nobody but this machine is meant to ask.
    pub(crate) fn only_loopback(&self) -> bool {
        self.loopback && self.names.is_empty()
    }
}

fn without_port(host: &str) -> &str {
    let (name, port) = match host.strip_prefix('[').and_then(|rest| rest.find(']')) {
        Some(end) => host.split_at(end + 2),
        None => host.split_at(host.find(':').unwrap_or(host.len())),
    };
    let is_port = port.strip_prefix(':').is_none_or(|port| port.bytes().all(|byte| byte.is_ascii_digit()));
    // What follows the name and is no port makes it no name of ours.
    if is_port && (port.is_empty() || port.starts_with(':')) { name } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_names_are_ours() {
        let hosts = Hosts::new(&[], true).unwrap();
        for ours in ["localhost", "LOCALHOST:1", "127.0.0.1:4610", "[::1]", "[::1]:4610"] {
            assert!(hosts.know(ours), "{ours}");
        }
        for foreign in [
            "",
            "evil.example",
            "localhost.evil.example:80",
            "127.0.0.1.nip.io",
            "0.0.0.0",
            "[::",
            "::1",
            "[::1]x",
            "localhost:80:80",
            "localhost:x",
        ] {
            assert!(!hosts.know(foreign), "{foreign}");
        }
    }

    #[test]
    fn names_are_exact_and_loopback_counts_only_there() {
        let hosts = Hosts::new(&["Plane.example.com".into(), "192.0.2.7".into()], false).unwrap();
        assert!(hosts.know("plane.example.com") && hosts.know("PLANE.example.com:443") && hosts.know("192.0.2.7:8642"));
        for foreign in ["localhost", "127.0.0.1", "example.com", "x.plane.example.com", "plane.example.com.evil"] {
            assert!(!hosts.know(foreign), "{foreign}");
        }
        assert_eq!(Hosts::new(&[], false), Err(HostProblem::Missing));
        for bad in ["", "*", "*.example.com", "https://x", "x:80", "a b", "u@h", "x/y"] {
            assert!(matches!(Hosts::new(&[bad.into()], true), Err(HostProblem::Unreadable(_))), "{bad}");
        }
    }
}
