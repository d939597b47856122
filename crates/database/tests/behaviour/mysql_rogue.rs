//! MySQL servers that mean harm, or are none.

use gatehouse_core::connection::{Engine, FailureCode};

use crate::certificates::Wish;
use crate::rogue::{PASSWORD, Rogue, Step};
use crate::scenario::{Phase, Scenario, Stage, run_all};
use crate::tls_bytes;

use FailureCode::{
    AnswerTooLarge, AuthenticationFailed, AuthenticationMethodRefused, CertificateExpired, CertificateInvalid,
    CertificateNameMismatch, CertificateUntrusted, ConnectionLost, DataBeforeTls, DatabaseMissing, HostBlocked,
    NotThisProtocol, PermissionDenied, ServerError, ServerProtocol, TimedOut, TlsBroken, TlsNotOffered, TlsProtocol,
    TlsTooOld, TooManyConnections,
};
use Step::{Alert, Drip, Endless, Hear, KeyUpdates, Raw, Say, Silence, Take};

/// What a greeting of MySQL 8 promises: everything but compression.
const CAPABILITIES: u32 = 0xffff_ffdf;

const OK: &[u8] = &[0, 0, 0, 2, 0, 0, 0];
const END: &[u8] = &[0xfe, 0, 0, 2, 0, 0, 0];
const FILE: &[u8] = b"\xfb/etc/passwd";

fn packet(number: u8, body: &[u8]) -> Vec<u8> {
    let [a, b, c, _] = u32::try_from(body.len()).unwrap().to_le_bytes();
    [&[a, b, c, number][..], body].concat()
}

/// Packets of one answer.
fn numbered(bodies: &[&[u8]]) -> Vec<u8> {
    (1..).zip(bodies).flat_map(|(number, body)| packet(number, body)).collect()
}

fn greeting_with(capabilities: u32, method: &str) -> Vec<u8> {
    let [a, b, c, d] = capabilities.to_le_bytes();
    let body = [
        &b"\x0a8.4.0\0\x09\0\0\x0012345678\0"[..],
        &[a, b, 45, 2, 0, c, d, 21],
        &[0; 10],
        b"abcdefghijkl\0",
        method.as_bytes(),
        b"\0",
    ];
    packet(0, &body.concat())
}

pub(crate) fn greeting(method: &str) -> Vec<u8> {
    greeting_with(CAPABILITIES, method)
}

/// A column of text of this name.
fn column(name: &[u8]) -> Vec<u8> {
    let length = u8::try_from(name.len()).unwrap();
    [&[3][..], b"def", &[0, 0, 0, length], name, &[0, 12, 45, 0, 9, 0, 0, 0, 0xfd, 0, 0, 0, 0, 0]].concat()
}

fn text(value: &[u8]) -> Vec<u8> {
    [&[u8::try_from(value.len()).unwrap()][..], value].concat()
}

/// An error with what must never be shown.
fn shouted(number: u8, code: u16) -> Vec<u8> {
    packet(number, &[&[0xff][..], &code.to_le_bytes(), b"#HY000\x1b[31m", PASSWORD.as_bytes(), b"\x07"].concat())
}

fn switch(method: &str) -> Vec<u8> {
    packet(3, &[b"\xfe", method.as_bytes(), b"\0", &[7; 20], b"\0"].concat())
}

struct List<'a> {
    stage: &'a Stage,
    all: Vec<Scenario>,
}

