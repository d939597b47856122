//! PostgreSQL servers that mean harm, or are none.

use gatehouse_core::connection::{Engine, FailureCode};

use crate::certificates::Wish;
use crate::rogue::{PASSWORD, Rogue, Step};
use crate::scenario::{Phase, Scenario, Stage, run_all};
use crate::tls_bytes;

use FailureCode::{
    AnswerTooLarge, AuthenticationMethodRefused, CertificateExpired, CertificateInvalid, CertificateNameMismatch,
    CertificateUntrusted, ConnectionLost, DataBeforeTls, LoginNotPermitted, NotThisProtocol, ServerError,
    ServerProtocol, TimedOut, TlsBroken, TlsNotOffered, TlsProtocol, TlsTooOld, TooManyConnections,
};
use Step::{Alert, Answer, Drip, Endless, Hear, KeyUpdates, Raw, Say, Silence};

pub(crate) fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len() + 4).unwrap();
    [&[kind][..], &length.to_be_bytes(), body].concat()
}

/// `AuthenticationOk`, which a verified server may say at once, and an open session.
fn let_in() -> Vec<u8> {
    [message(b'R', &[0; 4]), message(b'S', b"server_version\x0017.2\0"), message(b'K', &[0; 8]), message(b'Z', b"I")]
        .concat()
}

fn scram() -> Vec<u8> {
    message(b'R', b"\0\0\0\x0aSCRAM-SHA-256\0\0")
}

/// An honest second step of SCRAM: the client's own nonce with something added (RFC 5802).
fn challenge(heard: &[u8]) -> Vec<u8> {
    let nonce = heard.windows(3).position(|part| part == b",r=").map(|at| &heard[at + 3..]).unwrap_or_default();
    message(b'R', &[&b"\0\0\0\x0br="[..], nonce, b"server,s=c2FsdHNhbHQ=,i=4096"].concat())
}

/// One column of text.
fn described(name: &[u8]) -> Vec<u8> {
    message(b'T', &[&[0, 1][..], name, &[0], &[0; 6], &[0, 0, 0, 25], &[0xff; 6], &[0, 0]].concat())
}

fn row(value: &[u8]) -> Vec<u8> {
    let length = u32::try_from(value.len()).unwrap();
    message(b'D', &[&[0, 1][..], &length.to_be_bytes(), value].concat())
}

fn injected() -> Vec<u8> {
    message(b'R', b"\0\0\0\x03")
}

/// An error as a server words it, with what must never be shown.
fn shouted(code: &str) -> Vec<u8> {
    message(b'E', &[b"SFATAL\0C", code.as_bytes(), b"\0M\x1b[31m", PASSWORD.as_bytes(), b"\x07\0\0"].concat())
}

struct List<'a> {
    stage: &'a Stage,
    all: Vec<Scenario>,
}

impl List<'_> {
    fn add(&mut self, phase: Phase, fault: &'static str, steps: Vec<Step>, code: FailureCode, says: &'static str) {
        let (steps, verified) = match phase {
            Phase::BeforeTls => (steps, true),
            Phase::Handshake => ([vec![Step::Take(8), Say(b"S".to_vec())], steps].concat(), true),
            Phase::Login => (self.stage.over_tls([vec![Hear], steps].concat()), false),
            Phase::Check | Phase::Rows | Phase::Prepared | Phase::Discovery => {
                let steps = [vec![Hear, Say(let_in()), Hear], steps].concat();
                (self.stage.over_tls(steps), true)
            }
        };
        self.all.push(Scenario { engine: Engine::Postgres, phase, fault, verified, steps, code, says });
    }
}

impl List<'_> {
    /// At the login of a server that TLS has verified.
    fn add_verified(&mut self, fault: &'static str, steps: Vec<Step>, code: FailureCode, says: &'static str) {
        let steps = self.stage.over_tls([vec![Hear], steps].concat());
        self.all.push(Scenario {
            engine: Engine::Postgres,
            phase: Phase::Login,
            fault,
            verified: true,
            steps,
            code,
            says,
        });
    }
}

