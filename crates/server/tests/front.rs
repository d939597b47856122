//! What stands before the routes: names, rates, request ids, sizes, times, TLS, and what an operator may ask.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test's helpers may panic as its tests do")]

mod common;

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use common::{Home, PATIENCE, Server, http, problem, raw, read};
use gatehouse_server::{HostProblem, Quota, ServeError, ServeOptions, TlsFiles, serve};
use gatehouse_testkit::{Authority, Validity};
use reqwest::{Method, Response};
use secrecy::SecretString;
use serde_json::json;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

async fn started(change: impl FnOnce(&mut ServeOptions)) -> Server {
    let home = Home::new().await;
    let mut options = home.options();
    change(&mut options);
    Server::start_with(home, options).await
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or_default()
}

#[tokio::test]
async fn each_key_has_its_limit_and_every_answer_says_where_it_stands() {
    let server = started(|options| options.limits.key = Quota::new(3, 3600)).await;
    let (one, two) = (server.caller("one").await, server.caller("one").await);
    for left in ["2", "1", "0"] {
        let answer = one.request(Method::GET, "/agents").send().await.unwrap();
        assert_eq!((answer.status().as_u16(), header(&answer, "ratelimit-remaining")), (200, left));
        assert_eq!(header(&answer, "ratelimit-limit"), "3");
        assert!(header(&answer, "ratelimit-reset").parse::<u32>().unwrap() > 0);
    }
    let refused = one.request(Method::GET, "/integrations/oracle/schema").send().await.unwrap();
    let wait: u32 = header(&refused, "retry-after").parse().unwrap();
    assert!((1..=1200).contains(&wait) && header(&refused, "ratelimit-reset") == wait.to_string());
    assert_eq!(header(&refused, "ratelimit-remaining"), "0");
    assert_eq!(problem(&read(refused).await), (429, "rate_limited"));
    assert_eq!(two.get("/agents").await.0, 200, "another key of the same organisation has its own");
}

#[tokio::test]
async fn an_address_has_its_limit_whatever_key_it_tries() {
    let server = started(|options| options.limits.address = Quota::new(3, 3600)).await;
    let caller = server.caller("one").await;
    let guess = || http().get(format!("{}/agents", server.base())).bearer_auth("flowyte_sk_live_guess").send();
    for left in ["2", "1"] {
        let answer = guess().await.unwrap();
        assert_eq!((answer.status().as_u16(), header(&answer, "ratelimit-remaining")), (401, left));
    }
    assert_eq!(caller.get("/agents").await.0, 200);
    assert_eq!(problem(&read(guess().await.unwrap()).await), (429, "rate_limited"));
    assert_eq!(problem(&caller.get("/agents").await), (429, "rate_limited"));
}

#[tokio::test]
async fn behind_a_proxy_each_of_its_callers_counts() {
    let server = started(|options| {
        options.limits.address = Quota::new(1, 3600);
        options.behind_proxy = true;
    })
    .await;
    let from = |address: &str| {
        let request = http().get(format!("http://{}/healthz", server.address));
        request.header("x-forwarded-for", format!("10.0.0.1, {address}")).send()
    };
    assert_eq!(from("192.0.2.1").await.unwrap().status(), 204);
    assert_eq!(from("192.0.2.1").await.unwrap().status(), 429);
    assert_eq!(from("192.0.2.2").await.unwrap().status(), 204);
}

#[tokio::test]
async fn a_request_id_goes_through_and_names_the_problem() {
    let server = Server::start().await;
    let caller = server.caller("one").await;
    for (given, taken) in [("desk-7.retry_2", true), ("a b", false), (&"x".repeat(129), false)] {
        let answer = caller.request(Method::GET, "/nothing").header("x-request-id", given).send().await.unwrap();
        let id = header(&answer, "x-request-id").to_owned();
        assert_eq!(id == given, taken, "{id}");
        assert_eq!(read(answer).await.1["instance"], format!("urn:gatehouse:request:{id}"));
    }
    // Through the task of its own that a call with an Idempotency-Key runs on.
    let body = json!({ "name": "" });
    let request = caller.request(Method::POST, "/agents").header("idempotency-key", "k").json(&body);
    let answer = request.header("x-request-id", "outer").send().await.unwrap();
    assert_eq!(read(answer).await.1["instance"], "urn:gatehouse:request:outer");
}