impl List<'_> {
    fn add(&mut self, phase: Phase, fault: &'static str, steps: Vec<Step>, code: FailureCode, says: &'static str) {
        let (steps, verified) = match phase {
            Phase::BeforeTls => (steps, true),
            Phase::Handshake => ([vec![Say(greeting("caching_sha2_password")), Take(36)], steps].concat(), true),
            Phase::Login => (self.stage.over_tls([vec![Hear], steps].concat()), false),
            // The login, then the first statement, which settles the session.
            Phase::Check => (self.stage.over_tls([vec![Hear, Say(packet(3, OK)), Hear], steps].concat()), false),
            // The session is settled.
            Phase::Rows | Phase::Prepared => {
                let settled = [Hear, Say(packet(3, OK)), Hear, Say(packet(1, OK)), Hear];
                (self.stage.over_tls([settled.to_vec(), steps].concat()), false)
            }
            Phase::Discovery => {
                // The session is settled, and the transaction begun.
                let settled = [Hear, Say(packet(3, OK)), Hear, Say(packet(1, OK)), Hear, Say(packet(1, OK)), Hear];
                (self.stage.over_tls([settled.to_vec(), steps].concat()), false)
            }
        };
        self.all.push(Scenario { engine: Engine::Mysql, phase, fault, verified, steps, code, says });
    }

    /// A fault of a server that proposes this way of logging in.
    fn propose(&mut self, method: &str, fault: &'static str, then: Vec<u8>, code: FailureCode, says: &'static str) {
        let shown = self.stage.certificate();
        let steps = vec![Say(greeting(method)), Take(36), Step::Tls(shown), Hear, Say(then), Silence];
        self.all.push(Scenario {
            engine: Engine::Mysql,
            phase: Phase::Login,
            fault,
            verified: false,
            steps,
            code,
            says,
        });
    }
}

pub(crate) fn scenarios(stage: &Stage) -> Vec<Scenario> {
    assert_eq!(stage.engine(), Engine::Mysql);
    let mut list = List { stage, all: Vec::new() };
    before_tls(&mut list);
    handshake(&mut list);
    login(&mut list);
    statements(&mut list);
    rows(&mut list);
    discovery(&mut list);
    list.all
}