pub(crate) fn scenarios(stage: &Stage) -> Vec<Scenario> {
    let mut list = List { stage, all: Vec::new() };
    before_tls(&mut list);
    handshake(&mut list);
    login(&mut list);
    session(&mut list);
    list.all
}

fn before_tls(list: &mut List<'_>) {
    let mut add = |fault, steps, code, says| list.add(Phase::BeforeTls, fault, steps, code, says);
    let say = |bytes: &[u8]| vec![Hear, Say(bytes.to_vec()), Silence];
    add(
        "accepts and says nothing",
        vec![Silence],
        TimedOut,
        "The server did not answer within {seconds} s while asking for TLS.",
    );
    add("hangs up at once", vec![], ConnectionLost, "The server closed the connection while asking for TLS.");
    add(
        "hangs up when asked for TLS",
        vec![Hear],
        ConnectionLost,
        "The server closed the connection while asking for TLS.",
    );
    add("has no TLS", say(b"N"), TlsNotOffered, "The server offers no TLS, so nothing was sent to it.");
    add(
        "plaintext right behind the consent to TLS (CVE-2021-23222)",
        say(&[b"S".to_vec(), injected()].concat()),
        DataBeforeTls,
        "The server sent data before TLS was agreed; somebody may be in between.",
    );
    add(
        "plaintext a moment after the consent to TLS",
        vec![Hear, Say(b"S".to_vec()), Hear, Say(injected()), Silence],
        TlsProtocol,
        "TLS could not be agreed with the server.",
    );
    add(
        "an error before TLS, with escape sequences (CVE-2024-10977)",
        say(&shouted("28P01")),
        ServerProtocol,
        "The server broke the protocol: it answered the request for TLS with an error.",
    );
    add(
        "HTTP",
        say(b"HTTP/1.1 400 Bad Request\r\n"),
        NotThisProtocol,
        "What answers on port {port} does not speak PostgreSQL's protocol.",
    );
    add(
        "MySQL",
        vec![Say(b"\x4a\0\0\0\x0a8.4.0\0".to_vec()), Silence],
        NotThisProtocol,
        "What answers on port {port} does not speak PostgreSQL's protocol.",
    );
    add(
        "MySQL whose greeting is 78 bytes long",
        vec![Say(b"N\0\0\0\x0a8.4.0\0".to_vec()), Silence],
        NotThisProtocol,
        "What answers on port {port} does not speak PostgreSQL's protocol.",
    );
    add(
        "talks first and never stops",
        vec![Endless(vec![b'x'; 4096])],
        NotThisProtocol,
        "What answers on port {port} does not speak PostgreSQL's protocol.",
    );
    add(
        "consents to TLS and never stops talking",
        vec![Hear, Endless(b"S".repeat(4096))],
        DataBeforeTls,
        "The server sent data before TLS was agreed; somebody may be in between.",
    );
    add(
        "consents to TLS and says nothing more",
        say(b"S"),
        TimedOut,
        "The server did not answer within {seconds} s while agreeing TLS.",
    );
}

