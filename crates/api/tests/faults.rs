//! The client before a control plane, or something in its place, that fails in every way that is known: each call ends, as the failure
//! that it is, without the key or the password in it, and nothing that changes something is sent twice.
//!
//! Faults that last until the client's own deadline take a minute and a half: GATEHOUSE_SLOW_FAULTS=1 runs them, too.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test's helpers may panic as its tests do")]

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use gatehouse_api::{ApiFailure, ApiFailureCode as Code, BindingBody, Client, Credentials, Precondition, SkillPatch};
use gatehouse_core::connection::Engine;
use gatehouse_core::scoping::WireScoping;
use secrecy::SecretString;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const KEY: &str = "flowyte_sk_live_canary0815";
const PASSWORD: &str = "password-canary-4711";
/// What a stranger's page says, which is nobody's business to repeat.
const PAGE: &str = "page-canary-2342";

/// More than the client reads of anything.
const HUGE: usize = 65 * 1024 * 1024;

/// What the other side does with a request.
#[derive(Clone, Copy, Debug)]
enum Fault {
    /// Nobody listens.
    Refused,
    /// Closed before anything was read.
    ClosedAtOnce,
    /// Closed after the request was read: it may have had its effect.
    ReplyLost,
    /// These bytes, and closed.
    Says(&'static str),
    /// These, then a body without end.
    Huge,
    /// One byte of a header a second, for ever.
    SlowLoris,
    /// Nothing, for ever.
    Silent,
    /// TLS was asked for, and this is none.
    NoTls,
    /// A name that nobody has (RFC 6761, 6.4).
    NoName,
}

use Fault as F;

/// The faults of the study, and what each is told as.
const FAULTS: [(&str, Fault, Code); 24] = [
    ("refused", F::Refused, Code::Unreachable),
    ("closed at once", F::ClosedAtOnce, Code::Unreachable),
    ("reply lost", F::ReplyLost, Code::Unreachable),
    ("closed within the head", F::Says("HTTP/1.1 200 OK\r\ncontent-le"), Code::Unreachable),
    ("closed before the body", F::Says("HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n"), Code::Unreachable),
    (
        "closed within the body",
        F::Says("HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{\"success\":true"),
        Code::Unreachable,
    ),
    (
        "truncated JSON",
        F::Says("HTTP/1.1 200 OK\r\ncontent-length: 17\r\n\r\n{\"success\":true,\""),
        Code::AnswerUnexpected,
    ),
    (
        "a length too short",
        F::Says("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n{\"success\":true}"),
        Code::AnswerUnexpected,
    ),
    ("500", F::Says("HTTP/1.1 500 x\r\ncontent-length: 16\r\n\r\npage-canary-2342"), Code::ServerFault),
    ("502", F::Says("HTTP/1.1 502 x\r\ncontent-length: 16\r\n\r\npage-canary-2342"), Code::ServerFault),
    ("503 in seconds", F::Says("HTTP/1.1 503 x\r\nretry-after: 7\r\ncontent-length: 0\r\n\r\n"), Code::ServerFault),
    (
        "503 at a date",
        F::Says("HTTP/1.1 503 x\r\nretry-after: Wed, 21 Oct 2065 07:28:00 GMT\r\ncontent-length: 0\r\n\r\n"),
        Code::ServerFault,
    ),
    ("429", F::Says("HTTP/1.1 429 x\r\nretry-after: 7\r\ncontent-length: 0\r\n\r\n"), Code::RateLimited),
    ("409", F::Says("HTTP/1.1 409 x\r\ncontent-length: 2\r\n\r\n{}"), Code::Conflict),
    ("412", F::Says("HTTP/1.1 412 x\r\ncontent-length: 2\r\n\r\n{}"), Code::Conflict),
    ("422", F::Says("HTTP/1.1 422 x\r\ncontent-length: 2\r\n\r\n{}"), Code::Invalid),
    ("401", F::Says("HTTP/1.1 401 x\r\ncontent-length: 2\r\n\r\n{}"), Code::Unauthorized),
    (
        "302",
        F::Says("HTTP/1.1 302 x\r\nlocation: http://127.0.0.1:9/\r\ncontent-length: 0\r\n\r\n"),
        Code::AnswerUnexpected,
    ),
    (
        "twice",
        F::Says("HTTP/1.1 404 x\r\ncontent-length: 2\r\n\r\n{}HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"),
        Code::NotFound,
    ),
    ("no HTTP", F::Says("SSH-2.0-page-canary-2342\r\n"), Code::Unreachable),
    (
        "a sign-in page",
        F::Says(
            "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 29\r\n\r\n<html>page-canary-2342</html>",
        ),
        Code::AnswerUnexpected,
    ),
    // Nothing is ever unpacked: what says that it is packed is not read as JSON.
    (
        "packed",
        F::Says("HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 3\r\n\r\n\u{1f}\u{8}x"),
        Code::AnswerUnexpected,
    ),
    ("a huge body", F::Huge, Code::AnswerTooLarge),
    ("no TLS", F::NoTls, Code::Unreachable),
];

/// The base URL of a server with this fault, and how many requests it got.
async fn faulty(fault: Fault) -> (String, Arc<AtomicUsize>) {
    let got = Arc::new(AtomicUsize::new(0));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    match fault {
        Fault::Refused => drop(listener),
        Fault::NoName => return ("https://nobody.gatehouse.invalid/api/v1".into(), got),
        _ => {
            let counted = Arc::clone(&got);
            tokio::spawn(async move {
                while let Ok((stream, _)) = listener.accept().await {
                    tokio::spawn(misbehave(stream, fault, Arc::clone(&counted)));
                }
            });
        }
    }
    let scheme = if matches!(fault, Fault::NoTls) { "https" } else { "http" };
    (format!("{scheme}://{address}/api/v1"), got)
}

/// Reads a whole request, and does what it does with it. That the client has gone away meanwhile is its right.
async fn misbehave(mut stream: TcpStream, fault: Fault, got: Arc<AtomicUsize>) -> Option<()> {
    if matches!(fault, Fault::ClosedAtOnce) {
        return None;
    }
    let mut request = Vec::new();
    let head = loop {
        let mut part = [0; 4096];
        let read = stream.read(&mut part).await.ok().filter(|read| *read > 0)?;
        request.extend_from_slice(&part[..read]);
        if let Some(at) = request.windows(4).position(|four| four == b"\r\n\r\n") {
            break at + 4;
        }
        // A TLS greeting has no such end.
        if request[0] == 22 {
            return stream.write_all(b"HTTP/1.1 400 x\r\ncontent-length: 0\r\n\r\n").await.ok();
        }
    };
    let text = String::from_utf8_lossy(&request[..head]).to_lowercase();
    let length = text.split("content-length: ").nth(1).and_then(|rest| rest.lines().next()?.trim().parse().ok());
    let mut rest = vec![0; length.unwrap_or(0usize).saturating_sub(request.len() - head)];
    stream.read_exact(&mut rest).await.ok()?;
    got.fetch_add(1, Ordering::SeqCst);
    match fault {
        Fault::Says(answer) => stream.write_all(answer.as_bytes()).await.ok(),
        Fault::Huge => {
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {HUGE}\r\n\r\n");
            stream.write_all(head.as_bytes()).await.ok()?;
            let part = vec![b' '; 1024 * 1024];
            for _ in 0..HUGE / part.len() {
                stream.write_all(&part).await.ok()?;
            }
            Some(())
        }
        Fault::SlowLoris => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nx: ").await.ok()?;
            loop {
                stream.write_all(b"y").await.ok()?;
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
        Fault::Silent => std::future::pending().await,
        _ => None,
    }
}

type Answer<'a> = Pin<Box<dyn Future<Output = Result<(), ApiFailure>> + 'a>>;

/// Twelve calls: whether each changes something, and making it.
fn operations(client: &Client) -> [(&'static str, bool, Answer<'_>); 12] {
    const KIND: Engine = Engine::Postgres;
    let login = || Credentials {
        host: "db.example.com".into(),
        port: "5432".into(),
        database: "clinic".into(),
        user: "agent".into(),
        password: PASSWORD.into(),
        sslmode: "verify-full".into(),
        ca_pem: None,
    };
    let binding = || -> BindingBody {
        serde_json::from_value(serde_json::json!({ "toolName": "Look up", "operation": "visits.read" })).unwrap()
    };
    let off = || SkillPatch { is_enabled: Some(false), ..SkillPatch::default() };
    [
        ("test", false, Box::pin(async move { client.test(KIND, &login()).await.map(drop) })),
        ("connect", true, Box::pin(async move { client.connect(KIND, &login()).await.map(drop) })),
        ("disconnect", true, Box::pin(async move { client.disconnect(KIND).await.map(drop) })),
        ("discover", true, Box::pin(async move { client.discover(KIND).await.map(drop) })),
        ("schema", false, Box::pin(async move { client.schema(KIND).await.map(drop) })),
        ("search", false, Box::pin(async move { client.search(KIND, "visits").await.map(drop) })),
        ("objects", false, Box::pin(async move { client.objects(KIND, None).await.map(drop) })),
        ("scoping", false, Box::pin(async move { client.scoping(KIND).await.map(drop) })),
        (
            "patch scoping",
            true,
            Box::pin(async move { client.patch_scoping(KIND, &WireScoping::default(), Some("\"x\"")).await.map(drop) }),
        ),
        (
            "create a binding",
            true,
            Box::pin(async move { client.create_binding("a", KIND, &binding(), Precondition::Absent).await.map(drop) }),
        ),
        ("update a skill", true, Box::pin(async move { client.update_skill("a", "s", &off(), None).await.map(drop) })),
        ("publish", true, Box::pin(async move { client.publish("a", None).await.map(drop) })),
    ]
}

/// Makes every call before the fault; how many that were.
async fn each(what: &str, fault: Fault, expected: &[Code]) -> usize {
    let (base, got) = faulty(fault).await;
    let client = Client::new(&base, &SecretString::from(KEY)).unwrap();
    let mut cells = 0;
    for (name, changes, call) in operations(&client) {
        let before = got.load(Ordering::SeqCst);
        let Err(failure) = call.await else { panic!("{what}, {name}: it is no success") };
        assert!(expected.contains(&failure.code()), "{what}, {name}: {failure:?}");
        let explained = failure.explain();
        assert!(!explained.what.is_empty() && !explained.next_step.is_empty(), "{what}, {name}");
        let told = format!("{failure:?} {failure} {} {} {client:?}", explained.what, explained.next_step);
        for secret in [KEY, PASSWORD, PAGE] {
            assert!(!told.contains(secret), "{what}, {name}: {told}");
        }
        if let ApiFailure::RateLimited { retry_after_seconds } = failure {
            assert_eq!(retry_after_seconds, Some(7));
        }
        let sent = got.load(Ordering::SeqCst) - before;
        assert!(sent <= 1 || !changes, "{what}, {name}: sent {sent} times");
        cells += 1;
    }
    cells
}

#[tokio::test]
async fn every_fault_is_told_as_what_it_is_on_every_call() {
    let mut cells = 0;
    for (what, fault, expected) in FAULTS {
        cells += each(what, fault, &[expected]).await;
    }
    assert!(cells >= 264, "{cells}");
}

#[tokio::test]
async fn a_name_that_nobody_has_is_unreachable() {
    // A resolver may take longer to find that out than the client waits.
    each("no name", Fault::NoName, &[Code::Unreachable, Code::TimedOut]).await;
}

#[tokio::test]
async fn whoever_sends_byte_by_byte_is_not_waited_for() {
    timed_out(Fault::SlowLoris).await;
}

#[tokio::test]
async fn whoever_says_nothing_is_not_waited_for() {
    timed_out(Fault::Silent).await;
}

/// Side by side: each call waits as long as a call may take.
async fn timed_out(fault: Fault) {
    if std::env::var_os("GATEHOUSE_SLOW_FAULTS").is_none() {
        return;
    }
    let (base, _) = faulty(fault).await;
    let client = Client::new(&base, &SecretString::from(KEY)).unwrap();
    let calls = operations(&client).map(|(name, _, call)| async move { (name, call.await) });
    for (name, answer) in all(calls).await {
        assert_eq!(answer.unwrap_err().code(), Code::TimedOut, "{name}");
    }
}

/// Waits for all of them at the same time.
async fn all<T>(futures: impl IntoIterator<Item = impl Future<Output = T>>) -> Vec<T> {
    let mut waiting: Vec<_> = futures.into_iter().map(Box::pin).collect();
    let mut done = Vec::new();
    std::future::poll_fn(|context| {
        waiting.retain_mut(|future| match future.as_mut().poll(context) {
            std::task::Poll::Ready(value) => {
                done.push(value);
                false
            }
            std::task::Poll::Pending => true,
        });
        if waiting.is_empty() { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    done
}