fn before_tls(list: &mut List<'_>) {
    let usual = greeting("caching_sha2_password");
    let more = [usual.clone(), packet(1, OK)].concat();
    let mut add = |fault, steps, code, says| list.add(Phase::BeforeTls, fault, steps, code, says);
    let say = |bytes: &[u8]| vec![Say(bytes.to_vec()), Silence];
    add(
        "says nothing, as PostgreSQL does",
        vec![Silence],
        TimedOut,
        "The server did not answer within {seconds} s while asking for TLS.",
    );
    add("hangs up at once", vec![], ConnectionLost, "The server closed the connection while asking for TLS.");
    add(
        "SSH",
        say(b"SSH-2.0-OpenSSH_9.2p1\r\n"),
        NotThisProtocol,
        "What answers on port {port} does not speak MySQL's protocol.",
    );
    add(
        "the X protocol",
        say(b"\x05\0\0\0\x0b\x08\x05\x1a\x00"),
        NotThisProtocol,
        "What answers on port {port} does not speak MySQL's protocol.",
    );
    add(
        "protocol 9",
        say(&packet(0, b"\x093.22.0\0\0\0\0\0")),
        NotThisProtocol,
        "What answers on port {port} does not speak MySQL's protocol.",
    );
    add(
        "a greeting of 16 MiB",
        say(&[0xff, 0xff, 0xff, 0, 10]),
        NotThisProtocol,
        "What answers on port {port} does not speak MySQL's protocol.",
    );
    add(
        "a greeting that is cut off",
        say(&packet(0, &usual[4..40])),
        NotThisProtocol,
        "What answers on port {port} does not speak MySQL's protocol.",
    );
    add(
        "an empty greeting",
        say(&packet(0, &[])),
        NotThisProtocol,
        "What answers on port {port} does not speak MySQL's protocol.",
    );
    add(
        "a second packet first",
        say(&[&usual[..3], &[1], &usual[4..]].concat()),
        NotThisProtocol,
        "What answers on port {port} does not speak MySQL's protocol.",
    );
    add(
        "escape sequences as its version",
        say(&packet(0, b"\x0a\x1b[31m8.4\0")),
        NotThisProtocol,
        "What answers on port {port} does not speak MySQL's protocol.",
    );
    add(
        "talks first and never stops",
        vec![Endless(vec![b'x'; 4096])],
        NotThisProtocol,
        "What answers on port {port} does not speak MySQL's protocol.",
    );
    add(
        "greets without end",
        vec![Endless(usual.clone())],
        DataBeforeTls,
        "The server sent data before TLS was agreed; somebody may be in between.",
    );
    add(
        "half a greeting and silence",
        say(&usual[..30]),
        TimedOut,
        "The server did not answer within {seconds} s while asking for TLS.",
    );
    add(
        "hangs up inside its greeting",
        vec![Say(usual[..30].to_vec())],
        ConnectionLost,
        "The server closed the connection while asking for TLS.",
    );
    add(
        "a greeting at one byte at a time",
        vec![Drip(usual.clone()), Silence],
        TimedOut,
        "The server did not answer within {seconds} s while asking for TLS.",
    );
    add(
        "has no TLS (CVE-2015-3152)",
        say(&greeting_with(CAPABILITIES & !0x800, "x")),
        TlsNotOffered,
        "The server offers no TLS, so nothing was sent to it.",
    );
    add(
        "MySQL 5.1",
        say(&greeting_with(0xffff, "")),
        ServerProtocol,
        "The server broke the protocol: it lacks what MySQL 8 and MariaDB 10.11 offer, so it is too old or a proxy that hides it.",
    );
    add(
        "plaintext right behind the greeting",
        say(&more),
        DataBeforeTls,
        "The server sent data before TLS was agreed; somebody may be in between.",
    );
    add(
        "plaintext instead of the handshake",
        vec![Say(usual.clone()), Take(36), Say(packet(2, OK)), Silence],
        TlsProtocol,
        "TLS could not be agreed with the server.",
    );
    add(
        "asks for a file instead of greeting",
        say(&packet(0, FILE)),
        NotThisProtocol,
        "What answers on port {port} does not speak MySQL's protocol.",
    );
    add(
        "no free connection",
        say(&packet(0, b"\xff\x10\x04Too many connections")),
        TooManyConnections,
        "The server has no free connection for this user.",
    );
    add(
        "this machine is blocked",
        say(&packet(0, b"\xff\x69\x04Host is blocked")),
        HostBlocked,
        "The server no longer lets this machine in, because too many of its connections broke off before a login.",
    );
    add(
        "an unknown refusal with escape sequences",
        say(&shouted(0, 513)),
        ServerError,
        "The server reported error 513 during logging in.",
    );
    add(
        "TLS and silence",
        vec![Say(usual), Silence],
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
        "a handshake at one byte at a time",
        vec![Hear, Drip(tls_bytes::server_hello(0x0303)), Silence],
        TimedOut,
        "The server did not answer within {seconds} s while agreeing TLS.",
    );
}