fn handshake(list: &mut List<'_>) {
    let ca = list.stage.ca();
    let certificates = [
        (
            "an expired certificate",
            Wish::server(&["127.0.0.1"]).named("rogue").until(2021).issued_by(ca, &[]),
            CertificateExpired,
            "The server's certificate (CN=rogue) expired on 2021-01-01T00:00:00Z.",
        ),
        (
            "a certificate for another name",
            Wish::server(&["elsewhere.gatehouse.test"]).issued_by(ca, &[]),
            CertificateNameMismatch,
            "The server's certificate is for DNS:elsewhere.gatehouse.test, not IP:127.0.0.1.",
        ),
        (
            "100 names, none of them right",
            hundred_names().issued_by(ca, &[]),
            CertificateNameMismatch,
            "The server's certificate is for DNS:db1.gatehouse.test, DNS:db2.gatehouse.test, DNS:db3.gatehouse.test, DNS:db4.gatehouse.test, DNS:db5.gatehouse.test and more, not IP:127.0.0.1.",
        ),
        (
            "a certificate of an unknown CA",
            Wish::server(&["127.0.0.1"]).named("rogue").issued_by(&Wish::authority("Nobody").self_signed(), &[]),
            CertificateUntrusted,
            "The server's certificate (CN=rogue) was issued by “CN=Nobody”, which is not the CA you gave, and the server did not send that one's certificate.",
        ),
        (
            "a chain of 1 MiB",
            tls_bytes::long_chain(list.stage.certificate()),
            CertificateInvalid,
            "The server's certificate cannot be used: its handshake is longer than 64 KiB, which no chain of certificates needs.",
        ),
    ];
    let mut add = |fault, steps, code, says| list.add(Phase::Handshake, fault, steps, code, says);
    for (fault, shown, code, says) in certificates {
        add(fault, vec![Step::Tls(shown), Silence], code, says);
    }
    add(
        "hangs up at the handshake",
        vec![Hear],
        ConnectionLost,
        "The server closed the connection while agreeing TLS.",
    );
    add(
        "garbage instead of a handshake",
        vec![Hear, Say(vec![b'x'; 64]), Silence],
        TlsProtocol,
        "TLS could not be agreed with the server.",
    );
    add(
        "TLS 1.1 only",
        vec![Hear, Say(tls_bytes::server_hello(0x0302)), Silence],
        TlsTooOld,
        "The server speaks no TLS newer than 1.1, which no longer protects anything.",
    );
    add(
        "TLS 1.1 only, said by an alert",
        vec![Hear, Say(tls_bytes::alert(70)), Silence],
        TlsTooOld,
        "The server speaks no TLS newer than 1.1, which no longer protects anything.",
    );
    add(
        "no cipher in common",
        vec![Hear, Say(tls_bytes::alert(40)), Silence],
        TlsProtocol,
        "TLS could not be agreed with the server (HandshakeFailure).",
    );
    add(
        "a handshake at one byte at a time",
        vec![Hear, Drip(tls_bytes::server_hello(0x0303)), Silence],
        TimedOut,
        "The server did not answer within {seconds} s while agreeing TLS.",
    );
    add(
        "a handshake that announces 16 MiB",
        vec![Hear, Say(tls_bytes::huge_handshake()), Endless(tls_bytes::record(&[0; 4096]))],
        CertificateInvalid,
        "The server's certificate cannot be used: its handshake is longer than 64 KiB, which no chain of certificates needs.",
    );
    add(
        "empty records without end",
        vec![Hear, Endless(tls_bytes::record(&[]).repeat(800))],
        TlsProtocol,
        "TLS could not be agreed with the server.",
    );
}

fn hundred_names() -> Wish {
    let names: Vec<String> = (1..=100).map(|number| format!("db{number}.gatehouse.test")).collect();
    Wish::server(&names.iter().map(String::as_str).collect::<Vec<_>>())
}

