//! The control plane's address: https everywhere, plain http on this machine only [contract, G].

use url::{Host, Url};

use crate::ApiFailure;

/// The hosted platform [contract, S].
pub const DEFAULT_BASE_URL: &str = "https://builder.flowyte.com/api/v1";

/// A base URL that was judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Base(Url);

impl Base {
    pub(super) fn parse(text: &str) -> Result<Base, ApiFailure> {
        let invalid = |reason| Err(ApiFailure::BaseUrlInvalid { reason });
        let Ok(url) = Url::parse(text.trim()) else { return invalid("it is no URL") };
        if !url.username().is_empty() || url.password().is_some() {
            return invalid("a name or password does not belong into it");
        }
        if url.query().is_some() || url.fragment().is_some() {
            return invalid("it must end with the path");
        }
        let base = Base(url);
        match base.0.scheme() {
            "https" if base.0.host().is_some() => Ok(base),
            "http" if base.is_loopback() => Ok(base),
            "http" => invalid("plain http is for this machine only"),
            _ => invalid("it must start with https://"),
        }
    }

    pub(super) fn as_str(&self) -> &str {
        self.0.as_str()
    }

    pub(super) fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }

    pub(super) fn is_loopback(&self) -> bool {
        match self.0.host() {
            // RFC 6761, 6.3: the name means loopback and is not looked up elsewhere.
            Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
            Some(Host::Ipv4(ip)) => ip.is_loopback(),
            Some(Host::Ipv6(ip)) => ip.is_loopback(),
            None => false,
        }
    }

    pub(super) fn host(&self) -> String {
        let host = self.0.host_str().unwrap_or_default();
        self.0.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }

    /// The address of a resource. Each segment is percent-encoded, so an id can never lead to another path.
    pub(super) fn join(&self, segments: &[&str]) -> Url {
        let mut url = self.0.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(segments);
        }
        url
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn http_is_for_this_machine_only() {
        for good in [DEFAULT_BASE_URL, "http://127.0.0.1:4610/api/v1", "http://localhost:1/", "http://[::1]:8/x"] {
            assert!(Base::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "http://example.com/api/v1",
            "http://localhost.example.com/",
            "http://10.0.0.1/",
            "ftp://127.0.0.1/",
            "https://key@example.com/",
            "https://example.com/?a=b",
            "builder.flowyte.com",
            "",
        ] {
            assert!(Base::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn an_id_stays_one_segment() {
        let base = Base::parse("https://example.com/api/v1/").unwrap();
        assert_eq!(base.join(&["agents", "../x/y?z"]).as_str(), "https://example.com/api/v1/agents/..%2Fx%2Fy%3Fz");
    }
}
