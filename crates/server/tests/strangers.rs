//! What a web page, a rebound name or a proxy that reads HTTP in another way could send: none of it reaches a route, and nothing that
//! is hidden in one request is answered as another.
#![allow(clippy::unwrap_used, reason = "a test's helpers may panic as its tests do")]

mod common;

use common::{Server, raw};
use gatehouse_api::ALL_SCOPES;
use secrecy::ExposeSecret;

/// The status of every answer in what came back.
fn statuses(answer: &str) -> Vec<&str> {
    answer.match_indices("HTTP/1.").map(|(at, _)| answer[at..].split(' ').nth(1).unwrap_or_default()).collect()
}

async fn made(server: &Server) -> u64 {
    server.caller_with("one", &ALL_SCOPES).await.get("/agents").await.1["pagination"]["total"].as_u64().unwrap()
}

/// Thirty requests as a browser could be made to send them, each with a key that would do: only the name or the page is wrong.
#[tokio::test]
async fn no_page_and_no_rebound_name_reaches_a_route() {
    let server = Server::start().await;
    let key = server.caller("one").await.key.expose_secret().to_owned();
    let before = made(&server).await;
    let port = server.address.port();
    let body = r#"{"name":"canary"}"#;
    let post = |target: &str, version: &str, headers: &[String]| {
        let headers: String = headers.iter().map(|header| format!("{header}\r\n")).collect();
        format!(
            "POST {target} HTTP/{version}\r\n{headers}Authorization: Bearer {key}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        )
    };
    let agents = "/api/v1/agents";
    let json = || "Content-Type: application/json".to_owned();
    let ours = || format!("Host: {}", server.address);
    let host = |host: &str| post(agents, "1.1", &[format!("Host: {host}"), json()]);
    let with = |header: &str| post(agents, "1.1", &[ours(), json(), header.to_owned()]);
    let typed = |media: &str| post(agents, "1.1", &[ours(), format!("Content-Type: {media}")]);
    let to = |target: &str| post(target, "1.1", &[ours(), json()]);
    let requests = [
        // Names that are made to point here.
        (host("evil.example"), "421"),
        (host(&format!("evil.example:{port}")), "421"),
        (host("0.0.0.0"), "421"),
        (host(&format!("0.0.0.0:{port}")), "421"),
        (host("127.0.0.1.evil.example"), "421"),
        (host("localhost.evil.example"), "421"),
        (host("127.0.0.1.nip.io"), "421"),
        (host("[::ffff:127.0.0.1]"), "421"),
        (host("[::]"), "421"),
        (host("2130706433"), "421"),
        (host("0x7f.1"), "421"),
        (host("127.1"), "421"),
        (host("user@127.0.0.1"), "421"),
        (host(""), "421"),
        (host("127.0.0.1, evil.example"), "421"),
        (post(agents, "1.1", &[json()]), "421"),
        (post(agents, "1.0", &[json()]), "421"),
        (post(agents, "1.0", &["Host: evil.example".to_owned(), json()]), "421"),
        (post(agents, "1.1", &[ours(), "Host: evil.example".to_owned(), json()]), "421"),
        (post(agents, "1.1", &["Host: evil.example".to_owned(), ours(), json()]), "421"),
        (to(&format!("http://evil.example{agents}")), "421"),
        (to(&format!("http://0.0.0.0:{port}{agents}")), "421"),
        // Pages, under the right name.
        (with("Origin: https://evil.example"), "403"),
        (with("Origin: null"), "403"),
        (with(&format!("Origin: http://127.0.0.1:{port}")), "403"),
        (with("Origin: tauri://localhost.evil.example"), "403"),
        // What a form may send without asking first.
        (typed("text/plain"), "415"),
        (typed("application/x-www-form-urlencoded"), "415"),
        (typed("multipart/form-data; boundary=x"), "415"),
        (post(agents, "1.1", &[ours()]), "415"),
    ];
    assert_eq!(requests.len(), 30);
    for (request, expected) in requests {
        let answer = raw(server.address, &request).await;
        assert_eq!(statuses(&answer), [expected], "{} → {answer}", request.replace(&key, "…"));
        assert!(!answer.to_lowercase().contains("access-control-") && !answer.contains("canary"), "{answer}");
    }
    // A page's question whether it may ask gets no leave either.
    let preflight = format!(
        "OPTIONS {agents} HTTP/1.1\r\n{}\r\nOrigin: https://evil.example\r\nAccess-Control-Request-Method: POST\r\nConnection: close\r\n\r\n",
        ours()
    );
    let answer = raw(server.address, &preflight).await;
    assert!(statuses(&answer) == ["403"] && !answer.to_lowercase().contains("access-control-"), "{answer}");
    assert_eq!(made(&server).await, before, "nothing was made");
    assert_eq!(statuses(&raw(server.address, &to(agents)).await), ["201"], "the same request, clean, is answered");
}

/// Twelve ways to have two readers of HTTP disagree about where a request ends. The hidden request would make an agent.
#[tokio::test]
async fn nothing_is_smuggled_behind_a_body() {
    let server = Server::start().await;
    let key = server.caller("one").await.key.expose_secret().to_owned();
    let before = made(&server).await;
    let hidden = format!(
        "POST /api/v1/agents HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: 19\r\n\r\n{{\"name\":\"smuggled\"}}",
        server.address
    );
    // The outer request is one that makes nothing: it has no key.
    let outer = |headers: &str, body: &str| {
        format!(
            "POST /api/v1/agents HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\n{headers}\r\n{body}",
            server.address
        )
    };
    let chunked = format!("0\r\n\r\n{hidden}");
    let cases = [
        ("CL.TE", outer(&format!("Content-Length: {}\r\nTransfer-Encoding: chunked\r\n", chunked.len()), &chunked)),
        ("TE.CL", outer("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", &chunked)),
        (
            "two lengths, short first",
            outer(&format!("Content-Length: 0\r\nContent-Length: {}\r\n", hidden.len()), &hidden),
        ),
        (
            "two lengths, long first",
            outer(&format!("Content-Length: {}\r\nContent-Length: 0\r\n", hidden.len()), &hidden),
        ),
        ("a list of lengths", outer("Content-Length: 0, 5\r\n", &hidden)),
        ("a signed length", outer("Content-Length: +0\r\n", &hidden)),
        ("a length in hexadecimal", outer("Content-Length: 0x0\r\n", &hidden)),
        ("an unknown coding", outer("Transfer-Encoding: xchunked\r\n", &chunked)),
        ("chunked, and something after it", outer("Transfer-Encoding: chunked, identity\r\n", &chunked)),
        ("a space before the colon", outer("Transfer-Encoding : chunked\r\n", &chunked)),
        ("a folded header", outer("X: y\r\n Transfer-Encoding: chunked\r\n", &chunked)),
        (
            "a chunk's size that overflows",
            outer("Transfer-Encoding: chunked\r\n", &format!("10000000000000000\r\n{hidden}")),
        ),
    ];
    assert_eq!(cases.len(), 12);
    // Side by side: where the rest of a connection is waited for, that takes as long as a header may.
    let address = server.address;
    let asked = cases.map(|(what, request)| tokio::spawn(async move { (what, raw(address, &request).await) }));
    for asked in asked {
        let (what, answer) = asked.await.unwrap();
        let statuses = statuses(&answer);
        // Refused as a whole; or read as one request without a key, after which the connection ends.
        assert!(statuses.len() == 1 && matches!(statuses[0], "400" | "401"), "{what}: {answer}");
    }
    assert_eq!(made(&server).await, before, "nothing was made");
    assert_eq!(statuses(&raw(server.address, &hidden).await), ["201"], "by itself it would have its effect");
}
