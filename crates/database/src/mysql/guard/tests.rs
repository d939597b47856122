use proptest::prelude::*;

use super::super::wire::packet;
use super::*;

impl MysqlGuard {
    fn vet(&mut self, bytes: &[u8]) -> Result<usize, Violation> {
        Guard::vet(self, bytes, &mut Vec::new())
    }
}

const QUERY: u8 = 0x03;
const PREPARE: u8 = 0x16;
const EXECUTE: u8 = 0x17;
const OK: &[u8] = &[0, 0, 0, 2, 0, 0, 0];
const END: &[u8] = &[0xfe, 0, 0, 2, 0, 0, 0];

/// A guard whose driver has sent its login: the server's first packet is number 3.
fn guard(method: &'static str, verified: bool) -> MysqlGuard {
    let mut guard = MysqlGuard::new(method, verified, Allowance::small());
    let login = packet(2, &[0; 40]);
    assert_eq!(guard.opening(&login), Ok(Some((login.len(), login))));
    guard
}

/// A guard whose login is through and whose driver has sent this command.
fn asked(command: u8) -> MysqlGuard {
    let mut guard = guard("mysql_native_password", true);
    assert!(guard.vet(&packet(3, OK)).is_ok());
    guard.heed(&packet(0, &[command, b'x'])).unwrap();
    guard
}

fn switch(method: &str) -> Vec<u8> {
    packet(3, &[&[0xfe][..], method.as_bytes(), &[0], &[7; 20], &[0]].concat())
}

fn definition(kind: u8) -> Vec<u8> {
    [&[3][..], b"def", &[0; 5], &[12, 45, 0, 9, 0, 0, 0, kind, 0, 0, 0, 0, 0]].concat()
}

fn numbered(bodies: &[&[u8]]) -> Vec<u8> {
    (1..).zip(bodies).flat_map(|(number, body)| packet(number, body)).collect()
}

fn one_row(kind: u8, row: &[u8]) -> Vec<u8> {
    numbered(&[&[1], &definition(kind), row, END])
}

#[test]
fn results_pass_whole_and_in_pieces() {
    let row = |value: &[u8]| [&[u8::try_from(value.len()).unwrap()][..], value].concat();
    let stream = numbered(&[&[2], &definition(0xfd), &definition(3), &[row(b"hi"), vec![0xfb]].concat(), END]);
    assert_eq!(asked(QUERY).vet(&stream), Ok(stream.len()));
    let (mut piecemeal, mut passed) = (asked(QUERY), 0);
    for end in 0..=stream.len() {
        passed += piecemeal.vet(&stream[passed..end]).unwrap();
    }
    assert_eq!(passed, stream.len());
}

#[test]
fn an_answer_without_end_is_ended_by_what_the_driver_would_keep() {
    let mut guard = asked(QUERY);
    guard.vet(&numbered(&[&[2], &definition(0xfd), &definition(3)])).unwrap();
    let mut rows = 0_u32;
    let end = loop {
        let number = u8::try_from((rows + 4) % 256).unwrap();
        match guard.vet(&packet(number, &[0xfb, 0xfb])) {
            Ok(_) => rows += 1,
            Err(violation) => break violation,
        }
    };
    assert_eq!(end, Violation::TooLarge { mebibytes: 24 });
    // 6 bytes on the wire, 178 in the driver.
    assert!((140_000..145_000).contains(&rows), "{rows}");
}

#[test]
fn prepared_statements_pass() {
    let mut guard = asked(PREPARE);
    let prepared = numbered(&[&[0, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0], &definition(0xfd), &definition(3)]);
    assert_eq!(guard.vet(&prepared), Ok(prepared.len()));
    // The driver closes the statement before it reads the answer; closing has none.
    guard.heed(&[packet(0, &[EXECUTE]), packet(0, &[0x19, 1, 0, 0, 0])].concat()).unwrap();
    let rows = one_row(3, &[0, 0, 1, 2, 3, 4]);
    assert_eq!(guard.vet(&rows), Ok(rows.len()));
    assert!(guard.answers.is_idle());
}