#[tokio::test]
async fn only_the_names_given_are_answered() {
    let server = started(|options| options.hosts = vec!["plane.example.com".into()]).await;
    let caller = server.caller("one").await;
    for (host, expected) in [
        ("plane.example.com", 200),
        ("PLANE.example.com:443", 200),
        ("localhost", 200),
        ("example.com", 421),
        ("plane.example.com.evil.example", 421),
        ("0.0.0.0", 421),
    ] {
        let answer = caller.request(Method::GET, "/agents").header("host", host).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), expected, "{host}");
    }
    let home = Home::new().await;
    let listen = "0.0.0.0:0".parse().unwrap();
    let tls = Some(tls_files(&Authority::new("a").unwrap(), home.path()));
    let nameless = ServeOptions { listen, tls, ..home.options() };
    let refused = serve(nameless, std::future::pending(), |_| {}).await;
    assert!(matches!(refused, Err(ServeError::Host(HostProblem::Missing))), "{refused:?}");
}

#[tokio::test]
async fn what_is_no_clean_request_goes_nowhere() {
    let server = Server::start().await;
    let key = secrecy::ExposeSecret::expose_secret(&server.caller("one").await.key).to_owned();
    let get = |line: &str, headers: &str| {
        format!("{line}\r\n{headers}Authorization: Bearer {key}\r\nConnection: close\r\n\r\n")
    };
    let ours = format!("Host: {}\r\n", server.address);
    let path = "/api/v1/agents";
    let padded = |bytes: usize| format!("{ours}X-Padding: {}\r\n", "x".repeat(bytes));
    for (request, expected) in [
        (get(&format!("GET {path} HTTP/1.1"), &ours), "200"),
        (get(&format!("GET {path} HTTP/1.0"), &ours), "200"),
        (get(&format!("GET http://{}{path} HTTP/1.1", server.address), &ours), "200"),
        // No name, another's, two of them; another's in the target.
        (get(&format!("GET {path} HTTP/1.0"), ""), "421"),
        (get(&format!("GET {path} HTTP/1.1"), ""), "421"),
        (get(&format!("GET {path} HTTP/1.1"), "Host: evil.example\r\n"), "421"),
        (get(&format!("GET {path} HTTP/1.1"), &format!("{ours}Host: evil.example\r\n")), "421"),
        (get(&format!("GET http://evil.example{path} HTTP/1.1"), &ours), "421"),
        (get(&format!("GET {path} HTTP/1.1"), &format!("{ours}Origin: null\r\n")), "403"),
        // Headers of 16 KiB and no more.
        (get(&format!("GET {path} HTTP/1.1"), &padded(15_000)), "200"),
        (get(&format!("GET {path} HTTP/1.1"), &padded(17_000)), "431"),
        (get(&format!("GET {path}?{} HTTP/1.1", "x".repeat(70_000)), &ours), "431"),
        (get(&format!("GET {path} HTTP/1.1"), &format!("{ours}{}", "X: y\r\n".repeat(100))), "431"),
        // Two lengths, a length and chunks, a length that is none: whose request would the rest be?
        (get(&format!("POST {path} HTTP/1.1"), &format!("{ours}Content-Length: 3\r\nContent-Length: 4\r\n")), "400"),
        (get(&format!("POST {path} HTTP/1.1"), &format!("{ours}Content-Length: +3\r\n")), "400"),
        (get(&format!("POST {path} HTTP/1.1"), &format!("{ours}Transfer-Encoding: xchunked\r\n")), "400"),
        (get(&format!("GET {path} HTTP/1.1"), &format!("{ours}X : y\r\n")), "400"),
        (get(&format!("GET {path} HTTP/1.1"), &format!("{ours}X\r\n")), "400"),
        (get(&format!("GET {path} HTTP/9.9"), &ours), "400"),
        ("\u{16}\u{3}\u{1}\r\n\r\n".into(), "400"),
    ] {
        let answer = raw(server.address, &request).await;
        let shown = request.replace(&key, "…");
        assert_eq!(status(&answer), expected, "{} → {answer}", &shown[..shown.len().min(300)]);
        // What is no request at all, hyper answers by itself and without a body (docs/reference/api.md).
        let is_ours = answer.contains("application/problem+json");
        assert_eq!(is_ours, matches!(expected, "403" | "421"), "{answer}");
        assert!(is_ours || expected == "200" || answer.contains("content-length: 0\r\n"), "{answer}");
    }
}

