use proptest::prelude::*;

use super::*;

impl PostgresGuard {
    fn vet(&mut self, bytes: &[u8]) -> Result<usize, Violation> {
        Guard::vet(self, bytes, &mut Vec::new())
    }
}

fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len() + 4).unwrap();
    [&[kind][..], &length.to_be_bytes(), body].concat()
}

fn authentication(code: u32, rest: &[u8]) -> Vec<u8> {
    message(b'R', &[&code.to_be_bytes()[..], rest].concat())
}

fn scram() -> Vec<u8> {
    [
        authentication(10, b"SCRAM-SHA-256-PLUS\0SCRAM-SHA-256\0\0"),
        authentication(11, b"r=abc,s=c2FsdA==,i=4096"),
        authentication(12, b"v=c2ln"),
        authentication(0, b""),
    ]
    .concat()
}

fn ready() -> Vec<u8> {
    [message(b'S', b"server_version\x0018.4\0"), message(b'K', &[0; 8]), message(b'Z', b"I")].concat()
}

fn guard(verified: bool) -> PostgresGuard {
    let mut guard = PostgresGuard::new(vec![], verified, Allowance::small());
    guard.heed(b"p\0\0\0\x20SCRAM-SHA-256\0\0\0\0\x0an,,n=,r=ab").unwrap();
    guard
}

fn in_session() -> PostgresGuard {
    let mut guard = guard(true);
    guard.vet(&[scram(), ready()].concat()).unwrap();
    assert!(guard.ready);
    guard
}

#[test]
fn a_scram_login_passes_whole_and_in_pieces() {
    let stream =
        [scram(), ready(), message(b'T', &[0, 0]), message(b'D', &[0, 0]), message(b'C', b"SELECT 1\0")].concat();
    assert_eq!(guard(false).vet(&stream), Ok(stream.len()));
    let (mut piecemeal, mut passed) = (guard(false), 0);
    for end in 0..=stream.len() {
        passed += piecemeal.vet(&stream[passed..end]).unwrap();
    }
    assert_eq!(passed, stream.len());
}

#[test]
fn an_unverified_server_is_told_no_password() {
    let cleartext = authentication(3, b"");
    let md5 = authentication(5, &[1; 4]);
    assert_eq!(guard(false).vet(&cleartext), Err(Violation::PasswordRequest { method: "password" }));
    assert_eq!(guard(false).vet(&md5), Err(Violation::PasswordRequest { method: "md5" }));
    assert_eq!(guard(true).vet(&cleartext), Ok(cleartext.len()));
    assert_eq!(guard(true).vet(&md5), Ok(md5.len()));
}

#[test]
fn an_unverified_server_must_prove_that_it_knows_the_password() {
    assert!(guard(false).vet(&authentication(0, b"")).is_err());
    assert!(guard(true).vet(&authentication(0, b"")).is_ok());
}

#[test]
fn what_does_not_belong_into_a_login_is_refused() {
    let before_the_end = ready();
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("length 0 to 3 makes a driver panic", vec![b'R', 0, 0, 0, 3]),
        ("too long to wait for", vec![b'R', 0, 0, 0x10, 0]),
        ("a row before the login", message(b'D', &[0, 0])),
        ("session before the login is through", before_the_end),
        ("SCRAM steps out of order", authentication(12, b"v=c2ln")),
        ("a password is asked twice", [authentication(3, b""), authentication(3, b"")].concat()),
        ("no known mechanism", authentication(10, b"X-OAUTH\0\0")),
        ("a list without an end", authentication(10, b"SCRAM-SHA-256")),
        (
            "an empty SCRAM attribute",
            [authentication(10, b"SCRAM-SHA-256\0\0"), authentication(11, b"r=a,,i=1")].concat(),
        ),
        (
            "two thousand million iterations",
            [authentication(10, b"SCRAM-SHA-256\0\0"), authentication(11, b"r=a,s=,i=2147483648")].concat(),
        ),
        (
            "a nonce that is not ours",
            [authentication(10, b"SCRAM-SHA-256\0\0"), authentication(11, b"r=xyz,s=,i=4096")].concat(),
        ),
        ("our nonce alone", [authentication(10, b"SCRAM-SHA-256\0\0"), authentication(11, b"r=ab,s=,i=4096")].concat()),
        ("an error without an end", message(b'E', b"C28P01")),
    ];
    for (name, bytes) in cases {
        assert!(matches!(guard(true).vet(&bytes), Err(Violation::Protocol(_))), "{name}");
    }
}

#[test]
fn a_login_without_end_is_ended() {
    let notice = message(b'N', b"SNOTICE\0\0");
    assert!(guard(true).vet(&notice.repeat(MAX_LOGIN_MESSAGES + 1)).is_err());
    let mut guard = guard(true);
    guard.vet(&scram()).unwrap();
    let status = message(b'S', &[&b"n\0"[..], &[b'v'; 8000], b"\0"].concat());
    assert!(guard.vet(&status.repeat(40)).is_err());
}