fn login(list: &mut List<'_>) {
    let mut add = |fault, steps, code, says| list.add(Phase::Login, fault, steps, code, says);
    let say = |bytes: &[u8]| vec![Say(bytes.to_vec()), Silence];
    let then = |first: Vec<u8>, second: Vec<u8>| vec![Say(first), Hear, Say(second), Silence];
    let after_challenge = |last: Vec<u8>| vec![Say(scram()), Hear, Answer(challenge), Hear, Say(last), Silence];
    add(
        "asks for the password itself",
        say(&injected()),
        AuthenticationMethodRefused,
        "The server asks for the password in a form that it could misuse (password), and sslmode require does not prove who it is. The password was not sent.",
    );
    add(
        "asks for the password's MD5",
        say(&message(b'R', b"\0\0\0\x05salt")),
        AuthenticationMethodRefused,
        "The server asks for the password in a form that it could misuse (md5), and sslmode require does not prove who it is. The password was not sent.",
    );
    add(
        "offers SCRAM, then asks for the password",
        then(scram(), injected()),
        ServerProtocol,
        "The server broke the protocol: its authentication requests are out of order.",
    );
    add(
        "offers SCRAM, then asks for MD5",
        then(scram(), message(b'R', b"\0\0\0\x05salt")),
        ServerProtocol,
        "The server broke the protocol: its authentication requests are out of order.",
    );
    add(
        "offers only a weaker SCRAM",
        say(&message(b'R', b"\0\0\0\x0aSCRAM-SHA-1\0\0")),
        ServerProtocol,
        "The server broke the protocol: it offers no authentication mechanism that Gatehouse knows.",
    );
    add(
        "lets everybody in",
        say(&let_in()),
        ServerProtocol,
        "The server broke the protocol: it lets the login in without proving that it knows the password, and nothing else proves who it is.",
    );
    add(
        "SCRAM without its own proof",
        after_challenge(let_in()),
        ServerProtocol,
        "The server broke the protocol: its authentication requests are out of order.",
    );
    add(
        "a wrong server signature",
        after_challenge([message(b'R', b"\0\0\0\x0cv=AAAA"), let_in()].concat()),
        ServerProtocol,
        "The server broke the protocol: its answer cannot be read.",
    );
    add(
        "2,147,483,648 SCRAM iterations",
        then(scram(), message(b'R', b"\0\0\0\x0br=x,s=eA==,i=2147483648")),
        ServerProtocol,
        "The server broke the protocol: it asks for an absurd number of SCRAM iterations.",
    );
    add(
        "one SCRAM iteration",
        then(scram(), message(b'R', b"\0\0\0\x0br=x,s=eA==,i=1")),
        ServerProtocol,
        "The server broke the protocol: it asks for an absurd number of SCRAM iterations.",
    );
    add(
        "a nonce that is not ours",
        then(scram(), message(b'R', b"\0\0\0\x0br=x,s=eA==,i=4096")),
        ServerProtocol,
        "The server broke the protocol: its SCRAM challenge does not answer ours.",
    );
    add(
        "SCRAM with holes",
        then(scram(), message(b'R', b"\0\0\0\x0b,,,")),
        ServerProtocol,
        "The server broke the protocol: a SCRAM message is malformed.",
    );
    add(
        "asks for Kerberos",
        say(&message(b'R', b"\0\0\0\x07")),
        ServerProtocol,
        "The server broke the protocol: it asks for a way of logging in that Gatehouse does not use.",
    );
    add(
        "a message of length 0 (a panic in sqlx)",
        say(b"R\0\0\0\0"),
        ServerProtocol,
        "The server broke the protocol: it announced a message of an impossible length.",
    );
    add(
        "a message of length 1",
        say(b"R\0\0\0\x01"),
        ServerProtocol,
        "The server broke the protocol: it announced a message of an impossible length.",
    );
    add(
        "a message of length 2",
        say(b"E\0\0\0\x02"),
        ServerProtocol,
        "The server broke the protocol: it announced a message of an impossible length.",
    );
    add(
        "a message of length 3",
        say(b"S\0\0\0\x03"),
        ServerProtocol,
        "The server broke the protocol: it announced a message of an impossible length.",
    );
    add(
        "a message of 2 GiB",
        say(b"R\x80\0\0\0"),
        ServerProtocol,
        "The server broke the protocol: it announced a message of an impossible length.",
    );
    add(
        "a message of 4 GiB",
        say(b"R\xff\xff\xff\xff"),
        ServerProtocol,
        "The server broke the protocol: it announced a message of an impossible length.",
    );
    add(
        "HTTP under TLS",
        say(b"HTTP/1.1 200 OK\r\n\r\n"),
        ServerProtocol,
        "The server broke the protocol: it sent a message that does not belong into a login.",
    );
    add(
        "notices without end",
        vec![Endless(message(b'N', b"SNOTICE\0C00000\0Mhi\0\0").repeat(100))],
        ServerProtocol,
        "The server broke the protocol: it sends messages without end instead of letting the login in.",
    );
    add(
        "parameter reports without end",
        vec![Endless(message(b'S', &[b"a\0".to_vec(), vec![b'v'; 8000], vec![0]].concat()))],
        ServerProtocol,
        "The server broke the protocol: it opened the session before the login was through.",
    );
    add(
        "opens the session before the login is through",
        say(&message(b'Z', b"I")),
        ServerProtocol,
        "The server broke the protocol: it opened the session before the login was through.",
    );
    add(
        "a row instead of a login",
        say(&row(b"x")),
        ServerProtocol,
        "The server broke the protocol: it sent a message that does not belong into a login.",
    );
    add(
        "an error without an end",
        say(&message(b'E', b"SFATAL\0C28P01")),
        ServerProtocol,
        "The server broke the protocol: a message ends before its content does.",
    );
    add(
        "an error with escape sequences and the password in it",
        say(&shouted("53300")),
        TooManyConnections,
        "The server has no free connection for this user.",
    );
    add(
        "an error that is no text",
        say(&message(b'E', b"SFATAL\0C28000\0M\xff\xfe\0\0")),
        LoginNotPermitted,
        "The server does not let user “gatehouse_ro” reach database “clinic” from this address.",
    );
    add(
        "an error of no known code",
        say(&message(b'E', b"SFATAL\0C<b>X\0\0")),
        ServerError,
        "The server reported error XX000 during logging in.",
    );
    add("hangs up at the login", vec![], ConnectionLost, "The server closed the connection while logging in.");
    add(
        "hangs up in the middle of a message",
        vec![Say(b"R\0\0\0\x0a\0".to_vec())],
        ConnectionLost,
        "The server closed the connection while logging in.",
    );
    add(
        "silence at the login",
        vec![Silence],
        TimedOut,
        "The server did not answer within {seconds} s while logging in.",
    );
    add(
        "a login at one byte at a time",
        vec![Drip(scram()), Silence],
        TimedOut,
        "The server did not answer within {seconds} s while logging in.",
    );
    add(
        "breaks TLS off with an alert at the login",
        vec![Alert, Silence],
        TlsBroken,
        "The server broke the encrypted connection off while logging in (BadRecordMac).",
    );
}

