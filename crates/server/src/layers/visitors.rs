//! A server on loopback is reachable from every web page on the machine: by name, after DNS rebinding, and across origins.
//! So only loopback names are answered, and no web page is.

use axum::extract::Request;
use axum::http::header::{HOST, ORIGIN};
use axum::middleware::Next;
use axum::response::Response;

use crate::problem::Problem;

pub(crate) async fn refuse_web_pages(request: Request, next: Next) -> Result<Response, Problem> {
    if request.headers().contains_key(ORIGIN) {
        return Err(Problem::origin_refused());
    }
    let mut hosts = request.headers().get_all(HOST).iter();
    let host = hosts.next().and_then(|value| value.to_str().ok());
    // RFC 9112, 3.2: exactly one Host; an absolute request target overrides it and must be ours too.
    let target = request.uri().host().is_none_or(is_loopback_name);
    if !target || hosts.next().is_some() || !host.is_some_and(|host| is_loopback_name(name_of(host))) {
        return Err(Problem::misdirected());
    }
    Ok(next.run(request).await)
}

/// The name without its port. The port is not compared: a tunnel may give another one.
fn name_of(host: &str) -> &str {
    match host.strip_prefix('[').and_then(|rest| rest.find(']')) {
        Some(end) => &host[..end + 2],
        None => host.split(':').next().unwrap_or_default(),
    }
}

fn is_loopback_name(name: &str) -> bool {
    name.eq_ignore_ascii_case("localhost") || name == "127.0.0.1" || name == "[::1]"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_names_are_ours() {
        for ours in ["localhost", "LOCALHOST:1", "127.0.0.1:4610", "[::1]", "[::1]:4610"] {
            assert!(is_loopback_name(name_of(ours)), "{ours}");
        }
        for foreign in ["", "evil.example", "localhost.evil.example:80", "127.0.0.1.nip.io", "0.0.0.0", "[::", "::1"] {
            assert!(!is_loopback_name(name_of(foreign)), "{foreign}");
        }
    }
}