#[test]
fn the_code_of_a_rejection_is_kept_and_its_text_is_not() {
    let mut guard = guard(true);
    guard.vet(&message(b'E', b"SFATAL\0C28P01\0Mwrong password for x\0\0")).unwrap();
    assert_eq!(guard.rejection(), Some("28P01"));
    guard.vet(&message(b'E', b"Clower\0\0")).unwrap();
    assert_eq!(guard.rejection(), Some("XX000"));
}

#[test]
fn a_session_is_held_to_the_shape_of_its_messages() {
    let one_column = [&[0, 1][..], b"c\0", &[0; 18]].concat();
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("5 MiB", vec![b'D', 0, 0x50, 0, 0]),
        ("a row before any description", message(b'D', &[0, 1, 0, 0, 0, 0])),
        ("a value past the end", [message(b'T', &one_column), message(b'D', &[0, 1, 0, 0, 0, 9, 1])].concat()),
        ("a value of length -2", [message(b'T', &one_column), message(b'D', &[0, 1, 0xff, 0xff, 0xff, 0xfe])].concat()),
        ("fewer values than columns", [message(b'T', &one_column), message(b'D', &[0, 0])].concat()),
        ("more columns than there can be", message(b'T', &[0xff, 0xff])),
        ("parameter types past the end", message(b't', &[0, 9, 0, 0])),
        ("COPY", message(b'G', &[0, 0, 0])),
        ("a second login", authentication(3, b"")),
        ("an unknown type", message(b'?', b"")),
        ("an unknown transaction state", message(b'Z', b"x")),
        ("parameter reports without end", message(b'S', b"a\0b\0").repeat(MAX_REPORTS + 1)),
    ];
    for (name, bytes) in cases {
        assert!(matches!(in_session().vet(&bytes), Err(Violation::Protocol(_))), "{name}");
    }
}

#[test]
fn an_answer_without_end_is_ended_by_what_the_driver_would_keep() {
    let columns = [&[4, 0][..], &[b"c\0".to_vec(), vec![0; 18]].concat().repeat(1024)].concat();
    let row = message(b'D', &[&[4, 0][..], &[0xff; 4].repeat(1024)].concat());
    let mut guard = in_session();
    guard.vet(&message(b'T', &columns)).unwrap();
    let mut rows = 0;
    let end = loop {
        match guard.vet(&row) {
            Ok(_) => rows += 1,
            Err(violation) => break violation,
        }
    };
    assert_eq!(end, Violation::TooLarge { mebibytes: 24 });
    // 4 KiB on the wire, 20 KiB in the driver.
    assert!((1000..1300).contains(&rows), "{rows}");
    let mut catalogue = in_session();
    catalogue.allowance.raise_for_catalogue();
    catalogue.vet(&message(b'T', &columns)).unwrap();
    assert!((0..5000).all(|_| catalogue.vet(&row).is_ok()));
}

#[test]
fn nulls_and_values_pass() {
    let two_columns = [&[0, 2][..], b"a\0", &[0; 18], b"b\0", &[0; 18]].concat();
    let row = [&[0, 2][..], &[0xff; 4], &[0, 0, 0, 2], b"hi"].concat();
    let stream = [message(b'T', &two_columns), message(b'D', &row)].concat();
    assert_eq!(in_session().vet(&stream), Ok(stream.len()));
}

#[test]
fn the_driver_never_sees_a_notice() {
    let (notice, rest) = (message(b'N', b"SWARNING\0C01000\0Mtext\0\0"), message(b'C', b"SELECT 1\0"));
    let mut passed = Vec::new();
    let judged = Guard::vet(&mut in_session(), &[notice, rest.clone()].concat(), &mut passed);
    assert_eq!((judged.map(|judged| judged > rest.len()), passed), (Ok(true), rest));
}

#[test]
fn the_drivers_opening_is_replaced() {
    let mut guard = PostgresGuard::new(b"ours".to_vec(), true, Allowance::small());
    let theirs = startup::packet("somebody", "else", &[]);
    assert_eq!(guard.opening(&theirs[..10]), Ok(None));
    assert_eq!(guard.opening(&theirs), Ok(Some((theirs.len(), b"ours".to_vec()))));
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400), verified: bool) {
        let _ = guard(verified).vet(&bytes);
        let _ = in_session().vet(&bytes);
        let _ = guard(verified).opening(&bytes);
    }

    #[test]
    fn no_message_with_a_right_header_panics(kind: u8, body in proptest::collection::vec(any::<u8>(), 0..60)) {
        let bytes = message(kind, &body);
        let _ = guard(true).vet(&bytes);
        if let Ok(passed) = in_session().vet(&bytes) {
            prop_assert_eq!(passed, bytes.len());
        }
    }

    #[test]
    fn a_login_with_one_changed_byte_never_panics_or_passes_more(at in 0usize..150, byte: u8) {
        let mut stream = [scram(), ready()].concat();
        let at = at % stream.len();
        stream[at] = byte;
        if let Ok(passed) = guard(false).vet(&stream) {
            prop_assert!(passed <= stream.len());
        }
    }
}