fn session(list: &mut List<'_>) {
    let report = message(b'S', &[b"a\0".to_vec(), vec![b'v'; 8000], vec![0]].concat());
    let ok = message(b'R', &[0; 4]);
    list.add_verified(
        "let in, then parameter reports without end",
        vec![Say(ok.clone()), Endless(report)],
        ServerProtocol,
        "The server broke the protocol: it sends messages without end instead of letting the login in.",
    );
    list.add_verified(
        "let in, then a parameter that is no UTF-8",
        vec![Say([ok.clone(), message(b'S', b"client_encoding\0\xff\0")].concat()), Silence],
        ServerProtocol,
        "The server broke the protocol: its answer cannot be read.",
    );
    list.add_verified(
        "let in, then hangs up",
        vec![Say(ok)],
        ConnectionLost,
        "The server closed the connection while logging in.",
    );
    let mut add = |fault, steps, code, says| list.add(Phase::Check, fault, steps, code, says);
    let say = |bytes: &[u8]| vec![Say(bytes.to_vec()), Silence];
    let one = || described(b"login");
    let column = [&b"c\0"[..], &[0; 18]].concat();
    add(
        "65,535 columns",
        say(&message(b'T', &[&[0xff, 0xff][..], &column.repeat(65_535)].concat())),
        ServerProtocol,
        "The server broke the protocol: it describes more columns than PostgreSQL can have.",
    );
    add(
        "a column's name without an end",
        say(&message(b'T', b"\0\x01abc")),
        ServerProtocol,
        "The server broke the protocol: a message ends before its content does.",
    );
    add(
        "a NUL inside a column's name",
        say(&described(b"lo\0gin")),
        ServerProtocol,
        "The server broke the protocol: a message ends before its content does.",
    );
    add(
        "more values than columns",
        say(&[one(), message(b'D', &[&[0, 2][..], &[0xff; 8]].concat())].concat()),
        ServerProtocol,
        "The server broke the protocol: a row has another number of values than was described.",
    );
    add(
        "a value past the row's end",
        say(&[one(), message(b'D', &[0, 1, 0, 0, 0, 9, 1])].concat()),
        ServerProtocol,
        "The server broke the protocol: a message ends before its content does.",
    );
    add(
        "a value of length -2",
        say(&[one(), message(b'D', &[0, 1, 0xff, 0xff, 0xff, 0xfe])].concat()),
        ServerProtocol,
        "The server broke the protocol: a message ends before its content does.",
    );
    let answered = |rest: &[u8]| say(&[one(), rest.to_vec()].concat());
    let done = [message(b'C', b"SELECT 1\0"), message(b'Z', b"I")].concat();
    let unreadable = "The server broke the protocol: its answer cannot be read.";
    add("a text that is no UTF-8", answered(&[row(b"\xff\xfe"), done.clone()].concat()), ServerProtocol, unreadable);
    add("an answer to another question", answered(&[row(b"x"), done.clone()].concat()), ServerProtocol, unreadable);
    add("no rows where one must be", answered(&done), ServerProtocol, unreadable);
    add(
        "a message of length 3 in the session",
        say(b"D\0\0\0\x03"),
        ServerProtocol,
        "The server broke the protocol: it announced a message of an impossible length.",
    );
    add(
        "a row of 2 GiB",
        say(b"D\x80\0\0\0"),
        ServerProtocol,
        "The server broke the protocol: it announced a message of an impossible length.",
    );
    add(
        "asks for data (COPY)",
        say(&message(b'G', &[0, 0, 0])),
        ServerProtocol,
        "The server broke the protocol: it started a COPY that nobody asked for.",
    );
    add(
        "asks for the password again",
        say(&injected()),
        ServerProtocol,
        "The server broke the protocol: it sent a message that does not belong into a session.",
    );
    add(
        "notices without end in the session",
        vec![Endless(message(b'N', b"SNOTICE\0C00000\0Mhi\0\0").repeat(100))],
        ServerProtocol,
        "The server broke the protocol: it sends notices without end.",
    );
    add(
        "parameter reports without end in the session",
        vec![Endless(message(b'S', b"a\0b\0").repeat(50))],
        ServerProtocol,
        "The server broke the protocol: it sends notices without end.",
    );
    add(
        "hangs up inside a row",
        vec![Say([one(), b"D\0\0\0\x20\0\x01".to_vec()].concat())],
        ConnectionLost,
        "The server closed the connection while reading who is logged in.",
    );
    add(
        "silence after the question",
        vec![Silence],
        TimedOut,
        "The server did not answer within {seconds} s while reading who is logged in.",
    );
    add(
        "an answer at one byte at a time",
        vec![Drip(one()), Silence],
        TimedOut,
        "The server did not answer within {seconds} s while reading who is logged in.",
    );
    add(
        "breaks TLS off with an alert",
        vec![Say(one()), Alert, Silence],
        TlsBroken,
        "The server broke the encrypted connection off while reading who is logged in (BadRecordMac).",
    );
    add(
        "changes TLS's keys without end",
        vec![KeyUpdates],
        TlsBroken,
        "What came from the server while reading who is logged in was not encrypted as agreed.",
    );
    add(
        "plaintext beneath TLS",
        vec![Raw(message(b'Z', b"I").repeat(8)), Silence],
        TlsBroken,
        "What came from the server while reading who is logged in was not encrypted as agreed.",
    );
    add(
        "an error with escape sequences",
        say(&[shouted("42501"), message(b'Z', b"I")].concat()),
        FailureCode::PermissionDenied,
        "The user lacks the right needed for reading who is logged in.",
    );
    let mut add = |fault, steps, code, says| list.add(Phase::Rows, fault, steps, code, says);
    add(
        "large rows without end",
        vec![Say(one()), Endless(row(&[b'x'; 8000]))],
        AnswerTooLarge,
        "The server's answer has no end: more than 24 MiB for one question.",
    );
    add(
        "rows of one byte without end",
        vec![Say(one()), Endless(row(b"x").repeat(1000))],
        AnswerTooLarge,
        "The server's answer has no end: more than 24 MiB for one question.",
    );
    add(
        "one row of 4 MiB after the other",
        vec![Say(one()), Endless(row(&vec![b'x'; 4_000_000]))],
        AnswerTooLarge,
        "The server's answer has no end: more than 24 MiB for one question.",
    );
    add(
        "a row of 5 MiB",
        vec![Say(one()), Endless(row(&vec![b'x'; 5_000_000]))],
        ServerProtocol,
        "The server broke the protocol: it announced a message of an impossible length.",
    );
    let mut add = |fault, steps, code, says| list.add(Phase::Prepared, fault, steps, code, says);
    add(
        "parameter types past the message's end",
        say(&[message(b'1', b""), message(b't', &[0, 9, 0, 0])].concat()),
        ServerProtocol,
        "The server broke the protocol: a message ends before its content does.",
    );
    add(
        "asks for data (COPY) in place of a preparation",
        say(&message(b'G', &[0, 0, 0])),
        ServerProtocol,
        "The server broke the protocol: it started a COPY that nobody asked for.",
    );
    let mut add = |fault, steps, code, says| list.add(Phase::Discovery, fault, steps, code, says);
    add(
        "rows without end",
        vec![Say(one()), Endless(row(&[b'x'; 8000]))],
        AnswerTooLarge,
        "The server's answer has no end: more than 256 MiB for one question.",
    );
    add(
        "statements without end",
        vec![Endless([one(), message(b'C', b"SELECT 0\0")].concat().repeat(100))],
        ServerProtocol,
        "The server broke the protocol: it answers more statements than were sent.",
    );
    add(
        "hangs up during discovery",
        vec![Say(message(b'C', b"BEGIN\0"))],
        ConnectionLost,
        "The server closed the connection while reading the catalogue.",
    );
    add(
        "breaks TLS off during discovery",
        vec![Say(message(b'C', b"BEGIN\0")), Alert, Silence],
        TlsBroken,
        "The server broke the encrypted connection off while reading the catalogue (BadRecordMac).",
    );
}

#[tokio::test]
async fn each_gives_its_finding() {
    let stage = Stage::new(Engine::Postgres);
    let scenarios = scenarios(&stage);
    run_all(&stage, scenarios).await;
}

#[tokio::test]
async fn a_verified_server_may_ask_for_the_password() {
    use crate::support::{failing, local, quick};
    use gatehouse_core::connection::Descriptor;
    let stage = Stage::new(Engine::Postgres);
    let refuses = [Hear, Say(injected()), Hear, Say(message(b'E', b"SFATAL\0C28P01\0Mno\0\0")), Silence];
    let rogue = Rogue::play(stage.over_tls(refuses.to_vec())).await;
    let verified = Descriptor { ca_pem: Some(stage.ca().pem()), ..local(rogue.port) };
    assert_eq!(failing(&verified, PASSWORD, &quick(), 1).await, FailureCode::AuthenticationFailed);
    assert!(rogue.learned(PASSWORD));
}