fn login(list: &mut List<'_>) {
    let refused = packet(3, b"\xff\x15\x04#28000no");
    list.propose(
        "sha256_password",
        "proposes sha256_password",
        switch("sha256_password"),
        AuthenticationMethodRefused,
        "The server asks for the password in a form that it could misuse (sha256_password), and sslmode require does not prove who it is. The password was not sent.",
    );
    list.propose(
        "mysql_clear_password",
        "proposes the clear and hears no password",
        refused,
        AuthenticationFailed,
        "The server refused the password for user “gatehouse_ro”.",
    );
    list.propose(
        "mysql_native_password",
        "proposes the native way, then asks for the clear",
        switch("mysql_clear_password"),
        AuthenticationMethodRefused,
        "The server asks for the password in a form that it could misuse (mysql_clear_password), and sslmode require does not prove who it is. The password was not sent.",
    );
    let mut add = |fault, steps, code, says| list.add(Phase::Login, fault, steps, code, says);
    let say = |bytes: &[u8]| vec![Say(bytes.to_vec()), Silence];
    let then = |first: Vec<u8>, second: Vec<u8>| vec![Say(first), Hear, Say(second), Silence];
    add(
        "asks for the password itself (full authentication)",
        say(&packet(3, &[1, 4])),
        AuthenticationMethodRefused,
        "The server asks for the password in a form that it could misuse (caching_sha2_password), and sslmode require does not prove who it is. The password was not sent.",
    );
    add(
        "asks for it in the clear",
        say(&switch("mysql_clear_password")),
        AuthenticationMethodRefused,
        "The server asks for the password in a form that it could misuse (mysql_clear_password), and sslmode require does not prove who it is. The password was not sent.",
    );
    add(
        "asks for it in the clear, without a challenge",
        say(&packet(3, b"\xfemysql_clear_password\0")),
        AuthenticationMethodRefused,
        "The server asks for the password in a form that it could misuse (mysql_clear_password), and sslmode require does not prove who it is. The password was not sent.",
    );
    add(
        "asks by sha256_password",
        say(&switch("sha256_password")),
        AuthenticationMethodRefused,
        "The server asks for the password in a form that it could misuse (sha256_password), and sslmode require does not prove who it is. The password was not sent.",
    );
    add(
        "switches, then asks for the password",
        then(switch("caching_sha2_password"), packet(5, &[1, 4])),
        AuthenticationMethodRefused,
        "The server asks for the password in a form that it could misuse (caching_sha2_password), and sslmode require does not prove who it is. The password was not sent.",
    );
    add(
        "switches twice",
        then(switch("mysql_native_password"), packet(5, &switch("mysql_clear_password")[4..])),
        ServerProtocol,
        "The server broke the protocol: its packets do not belong into a login.",
    );
    add(
        "asks by a plugin of its own",
        say(&switch("dialog")),
        ServerProtocol,
        "The server broke the protocol: it asks for a way of logging in that Gatehouse does not use.",
    );
    add(
        "asks by the form of before 4.1",
        say(&packet(3, &[0xfe])),
        ServerProtocol,
        "The server broke the protocol: it asks for a way of logging in without a name.",
    );
    add(
        "a challenge of another length",
        say(&packet(3, b"\xfemysql_native_password\0short\0")),
        ServerProtocol,
        "The server broke the protocol: its challenge has another length than the protocol says.",
    );
    add(
        "shows a key to encrypt the password with",
        say(&packet(3, b"\x01-----BEGIN PUBLIC KEY-----")),
        ServerProtocol,
        "The server broke the protocol: its packets do not belong into a login.",
    );
    add(
        "asks for a file at the login",
        say(&packet(3, FILE)),
        ServerProtocol,
        "The server broke the protocol: its packets do not belong into a login.",
    );
    add(
        "an OK of one byte (a panic in sqlx)",
        say(&packet(3, &[0])),
        ServerProtocol,
        "The server broke the protocol: a packet is malformed.",
    );
    add(
        "an error of one byte",
        say(&packet(3, &[0xff])),
        ServerProtocol,
        "The server broke the protocol: its packets do not belong into a login.",
    );
    add(
        "one byte of more to come",
        say(&packet(3, &[1])),
        ServerProtocol,
        "The server broke the protocol: its packets do not belong into a login.",
    );
    add(
        "an empty packet",
        say(&packet(3, &[])),
        ServerProtocol,
        "The server broke the protocol: it announced a packet of an impossible length.",
    );
    add(
        "a packet of 16 MiB",
        say(&[0xff, 0xff, 0xff, 3]),
        ServerProtocol,
        "The server broke the protocol: it announced a packet of an impossible length.",
    );
    add(
        "packets out of order",
        say(&packet(7, OK)),
        ServerProtocol,
        "The server broke the protocol: its packets are out of order.",
    );
    add(
        "HTTP under TLS",
        say(b"HTTP/1.1 200 OK\r\n\r\n"),
        ServerProtocol,
        "The server broke the protocol: it announced a packet of an impossible length.",
    );
    add(
        "packets without end",
        vec![Endless((3..=255).flat_map(|number| packet(number, &[1, 3])).collect())],
        ServerProtocol,
        "The server broke the protocol: its packets do not belong into a login.",
    );
    add(
        "an error with escape sequences and the password in it",
        say(&shouted(3, 1049)),
        DatabaseMissing,
        "The server has no database named “clinic”.",
    );
    add(
        "an error of no known number",
        say(&shouted(3, 513)),
        ServerError,
        "The server reported error 513 during logging in.",
    );
    add("hangs up at the login", vec![], ConnectionLost, "The server closed the connection while logging in.");
    add(
        "hangs up inside a packet",
        vec![Say(vec![7, 0, 0, 3, 0])],
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
        vec![Drip(packet(3, &[OK, &[b'x'; 40]].concat())), Silence],
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

fn statements(list: &mut List<'_>) {
    let mut add = |fault, steps, code, says| list.add(Phase::Check, fault, steps, code, says);
    let say = |bytes: &[u8]| vec![Say(bytes.to_vec()), Silence];
    let one = |bodies: &[&[u8]]| numbered(&[&[&[1][..], &column(b"a")], bodies].concat());
    // After the settling statement the check asks who is logged in.
    let asked = |bytes: Vec<u8>| vec![Say(packet(1, OK)), Hear, Say(bytes), Silence];
    add(
        "asks for a file of this machine (LOCAL INFILE)",
        say(&packet(1, FILE)),
        ServerProtocol,
        "The server broke the protocol: it asks for a file of this machine (LOCAL INFILE).",
    );
    add(
        "asks for a file at the first question",
        asked(packet(1, FILE)),
        ServerProtocol,
        "The server broke the protocol: it asks for a file of this machine (LOCAL INFILE).",
    );
    add(
        "asks for a file between the rows",
        asked([one(&[&text(b"x")]), packet(4, FILE)].concat()),
        ServerProtocol,
        "The server broke the protocol: a packet is malformed.",
    );
    add(
        "asks for a file as a second result",
        asked([one(&[&[0xfe, 0, 0, 10, 0, 0, 0]]), packet(4, FILE)].concat()),
        ServerProtocol,
        "The server broke the protocol: it asks for a file of this machine (LOCAL INFILE).",
    );
    add(
        "talks unasked",
        vec![Say([packet(1, OK), packet(2, OK)].concat()), Silence],
        ServerProtocol,
        "The server broke the protocol: it talks without being asked.",
    );
    add(
        "2^34 columns (an abort of the process in sqlx)",
        say(&packet(1, &[0xfe, 0, 0, 0, 0, 4, 0, 0, 0])),
        ServerProtocol,
        "The server broke the protocol: it announced an impossible number of columns.",
    );
    add(
        "2^64-1 columns (a panic in both drivers)",
        say(&packet(1, &[0xfe, 255, 255, 255, 255, 255, 255, 255, 255])),
        ServerProtocol,
        "The server broke the protocol: it announced an impossible number of columns.",
    );
    add(
        "65,535 columns",
        say(&packet(1, &[0xfc, 0xff, 0xff])),
        ServerProtocol,
        "The server broke the protocol: it announced an impossible number of columns.",
    );
    add(
        "a column that is cut off",
        asked(numbered(&[&[1], &column(b"a")[..6]])),
        ServerProtocol,
        "The server broke the protocol: a packet is malformed.",
    );
    add(
        "a column name past the packet's end",
        asked(numbered(&[&[1], b"\x03def\0\0\0\xfeaaaaaaaa"])),
        ServerProtocol,
        "The server broke the protocol: a packet is malformed.",
    );
    add(
        "more values than columns",
        asked(one(&[&[text(b"x"), text(b"y")].concat()])),
        ServerProtocol,
        "The server broke the protocol: a packet is malformed.",
    );
    add(
        "a value past the row's end",
        asked(one(&[&[9, b'x']])),
        ServerProtocol,
        "The server broke the protocol: a packet is malformed.",
    );
    add(
        "a value of 2^63 bytes",
        asked(one(&[&[0xfe, 0, 0, 0, 0, 0, 0, 0, 0x80]])),
        ServerProtocol,
        "The server broke the protocol: its answer cannot be read.",
    );
    add(
        "a text that is no UTF-8",
        asked(numbered(&[&[1], &column(b"login"), &text(b"\xff\xfe"), END])),
        ServerProtocol,
        "The server broke the protocol: its answer cannot be read.",
    );
    add(
        "an answer to another question",
        asked(numbered(&[&[1], &column(b"x"), &text(b"x"), END])),
        ServerProtocol,
        "The server broke the protocol: its answer cannot be read.",
    );
    add(
        "no rows where one must be",
        asked(numbered(&[&[1], &column(b"login"), END])),
        ServerProtocol,
        "The server broke the protocol: its answer cannot be read.",
    );
    add(
        "an error of two bytes in the session",
        say(&packet(1, &[0xff, 1])),
        ServerProtocol,
        "The server broke the protocol: a packet is malformed.",
    );
    add(
        "reports of progress without end",
        vec![Endless(packet(1, b"\xff\xff\xff\x01\x01\x01\0\0\0"))],
        ServerProtocol,
        "The server broke the protocol: it reports progress that nobody asked for.",
    );
    add(
        "results without end",
        vec![Endless((1..=255).chain(0..=0).flat_map(|number| packet(number, &[0, 0, 0, 10, 0, 0, 0])).collect())],
        ServerProtocol,
        "The server broke the protocol: it sends results without end.",
    );
    add(
        "hangs up inside a row",
        vec![Say(packet(1, OK)), Hear, Say([one(&[]), vec![9, 0, 0, 3, 8]].concat())],
        ConnectionLost,
        "The server closed the connection while reading who is logged in.",
    );
    add(
        "silence after the first statement",
        vec![Silence],
        TimedOut,
        "The server did not answer within {seconds} s while logging in.",
    );
    add(
        "an answer at one byte at a time",
        vec![Say(packet(1, OK)), Hear, Drip(one(&[])), Silence],
        TimedOut,
        "The server did not answer within {seconds} s while reading who is logged in.",
    );
    add(
        "breaks TLS off with an alert",
        vec![Alert, Silence],
        TlsBroken,
        "The server broke the encrypted connection off while setting up the session (BadRecordMac).",
    );
    add(
        "changes TLS's keys without end",
        vec![KeyUpdates],
        TlsBroken,
        "What came from the server while setting up the session was not encrypted as agreed.",
    );
    add(
        "plaintext beneath TLS",
        vec![Raw(packet(1, OK).repeat(8)), Silence],
        TlsBroken,
        "What came from the server while setting up the session was not encrypted as agreed.",
    );
    add(
        "an error with escape sequences in the session",
        say(&shouted(1, 1142)),
        PermissionDenied,
        "The user lacks the right needed for setting up the session.",
    );
}

fn rows(list: &mut List<'_>) {
    let head = numbered(&[&[1], &column(b"x")]);
    let endless = |row: &[u8]| -> Vec<u8> { (3..=255).chain(0..=2).flat_map(|number| packet(number, row)).collect() };
    let mut add = |fault, steps, code, says| list.add(Phase::Rows, fault, steps, code, says);
    let large = [&[0xfc, 0x40, 0x1f][..], &[b'x'; 8000]].concat();
    add(
        "large rows without end",
        vec![Say(head.clone()), Endless(endless(&large))],
        AnswerTooLarge,
        "The server's answer has no end: more than 24 MiB for one question.",
    );
    add(
        "rows of one byte without end",
        vec![Say(head.clone()), Endless(endless(&[0xfb]))],
        AnswerTooLarge,
        "The server's answer has no end: more than 24 MiB for one question.",
    );
    add(
        "a row of 5 MiB",
        vec![Say([head, vec![0x40, 0x4b, 0x4c, 3]].concat()), Endless(vec![b'x'; 8000])],
        ServerProtocol,
        "The server broke the protocol: it announced a packet of an impossible length.",
    );
    let definitions: Vec<u8> = (2..=255).flat_map(|number| packet(number, &column(&[b'x'; 200]))).collect();
    add(
        "4,097 columns",
        vec![Say([packet(1, &[0xfc, 0x01, 0x10]), definitions].concat()), Silence],
        ServerProtocol,
        "The server broke the protocol: it announced an impossible number of columns.",
    );
    let mut add = |fault, steps, code, says| list.add(Phase::Prepared, fault, steps, code, says);
    let say = |bytes: &[u8]| vec![Say(bytes.to_vec()), Silence];
    let prepared = packet(1, &[0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    add(
        "asks for a file in place of a preparation",
        say(&packet(1, FILE)),
        ServerProtocol,
        "The server broke the protocol: a packet is malformed.",
    );
    add(
        "asks for a file when a prepared statement runs",
        vec![Say(prepared.clone()), Hear, Say(packet(1, FILE)), Silence],
        ServerProtocol,
        "The server broke the protocol: it asks for a file of this machine (LOCAL INFILE).",
    );
    add(
        "a preparation that is cut off",
        say(&packet(1, &[0, 1, 0, 0])),
        ServerProtocol,
        "The server broke the protocol: a packet is malformed.",
    );
    let null = [&column(b"x")[..11], &[45, 0, 9, 0, 0, 0, 6, 0, 0, 0, 0, 0]].concat();
    let of_null = numbered(&[&[1], &null, &[0, 0, 1]]);
    add(
        "a value of the type NULL (a panic in sqlx)",
        vec![Say(prepared), Hear, Say(of_null), Silence],
        ServerProtocol,
        "The server broke the protocol: a packet is malformed.",
    );
}

fn discovery(list: &mut List<'_>) {
    let mut add = |fault, steps, code, says| list.add(Phase::Discovery, fault, steps, code, says);
    let head = numbered(&[&[1], &column(b"x")]);
    let row = |number: u8| packet(number, &[&[0xfc, 0x40, 0x1f][..], &[b'x'; 8000]].concat());
    let rows: Vec<u8> = (3..=255).chain(0..=2).flat_map(row).collect();
    add(
        "asks for a file during discovery",
        vec![Say(packet(1, FILE)), Silence],
        ServerProtocol,
        "The server broke the protocol: it asks for a file of this machine (LOCAL INFILE).",
    );
    add(
        "rows without end",
        vec![Say(head), Endless(rows)],
        ServerProtocol,
        "The server broke the protocol: its answer cannot be read.",
    );
    add(
        "hangs up during discovery",
        vec![],
        ConnectionLost,
        "The server closed the connection while reading the catalogue.",
    );
    add(
        "silence during discovery",
        vec![Silence],
        TimedOut,
        "The server did not answer within {seconds} s while reading the catalogue.",
    );
}

#[tokio::test]
async fn each_gives_its_finding() {
    let stage = Stage::new(Engine::Mysql);
    let scenarios = scenarios(&stage);
    run_all(&stage, scenarios).await;
}

#[tokio::test]
async fn a_verified_server_may_ask_for_the_password() {
    use crate::support::{failing, local, quick};
    use gatehouse_core::connection::Descriptor;
    let stage = Stage::new(Engine::Mysql);
    for question in [packet(3, &[1, 4]), packet(3, b"\xfemysql_clear_password\0")] {
        let refuses = vec![Hear, Say(question), Hear, Say(packet(5, b"\xff\x15\x04#28000no")), Silence];
        let rogue = Rogue::play(stage.over_tls(refuses)).await;
        let verified = Descriptor { engine: Engine::Mysql, ca_pem: Some(stage.ca().pem()), ..local(rogue.port) };
        assert_eq!(failing(&verified, PASSWORD, &quick(), 1).await, AuthenticationFailed);
        assert!(rogue.learned(PASSWORD));
    }
}