#[test]
fn an_unverified_server_is_told_no_password() {
    let full = packet(3, &[1, 4]);
    let refused = |method| Err(Violation::PasswordRequest { method });
    assert_eq!(guard("caching_sha2_password", false).vet(&full), refused("caching_sha2_password"));
    assert_eq!(guard("caching_sha2_password", true).vet(&full), Ok(full.len()));
    for method in ["sha256_password", "mysql_clear_password"] {
        assert_eq!(guard("mysql_native_password", false).vet(&switch(method)), refused(method));
        assert!(guard("mysql_native_password", true).vet(&switch(method)).is_ok());
    }
    let bare = packet(3, b"\xfemysql_clear_password\0");
    assert_eq!(guard("mysql_native_password", false).vet(&bare), refused("mysql_clear_password"));
    assert!(guard("mysql_native_password", false).vet(&switch("caching_sha2_password")).is_ok());
}

#[test]
fn what_does_not_belong_into_a_login_is_refused() {
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("an OK of one byte makes a driver panic", packet(3, &[0])),
        ("an error of one byte, too", packet(3, &[0xff])),
        ("and so does an empty question", packet(3, &[1])),
        ("an empty packet", packet(3, &[])),
        ("another number", packet(4, OK)),
        ("longer than any login's", vec![0, 0x20, 0, 3]),
        ("one that goes on in the next", vec![0xff, 0xff, 0xff, 3]),
        ("a key for the password", packet(3, b"\x01-----BEGIN PUBLIC KEY-----")),
        ("the protocol before 4.1", packet(3, &[0xfe])),
        ("an unknown method", switch("dialog")),
        ("a challenge of another length", packet(3, b"\xfemysql_native_password\0short\0")),
        ("a full login by a method that has none", packet(3, &[1, 4])),
        ("a result", packet(3, &[5])),
    ];
    for (name, bytes) in cases {
        let verdict = guard("mysql_native_password", true).vet(&bytes);
        assert!(matches!(verdict, Err(Violation::Protocol(_))), "{name}: {verdict:?}");
    }
}

#[test]
fn a_method_is_switched_once_and_a_login_ends() {
    let mut twice = guard("mysql_native_password", true);
    twice.vet(&switch("caching_sha2_password")).unwrap();
    twice.heed(&packet(4, &[0; 32])).unwrap();
    let mut again = switch("mysql_native_password");
    again[3] = 5;
    assert!(twice.vet(&again).is_err());
    let mut endless = guard("caching_sha2_password", true);
    let stream: Vec<u8> = (3..30).flat_map(|number| packet(number, &[1, 3])).collect();
    assert!(endless.vet(&stream).is_err());
}

#[test]
fn the_number_of_a_rejection_is_kept_and_its_text_is_not() {
    let mut guard = guard("mysql_native_password", true);
    let mut passed = Vec::new();
    let error = packet(3, b"\xff\x15\x04#28000Access denied for secret");
    assert_eq!(Guard::vet(&mut guard, &error, &mut passed), Ok(error.len()));
    assert_eq!(guard.rejection(), Some("1045"));
    assert_eq!(passed, packet(3, b"\xff\x15\x04#28000"));
}

#[test]
fn a_session_is_held_to_the_shape_of_its_packets() {
    let local_infile = numbered(&[b"\xfb/etc/passwd"]);
    assert_eq!(
        asked(QUERY).vet(&local_infile),
        Err(Violation::Protocol("it asks for a file of this machine (LOCAL INFILE)"))
    );
    let huge = |bytes: u64| [&[0xfe][..], &bytes.to_le_bytes()].concat();
    let cases: Vec<(&str, u8, Vec<u8>)> = vec![
        ("2^64-1 columns make drivers panic", QUERY, numbered(&[&huge(u64::MAX)])),
        ("2^34 columns make the process abort", QUERY, numbered(&[&huge(1 << 34)])),
        ("no column", QUERY, numbered(&[&[0xfc, 0, 0]])),
        ("4097 columns", QUERY, numbered(&[&[0xfc, 1, 0x10]])),
        ("a count with more behind it", QUERY, numbered(&[&[1, 1]])),
        ("a description that is cut off", QUERY, numbered(&[&[1], &definition(3)[..20]])),
        ("a value past the end", QUERY, one_row(3, &[9, 1])),
        ("too many values", QUERY, one_row(3, &[1, 1, 1, 1])),
        ("too few values", QUERY, numbered(&[&[2], &definition(3), &definition(3), &[1, 1], END])),
        ("a binary value past the end", EXECUTE, one_row(3, &[0, 0, 1])),
        ("a value of type NULL makes the driver panic", EXECUTE, one_row(6, &[0, 0])),
        ("a date of 255 bytes", EXECUTE, one_row(0x0c, &[0, 0, 255])),
        ("an unknown type", EXECUTE, one_row(0x42, &[0, 0, 1])),
        ("a text row for a prepared statement", EXECUTE, one_row(0xfd, b"\x02hi")),
        ("an end that is cut off", QUERY, numbered(&[&[1], &definition(3), &[0xfe]])),
        ("a short OK to a statement", PREPARE, numbered(&[&[0, 1, 0]])),
        ("70,000 columns of a statement", PREPARE, numbered(&[&[0, 1, 0, 0, 0, 255, 255, 0, 0, 0, 0, 0]])),
        ("a result for a ping", 0x0e, numbered(&[&[1]])),
        ("numbers out of order", QUERY, packet(2, OK)),
        ("a report of progress", QUERY, numbered(&[b"\xff\xff\xff\x01\x01\x01\x01\x01\x01"])),
    ];
    for (name, command, bytes) in cases {
        let verdict = asked(command).vet(&bytes);
        assert!(matches!(verdict, Err(Violation::Protocol(_))), "{name}: {verdict:?}");
    }
}