#[tokio::test]
async fn a_length_beside_chunks_hides_no_second_request() {
    let server = Server::start().await;
    let hidden = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let request = format!(
        "POST /api/v1/agents HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{hidden}",
        5 + hidden.len()
    );
    let answer = raw(server.address, &request).await;
    assert!(!answer.contains("204 No Content"), "{answer}");
}

#[tokio::test]
async fn who_says_nothing_is_not_waited_for() {
    let server = started(|options| options.connections = 2).await;
    let mut silent = TcpStream::connect(server.address).await.unwrap();
    let mut halting = TcpStream::connect(server.address).await.unwrap();
    halting.write_all(b"GET /healthz HTTP/1.1\r\nHost: loc").await.unwrap();
    // Both seats are taken; whoever comes now waits until one of the two has had its time.
    let third = http().get(format!("http://{}/healthz", server.address)).timeout(PATIENCE).send().await.unwrap();
    assert_eq!(third.status(), 204);
    for stream in [&mut silent, &mut halting] {
        let mut rest = Vec::new();
        let ended = timeout(PATIENCE, stream.read_to_end(&mut rest)).await.expect("the server closes");
        assert!(ended.is_err() || !String::from_utf8_lossy(&rest).contains("204"));
    }
}

#[tokio::test]
async fn a_server_that_stops_says_so_before_it_goes() {
    let server = started(|options| options.shutdown_delay = Duration::from_secs(3)).await;
    let ready = |address: SocketAddr| http().get(format!("http://{address}/readyz")).send();
    let address = server.address;
    assert_eq!(ready(address).await.unwrap().status(), 204);
    let stopping = tokio::spawn(server.stop());
    let answer = timeout(PATIENCE, async {
        loop {
            let answer = ready(address).await.expect("it still answers");
            if answer.status() != 204 {
                return answer;
            }
        }
    });
    assert_eq!(problem(&read(answer.await.unwrap()).await), (503, "not_ready"));
    let alive = http().get(format!("http://{address}/healthz")).send().await.unwrap();
    assert_eq!(alive.status(), 204);
    stopping.await.unwrap();
    assert!(ready(address).await.is_err(), "it is gone");
}

#[tokio::test]
async fn metrics_count_by_template_and_are_the_operator_s_alone() {
    let server = Server::start().await;
    let caller = server.caller("one").await;
    let agent = caller.agent().await;
    caller.get(&format!("/agents/{agent}/skills")).await;
    caller.get("/agents/nobody-canary/skills").await;
    caller.get("/integrations/postgres/search?q=canary").await;
    caller.get("/canary").await;
    let address = format!("http://{}/metrics", server.address);
    let answer = http().get(&address).send().await.unwrap();
    assert!(header(&answer, "content-type").starts_with("application/openmetrics-text"));
    let text = answer.text().await.unwrap();
    let skills = r#"{method="GET",route="/api/v1/agents/{agent}/skills",status="#;
    assert!(text.contains(&format!("gatehouse_http_requests_total{skills}\"200\"}} 1")), "{text}");
    assert!(text.contains(&format!("gatehouse_http_requests_total{skills}\"404\"}} 1")), "{text}");
    assert!(text.contains(r#"gatehouse_http_requests_total{method="GET",route="-",status="404"} 1"#), "{text}");
    assert!(text.contains("gatehouse_http_requests_in_flight 1\n"), "{text}");
    for told in ["canary", &agent, "one"] {
        assert!(!text.contains(&format!("\"{told}")) && !text.contains("canary"), "{told}: {text}");
    }
    let elsewhere = started(|options| options.hosts = vec!["plane.example.com".into()]).await;
    let asked = http().get(format!("http://{}/metrics", elsewhere.address)).send().await.unwrap();
    assert_eq!(asked.status(), 404, "with a public name it needs a token");
    let token = "an-operator-s-token";
    let server = started(|options| options.metrics_token = Some(SecretString::from(token))).await;
    let caller = server.caller("one").await;
    let ask = |token: &str| http().get(format!("http://{}/metrics", server.address)).bearer_auth(token).send();
    assert_eq!(ask(token).await.unwrap().status(), 200);
    for other in ["", "an-operator-s-toke", secrecy::ExposeSecret::expose_secret(&caller.key)] {
        assert_eq!(ask(other).await.unwrap().status(), 401);
    }
}

#[cfg(unix)]
#[tokio::test]
async fn tls_is_spoken_and_its_files_are_read_again_on_a_signal() {
    let (first, second) = (Authority::new("first").unwrap(), Authority::new("second").unwrap());
    let folder = TempDir::new().unwrap();
    let files = tls_files(&first, folder.path());
    let server = started(|options| options.tls = Some(files)).await;
    let address = format!("https://localhost:{}/healthz", server.address.port());
    let ask = |authority: &Authority| trusting(authority).get(&address).send();
    assert_eq!(ask(&first).await.unwrap().status(), 204);
    assert!(ask(&second).await.is_err());
    assert!(http().get(format!("http://{}/healthz", server.address)).send().await.is_err(), "no plain http");
    tls_files(&second, folder.path());
    hang_up();
    let mended = timeout(PATIENCE, async { while ask(&second).await.is_err() {} });
    mended.await.expect("new connections get the new certificate");
    // Half a renewal changes nothing.
    std::fs::write(folder.path().join("key.pem"), "-----BEGIN").unwrap();
    hang_up();
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(ask(&second).await.unwrap().status(), 204);
}

#[tokio::test]
async fn a_certificate_that_cannot_be_used_is_refused_at_the_start() {
    let home = Home::new().await;
    let files = tls_files(&Authority::new("a").unwrap(), home.path());
    let start =
        |files: TlsFiles| serve(ServeOptions { tls: Some(files), ..home.options() }, std::future::pending(), |_| {});
    let missing = TlsFiles { key: home.path().join("nowhere.pem"), ..files.clone() };
    assert!(start(missing).await.unwrap_err().to_string().contains("nowhere.pem"));
    let swapped = TlsFiles { certificate: files.key.clone(), key: files.certificate.clone() };
    assert!(matches!(start(swapped).await, Err(ServeError::Tls(_))));
    let other = home.path().join("other");
    std::fs::create_dir(&other).unwrap();
    let strange = TlsFiles { key: tls_files(&Authority::new("b").unwrap(), &other).key, ..files };
    assert!(start(strange).await.unwrap_err().to_string().contains("together"));
    assert!(!home.path().join("control.db").exists(), "nothing was made");
}

#[cfg(unix)]
fn hang_up() {
    let ours = std::process::id().to_string();
    assert!(std::process::Command::new("kill").args(["-HUP", &ours]).status().unwrap().success());
}

/// A client that trusts this authority alone. A new one for each question: a connection keeps its certificate.
fn trusting(authority: &Authority) -> reqwest::Client {
    drop(rustls::crypto::ring::default_provider().install_default());
    let root = reqwest::Certificate::from_pem(authority.pem().as_bytes()).unwrap();
    reqwest::Client::builder().no_proxy().tls_certs_only([root]).build().unwrap()
}

fn tls_files(authority: &Authority, folder: &Path) -> TlsFiles {
    let leaf = authority.issue(&["localhost"], Validity::Current).unwrap();
    let files = TlsFiles { certificate: folder.join("chain.pem"), key: folder.join("key.pem") };
    std::fs::write(&files.certificate, &leaf.cert_pem).unwrap();
    std::fs::write(&files.key, &leaf.key_pem).unwrap();
    files
}