#[test]
fn nobody_talks_without_being_asked() {
    let mut guard = asked(QUERY);
    assert!(guard.vet(&numbered(&[OK])).is_ok());
    // The end of an idle session is announced so; the driver sees nothing of it.
    let mut passed = Vec::new();
    let farewell = packet(0, b"\xff\xbf\x0f#HY000idle");
    assert_eq!(Guard::vet(&mut guard, &farewell, &mut passed), Ok(farewell.len()));
    assert!(passed.is_empty());
    assert!(guard.vet(&packet(1, OK)).is_err());
    let long = asked(QUERY).heed(&packet(0, &[QUERY]).repeat(20));
    assert!(long.is_err(), "more questions than any driver leaves open");
}

#[test]
fn the_drivers_login_must_be_one() {
    let mut guard = MysqlGuard::new("mysql_native_password", true, Allowance::small());
    let login = packet(2, &[0; 40]);
    assert_eq!(guard.opening(&login[..20]), Ok(None));
    for bad in [packet(1, &[0; 40]), packet(2, &[0; 5]), packet(2, &[0xff; 40])] {
        assert!(guard.opening(&bad).is_err());
    }
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400), command: u8, verified: bool) {
        let _ = guard("caching_sha2_password", verified).vet(&bytes);
        let _ = asked(command).vet(&bytes);
        let _ = MysqlGuard::new("mysql_native_password", verified, Allowance::small()).opening(&bytes);
        let _ = asked(command).heed(&bytes);
        let _ = super::super::greeting::Greeting::read(&bytes);
    }

    #[test]
    fn no_packet_with_a_right_header_panics(
        body in proptest::collection::vec(any::<u8>(), 1..60), command in 0u8..0x20, kind: u8,
    ) {
        let bytes = packet(3, &body);
        let _ = guard("caching_sha2_password", true).vet(&bytes);
        let _ = asked(command).vet(&numbered(&[&body]));
        let _ = asked(EXECUTE).vet(&one_row(kind, &body));
        let _ = asked(QUERY).vet(&one_row(kind, &body));
    }

    #[test]
    fn requests_are_heard_the_same_in_pieces(sizes in proptest::collection::vec(0usize..20, 1..8), at in 0usize..200) {
        let stream: Vec<u8> = sizes.iter().flat_map(|size| packet(0, &vec![7; *size])).collect();
        let at = at.min(stream.len());
        let mut whole = Requests::default();
        let mut pieces = Requests::default();
        let heard = whole.hear(&stream);
        let mut again = pieces.hear(&stream[..at]);
        again.extend(pieces.hear(&stream[at..]));
        prop_assert_eq!(heard.len(), sizes.len());
        prop_assert_eq!(heard, again);
    }
}

#[test]
fn what_follows_an_unasked_error_is_judged_at_once() {
    let mut guard = guard("mysql_native_password", true);
    assert!(guard.vet(&packet(3, OK)).is_ok());
    let goodbye = packet(0, b"\xff\x01\x02#08S01bye");
    assert_eq!(guard.vet(&goodbye), Ok(goodbye.len()));
    let talk = [goodbye, packet(1, OK)].concat();
    assert_eq!(guard.vet(&talk), Err(Violation::Protocol("it talks without being asked")));
}
